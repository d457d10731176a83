"""What is to be sent now: for each subscriber the first waiting message of each party, so that the order is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from gongbao.register.subscriptions.models import CorrectionNotice, ListEvent

CHUNK = 100
EACH = 4
_DUE = """
SELECT s.id, s.url, s.secret, CASE WHEN s.old_until > %(now)s THEN s.old_secret END,
  s.last_ok_at IS NOT NULL AND s.failures = 0, d.id, d.sequence, d.event_id, d.attempts
FROM (
  SELECT * FROM subscriptions_subscription
  WHERE standing = 'on' AND url <> '' AND (retry_at IS NULL OR retry_at <= %(now)s) AND id > %(after)s
  ORDER BY id LIMIT %(chunk)s
) AS s CROSS JOIN LATERAL (
  SELECT w.id, w.sequence, w.event_id, w.attempts FROM subscriptions_delivery AS w
  WHERE w.subscription_id = s.id AND w.state = 'waiting' AND w.next_at <= %(now)s AND w.id <> ALL(%(under_way)s)
    AND NOT EXISTS (SELECT FROM subscriptions_delivery AS o WHERE o.subscription_id = s.id AND o.party = w.party
      AND o.state = 'waiting' AND o.sequence < w.sequence)
  ORDER BY w.sequence LIMIT %(each)s
) AS d ORDER BY s.id, d.sequence
"""
_LAST = """
SELECT max(id::text)::uuid, count(*) FROM (
  SELECT id FROM subscriptions_subscription
  WHERE standing = 'on' AND url <> '' AND (retry_at IS NULL OR retry_at <= %(now)s) AND id > %(after)s
  ORDER BY id LIMIT %(chunk)s
) AS s
"""
_NEXT = """
SELECT min(greatest(d.next_at, s.retry_at)) FROM subscriptions_subscription AS s
JOIN subscriptions_delivery AS d ON d.subscription_id = s.id AND d.state = 'waiting'
WHERE s.standing = 'on' AND s.url <> ''
  AND NOT EXISTS (SELECT FROM subscriptions_delivery AS o WHERE o.subscription_id = s.id AND o.party = d.party
    AND o.state = 'waiting' AND o.sequence < d.sequence)
"""


@dataclass(frozen=True, slots=True)
class Due:
    """One message to send. `well`: the last try to this subscriber was taken."""

    subscription: UUID
    url: str
    secret: bytes
    old_secret: bytes | None
    well: bool
    delivery: int
    sequence: int
    event: int
    attempts: int


def due(
    *, now: datetime, after: UUID, under_way: Sequence[int], each: int = EACH, chunk: int = CHUNK
) -> tuple[list[Due], UUID]:
    """Messages to the next subscribers behind `after`; and where the next look begins (after the last: the start)."""
    facts: dict[str, Any] = {"now": now, "after": after, "under_way": list(under_way), "each": each, "chunk": chunk}
    with connection.cursor() as cursor:
        cursor.execute(_LAST, facts)
        last, seen = cursor.fetchone() or (None, 0)
        if last is None:
            return [], UUID(int=0)
        cursor.execute(_DUE, facts)
        rows = cursor.fetchall()
    found = [
        Due(row[0], row[1], bytes(row[2]), bytes(row[3]) if row[3] is not None else None, *row[4:]) for row in rows
    ]
    return found, last if seen == chunk else UUID(int=0)


def next_due() -> datetime | None:
    """When the next message is to be sent; None when none waits."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT)
        row = cursor.fetchone()
    found: datetime | None = row[0] if row else None
    return found


def events(numbers: Sequence[int]) -> dict[int, tuple[ListEvent, CorrectionNotice | None]]:
    """Events with the notices that travel with them."""
    rows = list(ListEvent.objects.filter(number__in=numbers))
    notices = CorrectionNotice.objects.in_bulk([row.notice for row in rows if row.notice])
    return {row.number: (row, notices.get(row.notice) if row.notice else None) for row in rows}
