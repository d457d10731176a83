"""The grade: suggested by the table with the clause that fired, decided by a person; what it changes in the clocks."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.incidents import refusals
from gongbao.briefing.incidents.actions.clocks import FIRST_FORMS, Owing, binding, close, end, open_clocks
from gongbao.briefing.incidents.actions.noting import held_incident, log
from gongbao.briefing.incidents.models import Clock, ClockState, Grading, Incident, LogKind, Report
from gongbao.briefing.incidents.names import SUBJECT
from gongbao.briefing.incidents.selectors.grades import suggestion
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes.reporting import Instants

GRADED = declare("incident.graded", "事件定级", "incident graded")
ROMAN = {1: "Ⅰ级(特别重大)", 2: "Ⅱ级(重大)", 3: "Ⅲ级(较大)", 4: "Ⅳ级(一般)", None: "不定级"}
ENGLISH = {1: "grade I", 2: "grade II", 3: "grade III", 4: "grade IV", None: "no grade"}


@transaction.atomic
def decide_grade(*, incident_id: UUID, grade: int | None, reason: str, turn: int, by: Actor, now: datetime) -> Grading:
    """Decide the grade. Other than suggested only with a reason; two who decide at once are told of each other."""
    incident = held_incident(incident_id, turn=turn)
    proposed = suggestion(incident, now=now)
    suggested = proposed.grade if proposed else None
    if grade != suggested and not reason.strip():
        raise refusals.reason_needed()
    clauses = (
        ";".join(f"{rule.citation}({rule.measure}≥{rule.at_least:f})" for rule in proposed.fired) if proposed else ""
    )
    made = Grading(
        incident=incident,
        suggested=suggested,
        clauses=clauses[:400],
        decided=grade,
        reason=reason.strip()[:400],
        at=now,
        by=by.label[:80],
    )
    made.save(force_insert=True)
    incident.grade = grade
    incident.turn += 1
    incident.save(update_fields=["grade", "turn"])
    why_zh, why_en = (f"，理由：{made.reason}", f", because: {made.reason}") if made.reason else ("", "")
    log(
        incident,
        LogKind.GRADE,
        f"定为{ROMAN[grade]}，系统建议{ROMAN[suggested]}{why_zh}",
        f"{ENGLISH[grade]}; suggested: {ENGLISH[suggested]}{why_en}",
        by=by,
        now=now,
    )
    record_event(name=GRADED, by=by, now=now, subject=(SUBJECT, incident.pk), detail={"grade": grade, "was": suggested})
    apply_grade_rules(incident, by=by, now=now)
    return made


def apply_grade_rules(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Clocks follow the rule that binds now. What was reported already is measured by it too, as the law has it."""
    clocks = Clock.objects.filter(incident=incident, form__in=FIRST_FORMS).exclude(state=ClockState.REPLACED)
    rows = list(
        clocks.select_related("limit", "unit__organisation", "unit__reports_to", "to", "met_by").order_by("opened_at")
    )
    by_unit: dict[int, list[Clock]] = {}
    for clock in rows:
        by_unit.setdefault(clock.unit_id, []).append(clock)
    for mine in by_unit.values():
        _follow_rules(incident, mine, by=by, now=now)


def _follow_rules(incident: Incident, mine: list[Clock], *, by: Actor, now: datetime) -> None:
    first = mine[0]
    received = first.started_at if first.start == "received" else first.learned_at
    instants = Instants(learned=first.learned_at, occurred=incident.occurred_at, received=received)
    owing = Owing(incident, first.unit, first.to, instants)
    wanted = {limit.form: limit for limit in binding(owing)}
    replaced = set()
    for clock in mine:
        limit = wanted.get(clock.form)
        if limit is None or limit.pk == clock.limit_id:
            continue
        replaced.add(clock.form)
        end(clock, ClockState.REPLACED, "改按新时限", by=by, now=now)
    forms = [form for form in wanted if form in replaced or form not in {clock.form for clock in mine}]
    _reopen(owing, forms, by=by, now=now)


def _reopen(owing: Owing, forms: list[str], *, by: Actor, now: datetime) -> None:
    for form in forms:
        for clock in open_clocks(owing, by=by, now=now, only=[form]):
            done = _done(clock)
            if done is not None:
                close(clock, done, by=by, now=now)


def _done(clock: Clock) -> Report | None:
    """The unit's earliest report that meets this clock, if it made one already."""
    mine = Report.objects.filter(incident_id=clock.incident_id, unit_id=clock.unit_id).order_by("received_at")
    if clock.form == "any" or (clock.form == "phone" and (clock.limit is None or clock.limit.written_counts)):
        return mine.first()
    return mine.filter(form=clock.form).first()
