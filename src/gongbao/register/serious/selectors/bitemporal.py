"""Both lists in one shape and two times: in force on a day, as this register showed it at an instant.

What a screener, a bulk file or a delta is made of. A removal is a row with its reason, never a row less.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from gongbao.kernel.statutes import Ground, Kind, Sentence, ground_entry, serious_ground
from gongbao.register.entities.models import EntityCode, EntityName

LISTS = ("abnormal", "serious")
Key = tuple[int, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One stand of one entity in one list. `entry` with `entity_id` is its key; both decisions are keys of the ledger.

    `known_at` and `removed_known_at` say since when this register showed it; `leaf` is empty until it is in the log.
    """

    list: str
    entry: UUID
    entity_id: int
    name: str
    former_names: tuple[str, ...]
    code: str
    other_codes: tuple[str, ...]
    region: str
    category: str
    standing: str
    ground: str
    ground_zh: str
    ground_en: str
    article: str
    authority: str
    decision: UUID
    number: str
    since: date
    shown_from: date
    shown_until: date | None
    known_at: datetime
    removed_on: date | None
    removed_known_at: datetime | None
    removed_reason: str
    removal: UUID | None
    leaf: int | None
    removal_leaf: int | None

    @property
    def key(self) -> Key:
        """Where a page ends."""
        return self.entity_id, self.entry

    @property
    def was_wrong(self) -> bool:
        """Whether it was taken back as wrong from the start: a correction for whoever got it."""
        return self.removed_reason in WRONG


WRONG = ("corrected", "revoked")
_FROM = {
    "abnormal": """
SELECT l.entity_id, l.id AS entry, e.name, e.code, e.region, e.category, e.standing, l.ground, l.authority,
  l.decision_id, d.number, l.listed_on AS since, l.listed_on AS shown_from, l.shown_until, d.decided_at AS known_at,
  l.removed_on, r.decided_at AS removed_known_at,
  CASE r.kind WHEN 'correct' THEN 'corrected' WHEN 'remove' THEN 'removed' ELSE '' END AS removed_reason, l.removal_id
FROM listings_listing AS l
JOIN entities_entity AS e ON e.id = l.entity_id
JOIN listings_decision AS d ON d.entity_id = l.entity_id AND d.id = l.decision_id
LEFT JOIN listings_decision AS r ON r.entity_id = l.entity_id AND r.id = l.removal_id
WHERE l.register = 'abnormal'
""",
    "serious": """
SELECT l.entity_id, l.id AS entry, e.name, e.code, e.region, e.category, e.standing, l.ground, l.authority,
  l.decision_id, d.number, l.listed_on AS since, (l.published_at AT TIME ZONE 'Asia/Shanghai')::date AS shown_from,
  NULL::date AS shown_until, l.published_at AS known_at, l.ended_on AS removed_on, l.ended_at AS removed_known_at,
  l.ending AS removed_reason, l.removal_id
FROM serious_entry AS l
JOIN entities_entity AS e ON e.id = l.entity_id
JOIN listings_decision AS d ON d.entity_id = l.entity_id AND d.id = l.decision_id
WHERE l.published_at IS NOT NULL
""",
}
_IN_FORCE = """
SELECT * FROM ({rows}) AS row
WHERE since <= %(on)s AND known_at <= %(known)s AND (shown_until IS NULL OR shown_until >= %(on)s)
  AND (removed_on IS NULL OR removed_known_at > %(known)s
    OR (removed_on > %(on)s AND removed_reason NOT IN ('corrected', 'revoked')))
  AND (entity_id, entry) > (%(entity)s, %(entry)s) {only}
ORDER BY entity_id, entry LIMIT %(limit)s
"""
_SINCE = """
SELECT * FROM ({rows}) AS row
WHERE ((known_at >= %(since)s AND known_at < %(until)s)
    OR (removed_known_at >= %(since)s AND removed_known_at < %(until)s))
  AND (entity_id, entry) > (%(entity)s, %(entry)s)
ORDER BY entity_id, entry LIMIT %(limit)s
"""
_THESE = """
SELECT * FROM ({rows}) AS row
WHERE entity_id = ANY(%(ids)s) AND entry = ANY(%(entries)s) AND (entity_id, entry) > (%(entity)s, %(entry)s)
ORDER BY entity_id, entry LIMIT %(limit)s
"""
_START: Key = (0, UUID(int=0))


def in_force(
    *,
    on: date,
    known: datetime,
    lists: Sequence[str] = LISTS,
    entity_ids: Sequence[int] | None = None,
    after: Key = _START,
    limit: int = 5_000,
) -> list[ListRow]:
    """The entries in force on a day as they were known at an instant, in the order of their keys.

    A removal learnt later is not seen. What was taken back as wrong was never in force, once that is known.
    """
    only = "AND entity_id = ANY(%(ids)s)" if entity_ids is not None else ""
    facts = {"on": on, "known": known, "ids": list(entity_ids or ())}
    found = _read(_IN_FORCE, lists, facts, after, limit, only=only)
    return _rows(found, known=known)


def rows_since(
    *, since: datetime, until: datetime, lists: Sequence[str] = LISTS, after: Key = _START, limit: int = 5_000
) -> list[ListRow]:
    """Every entry that began or ended within [since, until), as known at its end: what a delta carries."""
    found = _read(_SINCE, lists, {"since": since, "until": until}, after, limit)
    return _rows(found, known=until)


def these(keys: Sequence[Key], *, known: datetime, lists: Sequence[str] = LISTS) -> list[ListRow]:
    """The entries with these keys as known at an instant, in the order of their keys."""
    facts = {"ids": sorted({entity for entity, _ in keys}), "entries": [entry for _, entry in keys]}
    found = _read(_THESE, lists, facts, _START, len(keys))
    return _rows(found, known=known)


def _read(
    query: str, lists: Sequence[str], facts: dict[str, Any], after: Key, limit: int, *, only: str = ""
) -> list[dict[str, Any]]:
    """The first rows of each list behind the key, merged in the order of the keys."""
    found: list[dict[str, Any]] = []
    for name in lists:
        with connection.cursor() as cursor:
            cursor.execute(
                query.format(rows=_FROM[name], only=only),
                {**facts, "entity": after[0], "entry": after[1], "limit": limit},
            )
            columns = [column.name for column in cursor.description or ()]
            found += [{"list": name, **dict(zip(columns, row, strict=True))} for row in cursor.fetchall()]
    found.sort(key=lambda row: (row["entity_id"], row["entry"]))
    return found[:limit]


def _rows(found: Sequence[dict[str, Any]], *, known: datetime) -> list[ListRow]:
    ids = {row["entity_id"] for row in found}
    former, codes = _former_names(ids), _codes(ids)
    leaves = _leaves({row["decision_id"] for row in found} | {row["removal_id"] for row in found if row["removal_id"]})
    return [_row(row, former, codes, leaves, known) for row in found]


def _row(
    row: dict[str, Any],
    former: dict[int, list[str]],
    codes: dict[int, list[str]],
    leaves: dict[UUID, int],
    known: datetime,
) -> ListRow:
    words, article = _said(row["list"], row["category"], row["ground"], row["since"])
    seen = row["removed_known_at"] is not None and row["removed_known_at"] <= known
    return ListRow(
        list=row["list"],
        entry=row["entry"],
        entity_id=row["entity_id"],
        name=row["name"],
        former_names=tuple(former.get(row["entity_id"], ())),
        code=row["code"],
        other_codes=tuple(code for code in codes.get(row["entity_id"], ()) if code != row["code"]),
        region=row["region"],
        category=row["category"],
        standing=row["standing"],
        ground=row["ground"],
        ground_zh=words.zh,
        ground_en=words.en,
        article=article,
        authority=row["authority"],
        decision=row["decision_id"],
        number=row["number"],
        since=row["since"],
        shown_from=row["shown_from"],
        shown_until=row["shown_until"],
        known_at=row["known_at"],
        removed_on=row["removed_on"] if seen else None,
        removed_known_at=row["removed_known_at"] if seen else None,
        removed_reason=row["removed_reason"] if seen else "",
        removal=row["removal_id"] if seen else None,
        leaf=leaves.get(row["decision_id"]),
        removal_leaf=leaves.get(row["removal_id"]) if seen else None,
    )


@lru_cache(maxsize=2_048)
def _said(name: str, category: str, ground: str, since: date) -> tuple[Sentence, str]:
    """The ground's words and article by the law of the day of listing."""
    if name == "serious":
        serious = serious_ground(ground)
        return serious.words, serious.citation.token
    entry = ground_entry(Kind(category), Ground(ground), since)
    return entry.words, entry.citation.token


def _former_names(ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = EntityName.objects.filter(entity_id__in=list(ids), number__gt=0).order_by("entity_id", "number")
    for entity, name in rows.values_list("entity_id", "name"):
        found[entity].append(name)
    return found


def _codes(ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = EntityCode.objects.filter(entity_id__in=list(ids)).order_by("value")
    for entity, value in rows.values_list("entity_id", "value"):
        found[entity].append(value)
    return found


def _leaves(decisions: Iterable[UUID]) -> dict[UUID, int]:
    """The place of each decision in the log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record, index FROM ledger_leaf WHERE record = ANY(%s) AND version = 1 AND kind = 'decision'",
            [list(decisions)],
        )
        return dict(cursor.fetchall())
