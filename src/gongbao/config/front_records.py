"""`GET /api/v1/records/{code}`: the stored bytes of an entity's current record, without rendering anything."""

import re
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from gongbao.config.front_http import JSON, Scope, Send, answer, empty, header, refuse

CODE = re.compile(r"(?![nN]\d+$)[0-9A-Za-z]{6,20}", re.ASCII)  # not n123, an entity without a code: Django knows it
Pool = AsyncConnectionPool[AsyncConnection[Any]]
_QUERY = """
    SELECT r.body, r.etag, r.version
    FROM entities_entitycode c
    JOIN records_record r ON r.entity_id = c.entity_id AND r.superseded_at IS NULL
    WHERE c.value = %s
"""
_OPEN = (b"access-control-allow-origin", b"*")
_CACHE = (b"cache-control", b"public, max-age=0, must-revalidate")


@dataclass(frozen=True, slots=True)
class Current:
    """An entity's record as it is served now; `body` is None after a lawful erasure."""

    body: bytes | None
    etag: str
    version: int


async def current_record(pool: Pool, code: str) -> Current | None:
    """The current record of the entity that has or had `code`; None if there is none."""
    async with pool.connection() as connection, connection.cursor(binary=True) as cursor:
        await cursor.execute(_QUERY, [code], prepare=True)
        row = await cursor.fetchone()
    return Current(body=row[0], etag=row[1], version=row[2]) if row else None


async def serve_record(scope: Scope, send: Send, pool: Pool, code: str) -> None:
    """Answer GET or HEAD with the record's own bytes, or 304, 404, 410, 503 in words."""
    head_only = scope["method"] == "HEAD"
    try:
        found = await current_record(pool, code.upper())
    except (PoolTimeout, OperationalError):
        zh, en = "查询繁忙,请稍后再试。", "The register is busy; please try again in a moment."
        await refuse(send, 503, "record.busy", zh, en, (b"retry-after", b"2"), _OPEN)
        return
    if found is None:
        zh = "没有这个代码的公示记录。请核对统一社会信用代码,或用名称查询。"
        en = "No record is published under this code. Check the unified social credit code, or search by name."
        await refuse(send, 404, "record.not-found", zh, en, _OPEN)
        return
    if found.body is None:
        zh = "这份记录已依法删除,只留下账本中的承诺值。"
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
