"""The log's public files under /ledger/: only names the tlog-tiles layout knows, so no path can leave the folder."""

import asyncio
import re
from pathlib import Path

from gongbao.config.front_http import TEXT, Scope, Send, answer, refuse

_NUMBER = r"(?:x\d{3}/)*\d{3}(?:\.p/(?:[1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]))?"
_TILE = re.compile(rf"tile/(?:entries|[0-9]|[1-5]\d|6[0-3])/{_NUMBER}", re.ASCII)
_TEXTS = {"checkpoint": b"public, max-age=2", "log.vkey": b"public, max-age=300", "policy": b"public, max-age=60"}
_FOREVER = b"public, max-age=31536000, immutable"
_OPEN = (b"access-control-allow-origin", b"*")


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


async def serve_ledger(scope: Scope, send: Send, folder: Path, name: str) -> None:
    """Answer GET or HEAD of one file of the log; `name` is the path below /ledger/."""
    head_only = scope["method"] == "HEAD"
    if name in _TEXTS:
        kind, cache = TEXT, _TEXTS[name]
    elif _TILE.fullmatch(name):
        kind, cache = b"application/octet-stream", _FOREVER
    else:
        await _missing(send, head_only=head_only)
        return
    body = await asyncio.to_thread(_read, folder / name)
    if body is None:
        await _missing(send, head_only=head_only)
        return
    await answer(send, 200, body, kind, (b"cache-control", cache), _OPEN, head_only=head_only)


async def _missing(send: Send, *, head_only: bool) -> None:
    if head_only:
        await answer(send, 404, b"", TEXT, _OPEN)
        return
    await refuse(
        send,
        404,
        "ledger.no-such-file",
        "账本里没有这个文件。不满的分片在满页后会被收起，请改取完整分片。",
        "The log has no such file. A partial tile goes away once its full tile exists: ask for the full tile.",
        _OPEN,
    )
