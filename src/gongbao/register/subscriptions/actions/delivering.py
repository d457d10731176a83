"""Messages queued for subscribers, and what became of each try.

A subscriber gets at most `WINDOW` messages queued ahead, so one that takes nothing costs a bounded place and no time of
the others. What is queued is lost by nobody's death: a try that was not recorded is made again, under the same id.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send
from gongbao.register.subscriptions import selectors
from gongbao.register.subscriptions.kinds import WRONG
from gongbao.register.subscriptions.models import Delivery, DeliveryState, Standing, Subscription
from gongbao.register.subscriptions.rules import tries

DISABLED = declare("lists.subscription-disabled", "订阅多日送不到，已停", "subscription stopped: not deliverable")
WINDOW = 500
CHUNK = 200
KEPT_FOR = timedelta(days=30)
_WRONG = ", ".join(f"'{one}'" for one in WRONG)
_FAN_OUT = f"""
WITH due AS (
  SELECT s.id, s.position, s.sequence, s.registers, s.region, s.kinds, %(window)s - (
      SELECT count(*) FROM subscriptions_delivery AS d WHERE d.subscription_id = s.id AND d.state = 'waiting') AS room
  FROM subscriptions_subscription AS s
  WHERE s.standing = 'on' AND s.url <> '' AND s.position < %(head)s AND s.id > %(after)s
  ORDER BY s.id LIMIT %(chunk)s FOR UPDATE OF s
), found AS (
  SELECT due.id, e.number, e.party, row_number() OVER (PARTITION BY due.id ORDER BY e.number) AS n
  FROM due CROSS JOIN LATERAL (
    SELECT v.number, v.party FROM subscriptions_listevent AS v
    WHERE v.number > due.position AND v.number <= %(head)s AND (v.kind IN ({_WRONG}) OR (
        (due.registers = '{{}}' OR v.register = ANY(due.registers)) AND (due.kinds = '{{}}' OR v.kind = ANY(due.kinds))
        AND left(v.region, length(due.region)) = due.region))
    ORDER BY v.number LIMIT greatest(due.room, 0)
  ) AS e
), counted AS (
  SELECT id, count(*) AS n, max(number) AS last FROM found GROUP BY id
), put AS (
  INSERT INTO subscriptions_delivery (subscription_id, sequence, event_id, party, state, attempts, queued_at, next_at,
    error)
  SELECT found.id, due.sequence + found.n, found.number, found.party, 'waiting', 0, %(now)s, %(now)s, ''
  FROM found JOIN due ON due.id = found.id
), moved AS (
  UPDATE subscriptions_subscription AS s
  SET position = CASE WHEN coalesce(counted.n, 0) >= due.room THEN counted.last ELSE %(head)s END,
    sequence = due.sequence + coalesce(counted.n, 0)
  FROM due LEFT JOIN counted ON counted.id = due.id
  WHERE s.id = due.id AND due.room > 0
)
SELECT due.id, coalesce(counted.n, 0) FROM due LEFT JOIN counted ON counted.id = due.id ORDER BY due.id
"""  # noqa: S608 (our own constants)
_DELIVERED = """
UPDATE subscriptions_delivery AS d
SET state = 'delivered', attempts = d.attempts + 1, tried_at = o.at, delivered_at = o.at, status = o.status,
  took_ms = o.took, error = ''
FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[], %s::int[]) AS o (id, at, status, took)
WHERE d.id = o.id AND d.state = 'waiting'
"""
_FAILED = """
UPDATE subscriptions_delivery AS d
SET attempts = d.attempts + 1, tried_at = o.at, status = o.status, took_ms = o.took, error = o.error, next_at = o.next
FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[], %s::int[], %s::text[], %s::timestamptz[])
  AS o (id, at, status, took, error, next)
WHERE d.id = o.id AND d.state = 'waiting'
"""
_WELL = """
UPDATE subscriptions_subscription
SET failures = 0, failing_since = NULL, retry_at = NULL, last_ok_at = %s, last_error = '' WHERE id = ANY(%s)
"""
_ILL = """
UPDATE subscriptions_subscription AS s
SET failures = o.failures, failing_since = coalesce(s.failing_since, o.at), retry_at = o.retry, last_error = o.error
FROM unnest(%s::uuid[], %s::int[], %s::timestamptz[], %s::timestamptz[], %s::text[])
  AS o (id, failures, at, retry, error)
WHERE s.id = o.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one try. `status` is None when no answer came; `attempts` counts this try too."""

    delivery: int
    subscription: UUID
    attempts: int
    status: int | None
    error: str
    took_ms: int
    at: datetime
    asked: timedelta | None = None

    @property
    def taken(self) -> bool:
        """Whether the message was taken."""
        return tries.taken(self.status)


class Queued(NamedTuple):
    """How many messages were queued; `after` is where the next chunk of subscribers begins, None at the end."""

    messages: int
    after: UUID | None


def fan_out(*, now: datetime, window: int = WINDOW) -> int:
    """Queue for every subscriber what it has not been sent yet, up to its window; returns how many messages."""
    head, messages, after = selectors.head(), 0, UUID(int=0)
    while True:
        queued = _fan_out(head, after, window, now)
        messages += queued.messages
        if queued.after is None:
            return messages
        after = queued.after


@transaction.atomic
def _fan_out(head: int, after: UUID, window: int, now: datetime) -> Queued:
    with connection.cursor() as cursor:
        cursor.execute(_FAN_OUT, {"head": head, "after": after, "window": window, "chunk": CHUNK, "now": now})
        rows = cursor.fetchall()
    return Queued(sum(count for _, count in rows), rows[-1][0] if len(rows) == CHUNK else None)


@transaction.atomic
def settle(outcomes: Sequence[Outcome], *, by: Actor, now: datetime) -> list[UUID]:
    """Record tries: what was taken, when the rest is tried again, who rests. Returns the subscribers it stopped."""
    taken, failed = [one for one in outcomes if one.taken], [one for one in outcomes if not one.taken]
    with connection.cursor() as cursor:
        if taken:
            columns = ([o.delivery for o in taken], [o.at for o in taken], [o.status for o in taken])
            cursor.execute(_DELIVERED, [*columns, [o.took_ms for o in taken]])
            cursor.execute(_WELL, [now, list({o.subscription for o in taken})])
        if failed:
            cursor.execute(
                _FAILED,
                [
                    [o.delivery for o in failed],
                    [o.at for o in failed],
                    [o.status for o in failed],
                    [o.took_ms for o in failed],
                    [o.error[:200] for o in failed],
                    [tries.next_try(o.attempts, o.at, asked=o.asked) for o in failed],
                ],
            )
    well = {one.subscription for one in taken}
    return _ailing([one for one in failed if one.subscription not in well], failed, by, now)


def _ailing(only_failed: Sequence[Outcome], failed: Sequence[Outcome], by: Actor, now: datetime) -> list[UUID]:
    """Subscribers of which every try failed rest; those that fail too long, or are stuck at one message, stop."""
    by_subscriber: dict[UUID, list[Outcome]] = defaultdict(list)
    for one in only_failed:
        by_subscriber[one.subscription].append(one)
    stuck = {one.subscription for one in failed if one.attempts >= tries.MOST_TRIES}
    rows = Subscription.objects.filter(pk__in=[*by_subscriber, *stuck]).select_for_update().order_by("pk")
    stopped, changed = [], []
    for row in rows.defer("secret", "old_secret"):
        mine = by_subscriber.get(row.pk, [])
        row.failures += len(mine)
        if mine:
            row.failing_since = row.failing_since or mine[0].at
            row.last_error = mine[-1].error[:200]
            if tries.rests(row.failures, reached=all(one.status is not None for one in mine)):
                row.retry_at = tries.next_try(row.failures, now, asked=mine[-1].asked)
            changed.append(row)
        gone = next((one.status for one in mine if one.status == tries.GONE), None)
        if row.standing == Standing.ON and (row.pk in stuck or tries.stops(row.failing_since, gone, now)):
            stopped.append(row)
    _write_ill(changed)
    for row in stopped:
        _stop(row, by, now)
    return [row.pk for row in stopped]


def _write_ill(rows: Sequence[Subscription]) -> None:
    if rows:
        columns = ("pk", "failures", "failing_since", "retry_at", "last_error")
        with connection.cursor() as cursor:
            cursor.execute(_ILL, [[getattr(row, name) for row in rows] for name in columns])


def _stop(row: Subscription, by: Actor, now: datetime) -> None:
    Subscription.objects.filter(pk=row.pk, standing=Standing.ON).update(standing=Standing.DISABLED)
    record_event(
        name=DISABLED, by=by, now=now, subject=("list-subscription", row.pk), detail={"failures": row.failures}
    )
    words = Words(
        "list-subscription-stopped",
        f"名录订阅已停：{row.label}"[:120],
        f"Messages about the lists have stopped: {row.label}"[:160],
        "您的接收地址多日送不到或者已不存在。修好后在订阅页恢复，从断处接着送，一条不少。",
        "Your address could not be reached for days, or is gone. Mend it and resume: nothing is lost in between.",
        f"/subscriptions/{row.pk}/",
    )
    send(party_kind="organisation", party_id=row.organisation_id, words=words, now=now)


@transaction.atomic
def prune(*, now: datetime) -> int:
    """Forget delivered messages after a month: the events themselves stay, and can be replayed."""
    old = Delivery.objects.filter(state=DeliveryState.DELIVERED, delivered_at__lt=now - KEPT_FOR)
    return old.delete()[0]
