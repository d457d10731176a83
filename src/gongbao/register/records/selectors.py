"""Reading published records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from gongbao.foundation.ledger.selectors import entries_between
from gongbao.kernel.audit.content import Document
from gongbao.register.entities.models import EntityCode
from gongbao.register.records.models import PendingPublication, Record

HISTORY_PAGE = 50


@dataclass(frozen=True, slots=True)
class Published:
    """One version of a record: its bytes and what is needed to prove them. `body` is None after erasure."""

    entity_id: int
    version: int
    record: UUID
    etag: str
    reason: str
    published_at: datetime
    superseded_at: datetime | None
    body: bytes | None
    salt: bytes | None
    commitment: bytes

    @property
    def kind(self) -> str:
        """The ledger's word for it: the first version is a `publish`, every other an `amend`."""
        return "publish" if self.version == 1 else "amend"

    def sections(self) -> dict[str, Any]:
        """The record's sections; empty after erasure."""
        if self.body is None:
            return {}
        parts: dict[str, Any] = orjson.loads(self.body)["sections"]
        return parts


def entity_id_of(code: str) -> int | None:
    """The entity that has or had this code; `n123` names an entity without any code by its number."""
    cleaned = code.strip().upper()
    if cleaned.startswith("N") and cleaned[1:].isdigit() and len(cleaned) < 15:
        return int(cleaned[1:])
    return EntityCode.objects.filter(pk=cleaned).values_list("entity_id", flat=True).first()


def current(entity_id: int) -> Published | None:
    """The version readers get now, or None while nothing is published."""
    return _published(Record.objects.filter(entity_id=entity_id, superseded_at=None).first())


def version(entity_id: int, number: int) -> Published | None:
    return _published(Record.objects.filter(entity_id=entity_id, version=number).first())


def as_known_at(entity_id: int, moment: datetime) -> Published | None:
    """What a reader saw at `moment`."""
    found = Record.objects.filter(entity_id=entity_id, published_at__lte=moment).order_by("-version").first()
    return _published(found)


def history(entity_id: int, *, before: int | None = None) -> list[dict[str, Any]]:
    """The versions, newest first, a page at a time: number, time, reason."""
    rows = Record.objects.filter(entity_id=entity_id)
    if before is not None:
        rows = rows.filter(version__lt=before)
    page = rows.order_by("-version").values("version", "published_at", "reason", "erased_at")[:HISTORY_PAGE]
    return [dict(row) for row in page]


def versions(
    entity_id: int, *, limit: int, before: int | None = None, known: datetime | None = None
) -> list[Published]:
    """Whole versions with their bytes, newest first: below the number `before`, published by `known`."""
    rows = Record.objects.filter(entity_id=entity_id)
    if before is not None:
        rows = rows.filter(version__lt=before)
    if known is not None:
        rows = rows.filter(published_at__lte=known)
    return [found for row in rows.order_by("-version")[:limit] if (found := _published(row))]


def some(entity_id: int, numbers: Sequence[int]) -> dict[int, Published]:
    """These versions of one record, by number."""
    rows = Record.objects.filter(entity_id=entity_id, version__in=numbers)
    return {found.version: found for row in rows if (found := _published(row))}


def documents(first: int, end: int) -> list[Document]:
    """The records behind the log's entries of places `first` to `end`, with what opens them; erased ones are absent."""
    entries = entries_between(first, end)
    records, versions = {record for _, record, _ in entries}, {version for *_, version in entries}
    rows = Record.objects.filter(record__in=records, version__in=versions).exclude(body=None).exclude(salt=None)
    found = {(row.record, row.version): row for row in rows.only("entity_id", "record", "version", "salt", "body")}
    return [
        Document(index, bytes(row.salt or b""), bytes(row.body or b""))
        for index, record, version in entries
        if (row := found.get((record, version)))
    ]


def is_pending(entity_id: int) -> bool:
    return PendingPublication.objects.filter(pk=entity_id).exists()


def latest(limit: int = 8) -> list[dict[str, Any]]:
    """The newest publications with the entity's name and code, for the home page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.name, e.code, r.version, r.reason, r.published_at FROM records_record r"
            " JOIN entities_entity e ON e.id = r.entity_id ORDER BY r.published_at DESC, r.entity_id DESC LIMIT %s",
            [limit],
        )
        names = ("entity_id", "name", "code", "version", "reason", "published_at")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _published(row: Record | None) -> Published | None:
    if row is None:
        return None
    return Published(
        entity_id=row.entity_id,
        version=row.version,
        record=row.record,
        etag=row.etag,
        reason=row.reason,
        published_at=row.published_at,
        superseded_at=row.superseded_at,
        body=bytes(row.body) if row.body is not None else None,
        salt=bytes(row.salt) if row.salt is not None else None,
        commitment=bytes(row.commitment),
    )
