"""Clocks: opened by the rules in force, met by reports, told of as their limit is used, never set by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from gongbao.briefing.incidents import refusals
from gongbao.briefing.incidents.actions.noting import log
from gongbao.briefing.incidents.models import (
    Clock,
    ClockForm,
    ClockState,
    Incident,
    Limit,
    LogKind,
    Outage,
    Report,
    ReportKind,
    Stay,
)
from gongbao.briefing.incidents.names import CLOCK_DUE, DUTY, NEXT
from gongbao.briefing.incidents.rules import limit_rule, pauses, worth_telling
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import Duty, DutyState, PartyKind
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.duties.selectors import one as owed_duty
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.bus import tell
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes.reporting import (
    Instants,
    Pause,
    Situation,
    due_at,
    limits_in_force,
    paused,
    share_used,
    starting_point,
)

OPENED = declare("incident.clock-opened", "开始计时", "a clock began")
MET = declare("incident.clock-met", "按时报告", "a report in time")
LATE = declare("incident.clock-late", "迟报（按规则计算）", "a report late, by rule")
REPLACED = declare("incident.clock-replaced", "改按新时限", "another limit took over")
HANDED = declare("incident.clock-handed", "接手", "somebody took it in hand")
DUE = declare("incident.clock-due", "时限提示", "a limit is being used up")
CLOCK = "clock"
MOST = 500
FIRST_FORMS = (ClockForm.PHONE, ClockForm.WRITTEN, ClockForm.ANY)


@dataclass(frozen=True, slots=True)
class Owing:
    """Who owes reports about an incident to whom, and the instants its limits may count from."""

    incident: Incident
    unit: Unit
    to: Unit | None
    instants: Instants


def open_clocks(owing: Owing, *, by: Actor, now: datetime, only: Sequence[str] = FIRST_FORMS) -> list[Clock]:
    """Open a clock for every form the rules in force ask of this unit, unless that form has one already."""
    known = set(
        Clock.objects.filter(incident=owing.incident, unit=owing.unit)
        .exclude(state=ClockState.REPLACED)
        .values_list("form", flat=True)
    )
    stopped = pauses(Outage.objects.filter(struck_at=None, until__gt=owing.instants.learned))
    wanted = [limit for limit in binding(owing) if limit.form in only and limit.form not in known]
    return [_open(owing, limit, stopped, by=by, now=now) for limit in wanted]


def binding(owing: Owing) -> list[Limit]:
    """The limits that bind this unit about this incident, one a form: rules of the day it was learned of."""
    incident = owing.incident
    rows = list(Limit.objects.filter(level=owing.unit.level).order_by("key", "version")[:MOST])
    facts = Situation(
        level=owing.unit.level,
        category=incident.hazard.category,
        hazard=incident.hazard_id,
        grade=incident.grade,
        region=owing.unit.organisation.region,
        on=china_date(owing.instants.learned),
    )
    by_key = {(row.key, row.version): row for row in rows}
    return [by_key[one.key, one.version] for one in limits_in_force(map(limit_rule, rows), facts)]


def _open(owing: Owing, limit: Limit, stopped: Sequence[Pause], *, by: Actor, now: datetime) -> Clock:
    rule = limit_rule(limit)
    started, start = starting_point(rule.start, owing.instants)
    due = due_at(started, limit.minutes, stopped)
    return _write(owing, limit, form=limit.form, start=start.value, started=started, due=due, by=by, now=now)


def _write(
    owing: Owing,
    limit: Limit | None,
    *,
    form: str,
    start: str,
    started: datetime,
    due: datetime,
    by: Actor,
    now: datetime,
) -> Clock:
    minutes = limit.minutes if limit else max(1, int((due - started).total_seconds() // 60))
    clock = Clock(
        incident=owing.incident,
        unit=owing.unit,
        to=owing.to,
        limit=limit,
        form=form,
        start=start,
        occurred_at=owing.instants.occurred,
        learned_at=owing.instants.learned,
        started_at=started,
        minutes=minutes,
        paused_seconds=max(0, int((due - started - timedelta(minutes=minutes)).total_seconds())) if limit else 0,
        due_at=due,
        hand=owing.unit.short,
        hand_since=max(started, min(now, owing.instants.learned)),
        opened_at=now,
    )
    clock.save(force_insert=True)
    Stay.objects.create(clock=clock, hand=clock.hand, since=clock.hand_since, by=by.label[:80])
    owed = Owed(
        party_id=owing.unit.pk,
        region=owing.unit.organisation.region,
        terms=terms_of(clock),
        party_kind=PartyKind.UNIT,
        subject=(CLOCK, str(clock.pk)),
        hand=clock.hand,
    )
    duties.open_duty(owed=owed, by=by, now=now)
    record_event(name=OPENED, by=by, now=now, subject=(CLOCK, clock.pk), detail={"form": form, "due": due.isoformat()})
    return clock


def terms_of(clock: Clock) -> Terms:
    """The duty's terms that follow from a clock: the same rule, the same instant."""
    limit = clock.limit
    return Terms(
        kind=NEXT if clock.form == ClockForm.FOLLOW_UP else DUTY,
        rule=f"{limit.key}.{limit.version}" if limit else "incident.next-report",
        citation=limit.citation_zh if limit else "",
        unit="MIN",
        amount=clock.minutes,
        due_on=china_date(clock.due_at),
        due_at=clock.due_at,
    )


def duty_of(clock: Clock) -> Duty | None:
    """The duty that stands for a clock."""
    return owed_duty(clock.unit_id, kind=terms_of(clock).kind, subject=(CLOCK, str(clock.pk)))


def meet(report: Report, *, by: Actor, now: datetime) -> list[Clock]:
    """Close the clocks this report meets: in time before `due_at`, late from then on, by when it was received.

    A desk that reports on an incident reports on those joined to it: its clocks there are met too.
    """
    rows = Clock.objects.select_for_update(of=("self",)).select_related("limit", "incident", "unit")
    about = Q(incident_id=report.incident_id)
    if report.unit_id == report.incident.desk_id:
        about |= Q(incident__joined_into_id=report.incident_id)
    waiting = list(rows.filter(about, unit_id=report.unit_id, state=ClockState.OPEN))
    met = [clock for clock in waiting if _is_met_by(clock, report)]
    for clock in met:
        close(clock, report, by=by, now=now)
    return met


def _is_met_by(clock: Clock, report: Report) -> bool:
    if clock.form == ClockForm.FOLLOW_UP:
        return report.kind != ReportKind.FIRST
    if clock.form in {ClockForm.ANY, report.form}:
        return True
    return clock.form == ClockForm.PHONE and (clock.limit is None or clock.limit.written_counts)


def close(clock: Clock, report: Report, *, by: Actor, now: datetime) -> None:
    """Close one clock with the report that met it."""
    late = report.received_at >= clock.due_at
    clock.state = ClockState.LATE if late else ClockState.MET
    clock.closed_at, clock.met_by = report.received_at, report
    clock.save(update_fields=["state", "closed_at", "met_by"])
    duties.discharge(
        party_id=clock.unit_id,
        kind=terms_of(clock).kind,
        subject=(CLOCK, str(clock.pk)),
        by=by,
        now=report.received_at,
        with_=report.receipt,
    )
    record_event(name=LATE if late else MET, by=by, now=now, subject=(CLOCK, clock.pk), detail={"by": report.receipt})


def end(clock: Clock, state: str, why: str, *, by: Actor, now: datetime) -> None:
    """A clock ends without a report: another limit took over, or nothing is owed any more."""
    clock.state, clock.closed_at = state, now
    clock.save(update_fields=["state", "closed_at"])
    known = duty_of(clock)
    if known is not None and known.state == DutyState.OPEN:
        duties.waive(duty=known, reason=why, by=by, now=now)
    record_event(name=REPLACED, by=by, now=now, subject=(CLOCK, clock.pk), detail={"why": why})


def expect_next(owing: Owing, report: Report, *, by: Actor, now: datetime) -> Clock | None:
    """The next report becomes owed: when the unit said it comes, or when the rule wants it, whichever is earlier."""
    limit = next((one for one in binding(owing) if one.form == ClockForm.FOLLOW_UP), None)
    due = report.next_at
    if limit is not None:
        by_rule = report.received_at + timedelta(minutes=limit.minutes)
        if due is None or by_rule < due:
            due = by_rule
        else:
            limit = None
    running = Clock.objects.filter(incident=owing.incident, unit=owing.unit, form=ClockForm.FOLLOW_UP)
    for clock in running.filter(state=ClockState.OPEN).select_related("limit"):
        end(clock, ClockState.REPLACED, "自新的报告重新计时", by=by, now=now)
    if due is None or due <= report.received_at:
        return None
    return _write(
        owing, limit, form=ClockForm.FOLLOW_UP, start="reported", started=report.received_at, due=due, by=by, now=now
    )


@transaction.atomic
def take_in_hand(*, clock_id: UUID, hand: str, by: Actor, now: datetime) -> Clock:
    """Somebody takes a running clock in hand: shown on the wall, and kept as where it waited. `hand` names them."""
    clock = Clock.objects.select_for_update(of=("self",)).select_related("incident", "unit").get(pk=clock_id)
    if clock.state != ClockState.OPEN:
        raise refusals.not_now()
    if clock.hand == hand[:120]:
        return clock
    clock.hand, clock.hand_since = hand[:120], now
    clock.save(update_fields=["hand", "hand_since"])
    Stay.objects.create(clock=clock, hand=clock.hand, since=now, by=by.label[:80])
    known = duty_of(clock)
    if known is not None:
        duties.hand_over(duty=known, hand=clock.hand, by=by, now=now)
    record_event(name=HANDED, by=by, now=now, subject=(CLOCK, clock.pk), detail={"hand": clock.hand})
    log(
        clock.incident,
        LogKind.CLOCK,
        f"{clock.get_form_display()}由{clock.hand}接手",
        f"{clock.hand} took the {clock.form} report in hand",
        by=by,
        now=now,
        unit=clock.unit,
    )
    return clock


@transaction.atomic
def tell_due(*, by: Actor, now: datetime) -> int:
    """Tell of the clocks that have used half, three quarters, nine tenths or all of their limit; returns how many.

    Each share is told of once. While the system is out of order no clock runs and nothing is told.
    """
    if Outage.objects.filter(until=None, struck_at=None).exists():
        return 0
    rows = Clock.objects.select_for_update(of=("self",)).select_related("incident", "unit", "limit")
    told = 0
    for clock in rows.filter(state=ClockState.OPEN, told_share__lt=100).order_by("due_at", "id")[:MOST]:
        percent = worth_telling(share_used(clock.started_at, clock.due_at, now), clock.told_share)
        if not percent:
            continue
        clock.told_share = percent
        clock.save(update_fields=["told_share"])
        _tell(clock, percent, by=by, now=now)
        told += 1
    return told


def _tell(clock: Clock, percent: int, *, by: Actor, now: datetime) -> None:
    record_event(name=DUE, by=by, now=now, subject=(CLOCK, clock.pk), detail={"percent": percent})
    if percent == 100:
        log(
            clock.incident,
            LogKind.CLOCK,
            f"{clock.unit.short}的{clock.get_form_display()}时限已到，在{clock.hand}手里",
            f"the limit for the {clock.form} report of {clock.unit.short} has run out, in the hand of {clock.hand}",
            by=by,
            now=now,
            unit=clock.unit,
        )
    facts = {
        "clock_id": clock.pk,
        "incident_id": clock.incident_id,
        "unit_id": clock.unit_id,
        "percent": percent,
        "due_at": clock.due_at,
        "drill": clock.incident.drill,
        "by": by,
        "now": now,
    }
    tell(CLOCK_DUE, facts)


@transaction.atomic
def recount(*, since: datetime, by: Actor, now: datetime) -> int:
    """Outages changed from `since` on: clocks that ran then get their due instants anew; returns how many moved."""
    stopped = pauses(Outage.objects.filter(until__gt=since - timedelta(days=45)))
    rows = Clock.objects.select_for_update(of=("self",)).select_related("limit", "incident", "unit", "met_by")
    running = rows.filter(due_at__gt=since, limit__isnull=False, form__in=FIRST_FORMS)
    moved = 0
    for clock in running.filter(state__in=["open", "met", "late"]).order_by("due_at", "id")[: MOST * 4]:
        due = due_at(clock.started_at, clock.minutes, stopped)
        if due == clock.due_at:
            continue
        clock.paused_seconds = int(paused(clock.started_at, due, stopped).total_seconds())
        clock.due_at = due
        if clock.met_by is not None:
            clock.state = ClockState.LATE if clock.met_by.received_at >= due else ClockState.MET
        clock.save(update_fields=["due_at", "paused_seconds", "state"])
        known = duty_of(clock)
        if known is not None and known.state == DutyState.OPEN:
            duties.reset_clock(duty=known, terms=terms_of(clock), by=by, now=now)
        moved += 1
    return moved
