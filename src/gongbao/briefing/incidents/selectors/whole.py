"""An incident with everything its page shows, in a fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q

from gongbao.briefing.incidents.models import (
    Clock,
    Figure,
    Finding,
    Grading,
    Hold,
    Incident,
    Joining,
    LogEntry,
    Outage,
    Report,
    Stay,
)
from gongbao.briefing.units.models import Unit

MOST = 300


@dataclass(frozen=True, slots=True)
class Whole:
    """An incident, those joined to it, and all that hangs on them; lists in order of time."""

    incident: Incident
    joined: list[Incident]
    reports: list[Report]
    clocks: list[Clock]
    log: list[LogEntry]
    gradings: list[Grading]
    findings: list[Finding]
    outages: list[Outage]
    joinings: list[Joining]

    def by_unit(self) -> dict[Unit, list[Report]]:
        """The reports of each unit, side by side."""
        found: dict[Unit, list[Report]] = {}
        for report in self.reports:
            found.setdefault(report.unit, []).append(report)
        return found


def whole(incident: Incident, *, unit: Unit | None = None) -> Whole:
    """Everything about one incident; with `unit` only that unit's own part of it."""
    joined = [] if unit else list(incident.joined.select_related("hazard", "desk").order_by("opened_at")[:MOST])
    ids = [incident.pk, *(one.pk for one in joined)]
    mine = Q(unit=unit) if unit else Q()
    reports = Report.objects.filter(mine, incident_id__in=ids).select_related(
        "unit", "to", "passed", "incident", "told"
    )
    figures = Figure.objects.order_by("id")
    holds = Hold.objects.order_by("held_at")
    clocks = Clock.objects.filter(mine, incident_id__in=ids).select_related("unit", "to", "limit", "met_by")
    log = LogEntry.objects.filter(incident_id__in=ids).select_related("unit")
    if unit is not None:
        log = log.filter(unit=unit)
    ordered = list(
        reports.prefetch_related(Prefetch("figures", figures), Prefetch("holds", holds)).order_by("received_at", "id")[
            :MOST
        ]
    )
    return Whole(
        incident=incident,
        joined=joined,
        reports=ordered,
        clocks=list(
            clocks.prefetch_related(Prefetch("stays", Stay.objects.order_by("since", "id"))).order_by(
                "opened_at", "due_at", "id"
            )[:MOST]
        ),
        log=list(log.order_by("at", "entered_at", "id")[: MOST * 3]),
        gradings=[] if unit else list(incident.gradings.order_by("at")[:MOST]),
        findings=list(
            Finding.objects.filter(mine, incident_id__in=ids).select_related("unit").order_by("decided_at")[:MOST]
        ),
        outages=list(
            Outage.objects.filter(
                Q(until=None) | Q(until__gt=incident.learned_at), struck_at=None, since__lt=_end(incident, ordered)
            ).order_by("since")[:MOST]
        ),
        joinings=[] if unit else list(Joining.objects.filter(incident_id__in=ids).order_by("at")[:MOST]),
    )


def _end(incident: Incident, reports: list[Report]) -> object:
    last = reports[-1].received_at if reports else incident.opened_at
    return incident.closed_at or max(last, incident.opened_at)
