"""Reading draws: the plan and its draw, who was drawn and who visits them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from gongbao.foundation.draws.models import Draw, Drawn, Examiner, Paper, Plan, PlanState

MOST = 100_000


@dataclass(frozen=True, slots=True)
class Assigned:
    """An inspector of one visit; the first leads."""

    code: str
    name: str
    user_id: int | None
    lead: bool


@dataclass(frozen=True, slots=True)
class DrawnParty:
    """One drawn party with its draw, its rank and its inspectors. `status` is drawn or replaced."""

    draw: UUID
    number: str
    title: str
    region: str
    organisation_id: int | None
    party_id: int
    identifier: str
    stratum: str
    rank: int
    status: str
    reason: str
    inspectors: tuple[Assigned, ...]
    drawn_at: datetime


def one(draw: UUID) -> Draw | None:
    """A committed draw with its plan."""
    return Draw.objects.select_related("plan").filter(plan_id=draw).first()


def drawn(draw: UUID) -> list[DrawnParty]:
    """Everybody a draw drew, by stratum and rank, with those replaced. For the office, before the reveal too."""
    return _parties(Drawn.objects.filter(draw_id=draw).select_related("draw__plan").order_by("stratum", "rank")[:MOST])


def drawn_of(party_id: int) -> list[DrawnParty]:
    """The draws that drew a party, newest first."""
    return _parties(Drawn.objects.filter(party_id=party_id).select_related("draw__plan").order_by("-at")[:100])


def _parties(rows: Iterable[Drawn]) -> list[DrawnParty]:
    found = list(rows)
    people = {
        (one.draw_id, one.code): one for one in Examiner.objects.filter(draw_id__in={row.draw_id for row in found})
    }
    return [
        DrawnParty(
            draw=row.draw_id,
            number=row.draw.plan.number,
            title=row.draw.plan.title,
            region=row.draw.plan.region,
            organisation_id=row.draw.plan.organisation_id,
            party_id=row.party_id,
            identifier=row.identifier,
            stratum=row.stratum,
            rank=row.rank,
            status=row.state,
            reason=row.reason,
            inspectors=tuple(
                Assigned(code, people[row.draw_id, code].name, people[row.draw_id, code].user_id, not at)
                for at, code in enumerate(row.inspectors)
            ),
            drawn_at=row.at,
        )
        for row in found
    ]


def plan(plan_id: UUID) -> Plan | None:
    """A plan, committed or not."""
    return Plan.objects.filter(id=plan_id).first()


def plans_of(regions: Sequence[str]) -> QuerySet[Plan]:
    """The plans of these areas and of everything within them, newest first; to be paged."""
    scope = Q()
    for region in regions:
        scope |= Q(region__startswith=region)
    return Plan.objects.filter(scope).select_related("draw").order_by("-planned_at") if regions else Plan.objects.none()


def public_draws(*, region: str = "", year: int | None = None) -> QuerySet[Draw]:
    """The committed draws, newest first; to be paged."""
    rows = Draw.objects.select_related("plan").filter(plan__region__startswith=region).order_by("-committed_at")
    return rows.filter(plan__year=year) if year else rows


def withdrawn(*, region: str = "", year: int | None = None) -> list[Plan]:
    """Plans given up: their numbers are shown, so that no gap is left unexplained."""
    rows = Plan.objects.filter(state=PlanState.WITHDRAWN, region__startswith=region)
    return list((rows.filter(year=year) if year else rows).order_by("-planned_at")[:100])


def drawn_rows(draw: Draw) -> QuerySet[Drawn]:
    """Who was drawn, by stratum and rank; to be paged."""
    return Drawn.objects.filter(draw=draw).order_by("stratum", "rank")


def papers_of(draw: Draw) -> list[Paper]:
    """What entered the log about a draw after its manifest, oldest first."""
    return list(Paper.objects.filter(draw=draw).order_by("version")[:1_000])


def people_of(draw: Draw) -> dict[str, str]:
    """The names of a draw's inspectors by their code."""
    return dict(Examiner.objects.filter(draw=draw).values_list("code", "name")[:5_000])


@dataclass(frozen=True, slots=True)
class Numbers:
    """One area's draws of a year: how many there were in the pool, drawn, replaced; reveals due, late, broken."""

    region: str
    year: int
    draws: int
    area: int
    drawn: int
    replaced: int
    late: int


_NUMBERS = """
SELECT plan.region, plan.year, count(*), max(draw.area) FILTER (WHERE plan.mode = 'undirected'),
  coalesce(sum(found.drawn), 0), coalesce(sum(found.replaced), 0),
  count(*) FILTER (WHERE plan.reveal_by < %s AND (draw.revealed_at IS NULL OR draw.revealed_at > plan.reveal_by))
FROM draws_draw AS draw JOIN draws_plan AS plan ON plan.id = draw.plan_id
LEFT JOIN LATERAL (
  SELECT count(*) FILTER (WHERE state = 'drawn') AS drawn, count(*) FILTER (WHERE state = 'replaced') AS replaced
  FROM draws_drawn WHERE draw_id = draw.plan_id AND draw.revealed_at IS NOT NULL
) AS found ON true
WHERE plan.region LIKE %s GROUP BY plan.region, plan.year ORDER BY plan.year DESC, plan.region LIMIT 200
"""


def numbers(region: str, now: datetime) -> list[Numbers]:
    """Each area's own numbers by year, newest first. Firms drawn are counted once their draw is revealed."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [now, f"{region}%"])
        return [Numbers(place, year, n, area or 0, *rest) for place, year, n, area, *rest in cursor.fetchall()]


def plan_named(text: str) -> Plan | None:
    """A plan by its number (CC-999101-2026-0001) or its id."""
    parts = text.strip().split("-")
    if len(parts) == 4 and parts[0] == "CC" and parts[2].isdigit() and parts[3].isdigit():
        return Plan.objects.filter(region=parts[1], year=int(parts[2]), serial=int(parts[3])).first()
    try:
        return plan(UUID(text.strip()))
    except ValueError:
        return None
