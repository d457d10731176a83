"""Reading entities: the facts that go into the record, and finding a firm by name or code."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from gongbao.foundation.codes import selectors as codes
from gongbao.kernel.statutes.identifiers import normalise_code
from gongbao.register.entities.folding import fold, grams
from gongbao.register.entities.models import EntityCode, EntityName, EntityPerson

PAGE = 20
COUNT_LIMIT = 1_000
CANDIDATES = 400

_FACTS = """
    SELECT id, name, code, category, kind, kind_text, status, standing, established_on, region, address,
           capital, currency, industry, scope
    FROM entities_entity WHERE id = ANY(%s)
"""


def registration_facts(entity_ids: Sequence[int], on: date) -> Mapping[int, dict[str, Any]]:
    """The public registration facts of each entity, in five queries whatever the number. Empty facts are left out."""
    ids = list(entity_ids)
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [ids])
        rows = cursor.fetchall()
    kinds, statuses = codes.words("entity-kind"), codes.words("entity-status")
    places = codes.place_names({row[9] for row in rows})
    other_codes, former, persons = _other_codes(ids), _former_names(ids), _persons(ids)
    facts: dict[int, dict[str, Any]] = {}
    for row in rows:
        facts[row[0]] = _fact_sheet(row, kinds, statuses, places) | {
            key: value
            for key, value in (
                ("other_codes", [c for c in other_codes[row[0]] if c != row[2]]),
                ("former_names", former[row[0]]),
                ("persons", persons[row[0]]),
            )
            if value
        }
    return facts


def _fact_sheet(
    row: tuple[Any, ...],
    kinds: Mapping[str, tuple[str, str]],
    statuses: Mapping[str, tuple[str, str]],
    places: Mapping[str, str],
) -> dict[str, Any]:
    _, name, code, category, kind, kind_text, status, standing, since, region, address, capital, currency, *rest = row
    industry, scope = rest
    zh, en = kinds.get(kind, (kind_text, ""))
    status_zh, status_en = statuses.get(status, (status, ""))
    sheet = {
        "name": name,
        "code": code,
        "category": category,
        "kind": {"code": kind, "zh": zh, "en": en} if zh else None,
        "status": {"code": status, "zh": status_zh, "en": status_en},
        "standing": standing,
        "established_on": since.isoformat() if since else None,
        "region": {"code": region, "name": places.get(region, "")} if region else None,
        "address": address,
        "capital": {"amount": f"{capital.normalize():f}", "unit": "万", "currency": currency}
        if capital is not None
        else None,
        "industry": industry,
        "scope": scope,
    }
    return {key: value for key, value in sheet.items() if value not in (None, "")}


def _other_codes(ids: list[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for entity, value in (
        EntityCode.objects.filter(entity_id__in=ids).order_by("value").values_list("entity_id", "value")
    ):
        found[entity].append(value)
    return found


def _former_names(ids: list[int]) -> Mapping[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    rows = EntityName.objects.filter(entity_id__in=ids, number__gt=0).order_by("entity_id", "number")
    for entity, name, until in rows.values_list("entity_id", "name", "valid_to"):
        found[entity].append({"name": name, "until": until.isoformat() if until else ""})
    return found


def _persons(ids: list[int]) -> Mapping[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    rows = EntityPerson.objects.filter(entity_id__in=ids, until=None, name__isnull=False).order_by(
        "entity_id", "post", "id"
    )
    for entity, post, name in rows.values_list("entity_id", "post", "name"):
        found[entity].append({"post": post, "name": str(name)})
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What narrows a search: a division with all below it, a category, a standing. Empty: no matter."""

    region: str = ""
    category: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One firm found. `matched` is the name the words stand in, when it is a former one."""

    entity_id: int
    name: str
    code: str
    category: str
    status: str
    standing: str
    region: str
    established_on: date | None
    matched: str = ""

    @property
    def address(self) -> str:
        """What its page is called by: the credit code, or its number where it has none."""
        return self.code or f"n{self.entity_id}"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits; `total` is exact up to COUNT_LIMIT and `more` says that there are more."""

    hits: list[Hit]
    total: int
    more: bool
    how: str


_COLUMNS = "e.id, e.name, e.code, e.category, e.status, e.standing, e.region, e.established_on, n.name, n.number"
_NAMES = "FROM entities_entityname n JOIN entities_entity e ON e.id = n.entity_id"


def search(query: str, filters: Filters = Filters(), *, page: int = 1) -> Found:
    """Firms by any code, by any part of a name (words apart by blanks, in any order), or by pinyin initials.

    Every statement is bounded: at most COUNT_LIMIT rows are ranked and counted.
    """
    words = [word for word in (fold(part) for part in query.split()) if word]
    if not words:
        return Found([], 0, False, "empty")
    code = normalise_code(query)
    by_code = _by_code(code) if any(c.isdigit() for c in code) and len(code) >= 8 else []
    if by_code:
        return Found(by_code, len(by_code), False, "code")
    where, parameters, how = _where(words)
    rows = _rows(where, parameters, filters)
    if not rows and len(words) == 1 and len(words[0]) >= 4 and how == "name":
        # Written without blanks (青岚茶业 for 青岚…茶业): the same two characters at a time, in any order.
        words = [words[0][i : i + 2] for i in range(0, len(words[0]) - 1, 2)]
        where, parameters, how = _where(words)
        rows = _rows(where, parameters, filters)
    ranked = sorted(_unique(rows), key=lambda row: _rank(row, words))
    start = (max(page, 1) - 1) * PAGE
    hits = [_hit(row) for row in ranked[start : start + PAGE]]
    return Found(hits, len(ranked), len(rows) > COUNT_LIMIT, how)


def _by_code(code: str) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM entities_entitycode c JOIN entities_entity e ON e.id = c.entity_id"  # noqa: S608 (our own columns)
            " JOIN entities_entityname n ON n.entity_id = e.id AND n.number = 0 WHERE c.value = %s",
            [code],
        )
        return [_hit(row) for row in cursor.fetchall()]


def _where(words: list[str]) -> tuple[list[str], list[Any], str]:
    """The condition on names: all bigrams of all words, then the words themselves; initials when all is Latin."""
    if all(word.isascii() and word.isalpha() for word in words):
        return ["n.initials LIKE %s"], [f"{''.join(words)}%"], "initials"
    wanted = sorted({gram for word in words for gram in grams(word)})
    conditions = ["n.grams @> %s"] if wanted else []
    parameters: list[Any] = [wanted] if wanted else []
    for word in words:
        conditions.append("n.folded LIKE %s")
        parameters.append(f"%{word}%")
    return conditions, parameters, "name"


def _rows(where: list[str], parameters: list[Any], filters: Filters) -> list[tuple[Any, ...]]:
    conditions, values = list(where), list(parameters)
    for column, value in (("e.category", filters.category), ("e.standing", filters.standing)):
        if value:
            conditions.append(f"{column} = %s")
            values.append(value)
    if filters.region:
        conditions.append("e.region LIKE %s")
        values.append(f"{filters.region}%")
    sql = f"SELECT {_COLUMNS} {_NAMES} WHERE {' AND '.join(conditions)} LIMIT {COUNT_LIMIT + 1}"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _unique(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """One row an entity, the present name before former ones."""
    best: dict[int, tuple[Any, ...]] = {}
    for row in sorted(rows, key=lambda row: row[9]):
        best.setdefault(row[0], row)
    return list(best.values())


def _rank(row: tuple[Any, ...], words: list[str]) -> tuple[Any, ...]:
    """Whole name, then beginning, then early and short; firms in business before those that are gone."""
    folded = fold(row[8])
    joined = "".join(words)
    place = folded.find(words[0])
    return (folded != joined, not folded.startswith(joined), row[9] > 0, row[5] == "gone", place, len(folded), row[0])


def _hit(row: tuple[Any, ...]) -> Hit:
    entity, name, code, category, status, standing, region, since, matched, number = row
    return Hit(entity, name, code, category, status, standing, region, since, matched if number else "")
