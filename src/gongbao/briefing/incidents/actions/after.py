"""What follows from a report that was just lodged: clocks, the log, notices, the state of the incident, the events."""

from datetime import datetime

from gongbao.briefing.incidents.actions.clocks import Owing, end, expect_next, meet, open_clocks
from gongbao.briefing.incidents.actions.grading import apply_grade_rules
from gongbao.briefing.incidents.actions.noting import log
from gongbao.briefing.incidents.models import (
    Clock,
    ClockState,
    Incident,
    IncidentState,
    LogKind,
    Report,
    ReportForm,
    ReportKind,
)
from gongbao.briefing.incidents.names import LODGED, REPORTED, SUBJECT
from gongbao.briefing.incidents.rules import watch_until
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.bus import tell
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send_many
from gongbao.kernel.statutes.reporting import Instants

OPENED = declare(LODGED, "突发事件首报", "incident reported first")
CAME = declare(REPORTED, "事件报告收到", "report about an incident received")
PASSED = declare("incident.bypassed", "越级报告", "report past a level")
KINDS = {
    ReportKind.FIRST: ("首报", "first report"),
    ReportKind.FOLLOW_UP: ("续报", "follow-up"),
    ReportKind.FINAL: ("终报", "final report"),
    ReportKind.SUPPLEMENT: ("补报", "supplement"),
}


def follow(incident: Incident, report: Report, *, new: bool, by: Actor, now: datetime) -> None:
    """Everything a lodged report sets in motion, in the same transaction."""
    incident.involved.add(report.unit)
    owing = Owing(incident, report.unit, report.to, _instants(incident, report))
    own_record = report.to_id == report.unit_id  # the desk wrote down what somebody told it: no unit reported
    if not own_record:
        open_clocks(owing, by=by, now=now)
        meet(report, by=by, now=now)
    _move(incident, report, by=by, now=now)
    if report.kind not in {ReportKind.FINAL, ReportKind.SUPPLEMENT} and report.unit_id != incident.desk_id:
        expect_next(owing, report, by=by, now=now)
    for desk in _desks_that_learn(incident, report):
        came = Instants(learned=now, occurred=incident.occurred_at, received=now)
        open_clocks(Owing(incident, desk, desk.reports_to, came), by=by, now=now)
    apply_grade_rules(incident, by=by, now=now)
    _write_log(incident, report, by=by, now=now)
    _notify(incident, report, now=now)
    _tell(incident, report, new=new, by=by, now=now)


def _instants(incident: Incident, report: Report) -> Instants:
    return Instants(
        learned=report.learned_at,
        occurred=report.occurred_at or incident.occurred_at,
        received=report.learned_at,
        reported=report.received_at,
    )


def _is_upward(incident: Incident, report: Report) -> bool:
    """Whether this is a desk's report to the level above."""
    return bool(report.unit_id == incident.desk_id and report.to_id != incident.desk_id)


def _desks_that_learn(incident: Incident, report: Report) -> list[Unit]:
    found = {desk.pk: desk for desk in (report.to, report.passed) if desk is not None and desk.desk}
    return list(found.values())


def _move(incident: Incident, report: Report, *, by: Actor, now: datetime) -> None:
    """The final report ends the chain's clocks and begins the watch; any other report wakes a watched incident."""
    if incident.occurred_at is None and report.occurred_at is not None:
        incident.occurred_at, incident.precision = report.occurred_at, report.precision
    if report.kind == ReportKind.FINAL:
        for clock in Clock.objects.filter(incident=incident, unit=report.unit, state=ClockState.OPEN).select_related(
            "limit"
        ):
            end(clock, ClockState.ENDED, "终报已报", by=by, now=now)
        if incident.state == IncidentState.OPEN and not _others_run(incident, report):
            incident.state = IncidentState.WATCHED
            days = incident.hazard.watch_days
            incident.watch_until = watch_until(incident.occurred_at, incident.learned_at, days)
    elif report.kind != ReportKind.SUPPLEMENT and incident.state != IncidentState.OPEN:
        incident.state, incident.closed_at, incident.watch_until = IncidentState.OPEN, None, None
    incident.turn += 1
    incident.save()


def _others_run(incident: Incident, report: Report) -> bool:
    """Whether another unit below the desk still follows the incident up."""
    others = incident.clocks.filter(state=ClockState.OPEN, unit__desk=False).exclude(unit_id=report.unit_id)
    return others.exists()


def _write_log(incident: Incident, report: Report, *, by: Actor, now: datetime) -> None:
    zh, en = KINDS[ReportKind(report.kind)]
    if report.serial:
        zh, en = f"{zh}{report.serial}", f"{en} {report.serial}"
    form_zh, form_en = ("电话", "by telephone") if report.form == ReportForm.PHONE else ("书面", "in writing")
    to = report.to.short if report.to else report.to_words
    kind = LogKind.SENT_UP if _is_upward(incident, report) else LogKind.REPORT
    if report.form == ReportForm.PHONE and kind == LogKind.REPORT:
        kind = LogKind.CALL
    log(
        incident,
        kind,
        f"{report.unit.short}向{to}{form_zh}{zh}：{report.title}（收条 {report.receipt}）",
        f"{en} of {report.unit.short} to {to} {form_en}: {report.title} (receipt {report.receipt})",
        by=by,
        now=now,
        unit=report.unit,
    )
    if report.passed is not None:
        log(
            incident,
            LogKind.BYPASS,
            f"越过{report.passed.short}，理由：{report.bypass_reason}",
            f"passed {report.passed.short}, because: {report.bypass_reason}",
            by=by,
            now=now,
            unit=report.unit,
        )
        detail = {"passed": report.passed.pk, "to": report.to_id}
        record_event(name=PASSED, by=by, now=now, subject=(SUBJECT, incident.pk), detail=detail)


def _notify(incident: Incident, report: Report, *, now: datetime) -> None:
    if report.to_id == report.unit_id:
        return
    zh, en = KINDS[ReportKind(report.kind)]
    drill_zh, drill_en = ("【演练】", "[Drill] ") if incident.drill else ("", "")
    link = f"/incidents/{incident.pk}/"
    notices = []
    if report.to is not None:
        words = Words(
            kind="incident.reported",
            title_zh=f"{drill_zh}{report.unit.short}{zh}:{report.title}"[:120],
            title_en=f"{drill_en}{en} from {report.unit.short}: {report.title}"[:160],
            body_zh=f"{incident.number}，收条 {report.receipt}。",
            body_en=f"{incident.number}, receipt {report.receipt}.",
            link=link,
        )
        notices.append((report.to.pk, words))
    if report.passed is not None:
        words = Words(
            kind="incident.bypassed",
            title_zh=f"{drill_zh}{report.unit.short}越级报告：{report.title}"[:120],
            title_en=f"{drill_en}{report.unit.short} reported past this level: {report.title}"[:160],
            body_zh=report.bypass_reason,
            body_en=report.bypass_reason,
            link=link,
        )
        notices.append((report.passed.pk, words))
    send_many(party_kind="organisation", notices=notices, now=now)


def _tell(incident: Incident, report: Report, *, new: bool, by: Actor, now: datetime) -> None:
    facts = {
        "incident_id": incident.pk,
        "report_id": report.pk,
        "desk_id": incident.desk_id,
        "unit_id": report.unit_id,
        "kind": report.kind,
        "form": report.form,
        "bypass": report.bypass,
        "drill": incident.drill,
        "by": by,
        "now": now,
    }
    detail = {"kind": report.kind, "form": report.form, "receipt": report.receipt}
    if new:
        record_event(name=OPENED, by=by, now=now, subject=(SUBJECT, incident.pk), detail={"number": incident.number})
        tell(LODGED, facts)
    record_event(name=CAME, by=by, now=now, subject=(SUBJECT, incident.pk), detail=detail)
    tell(REPORTED, facts)
