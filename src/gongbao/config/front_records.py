"""`GET /api/v1/records/{code}`: the stored bytes of an entity's current record, without rendering anything."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection, Error, OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from gongbao.config.front_http import JSON, Scope, Send, answer, empty, header, refuse

CODE = re.compile(r"(?![nN]\d+$)[0-9A-Za-z]{6,20}", re.ASCII)  # not n123, an entity without a code: Django knows it
Pool = AsyncConnectionPool[AsyncConnection[Any]]
_QUERY = """
    SELECT c.value, r.body, r.etag, r.version
    FROM entities_entitycode c
    JOIN records_record r ON r.entity_id = c.entity_id AND r.superseded_at IS NULL
    WHERE c.value = ANY(%s)
"""
READERS = 1  # statements at a time in one process: the next one takes all who came meanwhile
MOST = 64  # codes in one statement
_OPEN = (b"access-control-allow-origin", b"*")
_CACHE = (b"cache-control", b"public, max-age=0, must-revalidate")


@dataclass(frozen=True, slots=True)
class Current:
    """An entity's record as it is served now; `body` is None after a lawful erasure."""

    body: bytes | None
    etag: str
    version: int


class Reader:
    """Looks records up for all who wait, together: whoever comes while a statement runs is answered by the next one.

    Under load a statement serves many requests, and its cost in this process is shared among them.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: list[tuple[str, asyncio.Future[Current | None]]] = []
        self._readers = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def current(self, code: str) -> Current | None:
        """The current record of the entity that has or had `code`; None if there is none."""
        future: asyncio.Future[Current | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((code, future))
        if self._readers < READERS:
            self._readers += 1
            task = asyncio.create_task(self._read())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await future

    async def _read(self) -> None:
        """Answer until nobody waits. Counted out in the very step that finds nobody waiting, so that nobody who comes
        while the connection is given back relies on this reader.
        """
        batch: list[tuple[str, asyncio.Future[Current | None]]] = []
        counted = True
        try:
            async with self._pool.connection() as connection, connection.cursor(binary=True) as cursor:
                while self._waiting:
                    await asyncio.sleep(0)  # whoever has just come is in time for this one
                    batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                    await cursor.execute(_QUERY, [list({code for code, _ in batch})], prepare=True)
                    found = {row[0]: Current(row[1], row[2], row[3]) for row in await cursor.fetchall()}
                    for code, future in batch:
                        if not future.done():
                            future.set_result(found.get(code))
                self._readers -= 1
                counted = False
        except (PoolTimeout, Error) as error:
            concerned = batch
            if counted:
                concerned, self._waiting = batch + self._waiting, []
            for _, future in concerned:
                if not future.done():
                    future.set_exception(error)
        finally:
            if counted:
                self._readers -= 1


async def serve_record(scope: Scope, send: Send, reader: Reader, code: str) -> None:
    """Answer GET or HEAD with the record's own bytes, or 304, 404, 410, 503 in words."""
    head_only = scope["method"] == "HEAD"
    try:
        found = await reader.current(code.upper())
    except (PoolTimeout, OperationalError):
        zh, en = "查询繁忙，请稍后再试。", "The register is busy; please try again in a moment."
        await refuse(send, 503, "record.busy", zh, en, (b"retry-after", b"2"), _OPEN)
        return
    if found is None:
        zh = "没有这个代码的公示记录。请核对统一社会信用代码，或用名称查询。"
        en = "No record is published under this code. Check the unified social credit code, or search by name."
        await refuse(send, 404, "record.not-found", zh, en, _OPEN)
        return
    if found.body is None:
        zh = "这份记录已依法删除，只留下账本中的承诺值。"
        en = "This record was erased by law; only its commitment remains in the ledger."
        await refuse(send, 410, "record.erased", zh, en, _OPEN)
        return
    tag = f'"{found.etag}"'.encode()
    known = (b"etag", tag), (b"x-record-version", str(found.version).encode()), _CACHE, _OPEN
    if _has(header(scope, b"if-none-match"), tag.decode()):
        await empty(send, 304, *known)
        return
    await answer(send, 200, found.body, JSON, *known, head_only=head_only)


def _has(wanted: str, tag: str) -> bool:
    """Whether If-None-Match names this tag (RFC 9110 section 13.1.2: weak comparison)."""
    return wanted == "*" or any(part.strip().removeprefix("W/") == tag for part in wanted.split(","))
