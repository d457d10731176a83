"""A leader's own page and a unit's own page: what one did and is owed, in a fixed number of bounded questions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from gongbao.briefing.bulletins.models import Copy, IssueState
from gongbao.briefing.exchange.models import Outcome, Sent
from gongbao.briefing.instructions.models import Instruction, InstructionState
from gongbao.briefing.instructions.selectors import of_leader, of_units
from gongbao.briefing.items.models import Item, Move
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User

MOST = 12
YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class LeaderPage:
    """Counts of the last year, what waits to be read, the open instructions by age."""

    given: int
    opened: int
    acknowledged: int
    unread: list[Copy]
    instructions: list[Instruction]
    written: int
    open: int


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Counts of the last year, what came back and why, what is instructed, what the levels above made of it."""

    counts: dict[str, int]
    waiting: list[Item]
    returned: list[Move]
    reasons: list[tuple[str, int]]
    instructions: list[Instruction]
    outcomes: list[Outcome]
    sent: list[Sent]


def of_a_leader(user: User, now: datetime) -> LeaderPage:
    """A leader's page."""
    copies = Copy.objects.filter(user=user, issue__state=IssueState.SIGNED, issue__signed_at__gte=now - YEAR)
    counted = copies.aggregate(
        given=Count("id"),
        opened=Count("id", filter=Q(opened_at__isnull=False)),
        acknowledged=Count("id", filter=Q(acknowledged_at__isnull=False)),
    )
    unread = copies.filter(opened_at=None).select_related("issue__periodical").order_by("-issue__signed_at")[:MOST]
    mine = Instruction.objects.filter(leader=user)
    totals = mine.aggregate(
        written=Count("id", filter=Q(given_at__gte=now - YEAR)),
        open=Count("id", filter=~Q(state=InstructionState.CLOSED)),
    )
    still = of_leader(user).exclude(state=InstructionState.CLOSED)[:MOST]
    return LeaderPage(**counted, **totals, unread=list(unread), instructions=list(still))


def of_a_unit(unit: Unit, now: datetime) -> UnitPage:
    """A unit's page."""
    since = now - YEAR
    lodged = Item.objects.filter(unit=unit, lodged_at__gte=since)
    counts = dict(
        lodged.aggregate(
            lodged=Count("id"),
            adopted=Count("id", filter=Q(state="adopted")),
            returned=Count("id", filter=Q(state="returned")),
            kept=Count("id", filter=Q(state="kept")),
        )
    )
    waiting = Item.objects.filter(unit=unit, state__in=["asked", "returned", "cosign"]).order_by("hand_since")
    moves = Move.objects.filter(item__unit=unit, action="return", at__gte=since)
    reasons = list(moves.values_list("reason").annotate(n=Count("id")).order_by("-n", "reason")[:6])
    outcomes = Outcome.objects.filter(sent__manuscript__sources__item__unit=unit, on__gte=since.date())
    counts["outcomes"] = outcomes.count()
    gone = Sent.objects.filter(manuscript__sources__item__unit=unit, made_at__gte=since).distinct()
    return UnitPage(
        counts=counts,
        waiting=list(waiting[:MOST]),
        returned=list(moves.select_related("item").order_by("-at")[:MOST]),
        reasons=reasons,
        instructions=_open(unit),
        outcomes=list(outcomes.select_related("sent").order_by("-on", "-recorded_at")[:MOST]),
        sent=list(gone.order_by("-made_at")[:MOST]),
    )


def _open(unit: Unit) -> list[Instruction]:
    return list(of_units([unit.pk]).exclude(state=InstructionState.CLOSED)[:MOST])
