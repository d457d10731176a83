"""`POST /api/v1/filings` with a key: reports that come in at the same time are filed together, in one transaction.

While one transaction is under way the next ones gather, so under load each pays only a share of it. Programs that were
answered together send their next reports a moment later: the next transaction waits for as many as the last one had,
for a hundredth of a second at most. Alone, a report waits for nobody. What is not plainly good is left to Django, which
answers it by itself.
"""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections

from gongbao.config.front_gate import Gate, Limits
from gongbao.config.front_http import Scope, header
from gongbao.foundation.asking import keep_plans
from gongbao.foundation.clock import read_clock
from gongbao.register.filings.api.together import Receipt, Sent, file_together

PATH = "/api/v1/filings"
MOST = 64  # reports in one transaction
COMPANY = 0.01  # seconds for those who were answered together to come again


class Filing:
    """The front's share of filing: one per worker process, with one thread and its connection to the database."""

    def __init__(self, waiting: int, each: int, patience: float) -> None:
        self.gate = Gate(Limits(width=MOST, waiting=waiting, each=each, patience=patience))
        self._thread = ThreadPoolExecutor(1, "filing")
        self._waiting: list[tuple[Sent, asyncio.Future[Receipt | None]]] = []
        self._working: asyncio.Task[None] | None = None
        self._wanted = MOST
        self._enough = asyncio.Event()

    def serves(self, scope: Scope) -> bool:
        """Whether this is a program that files a report."""
        return (
            scope["path"] == PATH
            and scope["method"] == "POST"
            and not scope["query_string"]
            and header(scope, b"authorization")[:7].lower() == "bearer "
        )

    async def file(self, authorization: str, body: bytes) -> Receipt | None:
        """The answer once it is on disk; None if Django is to answer."""
        future: asyncio.Future[Receipt | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((Sent(authorization, body, read_clock()), future))
        if len(self._waiting) >= self._wanted:
            self._enough.set()
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await future

    async def _work(self) -> None:
        """File until nobody waits."""
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                answers: list[Receipt | None] = [None] * len(batch)
                try:
                    answers = await loop.run_in_executor(self._thread, _file, [sent for sent, _ in batch])
                finally:
                    for (_, future), answer in zip(batch, answers, strict=True):
                        if not future.done():
                            future.set_result(answer)
                await self._gather(len(batch))
        finally:
            self._working = None
            for _, future in self._waiting:
                if not future.done():
                    future.set_result(None)
            self._waiting = []

    async def _gather(self, before: int) -> None:
        """Wait for as many as there were before, unless that was one, or for COMPANY."""
        if before > 1 and len(self._waiting) < before:
            self._wanted = before
            self._enough.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._enough.wait(), COMPANY)


def _file(sent: list[Sent]) -> list[Receipt | None]:
    close_old_connections()
    keep_plans()
    return file_together(sent, now=read_clock())
