"""Reading what a draw of entities needs: inspectors, their conflicts, and how draws of an area stand."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.draws.models import Plan
from gongbao.foundation.draws.pools import Officer
from gongbao.register.spotchecks.models import Inspector, Interest

ROUNDS = 2  # an inspector who visited a firm in its last two draws does not visit it again
MOST_CONFLICTS = 200_000
_BEFORE = """
SELECT party_id, unnest(inspectors) FROM (
  SELECT party_id, inspectors, row_number() OVER (PARTITION BY party_id ORDER BY at DESC) AS round FROM draws_drawn
  WHERE inspectors && %s::varchar[] AND state = 'drawn'
) AS latest WHERE round <= %s LIMIT %s
"""
_HOME = """
SELECT entity.id, inspector.code FROM spotchecks_inspector AS inspector
JOIN entities_entity AS entity ON entity.region LIKE inspector.home || '%%'
WHERE inspector.id = ANY(%s) AND inspector.home <> '' AND entity.standing = 'active' AND entity.region LIKE %s LIMIT %s
"""


def inspectors_for(plan: Plan) -> QuerySet[Inspector]:
    """Who may be assigned: active inspectors of the plan's authorities with the qualification it asks for."""
    offices = Organisation.objects.filter(
        Q(id=plan.organisation_id or 0) | Q(name__in=plan.authorities.splitlines()), active=True
    )
    return inspectors(offices, plan.qualification)


def inspectors(offices: QuerySet[Organisation], qualification: str = "") -> QuerySet[Inspector]:
    """The offices' active inspectors, by certificate."""
    rows = Inspector.objects.filter(organisation__in=offices, active=True).select_related("organisation", "user")
    return rows.filter(qualifications__contains=[qualification] if qualification else []).order_by("code")


def officers_for(plan: Plan, on: date) -> list[Officer]:
    """The inspectors with the entities each may not visit: declared interests, the last two rounds, the home."""
    people = list(inspectors_for(plan)[:2_000])
    barred: dict[str, set[int]] = {person.code: set() for person in people}
    rows = Interest.objects.filter(Q(until=None) | Q(until__gte=on), inspector__in=people)
    for code, entity_id in rows.values_list("inspector__code", "entity_id")[:MOST_CONFLICTS]:
        barred[code].add(entity_id)
    for entity_id, code in _before(list(barred)) + _homes(people, plan.region):
        if code in barred:
            barred[code].add(entity_id)
    return [Officer(one.code, one.name, one.user_id, frozenset(barred[one.code])) for one in people]


def _before(codes: list[str]) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [codes, ROUNDS, MOST_CONFLICTS])
        return list(cursor.fetchall())


def _homes(people: Sequence[Inspector], region: str) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_HOME, [[one.id for one in people], f"{region}%", MOST_CONFLICTS])
        return list(cursor.fetchall())
