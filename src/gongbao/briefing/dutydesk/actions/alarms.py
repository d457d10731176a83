"""Alarms: raised by what happens, one step after another until somebody answers. Each step fires exactly once.

A step is one transaction: the row is locked, the firing's constraint holds, who is called and every message to them are
written with it. A process killed half-way leaves the step unfired for the next to take.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from gongbao.briefing.dutydesk import refusals, wall
from gongbao.briefing.dutydesk.actions.entering import enter_answer, enter_call
from gongbao.briefing.dutydesk.actions.rosters import TOPIC as DUTY
from gongbao.briefing.dutydesk.models import (
    Alarm,
    AlarmState,
    Call,
    Firing,
    Policy,
    PolicyStep,
    Trigger,
    Whose,
)
from gongbao.briefing.dutydesk.rules import answered, chosen_policy
from gongbao.briefing.dutydesk.rules.answering import Answer
from gongbao.briefing.dutydesk.selectors.rosters import on_duty
from gongbao.briefing.incidents.models import Clock, ClockState, Incident, IncidentState
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Told, Words, queue

RAISED = declare("alarm.raised", "值班提醒", "alarm raised")
FIRED = declare("alarm.fired", "呼叫值班人员", "people on duty called")
ANSWERED = declare("alarm.answered", "应答", "alarm answered")
ENDED = declare("alarm.ended", "提醒结束", "alarm ended")
SUBJECT = "alarm"
AT_ONCE = 100


@transaction.atomic
def hear_lodged(facts: Mapping[str, Any]) -> Alarm | None:
    """A first report came: whoever is on duty is called at once. The wall shows it as a report, which is told next."""
    incident = Incident.objects.select_related("desk").get(pk=facts["incident_id"])
    unit = Unit.objects.get(pk=facts["unit_id"])
    if unit.pk == incident.desk_id:  # what the desk itself wrote down it knows
        return None
    return _raise(incident, unit, None, Trigger.LODGED, 0, by=facts["by"], now=facts["now"])


@transaction.atomic
def hear_due(facts: Mapping[str, Any]) -> Alarm | None:
    """A clock has used a share of its limit."""
    clock = Clock.objects.select_related("incident__desk", "unit").get(pk=facts["clock_id"])
    made = _raise(clock.incident, clock.unit, clock, Trigger.CLOCK, facts["percent"], by=facts["by"], now=facts["now"])
    wall.show(clock.incident, now=facts["now"])
    return made


@transaction.atomic
def hear_reported(facts: Mapping[str, Any]) -> int:
    """A report came: alarms about clocks that it stopped are needed no more; returns how many ended."""
    incident = Incident.objects.select_related("desk").get(pk=facts["incident_id"])
    rows = Alarm.objects.filter(incident=incident, state=AlarmState.OPEN).select_related("clock")
    ended = 0
    for alarm in rows.select_for_update(of=("self",)):
        stopped = alarm.clock is not None and alarm.clock.state != ClockState.OPEN
        if stopped or incident.state == IncidentState.CLOSED:
            alarm.state, alarm.ended_at, alarm.next_at, alarm.next_step = AlarmState.ENDED, facts["now"], None, None
            alarm.save()
            record_event(name=ENDED, by=facts["by"], now=facts["now"], subject=(SUBJECT, alarm.pk))
            ended += 1
    wall.show(incident, now=facts["now"])
    return ended


def hear_tried(facts: Mapping[str, Any]) -> None:
    """A message of an alarm went out or failed: the wall says so."""
    delivery = facts["delivery"]
    if delivery.about_kind != SUBJECT or facts["ok"]:
        return
    alarm = Alarm.objects.filter(pk=UUID(delivery.about_id)).select_related("incident__desk").first()
    if alarm is not None:
        wall.show(alarm.incident, now=facts["now"])


def _raise(
    incident: Incident, unit: Unit, clock: Clock | None, trigger: str, percent: int, *, by: Actor, now: datetime
) -> Alarm | None:
    """Raise the alarm by the desk's policy and fire what is due at once. None without a policy, or when it is known."""
    rows = Policy.objects.filter(desk=incident.desk, trigger=trigger, until=None)
    policy = chosen_policy(list(rows[:100]), grade=incident.grade, percent=percent)
    if policy is None:
        return None
    first = policy.steps.order_by("number").first()
    key = f"lodged:{incident.pk}" if clock is None else f"clock:{clock.pk}:{percent}"
    alarm = Alarm(
        key=key,
        policy=policy,
        desk=incident.desk,
        unit=unit,
        incident=incident,
        clock=clock,
        drill=incident.drill,
        begun_at=now,
        next_step=first.number if first else None,
        next_at=now + timedelta(seconds=first.after_seconds) if first else None,
    )
    if not Alarm.objects.bulk_create([alarm], ignore_conflicts=True) or Alarm.objects.get(key=key).pk != alarm.pk:
        return None
    record_event(name=RAISED, by=by, now=now, subject=(SUBJECT, alarm.pk), detail={"trigger": trigger})
    _fire_all(alarm, by=by, now=now)
    return alarm


def fire_due(*, by: Actor, now: datetime) -> int:
    """Fire the steps that are due, each in its own transaction; returns how many fired."""
    due = Alarm.objects.filter(state=AlarmState.OPEN, next_at__lte=now).order_by("next_at")
    fired = 0
    for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]):
        fired += _fire_held(pk, by=by, now=now)
    return fired


@transaction.atomic
def _fire_held(alarm_id: UUID, *, by: Actor, now: datetime) -> int:
    """Take the alarm if nobody else has it, and fire."""
    rows = Alarm.objects.select_for_update(of=("self",), skip_locked=True).select_related("incident__desk", "unit")
    alarm = rows.filter(pk=alarm_id, state=AlarmState.OPEN, next_at__lte=now).first()
    if alarm is None:
        return 0
    fired = _fire_all(alarm, by=by, now=now)
    wall.show(alarm.incident, now=now)
    return fired


def _fire_all(alarm: Alarm, *, by: Actor, now: datetime) -> int:
    """Fire every step that is due: one for which nobody is on duty gives way to the next at once."""
    steps = list(PolicyStep.objects.filter(policy_id=alarm.policy_id).order_by("number"))
    fired = 0
    while alarm.next_at is not None and alarm.next_at <= now:
        place = next(n for n, step in enumerate(steps) if step.number == alarm.next_step)
        called = _fire(alarm, steps[place], by=by, now=now)
        after = steps[place + 1] if place + 1 < len(steps) else None
        alarm.next_step = after.number if after else None
        alarm.next_at = now + timedelta(seconds=after.after_seconds if called else 0) if after else None
        fired += 1
    alarm.save(update_fields=["next_step", "next_at"])
    return fired


def _fire(alarm: Alarm, step: PolicyStep, *, by: Actor, now: datetime) -> int:
    """Call whoever sits there now; returns how many."""
    unit_id = alarm.desk_id if step.whose == Whose.DESK else alarm.unit_id
    seats = on_duty(unit_id, step.role, now)
    firing = Firing(alarm=alarm, number=step.number, role=step.role, require_all=step.require_all, at=now)
    firing.save(force_insert=True)
    people = list({seat.user_id: seat.user for seat in seats}.values())
    Call.objects.bulk_create([Call(firing=firing, user=user) for user in people])
    queue(
        to=Told(users=[user.pk for user in people]),
        words=_words(alarm),
        key=f"alarm:{alarm.pk.hex}:{step.number}",
        now=now,
        urgent=True,
        drill=alarm.drill,
        kinds=step.kinds,
        about=(SUBJECT, str(alarm.pk)),
    )
    if people:
        push(topic=DUTY, audience=[f"user:{user.pk}" for user in people])
    enter_call(alarm, firing, people, by=by, now=now)
    detail = {"step": step.number, "called": len(people)}
    record_event(name=FIRED, by=by, now=now, subject=(SUBJECT, alarm.pk), detail=detail)
    return len(people)


def _words(alarm: Alarm) -> Words:
    incident = alarm.incident
    if alarm.clock_id is None:
        zh, en = f"{alarm.unit.short}首报：{incident.title}", f"{alarm.unit.short} reports: {incident.title}"
    else:
        zh, en = f"时限将到：{alarm.unit.short} {incident.title}", f"Due: {alarm.unit.short}, {incident.title}"
    return Words(
        kind="alarm",
        title_zh=zh[:120],
        title_en=en[:160],
        body_zh=f"{incident.number} {zh}。请登录公报，在“值班”页应答。",
        body_en=f"{incident.number} {en}. Sign in and answer on the duty page.",
    )


@transaction.atomic
def answer(*, alarm_id: UUID, user: User, by: Actor, now: datetime, recorded_for: User | None = None) -> Alarm:
    """Somebody answers, or another writes down that they answered by telephone (`recorded_for`).

    Who was not called answers too: it is written down, and does where one answer is enough.
    """
    who = recorded_for or user
    rows = Alarm.objects.select_for_update(of=("self",)).select_related("incident__desk", "unit")
    alarm = rows.get(pk=alarm_id)
    calls = Call.objects.filter(firing__alarm=alarm, user=who)
    if alarm.state == AlarmState.ENDED or (alarm.state == AlarmState.ANSWERED and not calls.filter(answered_at=None)):
        raise refusals.alarm_over()
    noted = by.label[:80] if recorded_for is not None and recorded_for.pk != user.pk else ""
    if not calls.filter(answered_at=None).update(answered_at=now, answered_by=noted) and not calls.exists():
        last = alarm.firings.order_by("-number").first()
        if last is None:
            raise refusals.alarm_over()
        Call(firing=last, user=who, volunteer=True, answered_at=now, answered_by=noted).save(force_insert=True)
    record_event(name=ANSWERED, by=by, now=now, subject=(SUBJECT, alarm.pk))
    enter_answer(alarm, who, noted, by=by, now=now)
    if alarm.state == AlarmState.OPEN and _satisfied(alarm):
        alarm.state, alarm.answered_at, alarm.next_at, alarm.next_step = AlarmState.ANSWERED, now, None, None
        alarm.save()
    push(topic=DUTY, audience=[f"user:{user_id}" for user_id in _called(alarm)])
    wall.show(alarm.incident, now=now)
    return alarm


def _called(alarm: Alarm) -> list[int]:
    return list(Call.objects.filter(firing__alarm=alarm).values_list("user_id", flat=True)[:AT_ONCE])


def _satisfied(alarm: Alarm) -> bool:
    firings = alarm.firings.prefetch_related("calls")
    return any(
        answered(
            [Answer(call.answered_at is not None, call.volunteer) for call in firing.calls.all()],
            require_all=firing.require_all,
        )
        for firing in firings
    )
