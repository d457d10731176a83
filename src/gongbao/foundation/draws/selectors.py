"""Reading draws: the plan and its draw, who was drawn and who visits them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongbao.foundation.draws.models import Draw, Drawn, Examiner

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
