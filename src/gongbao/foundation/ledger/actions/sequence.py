"""Giving entries their places: claim from the outbox, hash, append, move the head, all in one transaction.

A batch costs one flush to disk however many leaves it holds; a crash at any moment leaves the batch in the outbox.
"""

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from gongbao.foundation.ledger.models import Head
from gongbao.foundation.ledger.refusals import damaged, not_begun
from gongbao.foundation.ledger.standing import refuse_older
from gongbao.kernel.tlog.merkle import Frontier, leaf_hash

log = logging.getLogger("gongbao.ledger")

STEADY = 256  # one tile's width
BEHIND = 5_000
SEQUENCE_LOCK = 0x6C6F6731  # "log1"

# Claimed by existence, never by "id > last seen": transactions commit in another order than they took their ids.
_CLAIM = "SELECT record, version, kind, entry, id FROM ledger_outbox ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"
_TAKE = "DELETE FROM ledger_outbox WHERE id = ANY(%s)"
_KNOWN = "SELECT record, version, kind FROM ledger_leaf WHERE record = ANY(%s)"
_COPY = "COPY ledger_leaf (index, record, version, kind, leaf_hash, entry, sequenced_at) FROM STDIN (FORMAT BINARY)"
_TYPES = ["int8", "uuid", "int4", "varchar", "bytea", "bytea", "timestamptz"]


@transaction.atomic
def sequence_batch(*, now: datetime, limit: int = STEADY) -> int:
    """Move up to `limit` entries from the outbox into the log; returns how many were claimed.

    Refuses when guard or published checkpoint know a larger head than the database, or when one of them was restored.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCE_LOCK])
    head = locked_head()
    refuse_older(head)
    claimed = _claim(limit)
    known = _known(claimed)
    fresh = [row for row in claimed if row[:3] not in known]
    if len(fresh) < len(claimed):
        log.warning("%d entries were in the log already and were dropped from the outbox", len(claimed) - len(fresh))
    if fresh:
        frontier = frontier_of(head)
        append_leaves(frontier, fresh, now)
        move_head(head, frontier, now)
    return len(claimed)


def _claim(limit: int) -> list[tuple[Any, ...]]:
    """Take up to `limit` waiting entries out of the outbox, oldest first."""
    with connection.cursor() as cursor:
        # Young tables have no statistics yet, and a plan that walks them whole once per entry would stall the log.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(_CLAIM, [limit])
        claimed: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.execute(_TAKE, [[row[4] for row in claimed]])
    return claimed


def _known(claimed: list[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Which of the claimed entries stand in the log already."""
    if not claimed:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [[row[0] for row in claimed]])
        return set(cursor.fetchall())


def locked_head() -> Head:
    """The head row, locked: it, not the advisory lock, is what makes two sequencers take turns."""
    head = Head.objects.select_for_update().filter(origin=settings.LEDGER_ORIGIN).first()
    if head is None:
        raise not_begun()
    return head


def frontier_of(head: Head) -> Frontier:
    """The tree so far; refuses a head row whose frontier does not lead to its root."""
    frontier = Frontier.from_bytes(head.size, bytes(head.frontier))
    if frontier.root() != bytes(head.root):
        raise damaged("ledger_head", "its frontier does not lead to its root")
    return frontier


def append_leaves(frontier: Frontier, rows: list[tuple[Any, ...]], now: datetime) -> None:
    """Append (record, version, kind, entry, …) rows at the frontier's end, in their order."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for record, version, kind, entry, *_ in rows:
            content = bytes(entry)
            hashed = leaf_hash(content)
            copy.write_row((frontier.size, record, version, kind, hashed, content, now))
            frontier.append(hashed)


def move_head(head: Head, frontier: Frontier, now: datetime) -> None:
    """Write the head row as the frontier has it."""
    head.size, head.frontier, head.root, head.updated_at = frontier.size, frontier.to_bytes(), frontier.root(), now
    head.save(update_fields=["size", "frontier", "root", "updated_at"])
