"""The wall's rows: one an open clock, with whose hand it is in and whom it calls; and telling open walls what changed.

What changed travels with the message itself, to those who may see it: five hundred walls asking at once would wait for
one another. A wall that missed something asks for everything, each after its own short while.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q

from gongbao.briefing.dutydesk.models import Alarm, AlarmState, Call, Firing, PolicyStep
from gongbao.briefing.dutydesk.selectors.watching import watchers
from gongbao.briefing.incidents.models import Clock, ClockState, Incident
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.live import LONGEST, push
from gongbao.foundation.notices.models import Delivery, DeliveryState

MOST = 200
Row = dict[str, Any]


def topic(unit_id: int) -> str:
    """What the wall of a unit listens to."""
    return f"wall:{unit_id}"


def rows(unit: Unit, now: datetime) -> list[Row]:
    """Everything on a unit's wall: its open clocks by when they end, and alarms nobody answered.

    Of more than a wall can hold those that can still be met are there, and the last of the others.
    """
    open_ = Clock.objects.filter(state=ClockState.OPEN, incident__joined_into=None)
    mine = Q(unit=unit) | Q(incident__desk=unit) | Q(to=unit) if unit.desk else Q(unit=unit)
    mine_open = open_.filter(mine).select_related("incident", "unit")
    ahead = list(mine_open.filter(due_at__gt=now).order_by("due_at", "id")[:MOST])
    over = list(mine_open.filter(due_at__lte=now).order_by("-due_at", "-id")[: MOST - len(ahead)])
    clocks = [*reversed(over), *ahead]
    whose = Q(desk=unit) if unit.desk else Q(unit=unit)
    waiting = Alarm.objects.filter(whose, state=AlarmState.OPEN).order_by("begun_at")
    incidents = {clock.incident_id for clock in clocks} | set(waiting.values_list("incident_id", flat=True)[:MOST])
    return _rows(clocks, _alarms(incidents))


def show(incident: Incident, *, now: datetime) -> None:
    """Tell the walls that show this incident what its rows are now, when the transaction commits."""
    clocks = list(
        Clock.objects.filter(incident=incident, state=ClockState.OPEN)
        .select_related("incident", "unit", "to")
        .order_by("due_at", "id")[:MOST]
    )
    if incident.joined_into_id is not None:
        clocks = []
    alarms = _alarms([incident.pk])
    units = {incident.desk_id: incident.desk}
    units |= {clock.unit_id: clock.unit for clock in clocks}
    units |= {alarm.unit_id: alarm.unit for alarm in alarms}
    units |= {clock.to_id: clock.to for clock in clocks if clock.to is not None and clock.to.desk}
    for unit in units.values():
        mine = [one for one in clocks if unit.pk in {one.unit_id, one.to_id, incident.desk_id}]
        _push(unit, incident, _rows(mine, alarms), now)


def _push(unit: Unit, incident: Incident, found: list[Row], now: datetime) -> None:
    audience = [f"organisation:{unit.pk}"]
    if unit.desk:
        audience += [f"user:{user_id}" for user_id in watchers(unit.pk, now)]
    data = {"incident": str(incident.pk), "at": _ms(now), "rows": found}
    try:
        push(topic=topic(unit.pk), data=data, audience=audience)
    except ValueError:  # more rows than one message holds
        push(topic=topic(unit.pk), data={"missed": True}, audience=audience[: LONGEST // 40])


def _alarms(incidents: Iterable[UUID]) -> list[Alarm]:
    calls = Prefetch("calls", queryset=Call.objects.select_related("user").order_by("volunteer", "id"))
    return list(
        Alarm.objects.filter(incident_id__in=list(incidents), state__in=[AlarmState.OPEN, AlarmState.ANSWERED])
        .select_related("incident", "unit")
        .prefetch_related(
            Prefetch("firings", queryset=Firing.objects.order_by("number").prefetch_related(calls)),
            Prefetch("policy__steps", queryset=PolicyStep.objects.order_by("number")),
        )
        .order_by("-begun_at")[:MOST]
    )


def _rows(clocks: Sequence[Clock], alarms: Sequence[Alarm]) -> list[Row]:
    """A row a clock, with the alarm about it, else about its incident; and a row an open alarm without a clock."""
    failed = _undelivered(alarms)
    of_clock = {alarm.clock_id: alarm for alarm in reversed(alarms) if alarm.clock_id}
    of_incident: dict[UUID, Alarm] = {}
    for alarm in alarms:
        known = of_incident.get(alarm.incident_id)
        if known is None or (known.state != AlarmState.OPEN and alarm.state == AlarmState.OPEN):
            of_incident[alarm.incident_id] = alarm
    found: list[Row] = []
    shown: set[UUID] = set()
    for clock in clocks:
        about = of_clock.get(clock.pk) or of_incident.get(clock.incident_id)
        if about is not None:
            shown.add(about.pk)
        found.append(_clock_row(clock, about, failed))
    loose = [alarm for alarm in alarms if alarm.state == AlarmState.OPEN and alarm.pk not in shown]
    return found + [_alarm_row(alarm, failed) for alarm in loose]


def _undelivered(alarms: Sequence[Alarm]) -> dict[str, int]:
    if not alarms:
        return {}
    tried = Q(state=DeliveryState.FAILED) | Q(state=DeliveryState.QUEUED, attempts__gt=0)
    counts = Delivery.objects.filter(tried, about_kind="alarm", about_id__in=[str(one.pk) for one in alarms])
    return {row["about_id"]: row["n"] for row in counts.values("about_id").annotate(n=Count("id")).order_by()}


def _clock_row(clock: Clock, alarm: Alarm | None, failed: dict[str, int]) -> Row:
    return {
        "key": f"c{clock.pk.hex}",
        **_incident(clock.incident),
        "unit": clock.unit.short,
        "form": clock.form,
        "started": _ms(clock.started_at),
        "due": _ms(clock.due_at),
        "minutes": clock.minutes,
        "occurred": _ms(clock.incident.occurred_at) if clock.incident.occurred_at else None,
        "learned": _ms(clock.incident.learned_at),
        "hand": clock.hand,
        "alarm": _alarm(alarm, failed) if alarm else None,
    }


def _alarm_row(alarm: Alarm, failed: dict[str, int]) -> Row:
    return {
        "key": f"a{alarm.pk.hex}",
        **_incident(alarm.incident),
        "unit": alarm.unit.short,
        "form": "answer",
        "started": _ms(alarm.begun_at),
        "due": None,
        "hand": "",
        "alarm": _alarm(alarm, failed),
    }


def _incident(incident: Incident) -> Row:
    return {
        "incident": str(incident.pk),
        "number": incident.number,
        "title": incident.title,
        "grade": incident.grade,
        "drill": incident.drill,
    }


def _alarm(alarm: Alarm, failed: dict[str, int]) -> Row:
    calls = [call for firing in alarm.firings.all() for call in firing.calls.all()]
    step = next((one for one in alarm.policy.steps.all() if one.number == alarm.next_step), None)
    return {
        "id": str(alarm.pk),
        "open": alarm.state == AlarmState.OPEN,
        "called": [str(call.user) for call in calls if call.answered_at is None][:6],
        "answered": [str(call.user) for call in calls if call.answered_at is not None][:6],
        "next": step.role if step else "",
        "next_at": _ms(alarm.next_at) if alarm.next_at else None,
        "failed": failed.get(str(alarm.pk), 0),
    }


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
