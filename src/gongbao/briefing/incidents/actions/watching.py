"""After the final report: the watch over changed figures ends by itself; instructions come back into the chain."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.incidents import refusals
from gongbao.briefing.incidents.actions.clocks import end
from gongbao.briefing.incidents.actions.noting import held_incident, log
from gongbao.briefing.incidents.models import Clock, ClockState, Incident, IncidentState, LogKind, Report
from gongbao.briefing.incidents.names import SUBJECT
from gongbao.briefing.items.actions import Draft, begin_item
from gongbao.briefing.items.actions import lodge as lodge_item
from gongbao.briefing.items.models import Item
from gongbao.foundation.accounts.models import User
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare

CLOSED = declare("incident.closed", "事件办结", "incident closed")
ITEM = declare("incident.item", "转为信息", "made an item of the desk")
MOST = 500


@transaction.atomic
def end_watches(*, by: Actor, now: datetime) -> int:
    """Close the incidents whose days of supplements are over; returns how many."""
    rows = Incident.objects.filter(state=IncidentState.WATCHED, watch_until__lt=china_date(now))
    ids = list(rows.order_by("watch_until").values_list("pk", flat=True)[:MOST])
    for one in ids:
        _close(held_incident(one), "续报观察期满", "the days of supplements are over", by=by, now=now)
    return len(ids)


@transaction.atomic
def close_incident(*, incident_id: UUID, reason: str, turn: int, by: Actor, now: datetime) -> Incident:
    """Close one by hand, with a reason: a drill, or something that turned out to be nothing."""
    if not reason.strip():
        raise refusals.reason_needed()
    incident = held_incident(incident_id, turn=turn)
    if incident.state == IncidentState.CLOSED:
        raise refusals.not_now()
    _close(incident, reason.strip(), reason.strip(), by=by, now=now)
    return incident


def _close(incident: Incident, zh: str, en: str, *, by: Actor, now: datetime) -> None:
    for clock in Clock.objects.filter(incident=incident, state=ClockState.OPEN).select_related("limit"):
        end(clock, ClockState.ENDED, zh, by=by, now=now)
    incident.state, incident.closed_at = IncidentState.CLOSED, now
    incident.turn += 1
    incident.save(update_fields=["state", "closed_at", "turn"])
    log(incident, LogKind.STATE, f"办结：{zh}", f"closed: {en}", by=by, now=now)
    record_event(name=CLOSED, by=by, now=now, subject=(SUBJECT, incident.pk))


@transaction.atomic
def make_item(*, report_id: UUID, author: User, by: Actor, now: datetime) -> Item:
    """Give a unit's report to the editors as an item: what is printed and instructed on it comes back here."""
    report = Report.objects.select_related("incident", "unit__reports_to").get(pk=report_id)
    incident = held_incident(report.incident_id)
    item = begin_item(
        unit=report.unit, author=author, draft=Draft(title=report.title, body=report.body, mood="bad"), by=by, now=now
    )
    item = lodge_item(item_id=item.pk, turn=item.turn, by=by, now=now)
    incident.items.add(item)
    zh, en = f"{report.receipt}转为信息{item.number}", f"{report.receipt} became item {item.number}"
    log(incident, LogKind.NOTE, zh, en, by=by, now=now, unit=report.unit)
    record_event(name=ITEM, by=by, now=now, subject=(SUBJECT, incident.pk), detail={"item": str(item.pk)})
    return item
