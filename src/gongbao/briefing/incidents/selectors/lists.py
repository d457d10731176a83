"""Smaller lists of the pages: kinds, limits, outages, tips, what was late, what other slices hang on an incident."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from gongbao.briefing.incidents.models import (
    Clock,
    ClockState,
    GradeThreshold,
    Hazard,
    Incident,
    Limit,
    Outage,
    Report,
    Stay,
    Tip,
    TipPlace,
)
from gongbao.briefing.incidents.names import SUBJECT
from gongbao.briefing.incidents.rules import Account
from gongbao.briefing.incidents.selectors.boards import desk_incident, own_incident
from gongbao.briefing.instructions.models import Instruction
from gongbao.briefing.instructions.selectors import with_answers
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

MOST = 300


def hazards() -> list[Hazard]:
    return list(Hazard.objects.filter(active=True).order_by("order", "code"))


def callers(desk: Unit) -> list[Unit]:
    """Who may call a desk: the units that report to it, then the desk itself for anybody else."""
    return [*desk.below.filter(until=None).select_related("organisation").order_by("order", "short")[:500], desk]


def limits() -> list[Limit]:
    """Every version of every limit, by level and form, the newest version first."""
    rows = Limit.objects.select_related("hazard").order_by("level", "form", "key", "-version")
    return list(rows[: MOST * 3])


def limit_versions(key: str) -> list[Limit]:
    return list(Limit.objects.filter(key=key).select_related("hazard").order_by("-version")[:MOST])


def thresholds(on: date) -> list[GradeThreshold]:
    """The table of grades in force on a day."""
    live = GradeThreshold.objects.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gt=on))
    return list(live.select_related("hazard").order_by("hazard__order", "measure", "grade")[: MOST * 3])


def outages() -> QuerySet[Outage]:
    return Outage.objects.order_by("-since", "-id")


def tips(user: Visitor, *, new: bool) -> QuerySet[Tip]:
    """What was told through codes to the user's desks: what waits first in time, what is verified newest first."""
    desks = reach.organisations(user, Permission.DESK_WORK)
    rows = Tip.objects.filter(desk_id__in=desks).select_related("origin__unit", "hazard", "incident")
    return (
        rows.filter(state="new").order_by("received_at") if new else rows.exclude(state="new").order_by("-received_at")
    )


def tip(user: Visitor, tip_id: UUID) -> Tip | None:
    desks = reach.organisations(user, Permission.DESK_WORK)
    return Tip.objects.filter(pk=tip_id, desk_id__in=desks).select_related("origin__unit", "desk", "hazard").first()


def tip_places(desk: Unit) -> list[TipPlace]:
    rows = TipPlace.objects.filter(Q(unit__reports_to=desk) | Q(unit=desk)).select_related("unit")
    return list(rows.order_by("ended_at", "-made_at")[:MOST])


def tip_place(token: str) -> TipPlace | None:
    return TipPlace.objects.filter(token=token[:32]).select_related("unit__reports_to", "unit__organisation").first()


def late(user: Visitor, now: datetime) -> QuerySet[Clock]:
    """Clocks met late or still overdue at the user's desks, with the hands they lay at; newest first. Drills apart."""
    desks = [
        *reach.organisations(user, Permission.DESK_WORK),
        *reach.organisations(user, Permission.BRIEFING_SUPERVISE),
    ]
    rows = Clock.objects.filter(incident__desk_id__in=desks, incident__drill=False).filter(
        Q(state=ClockState.LATE) | Q(state=ClockState.OPEN, due_at__lte=now)
    )
    rows = rows.exclude(unit_id__in=Unit.objects.filter(below__in=desks).values("pk"))  # a level above answers itself
    stays = Prefetch("stays", Stay.objects.order_by("since", "id"))
    return rows.select_related("incident", "unit", "limit", "met_by").prefetch_related(stays).order_by("-due_at", "-id")


def joinable(incident: Incident) -> list[Incident]:
    """Incidents near in time at the same desk that a person may find to be the same."""
    window = (incident.learned_at - timedelta(days=2), incident.learned_at + timedelta(days=2))
    rows = Incident.objects.filter(desk_id=incident.desk_id, drill=incident.drill, learned_at__range=window)
    return list(rows.filter(joined_into=None).exclude(pk=incident.pk).order_by("-learned_at")[:20])


def report_of(incident: Incident, report_id: UUID) -> Report | None:
    """One report of an incident or of those joined to it."""
    mine = Q(incident=incident) | Q(incident__joined_into=incident)
    return Report.objects.filter(mine, pk=report_id).select_related("incident", "unit__reports_to").first()


def instructions(incident: Incident) -> list[Instruction]:
    """What leaders said of this incident, and wrote on what was printed of it: it comes back into the chain."""
    ids = incident.items.values_list("pk", flat=True)
    whole = [incident.pk, *incident.joined.values_list("pk", flat=True)[:MOST]]
    said = Instruction.objects.filter(subject_kind=SUBJECT, subject_id__in=whole).values("pk")
    printed = Instruction.objects.filter(entry__manuscript__sources__item_id__in=list(ids[:MOST])).values("pk")
    rows = Instruction.objects.filter(pk__in=said.union(printed))  # apart: each by its own index
    rows = with_answers(rows.select_related("leader", "owner", "entry"))
    return list(rows.order_by("given_at", "id")[:MOST])


def place_of(user: Visitor, incident_id: UUID) -> str:
    """Where the reader sees an incident: at the desk, among a unit's own; blank for others."""
    if desk_incident(user, incident_id) is not None:
        return reverse("incidents:incident", args=[incident_id])
    return reverse("incidents:own", args=[incident_id]) if own_incident(user, incident_id) is not None else ""


def account_of(report: Report, label: str) -> Account:
    """A report as something that can be compared; its figures should be fetched already."""
    return Account(
        label=label,
        title=report.title,
        body=report.body,
        place=report.place,
        occurred_at=report.occurred_at,
        figures={one.measure: one.value for one in report.figures.all()},
    )
