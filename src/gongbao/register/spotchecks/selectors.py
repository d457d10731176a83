"""Reading what a draw of entities needs: inspectors, their conflicts, and how draws of an area stand."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from gongbao.foundation.accounts.models import Organisation, User
from gongbao.foundation.draws.models import Draw, Drawn, DrawnState, Plan
from gongbao.foundation.draws.pools import Officer
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.spotchecks.models import Inspector, Interest
from gongbao.register.spotchecks.refusals import no_such

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


def counts(draw: Draw) -> dict[str, tuple[int, int]]:
    """How many of each stratum are drawn, and how many were replaced."""
    rows = (
        Drawn.objects.filter(draw=draw)
        .values("stratum")
        .annotate(
            drawn=Count("party_id", filter=Q(state=DrawnState.DRAWN)),
            replaced=Count("party_id", filter=Q(state=DrawnState.REPLACED)),
        )
    )
    return {row["stratum"]: (row["drawn"], row["replaced"]) for row in rows[:1_000]}


def names_of(rows: Iterable[Drawn]) -> dict[int, str]:
    """The names of drawn entities by id."""
    return dict(Entity.objects.filter(id__in=[row.party_id for row in rows]).values_list("id", "name"))


def entity_id_of(code: str) -> int | None:
    """The entity that has or had a code."""
    return EntityCode.objects.filter(value=code).values_list("entity_id", flat=True).first()


def interests_of(people: Sequence[Inspector]) -> list[Interest]:
    """Declared conflicts of these inspectors that have not ended."""
    rows = Interest.objects.filter(inspector__in=people, until=None).select_related("entity", "inspector")
    return list(rows.order_by("-declared_at")[:500])


def offices_of(regions: Sequence[str]) -> QuerySet[Organisation]:
    """The authorities of these areas and within them."""
    scope = Q()
    for region in regions:
        scope |= Q(region__startswith=region)
    rows = Organisation.objects.filter(scope, kind="authority", active=True)
    return rows.order_by("region", "id") if regions else Organisation.objects.none()


def inspector(text: str) -> Inspector | None:
    """The inspector an id names; None for what is no id."""
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    return Inspector.objects.select_related("organisation").filter(id=wanted).first()


def user_id_of(account: str) -> int | None:
    """The account an inspector signs in with. Refusal when there is none of that name."""
    if not account.strip():
        return None
    found = User.objects.filter(username=account.strip(), is_active=True).values_list("id", flat=True).first()
    if found is None:
        raise no_such("account", account)
    return int(found)


def name_of(entity_id: int) -> str:
    """An entity's name."""
    return Entity.objects.filter(id=entity_id).values_list("name", flat=True).first() or ""
