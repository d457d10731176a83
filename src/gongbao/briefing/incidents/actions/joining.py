"""The same incident reported by several: joined by a person with a reason, and parted again. No report moves."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.incidents import refusals
from gongbao.briefing.incidents.actions.noting import held_incident, log
from gongbao.briefing.incidents.models import Incident, Joining, LogKind
from gongbao.briefing.incidents.names import SUBJECT
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare

JOINED = declare("incident.joined", "归并事件", "incidents joined")
PARTED = declare("incident.parted", "拆开事件", "incidents parted")


@transaction.atomic
def join(*, incident_id: UUID, into_id: UUID, reason: str, turn: int, by: Actor, now: datetime) -> Incident:
    """Say that one incident is the same as another. Both keep their numbers, reports and clocks."""
    if not reason.strip():
        raise refusals.reason_needed()
    if incident_id == into_id:
        raise Refusal("incident.itself", "请选另一起事件。", "Choose another incident.", field="into")
    first, second = sorted([incident_id, into_id])  # always locked in the same order
    held = {one: held_incident(one) for one in (first, second)}
    incident, into = held[incident_id], held[into_id]
    if incident.turn != turn:
        raise refusals.changed_meanwhile()
    if incident.joined_into_id is not None or into.joined_into_id is not None or incident.desk_id != into.desk_id:
        raise refusals.not_now()
    if incident.drill != into.drill:
        raise Refusal(
            "incident.drill-apart",
            "演练和真实事件不能归并。",
            "A drill cannot be joined to a real incident.",
            field="into",
        )
    Incident.objects.filter(joined_into=incident).update(joined_into=into)
    incident.joined_into = into
    _keep(incident, into, reason, parted=False, by=by, now=now)
    return incident


@transaction.atomic
def part(*, incident_id: UUID, reason: str, by: Actor, now: datetime) -> Incident:
    """They were not the same after all."""
    if not reason.strip():
        raise refusals.reason_needed()
    incident = held_incident(incident_id)
    into = incident.joined_into
    if into is None:
        raise refusals.not_now()
    incident.joined_into = None
    _keep(incident, into, reason, parted=True, by=by, now=now)
    return incident


def _keep(incident: Incident, into: Incident, reason: str, *, parted: bool, by: Actor, now: datetime) -> None:
    incident.turn += 1
    incident.save(update_fields=["joined_into", "turn"])
    Joining.objects.create(
        incident=incident, into=into, parted=parted, reason=reason.strip()[:400], at=now, by=by.label[:80]
    )
    zh, en = ("拆开", "parted") if parted else ("归并", "joined")
    for one, other in ((incident, into), (into, incident)):
        log(
            one,
            LogKind.JOIN,
            f"与 {other.number} {zh}：{reason.strip()}",
            f"{en} with {other.number}: {reason.strip()}",
            by=by,
            now=now,
        )
    name = PARTED if parted else JOINED
    record_event(name=name, by=by, now=now, subject=(SUBJECT, incident.pk), detail={"with": into.number})
