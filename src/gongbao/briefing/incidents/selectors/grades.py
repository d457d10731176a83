"""The figures of an incident as last told, and the grade they suggest."""

from datetime import datetime
from decimal import Decimal

from gongbao.briefing.incidents.models import Figure, GradeThreshold, Incident
from gongbao.briefing.incidents.rules import grade_rule
from gongbao.foundation.clock import china_date
from gongbao.kernel.statutes.grading import Suggestion, suggest_grade

MOST = 500


def latest_figures(incident: Incident) -> dict[str, Figure]:
    """The last figure told of each measure, over every report of the incident and those joined to it.

    Between units the later report wins; a person compares them side by side.
    """
    joined = incident.joined.values_list("pk", flat=True)
    told = Figure.objects.filter(report__incident__in=[incident.pk, *joined])
    last = told.order_by("measure", "-report__received_at", "-id").distinct("measure")
    return {figure.measure: figure for figure in last}


def suggestion(incident: Incident, *, now: datetime, latest: dict[str, Figure] | None = None) -> Suggestion | None:
    """What grade the table suggests now, with the clauses that fire; None where none is reached."""
    known = latest_figures(incident) if latest is None else latest
    figures: dict[str, Decimal | None] = {name: one.value for name, one in known.items()}
    rows = GradeThreshold.objects.filter(hazard_id=incident.hazard_id).order_by("id")[:MOST]
    return suggest_grade(
        map(grade_rule, rows),
        hazard=incident.hazard_id,
        figures=figures,
        region=incident.division,
        on=china_date(min(incident.learned_at, now)),
    )
