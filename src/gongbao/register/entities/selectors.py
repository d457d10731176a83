"""Reading entities: the facts that go into the record, and finding a firm by name or code."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from gongbao.foundation.codes import selectors as codes
from gongbao.register.entities.finding.filters import Filters
from gongbao.register.entities.finding.search import COUNT_LIMIT, PAGE, Found, Hit, search, suggest
from gongbao.register.entities.models import EntityCode, EntityName, EntityPerson

__all__ = ["COUNT_LIMIT", "PAGE", "Filters", "Found", "Hit", "registration_facts", "search", "suggest"]

_FACTS = """
    SELECT id, name, code, category, kind, kind_text, status, standing, established_on, region, address,
           capital, currency, industry, scope
    FROM entities_entity WHERE id = ANY(%s)
"""
# The day the last change of each field took effect, where the registrar said it.
_SINCE = """
    SELECT entity_id, field, effective_on FROM (
        SELECT DISTINCT ON (entity_id, field) entity_id, field, effective_on FROM entities_entitychange
        WHERE entity_id = ANY(%s) ORDER BY entity_id, field, recorded_at DESC, id DESC
    ) AS last WHERE effective_on IS NOT NULL
"""
_NAMED = {"capital_text": "capital", "kind_text": "kind"}


def registration_facts(entity_ids: Sequence[int], on: date) -> Mapping[int, dict[str, Any]]:
    """The public registration facts of each entity, in six queries whatever the number. Empty facts are left out."""
    ids = list(entity_ids)
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [ids])
        rows = cursor.fetchall()
    kinds, statuses = codes.words("entity-kind"), codes.words("entity-status")
    places = codes.place_names({row[9] for row in rows})
    other_codes, former, persons = _other_codes(ids), _former_names(ids), _persons(ids)
    since = _since(ids)
    facts: dict[int, dict[str, Any]] = {}
    for row in rows:
        facts[row[0]] = _fact_sheet(row, kinds, statuses, places) | {
            key: value
            for key, value in (
                ("other_codes", [c for c in other_codes[row[0]] if c != row[2]]),
                ("former_names", former[row[0]]),
                ("persons", persons[row[0]]),
                ("since", since[row[0]]),
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


def _since(ids: list[int]) -> Mapping[int, dict[str, str]]:
    """Field to the day since when its present value holds by the registrar's word; silent where nobody said so."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, [ids])
        for entity, field, day in cursor.fetchall():
            found[entity][_NAMED.get(field, field)] = day.isoformat()
    return found
