"""`GET /api/v1/screening/codes/{code}` and `…/names?name=…`: signed answers from the list in hand, without Django.

The list is prepared in memory by `register.screening.desk`; here it is only asked. Looking for a newer one touches the
database, so that is done in a thread, every few seconds.
"""

import asyncio
from urllib.parse import parse_qs, unquote

from gongbao.config.front_http import JSON, Scope, Send, answer, refuse
from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.screening.parties import Question
from gongbao.register.screening import answers
from gongbao.register.screening.desk import Loaded, desk

CODES = "/api/v1/screening/codes/"
NAMES = "/api/v1/screening/names"
_OPEN = ((b"access-control-allow-origin", b"*"), (b"cache-control", b"no-store"))
_EVERY = 3.0
MOST_FIELDS = 10


class Screening:
    """The front's share of screening: one per worker process."""

    def __init__(self) -> None:
        self._looked = -1e9
        self._looking: asyncio.Task[None] | None = None

    def serves(self, scope: Scope) -> bool:
        """Whether this address is answered here."""
        path: str = scope["path"]
        return scope["method"] == "GET" and (
            path == NAMES or (path.startswith(CODES) and "/" not in path[len(CODES) :])
        )

    async def serve(self, scope: Scope, send: Send) -> None:
        """The receipt of one question; 503 in words until the first list is prepared."""
        loaded = await self._loaded()
        if loaded is None:
            zh, en = "名录还没有准备好，请一分钟后再试。", "The list is not prepared yet; please try again in a minute."
            await refuse(send, 503, "screening.no-list", zh, en, (b"retry-after", b"10"), *_OPEN)
            return
        try:
            question = _question(scope)
        except Refusal as no:
            await refuse(send, no.status, no.code, no.zh, no.en, *_OPEN)
            return
        raw = answers.answered([question], loaded, read_clock()).to_bytes()
        await answer(send, 200, raw, JSON, *_OPEN)

    async def _loaded(self) -> Loaded | None:
        """The list in hand; a newer one is looked for meanwhile, and waited for only when there is none yet."""
        now = asyncio.get_running_loop().time()
        if now - self._looked > _EVERY:
            self._looked = now
            self._looking = asyncio.create_task(asyncio.to_thread(_look))
        found = desk.in_hand()
        if found is None and self._looking is not None:
            await asyncio.shield(self._looking)
            found = desk.in_hand()
        return found


def _question(scope: Scope) -> Question:
    """What is asked. Refusal where it cannot be read."""
    path: str = scope["path"]
    if path != NAMES:
        return answers.asked("", unquote(path[len(CODES) :])[:100])
    fields = scope["query_string"].decode("utf-8", "replace").split("&", MOST_FIELDS)[:MOST_FIELDS]
    asked = parse_qs("&".join(fields))
    return answers.asked(asked.get("name", [""])[0], asked.get("code", [""])[0])


def _look() -> None:
    from django.db import close_old_connections  # noqa: PLC0415 (Django is set up by the front first)

    close_old_connections()
    desk.current(read_clock())
