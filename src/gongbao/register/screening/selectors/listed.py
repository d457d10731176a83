"""Who is listed: on a day, as known at an instant, with every name and code a party has or had."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from gongbao.foundation.codes.models import Division
from gongbao.kernel.screening.parties import Party
from gongbao.kernel.screening.snapshot import Division as Place
from gongbao.register.screening.models import Correction
from gongbao.register.serious.selectors import bitemporal
from gongbao.register.serious.selectors.bitemporal import ListRow

LISTS = {"abnormal": ("经营异常名录", "Abnormal list"), "serious": ("严重违法失信名单", "Serious list")}
PAGE = 5_000
MOST_PLACES = 5_000


def in_force(*, on: date, known: datetime, entity_ids: Sequence[int] | None = None) -> list[ListRow]:
    """The entries of both lists in force on a day as this register knew them at an instant, by entity."""
    found = bitemporal.in_force(on=on, known=known, entity_ids=entity_ids, limit=PAGE)
    size = len(found)
    while size == PAGE:
        page = bitemporal.in_force(on=on, known=known, entity_ids=entity_ids, after=found[-1].key, limit=PAGE)
        size = len(page)
        found += page
    return found


def published(row: ListRow) -> dict[str, Any]:
    """An entry as answers and files carry it."""
    zh, en = LISTS[row.list]
    return {
        "article": row.article,
        "authority": row.authority,
        "decision": str(row.decision),
        "ground": {"code": row.ground, "en": row.ground_en, "zh": row.ground_zh},
        "list": {"code": row.list, "en": en, "zh": zh},
        "listing": str(row.entry),
        "number": row.number,
        "since": row.since.isoformat(),
        "until": row.shown_until.isoformat() if row.shown_until else None,
    }


def parties(rows: Sequence[ListRow]) -> list[Party]:
    """The listed parties of these entries, with former names, every code and the corrections about them."""
    by_entity: dict[int, list[ListRow]] = defaultdict(list)
    for row in rows:
        by_entity[row.entity_id].append(row)
    distinct = _distinct(list(by_entity))
    return [
        Party(
            id=str(entity),
            name=mine[0].name,
            former=mine[0].former_names,
            codes=tuple(dict.fromkeys(code for code in (mine[0].code, *mine[0].other_codes) if code)),
            entries=tuple(published(row) for row in mine),
            distinct=tuple(distinct.get(entity, ())),
        )
        for entity, mine in by_entity.items()
    ]


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
