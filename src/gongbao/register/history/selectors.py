"""Reading a record's versions as facts, and the newest publications of a place, every read bounded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection

from gongbao.foundation.clock import CHINA
from gongbao.register.history.rules import Seen
from gongbao.register.records import sections
from gongbao.register.records import selectors as records
from gongbao.register.records.sections import Told
from gongbao.register.records.selectors import Published

REACH = 100  # versions of one record looked through at a time: at three a year, more than thirty years
PAGE = 20


@dataclass(frozen=True, slots=True)
class Through:
    """A record's versions in their order. `whole` is False when there are older ones than these."""

    versions: Sequence[Seen]
    whole: bool
    entity_id: int
    record: UUID | None = None


def through(entity_id: int, *, limit: int = REACH, before: int | None = None, known: datetime | None = None) -> Through:
    """The last `limit` versions below `before`, or published by `known`; what the law has withdrawn is left blank."""
    found = records.versions(entity_id, limit=limit + 1, before=before, known=known)
    taken, whole = found[:limit], len(found) <= limit
    present = _present(entity_id, taken)
    seen = [_seen(one, present) for one in reversed(taken)]
    return Through(seen, whole, entity_id, taken[0].record if taken else None)


def pair(entity_id: int, first: int, second: int) -> tuple[Published | None, Published | None, dict[int, Seen]]:
    """Two versions, as published and as facts by their number."""
    found = records.some(entity_id, [first, second])
    present = _present(entity_id, list(found.values()))
    return found.get(first), found.get(second), {number: _seen(one, present) for number, one in found.items()}


def _present(entity_id: int, at_hand: Sequence[Published]) -> frozenset[str]:
    """The keys the version that stands now has."""
    standing = next((one for one in at_hand if one.superseded_at is None), None) or records.current(entity_id)
    return frozenset(told.key for told in sections.told(standing.sections())) if standing else frozenset()


def _seen(published: Published, present: frozenset[str]) -> Seen:
    if published.body is None:
        return Seen(published.version, published.published_at, published.reason, None)
    facts = {told.key: _kept(told, present) for told in sections.told(published.sections())}
    return Seen(published.version, published.published_at, published.reason, facts)


def _kept(told: Told, present: frozenset[str]) -> Told:
    return replace(told, words="") if told.passing and told.key not in present else told


@dataclass(frozen=True, slots=True)
class News:
    """One publication as a feed tells it."""

    entity_id: int
    name: str
    code: str
    record: UUID
    version: int
    reason: str
    published_at: datetime

    @property
    def address_code(self) -> str:
        return self.code or f"n{self.entity_id}"


SCANNED = 20_000  # the newest publications of the whole register looked through for one page of a large place
SMALL = 2_000  # a place with no more entities than this is looked up by its entities
FEED_PAGE = 50
_COLUMNS = "e.id, e.name, e.code, r.record, r.version, r.reason, r.published_at"
_SMALL = f"""
    SELECT {_COLUMNS} FROM entities_entity e JOIN records_record r ON r.entity_id = e.id
    WHERE e.id = ANY(%(ids)s) AND (r.published_at, r.entity_id) < (%(at)s, %(entity)s) AND r.erased_at IS NULL
    ORDER BY r.published_at DESC, r.entity_id DESC LIMIT %(limit)s
"""  # noqa: S608 (our own column names)
_LARGE = f"""
    SELECT {_COLUMNS}, e.region LIKE %(prefix)s AND r.erased_at IS NULL
    FROM (SELECT entity_id, record, version, reason, published_at, erased_at FROM records_record
          WHERE published_at <= %(at)s AND (published_at, entity_id) < (%(at)s, %(entity)s)
          ORDER BY published_at DESC, entity_id DESC LIMIT %(scanned)s) r
    JOIN entities_entity e ON e.id = r.entity_id
    ORDER BY r.published_at DESC, r.entity_id DESC
"""  # noqa: S608 (our own column names)


@dataclass(frozen=True, slots=True)
class NewsPage:
    """Some publications, newest first, and from where to go on (None at the end)."""

    news: Sequence[News]
    go_on: tuple[datetime, int] | None


def news_of_place(region: str, *, at: datetime, entity: int) -> NewsPage:
    """What was published about the entities of a place, newest first, from behind (`at`, `entity`) on.

    Bounded whatever the size of the register: a small place by its entities; a large one out of the newest publications
    of all, a stretch at a time, so that a page may hold few and still lead on.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM entities_entity WHERE region LIKE %s LIMIT %s", [f"{region}%", SMALL + 1])
        ids = [row[0] for row in cursor.fetchall()]
        asked: dict[str, Any] = {"at": at, "entity": entity, "ids": ids, "limit": FEED_PAGE + 1, "prefix": f"{region}%"}
        if len(ids) <= SMALL:
            cursor.execute(_SMALL, asked)
            rows = cursor.fetchall()
            news = [News(*row) for row in rows[:FEED_PAGE]]
            return NewsPage(news, (news[-1].published_at, news[-1].entity_id) if len(rows) > FEED_PAGE else None)
        cursor.execute(_LARGE, asked | {"scanned": SCANNED})
        rows = cursor.fetchall()
    fitting = [News(*row[:7]) for row in rows if row[7]]
    news = fitting[:FEED_PAGE]
    if len(fitting) > FEED_PAGE:
        return NewsPage(news, (news[-1].published_at, news[-1].entity_id))
    return NewsPage(news, (rows[-1][6], rows[-1][0]) if len(rows) == SCANNED else None)


PART = 20_000  # entities' ids to one part of the site map; the protocol allows 50,000 addresses in one file
LAST_PART = 10**12  # beyond this no entity's number can be
_PARTS = """
    WITH RECURSIVE part (number) AS (
        (SELECT entity_id / %(size)s FROM records_record WHERE superseded_at IS NULL ORDER BY entity_id LIMIT 1)
        UNION ALL
        SELECT (SELECT entity_id / %(size)s FROM records_record
                WHERE superseded_at IS NULL AND entity_id >= (part.number + 1) * %(size)s
                ORDER BY entity_id LIMIT 1)
        FROM part WHERE part.number IS NOT NULL
    )
    SELECT number FROM part WHERE number IS NOT NULL LIMIT 50000
"""
_PAGES = """
    SELECT e.code, e.id, r.published_at AT TIME ZONE 'UTC'
    FROM records_record r JOIN entities_entity e ON e.id = r.entity_id
    WHERE r.superseded_at IS NULL AND r.entity_id >= %s AND r.entity_id < %s ORDER BY r.entity_id
"""


def map_parts() -> list[int]:
    """The parts of the site map that have a page in them: one step of an index for each."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, {"size": PART})
        return [row[0] for row in cursor.fetchall()]


def map_part(number: int) -> list[tuple[str, datetime]]:
    """The records of one part: the code in their address, and when the version that stands was published."""
    with connection.cursor() as cursor:
        cursor.execute(_PAGES, [number * PART, (number + 1) * PART])
        return [(code or f"n{entity}", at.replace(tzinfo=UTC)) for code, entity, at in cursor.fetchall()]


_YEARS = range(1900, 2200)


def day_of(text: str) -> date | None:
    """A day as an address has it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def instant_of(text: str) -> datetime | None:
    """A day (until its end in China) or an instant, Beijing time where no zone is said; None for what is neither."""
    day = day_of(text)
    if day is not None:
        return datetime.combine(day, time.max, CHINA)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
