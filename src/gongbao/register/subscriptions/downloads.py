"""Files of the lists as they go out: whole or in parts (Range), never twice to who has them (ETag)."""

import base64
import re
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response

from gongbao.foundation.files.store import open_kept
from gongbao.register.subscriptions import selectors, tables
from gongbao.register.subscriptions.models import Edition, EditionFile
from gongbao.register.subscriptions.rules.versions import Event

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/x-ndjson",
}
FOREVER = "public, max-age=31536000, immutable"
PIECE = 65_536
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def kept(request: Any, edition: Edition, file: EditionFile) -> HttpResponseBase:
    """One file of an edition: its bytes never change."""
    etag = f'"{file.sha256}"'
    form = file.name.rpartition(".")[2]
    span = f"{edition.before}-{edition.version}" if file.name.startswith("changes") else str(edition.version)
    name = f"gongbao-lists-{span}.{form}"
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": FOREVER,
        "Access-Control-Allow-Origin": "*",
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(file.sha256)).decode()}:",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    known = get_conditional_response(request, etag)
    if known is not None:
        for key in ("ETag", "Cache-Control"):
            known[key] = headers[key]
        return known
    part = _part(request, etag, file.size)
    if part is None:
        whole = open_kept(file.sha256)  # kept under its hash, which is no name to save it by
        return FileResponse(whole, as_attachment=True, filename=name, content_type=TYPES[form], headers=headers)
    first, last = part
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    headers |= {"Content-Range": f"bytes {first}-{last}/{file.size}", "Content-Length": str(last - first + 1)}
    opened = open_kept(file.sha256)
    return StreamingHttpResponse(_cut(opened, first, last), status=206, content_type=TYPES[form], headers=headers)


def _part(request: Any, etag: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None for the whole; first > last where there are none."""
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or not (asked[1] or asked[2]) or request.headers.get("If-Range", etag) != etag:
        return None
    if not asked[1]:
        return (max(size - int(asked[2]), 0), size - 1) if int(asked[2]) else (1, 0)
    first = int(asked[1])
    last = min(int(asked[2]), size - 1) if asked[2] else size - 1
    if asked[2] and int(asked[2]) < first:
        return None  # no range at all (RFC 9110 14.1.1): the header is as if absent
    return (first, last) if first < size else (1, 0)


def _cut(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def changes(request: Any, since: int, until: int, form: str) -> HttpResponseBase:
    """The changes between any two versions as they may be told now, written as they are read."""
    etag = f'"{since}-{until}-{selectors.head()}-{form}"'  # names go when an entry ends, whenever that is
    headers = {
        "ETag": etag,
        "Cache-Control": "public, max-age=30",
        "Access-Control-Allow-Origin": "*",
        "Content-Disposition": f'attachment; filename="gongbao-lists-{since}-{until}.{form}"',
    }
    known = get_conditional_response(request, etag)
    if known is not None:
        return known
    rows = selectors.changes(since, until)
    if form == "parquet":
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
        tables.write_parquet(Event, rows, file)
        file.seek(0)
        return FileResponse(file, content_type=TYPES[form], headers=headers)
    pieces = tables.as_csv(Event, rows) if form == "csv" else tables.as_lines(rows)
    return StreamingHttpResponse(pieces, content_type=TYPES[form], headers=headers)
