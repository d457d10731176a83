"""Publishing: from the facts as they stand to the next version of the record, in one transaction with its cause."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from gongbao.foundation.asking import do
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.ledger.actions import Item, enqueue_many
from gongbao.foundation.ledger.selectors import replayed
from gongbao.register.records import rules, sections

BATCH = 2_000
LOCK = "SELECT id FROM entities_entity WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
_TYPES = ["int8", "int4", "uuid", "varchar", "varchar", "varchar", "timestamptz", "bytea", "bytea", "bytea"]
ANEW = "restored"
ANEW_EVENT = declare("record.to-publish-anew", "公示记录须重新发布", "records to be published again")
PUBLISHED = declare("record.published", "公示记录已发布", "records published")


@dataclass(frozen=True, slots=True)
class _Current:
    version: int
    record: UUID
    facts: str
    commitment: bytes


@dataclass(frozen=True, slots=True)
class _Next:
    entity: int
    version: int
    record: UUID
    facts: str
    body: bytes
    previous: bytes | None


@transaction.atomic(savepoint=False)  # inside another act it stands or falls with it
def publish(*, entity_ids: Sequence[int], reason: str, by: Actor, now: datetime) -> int:
    """Publish the next version of each entity's record whose facts changed; returns how many were published.

    Entities are locked in the order of their ids, so that two acts on one entity follow each other.
    """
    published = 0
    for batch in _batches(sorted(set(entity_ids))):
        published += _publish_batch(batch, reason, now)
    if published:
        only = entity_ids[0] if len(entity_ids) == 1 else None
        record_event(
            name=PUBLISHED,
            by=by,
            now=now,
            subject=("record", only or "many"),
            party_id=only,
            detail={"count": published, "reason": reason},
        )
    return published


def publish_pending(
    *,
    by: Actor,
    now: datetime,
    limit: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Publish what bulk work left waiting, a batch a transaction; returns how many records were published."""
    done = 0
    while limit is None or done < limit:
        with transaction.atomic():
            taken = _take_pending(BATCH)
            if not taken:
                break
            for reason in sorted({r for _, r in taken}):
                ids = [entity for entity, r in taken if r == reason]
                publish(entity_ids=ids, reason=reason, by=by, now=now)
        done += len(taken)
        if progress:
            progress(len(taken))
    return done


def mark_pending(*, entity_ids: Sequence[int], reason: str, now: datetime) -> None:
    """Leave these entities for the worker to publish."""
    do(
        "INSERT INTO records_pendingpublication (entity_id, reason, since)"
        " SELECT unnest(%s::bigint[]), %s, %s ON CONFLICT DO NOTHING",
        list(entity_ids),
        reason,
        now,
    )


@transaction.atomic
def publish_anew(*, records: Sequence[UUID], by: Actor, now: datetime) -> int:
    """Have the current versions of these records published again under their next number, although nothing about
    them changed: after a restore the log holds other bytes under the present one. Returns how many wait for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_record SET facts = '' WHERE record = ANY(%s) AND superseded_at IS NULL RETURNING entity_id",
            [list(records)],
        )
        entities = [row[0] for row in cursor.fetchall()]
    if entities:
        mark_pending(entity_ids=entities, reason=ANEW, now=now)
        record_event(name=ANEW_EVENT, by=by, now=now, subject=("record", "many"), detail={"count": len(entities)})
    return len(entities)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _take_pending(size: int) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM records_pendingpublication WHERE entity_id IN"
            " (SELECT entity_id FROM records_pendingpublication ORDER BY entity_id LIMIT %s)"
            " RETURNING entity_id, reason",
            [size],
        )
        return [(entity, reason) for entity, reason in cursor.fetchall()]


def _publish_batch(ids: Sequence[int], reason: str, now: datetime) -> int:
    _lock(ids)
    current = _current(ids)
    upcoming = [
        following
        for entity, parts in sections.collect(ids, china_date(now)).items()
        if parts and (following := _next(entity, parts, current.get(entity), reason, now)) is not None
    ]
    if not upcoming:
        return 0
    sealed = enqueue_many(
        [
            Item(
                record=n.record,
                version=n.version,
                kind="publish" if n.version == 1 else "amend",
                body=n.body,
                previous=n.previous,
            )
            for n in upcoming
        ],
        now=now,
    )
    rows = [
        (
            n.entity,
            n.version,
            n.record,
            hashlib.sha256(n.body).hexdigest(),
            n.facts,
            reason,
            now,
            n.body,
            s.salt,
            s.commitment,
        )
        for n, s in zip(upcoming, sealed, strict=True)
    ]
    _store(rows, now)
    return len(rows)


def _next(entity: int, parts: dict[str, Any], before: _Current | None, reason: str, now: datetime) -> _Next | None:
    facts = rules.facts_digest(parts)
    if before is not None and before.facts == facts:
        return None
    record = before.record if before else uuid4()
    version = before.version + 1 if before else 1
    body = rules.render(
        register=settings.LEDGER_ORIGIN,
        record=record,
        version=version,
        published_at=now,
        reason=reason,
        sections=parts,
    )
    return _Next(entity, version, record, facts, body, before.commitment if before else None)


def _lock(ids: Sequence[int]) -> None:
    at_once = (
        [[one] for one in sorted(ids)] if settings.CLUSTER else [list(ids)]
    )  # a cluster locks on one node at a time
    with connection.cursor() as cursor:
        for some in at_once:
            cursor.execute(LOCK, [some])


def _current(ids: Sequence[int]) -> dict[int, _Current]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entity_id, version, record, facts, commitment FROM records_record"
            " WHERE entity_id = ANY(%s) AND superseded_at IS NULL",
            [list(ids)],
        )
        rows = cursor.fetchall()
    beyond = replayed([row[2] for row in rows])
    current = {}
    for entity, version, record, facts, commitment in rows:
        last, closed = beyond.get(record, (0, b""))
        current[entity] = (
            _Current(last, record, facts, closed)
            if last >= version  # the same number: the log's own bytes are those that count
            else _Current(version, record, facts, bytes(commitment))
        )
    return current


def _store(rows: Sequence[tuple[Any, ...]], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_record SET superseded_at = %s WHERE entity_id = ANY(%s) AND superseded_at IS NULL",
            [now, [row[0] for row in rows]],
        )
        with cursor.copy(
            "COPY records_record"
            " (entity_id, version, record, etag, facts, reason, published_at, body, salt, commitment)"
            " FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.set_types(_TYPES)
            for row in rows:
                copy.write_row(row)
