"""Alarms, policies and hand-offs; who watches which desk."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from gongbao.briefing.dutydesk.models import (
    Alarm,
    AlarmState,
    Call,
    Firing,
    HandOff,
    Policy,
    PolicyStep,
    ReceivedMessage,
    Seat,
)
from gongbao.briefing.incidents.models import Incident, Report
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

MOST = 200
BEFORE, AHEAD = timedelta(days=1), timedelta(days=7)
_FIRINGS = Firing.objects.order_by("number").prefetch_related(
    Prefetch("calls", queryset=Call.objects.select_related("user").order_by("volunteer", "id"))
)


def _whole(rows: QuerySet[Alarm]) -> QuerySet[Alarm]:
    return rows.select_related("incident", "unit", "desk", "clock", "policy").prefetch_related(
        Prefetch("firings", queryset=_FIRINGS),
        Prefetch("policy__steps", queryset=PolicyStep.objects.order_by("number")),
    )


def units_watched(user: Visitor) -> list[int]:
    """The units for which the user keeps watch by membership."""
    return reach.organisations(user, Permission.DUTY_WATCH)


def desks_watched(user: Visitor, now: datetime) -> list[Unit]:
    """The desks whose wall the user may see: by membership, or by a seat on their roster around now."""
    if not user.is_authenticated:
        return []
    seated = Seat.objects.filter(user_id=user.pk, shift__ends_at__gt=now - BEFORE, shift__begins_at__lt=now + AHEAD)
    rows = Unit.objects.filter(
        Q(pk__in=units_watched(user)) | Q(pk__in=seated.values("shift__roster__unit_id")), desk=True, until=None
    )
    return list(rows.select_related("organisation").order_by("order", "short")[:20])


def watchers(desk_id: int, now: datetime) -> list[int]:
    """People with a seat on the desk's rosters from yesterday to next week: they see its wall wherever they belong."""
    rows = Seat.objects.filter(
        shift__roster__unit_id=desk_id, shift__ends_at__gt=now - BEFORE, shift__begins_at__lt=now + AHEAD
    )
    return sorted(rows.values_list("user_id", flat=True).distinct()[:MOST])


def open_alarms(*, desk_ids: list[int], unit_ids: list[int]) -> list[Alarm]:
    """The alarms nobody has answered yet, the oldest first: of these desks, or about these units' reports."""
    rows = Alarm.objects.filter(Q(desk_id__in=desk_ids) | Q(unit_id__in=unit_ids), state=AlarmState.OPEN)
    return list(_whole(rows).order_by("begun_at", "id")[:MOST])


def last_told(alarm: Alarm) -> list[Report]:
    """The last report of the unit the alarm is about: what whoever is called wants to know first. None: empty."""
    rows = Report.objects.filter(incident_id=alarm.incident_id, unit_id=alarm.unit_id)
    rows = rows.select_related("unit", "to", "passed", "incident", "told").prefetch_related("figures", "holds")
    return list(rows.order_by("-received_at", "-id")[:1])


def alarms_of_incident(incident_id: UUID) -> list[Alarm]:
    return list(_whole(Alarm.objects.filter(incident_id=incident_id)).order_by("-begun_at", "-id")[:20])


def alarm_of(user: Visitor, alarm_id: UUID, now: datetime) -> Alarm | None:
    """The alarm if the user watches its desk or its unit, or was called by it."""
    if not user.is_authenticated:
        return None
    desks = [desk.pk for desk in desks_watched(user, now)]
    mine = Q(desk_id__in=desks) | Q(unit_id__in=units_watched(user)) | Q(firings__calls__user_id=user.pk)
    return _whole(Alarm.objects.filter(mine, pk=alarm_id).distinct()).first()


def calls_waiting(user: User) -> list[Call]:
    """Where this person is called and has not answered, the newest first."""
    rows = Call.objects.filter(user=user, answered_at=None, firing__alarm__state=AlarmState.OPEN)
    return list(rows.select_related("firing__alarm__incident", "firing__alarm__unit").order_by("-firing__at")[:50])


def policies(desk: Unit) -> list[Policy]:
    """A desk's policies in force."""
    steps = Prefetch("steps", queryset=PolicyStep.objects.order_by("number"))
    return list(
        Policy.objects.filter(desk=desk, until=None).prefetch_related(steps).order_by("-trigger", "percent")[:50]
    )


def incident_in_reach(user: Visitor, incident_id: UUID, now: datetime) -> Incident | None:
    """An incident of a desk the user watches."""
    desks = [desk.pk for desk in desks_watched(user, now)]
    rows = Incident.objects.filter(Q(desk_id__in=desks) | Q(reports__to_id__in=desks), pk=incident_id)
    return rows.select_related("hazard", "desk__organisation").distinct().first()


def hand_offs(incident: Incident) -> list[HandOff]:
    """To whom an incident was handed, in order."""
    return list(HandOff.objects.filter(incident=incident).order_by("given_at", "id")[:MOST])


def received(desk_ids: list[int]) -> QuerySet[ReceivedMessage]:
    """What other bodies sent these desks, the newest first."""
    return ReceivedMessage.objects.filter(desk_id__in=desk_ids).order_by("-received_at", "-id")
