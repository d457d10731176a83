"""Who is listed: on a day, as known at an instant, with every name and code a party has or had."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from gongbao.foundation.codes.models import Division
from gongbao.kernel.screening.parties import Party
from gongbao.kernel.screening.snapshot import Division as Place
from gongbao.kernel.statutes import Ground, Kind, ground_entry
from gongbao.register.entities.models import EntityCode, EntityName
from gongbao.register.screening.models import Correction

LISTS = {"abnormal": ("经营异常名录", "Abnormal list"), "serious": ("严重违法失信名单", "Serious list")}
_IN_FORCE = """
SELECT listing.entity_id, listing.id, listing.register, listing.ground, entity.category, listing.period,
  listing.authority, listing.listed_on, listing.shown_until, coalesce(decision.number, ''), listing.decision_id,
  entity.name, entity.code
FROM listings_listing listing
JOIN entities_entity entity ON entity.id = listing.entity_id
JOIN listings_decision decision ON decision.entity_id = listing.entity_id AND decision.id = listing.decision_id
LEFT JOIN listings_decision removal ON removal.entity_id = listing.entity_id AND removal.id = listing.removal_id
WHERE listing.listed_on <= %(on)s AND decision.decided_at <= %(known)s
  AND (listing.shown_until IS NULL OR listing.shown_until >= %(on)s)
  AND (listing.removed_on IS NULL OR listing.removed_on > %(on)s OR removal.decided_at > %(known)s)
  AND (%(entities)s::bigint[] IS NULL OR listing.entity_id = ANY(%(entities)s))
ORDER BY listing.entity_id, listing.listed_on, listing.id
"""
MOST_PLACES = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry in force."""

    entity_id: int
    listing: UUID
    register: str
    ground: str
    category: str
    period: int
    authority: str
    since: date
    until: date | None
    number: str
    decision: UUID
    name: str
    code: str

    def published(self) -> dict[str, Any]:
        """The entry as answers and files carry it."""
        zh, en = LISTS[self.register]
        return {
            "authority": self.authority,
            "decision": str(self.decision),
            "ground": _ground_words(self.category, self.ground, self.since) | {"code": self.ground},
            "list": {"code": self.register, "en": en, "zh": zh},
            "listing": str(self.listing),
            "number": self.number,
            "period": self.period or None,
            "since": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
        }


@lru_cache(maxsize=1_024)
def _words(category: str, ground: str, since: date) -> tuple[str, str]:
    words = ground_entry(Kind(category), Ground(ground), since).words
    return words.zh, words.en


def _ground_words(category: str, ground: str, since: date) -> dict[str, str]:
    zh, en = _words(category, ground, since)
    return {"en": en, "zh": zh}


def in_force(*, on: date, known: datetime, entity_ids: Iterable[int] | None = None) -> list[Entry]:
    """The entries in force on a day as this register knew them at an instant, by entity."""
    values = {"on": on, "known": known, "entities": None if entity_ids is None else list(entity_ids)}
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, values)
        return [Entry(*row) for row in cursor.fetchall()]


def parties(entries: Sequence[Entry]) -> list[Party]:
    """The listed parties of these entries, with former names, every code and the corrections about them."""
    by_entity: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_entity[entry.entity_id].append(entry)
    ids = list(by_entity)
    former, codes, distinct = _former(ids), _codes(ids), _distinct(ids)
    return [
        Party(
            id=str(entity),
            name=mine[0].name,
            former=tuple(former[entity]),
            codes=tuple(dict.fromkeys([code for code in (mine[0].code, *codes[entity]) if code])),
            entries=tuple(entry.published() for entry in mine),
            distinct=tuple(distinct[entity]),
        )
        for entity, mine in by_entity.items()
    ]


def _former(ids: Sequence[int]) -> Mapping[int, list[str]]:
    rows = EntityName.objects.filter(entity_id__in=ids, number__gt=0).order_by("entity_id", "number")
    return _grouped(rows.values_list("entity_id", "name"))


def _codes(ids: Sequence[int]) -> Mapping[int, list[str]]:
    rows = EntityCode.objects.filter(entity_id__in=ids).order_by("entity_id", "value")
    return _grouped(rows.values_list("entity_id", "value"))


def _distinct(ids: Sequence[int]) -> Mapping[int, list[str]]:
    rows = Correction.objects.filter(entity_id__in=ids, withdrawn_at=None).exclude(other_code="")
    return _grouped(rows.order_by("entity_id", "other_code").values_list("entity_id", "other_code"))


def _grouped(rows: Iterable[tuple[int, str]]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return found


def places() -> list[Place]:
    """The divisions names are read with: counties and above, each with the one around it."""
    rows = list(
        Division.objects.filter(valid_to=None, level__lte=3)
        .order_by("code")
        .values_list("code", "name", "parent")[:MOST_PLACES]
    )
    names = {code: name for code, name, _ in rows}
    return [(name, names.get(parent, "")) for _, name, parent in rows]
