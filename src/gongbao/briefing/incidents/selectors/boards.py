"""Lists: the desk's incidents, a unit's own, the clocks that run, what an outside trace may be about."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from gongbao.briefing.incidents.models import Clock, ClockState, Incident, IncidentState, Outage
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

MOST = 200
BOXES: dict[str, tuple[str, ...]] = {
    "open": (IncidentState.OPEN,),
    "watched": (IncidentState.WATCHED,),
    "closed": (IncidentState.CLOSED,),
}
BEFORE, AFTER = timedelta(hours=2), timedelta(hours=24)


class Pressing(NamedTuple):
    """Clocks that still can be met, the next one first; those that were not, the last one first, and how many more."""

    ahead: list[Clock]
    over: list[Clock]
    more: int


def open_clocks(now: datetime, *, desk: Unit | None = None, unit: Unit | None = None) -> list[Clock]:
    """The clocks that run at `now`, by when they end. `desk`: of its incidents only; `unit`: its own only."""
    return list(_open(now, desk=desk, unit=unit).order_by("due_at", "id")[:MOST])


def pressing(now: datetime, *, desk: Unit, drill: bool, limit: int) -> Pressing:
    """What a desk has to look at first: what nobody ended long ago hides nothing that ends in a minute."""
    rows = _open(now, desk=desk).filter(incident__drill=drill).prefetch_related("stays")
    over = rows.filter(due_at__lte=now)
    shown = list(over.order_by("-due_at", "-id")[:limit])
    ahead = list(rows.filter(due_at__gt=now).order_by("due_at", "id")[:limit])
    return Pressing(ahead, shown, over.count() - len(shown) if len(shown) == limit else 0)


def _open(now: datetime, *, desk: Unit | None = None, unit: Unit | None = None) -> QuerySet[Clock]:
    rows = Clock.objects.filter(state=ClockState.OPEN, opened_at__lte=now)  # those of joined incidents run on
    if desk is not None:
        rows = rows.filter(Q(incident__desk=desk) | Q(unit=desk) | Q(to=desk)).exclude(unit_id=desk.reports_to_id or 0)
    if unit is not None:
        rows = rows.filter(unit=unit)
    return rows.select_related("incident__hazard", "unit", "to", "limit")


def candidates_for(
    kind: str,
    division: str,
    at: datetime,
    *,
    before: timedelta = BEFORE,
    after: timedelta = AFTER,
    limit: int = 20,
) -> list[Incident]:
    """Incidents an outside trace may be about, the nearest in time first: advice, a person decides.

    `kind` is a hazard's or a class's code (blank: any), `division` a code that must begin alike (either way round),
    `at` the trace's instant; the incident happened, or was learned of, from `before` earlier to `after` later. Drills
    are left out.
    """
    window = (at - before, at + after)
    rows = Incident.objects.filter(
        Q(occurred_at__range=window) | Q(learned_at__range=window), drill=False, joined_into=None
    )
    if kind:
        rows = rows.filter(Q(hazard=kind) | Q(hazard__category=kind))
    if division:
        wider = [division[:length] for length in range(2, len(division) + 1)]
        rows = rows.filter(Q(division__startswith=division) | Q(division__in=wider))
    found = list(rows.select_related("hazard", "desk").order_by("-learned_at")[:MOST])
    return sorted(found, key=lambda one: abs((one.occurred_at or one.learned_at) - at))[:limit]


def _in_reach(user: Visitor) -> Q:
    desks = reach.organisations(user, Permission.DESK_WORK)
    watching = reach.organisations(user, Permission.BRIEFING_SUPERVISE)
    return Q(desk_id__in=[*desks, *watching]) | Q(reports__to_id__in=desks)


def board(user: Visitor, *, box: str, drill: bool = False, search: str = "") -> QuerySet[Incident]:
    """The incidents of the user's desks: lodged there, or reported there past a level. Newest first."""
    rows = Incident.objects.filter(_in_reach(user), state__in=BOXES[box], drill=drill, joined_into=None)
    if search:
        rows = rows.filter(Q(title__icontains=search) | Q(number__icontains=search) | Q(place__icontains=search))
    order = ("watch_until", "id") if box == IncidentState.WATCHED else ("-opened_at", "-id")
    return rows.select_related("hazard", "desk").distinct().order_by(*order)


def counts(user: Visitor) -> dict[str, int]:
    """How many of the user's desks' incidents stand where, drills apart."""
    rows = Incident.objects.filter(_in_reach(user), drill=False, joined_into=None)
    found = rows.values("state").annotate(n=Count("id", distinct=True)).order_by()
    return {row["state"]: row["n"] for row in found}


def desk_incident(user: Visitor, incident_id: UUID) -> Incident | None:
    """The incident, if a desk of the user's has it, had it reported, or watches over it."""
    rows = Incident.objects.filter(_in_reach(user), pk=incident_id)
    return rows.select_related("hazard", "desk", "joined_into").distinct().first()


def of_unit(unit: Unit) -> QuerySet[Incident]:
    """The incidents a unit reported about, those open first, newest first."""
    rows = Incident.objects.filter(reports__unit=unit).select_related("hazard", "desk").distinct()
    return rows.order_by("closed_at", "-opened_at", "-id")


def own_incident(user: Visitor, incident_id: UUID) -> tuple[Incident, Unit] | None:
    """The incident and the user's unit that reported about it; None where none did."""
    mine = reach.organisations(user, Permission.ITEM_WRITE)
    found = Incident.objects.select_related("hazard", "desk").filter(pk=incident_id, reports__unit_id__in=mine).first()
    if found is None:
        return None
    unit = Unit.objects.filter(incident_reports__incident=found, pk__in=mine).select_related("organisation").first()
    return (found, unit) if unit else None


def has_outage() -> bool:
    """Whether the system is out of order by somebody's word: clocks stand still."""
    return Outage.objects.filter(until=None, struck_at=None).exists()
