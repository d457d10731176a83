"""The lists at a version, the changes between two, and what has not got its number yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max, QuerySet

from gongbao.register.subscriptions.kinds import ENDINGS
from gongbao.register.subscriptions.models import Edition, ListEvent
from gongbao.register.subscriptions.rules.versions import Entry, Event, folded, told

CHUNK = 2_000
_COLUMNS = (
    "number, kind, register, entry, name, code, region, category, ground, ground_zh, ground_en, reason_zh, reason_en,"
    ' article, authority, decision, document, since, until, "on", known_at, notice, begun, previous'
)
_ENDS = ", ".join(f"'{one}'" for one in ENDINGS)
# Changes of the lists that have no number yet. A beginning stands before an end of the same instant.
_WAITING = """
SELECT at, place, register, entity_id, entry, what FROM (
  SELECT d.decided_at AS at, 0 AS place, 'abnormal' AS register, l.entity_id, l.id AS entry, 'begin' AS what
  FROM listings_decision AS d
  JOIN listings_listing AS l ON l.entity_id = d.entity_id AND l.decision_id = d.id
  WHERE d.decided_on >= %(day)s AND d.decided_at <= %(now)s AND d.kind = 'list' AND l.register = 'abnormal'
    AND NOT EXISTS (SELECT FROM subscriptions_listevent AS v WHERE v.entry = l.id AND v.number = v.begun)
  UNION ALL
  SELECT d.decided_at, 2, 'abnormal', l.entity_id, l.id, 'end'
  FROM listings_decision AS d
  JOIN listings_listing AS l ON l.entity_id = d.entity_id AND l.removal_id = d.id
  WHERE d.decided_on >= %(day)s AND d.decided_at <= %(now)s AND d.kind IN ('remove', 'correct')
    AND l.register = 'abnormal'
    AND NOT EXISTS (SELECT FROM subscriptions_listevent AS v
      WHERE v.entry = l.id AND v.kind IN ('removed', 'corrected'))
  UNION ALL
  SELECT (l.shown_until + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', 1, 'abnormal', l.entity_id, l.id, 'display'
  FROM listings_listing AS l
  WHERE l.register = 'abnormal' AND l.shown_until < %(today)s AND l.shown_until >= %(day)s
    AND (l.removed_on IS NULL OR l.removed_on > l.shown_until)
    AND NOT EXISTS (SELECT FROM subscriptions_listevent AS v WHERE v.entry = l.id AND v.kind = 'display-ended')
  UNION ALL
  SELECT l.published_at, 0, 'serious', l.entity_id, l.id, 'begin'
  FROM serious_entry AS l
  WHERE l.published_at >= %(at)s AND l.published_at <= %(now)s
    AND NOT EXISTS (SELECT FROM subscriptions_listevent AS v WHERE v.entry = l.id AND v.number = v.begun)
  UNION ALL
  SELECT greatest(l.ended_at, l.published_at), 2, 'serious', l.entity_id, l.id, 'end'
  FROM serious_entry AS l
  WHERE l.ended_at >= %(at)s AND l.ended_at <= %(now)s AND l.published_at <= %(now)s
    AND NOT EXISTS (SELECT FROM subscriptions_listevent AS v
      WHERE v.entry = l.id AND v.kind IN ('early', 'full-term', 'revoked', 'corrected'))
) AS waiting
ORDER BY at, place, register, entity_id, entry LIMIT %(limit)s
"""
_RENAMED = f"""
SELECT %(now)s, 1, v.register, v.party, v.entry, 'rename'
FROM subscriptions_listevent AS v JOIN entities_entity AS e ON e.id = v.party
CROSS JOIN LATERAL (
  SELECT o.name, o.code FROM subscriptions_listevent AS o WHERE o.entry = v.entry ORDER BY o.number DESC LIMIT 1) AS n
WHERE v.number = v.begun AND (e.name, e.code) IS DISTINCT FROM (n.name, n.code)
  AND NOT EXISTS (SELECT FROM subscriptions_listevent AS o WHERE o.entry = v.entry AND o.kind IN ({_ENDS}))
ORDER BY v.number LIMIT %(limit)s
"""  # noqa: S608 (our own constants)
# Whether its entry has ended by now, be it after the version asked for: publication ended with it.
_OVER = f"""v.entry IS NOT NULL AND EXISTS (
    SELECT FROM subscriptions_listevent AS o WHERE o.entry = v.entry AND o.kind IN ({_ENDS})) AS over"""
_CHANGES = f"""
SELECT {_COLUMNS}, {_OVER}
FROM subscriptions_listevent AS v
WHERE v.number > %(after)s AND v.number <= %(until)s ORDER BY v.number LIMIT %(limit)s
"""  # noqa: S608 (our own constants)
_ENTRIES = f"""
SELECT {_COLUMNS}, {_OVER} FROM subscriptions_listevent AS v WHERE number <= %(version)s AND entry IS NOT NULL
  AND (entry, number) > (%(entry)s, %(number)s) ORDER BY entry, number LIMIT %(limit)s
"""  # noqa: S608 (our own constants)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change without a number: `what` is begin, end, display or rename."""

    at: datetime
    place: int
    register: str
    party: int
    entry: UUID
    what: str


def head() -> int:
    """The version of the lists now: the number of the last event, 0 before the first."""
    return ListEvent.objects.aggregate(last=Max("number"))["last"] or 0


def waiting_changes(*, now: datetime, today: date, since: date | None, limit: int, renames: bool) -> list[Waiting]:
    """Changes that have no number yet, in the order in which they get one; those since a day, or all there ever were.

    What is missing is found by its absence, not by its time: a decision may become visible long after it was dated.
    """
    day = since or date(1949, 10, 1)
    at = now - (timedelta(days=(today - day).days + 1))
    facts: dict[str, Any] = {"now": now, "today": today, "day": day, "at": at, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, facts)
        found = [Waiting(*row) for row in cursor.fetchall()]
        if renames and len(found) < limit:
            cursor.execute(_RENAMED, facts | {"limit": limit - len(found)})
            found += [Waiting(*row) for row in cursor.fetchall()]
    return found


def changes(since: int, until: int, *, after: int | None = None, most: int | None = None) -> Iterator[Event]:
    """The events that lead from version `since` to `until`, in order (from behind `after` on), read piece by piece."""
    last, left = since if after is None else max(after, since), most
    while left is None or left > 0:
        limit = CHUNK if left is None else min(CHUNK, left)
        rows = _read(_CHANGES, {"since": since, "until": until, "after": last, "limit": limit})
        for row in rows:
            yield told(_event(row), since, over=row[-1])
        if len(rows) < limit:
            return
        last, left = rows[-1][0], None if left is None else left - len(rows)


def entries(version: int) -> Iterator[Entry]:
    """Every entry there ever was, as the version has it, in the order of their ids, read piece by piece.

    Of an earlier version too nobody is named whose entry has ended since.
    """
    return folded(_of_entries(version))


def _of_entries(version: int) -> Iterator[Event]:
    entry, number = UUID(int=0), 0
    while rows := _read(_ENTRIES, {"version": version, "entry": entry, "number": number, "limit": CHUNK}):
        yield from (told(_event(row), version, over=row[-1]) for row in rows)
        entry, number = rows[-1][3], rows[-1][0]


def _read(query: str, facts: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, facts)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _event(row: Sequence[Any]) -> Event:
    """An event from the columns as `_COLUMNS` has them."""
    return Event(
        version=row[0],
        change=row[1],
        list=row[2],
        entry=row[3],
        name=row[4],
        code=row[5],
        region=row[6],
        category=row[7],
        ground=row[8],
        ground_zh=row[9],
        ground_en=row[10],
        reason_zh=row[11],
        reason_en=row[12],
        article=row[13],
        authority=row[14],
        decision=row[15],
        document=row[16],
        since=row[17],
        until=row[18],
        on=row[19],
        known_at=row[20],
        notice=row[21],
        begun=row[22],
        previous=row[23],
    )


def event_of(row: ListEvent, *, over: bool) -> Event:
    """A row as a message tells it; `over`: its entry has ended by now."""
    columns = (one.strip().strip('"') for one in _COLUMNS.split(","))
    return told(_event([getattr(row, name) for name in columns]), row.number, over=over)


def over(entries: Iterable[UUID | None]) -> set[UUID]:
    """Which of these entries have ended."""
    found = ListEvent.objects.filter(entry__in={one for one in entries if one}, kind__in=ENDINGS)
    return {one for one in found.values_list("entry", flat=True) if one}


def recent(until: int, size: int) -> list[Event]:
    """The last events up to a version, newest first, told as to a reader who has the version before them."""
    found = list(changes(max(until - size, 0), until))
    return found[::-1]


def page_of_events(since: int, until: int, after: int, size: int) -> list[Event]:
    """One page of the changes between two versions."""
    return list(changes(since, until, after=after, most=size))


def editions() -> QuerySet[Edition]:
    """The published files, newest first."""
    return Edition.objects.order_by("-version").prefetch_related("files").defer("salt")


def edition(version: int) -> Edition | None:
    """The files of one version."""
    return Edition.objects.filter(version=version).prefetch_related("files").first()


def latest_edition() -> Edition | None:
    """The newest files."""
    return Edition.objects.order_by("-version").prefetch_related("files").first()
