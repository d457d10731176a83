"""The incident's log, its running numbers, and the lock every change of an incident begins with."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from gongbao.briefing.incidents import refusals
from gongbao.briefing.incidents.models import Incident, LogEntry, LogKind, NumberSeries
from gongbao.briefing.incidents.names import SUBJECT, TOPIC
from gongbao.briefing.items.rules import clean_text, refuse_classified
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare

NOTED = declare("incident.noted", "事件记事", "note in an incident's log")
LONGEST = 2_000


def held_incident(incident_id: UUID, *, turn: int | None = None) -> Incident:
    """The incident, locked until the transaction ends. Refusal if it was changed since the caller saw turn `turn`."""
    rows = Incident.objects.select_for_update(of=("self",)).select_related("desk", "hazard", "joined_into")
    incident = rows.get(pk=incident_id)
    if turn is not None and turn != incident.turn:
        raise refusals.changed_meanwhile()
    return incident


def take_number(desk: Unit, kind: str, now: datetime) -> int:
    """The desk's next number of this kind and year; the row is held until the transaction ends."""
    year = china_date(now).year
    NumberSeries.objects.get_or_create(desk=desk, year=year, kind=kind)
    row = NumberSeries.objects.select_for_update().get(desk=desk, year=year, kind=kind)
    NumberSeries.objects.filter(pk=row.pk).update(last=F("last") + 1)
    return row.last + 1


def log(
    incident: Incident,
    kind: str,
    zh: str,
    en: str,
    *,
    by: Actor,
    now: datetime,
    at: datetime | None = None,
    unit: Unit | None = None,
) -> LogEntry:
    """Write one line of the log, inside the caller's act, and let open pages know. `at`: when it happened."""
    line = LogEntry(
        incident=incident,
        at=at or now,
        entered_at=now,
        kind=kind,
        words_zh=zh,
        words_en=en,
        unit=unit,
        by=by.label[:80],
    )
    line.save(force_insert=True)
    audience = {incident.desk_id, *([unit.pk] if unit else [])}
    push(
        topic=TOPIC,
        data={"incident": str(incident.pk)},
        audience=[f"organisation:{one}" for one in sorted(audience)],
    )
    return line


@transaction.atomic
def note(
    *, incident_id: UUID, words: str, by: Actor, now: datetime, unit: Unit | None = None, kind: str = LogKind.NOTE
) -> LogEntry:
    """Write something into the log in one's own words. Refusal for nothing, and for what is classified."""
    text = clean_text(words, most=LONGEST)
    if not text:
        raise refusals.needed("words", "要记的内容", "what to write down")
    refuse_classified(text)
    incident = held_incident(incident_id)
    line = log(incident, kind, text, text, by=by, now=now, unit=unit)
    record_event(name=NOTED, by=by, now=now, subject=(SUBJECT, incident.pk), detail={"kind": kind})
    return line
