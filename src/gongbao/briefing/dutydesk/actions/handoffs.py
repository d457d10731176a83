"""Handing an incident up or across, and knowing who there has it; taking in what others send, and answering it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongbao.briefing.dutydesk import capping, refusals
from gongbao.briefing.dutydesk.carriers import Carrier
from gongbao.briefing.dutydesk.carriers import carrier as carrier_of
from gongbao.briefing.dutydesk.models import Direction, HandOff, ReceivedMessage
from gongbao.briefing.incidents.actions.noting import log
from gongbao.briefing.incidents.models import Incident, LogKind, Report
from gongbao.briefing.items.rules import refuse_classified
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.bus import tell
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.cap import answering
from gongbao.kernel.cap.message import CapError, MessageType
from gongbao.kernel.cap.reading import read
from gongbao.kernel.cap.writing import written

GIVEN = declare("handoff.given", "事件报出", "incident handed on")
ANSWERED = declare("handoff.answered", "对方收到", "hand-off acknowledged")
RECEIVED = declare("handoff.received", "收到外来通报", "message from outside received")
REPLIED = declare("handoff.replied", "答复外来通报", "message from outside answered")
#: Told with {"hand_off", "by", "now"}: a bridge to another installation may carry it.
MADE = "handoff.made"
TYPES = {MessageType.ALERT, MessageType.UPDATE, MessageType.CANCEL}


@dataclass(frozen=True, slots=True)
class Given:
    """To whom, how, and for a telephone call who there took it."""

    to: str
    direction: str
    carrier: str
    words: str = ""
    answered_name: str = ""
    withdraw: bool = False


@transaction.atomic
def hand_off(*, incident: Incident, report: Report | None, given: Given, by: Actor, now: datetime) -> HandOff:
    """Hand the incident on. What follows an earlier hand-off to the same body is its Update or Cancel."""
    way = carrier_of(given.carrier)
    if way is None:
        raise refusals.carrier_unknown()
    to = given.to.strip()[:80]
    if not to or given.direction not in Direction.values:
        raise refusals.hand_off_to_whom()
    if way.answered and not given.answered_name.strip():
        raise refusals.answer_name()
    refuse_classified(given.words)
    Incident.objects.select_for_update().get(
        pk=incident.pk
    )  # one after another, so that an Update knows what it follows
    before = list(HandOff.objects.filter(incident=incident, to=to).order_by("given_at", "id")[:50])
    kind = MessageType.UPDATE if before else MessageType.ALERT
    if given.withdraw:
        if not before:
            raise refusals.hand_off_to_whom()
        kind = MessageType.CANCEL
    made = HandOff(
        id=uuid7(),
        incident=incident,
        report=report,
        desk=incident.desk,
        direction=given.direction,
        to=to,
        carrier=way.code,
        type=kind.value,
        drill=incident.drill,
        words=given.words.strip()[:2_000],
        given_at=now.replace(microsecond=0),
        given_by=by.label[:80],
    )
    made.identifier = f"gongbao-{made.pk}"
    if way.message or way.send is not None:
        made.message = _message(made, report, before, now)
    if way.answered:
        made.answered_at, made.answered_name = now, given.answered_name.strip()[:80]
        made.answered_how, made.recorded_by = way.code, by.label[:80]
    made.save(force_insert=True)
    detail = {"carrier": way.code, "direction": given.direction}
    record_event(name=GIVEN, by=by, now=now, subject=("incident", incident.pk), detail=detail)
    _log(made, _given_words(made, way), by=by, now=now)
    if way.send is not None:
        way.send(made)
    tell(MADE, {"hand_off": made, "by": by, "now": now})
    return made


def _given_words(made: HandOff, way: Carrier) -> tuple[str, str]:
    zh = "报" if made.direction == Direction.UP else "通报"
    answered = f"，{made.answered_name}接" if made.answered_name else ""
    answered_en = f", taken by {made.answered_name}" if made.answered_name else ""
    how = str(way.words)
    return f"{zh}{made.to}（{how}）{answered}", f"Handed to {made.to} ({made.carrier}){answered_en}"


def _log(made: HandOff, words: tuple[str, str], *, by: Actor, now: datetime) -> None:
    """The hand-off and its answer stand in the incident's log, in the order of time."""
    log(made.incident, LogKind.NOTE, *words, by=by, now=now, unit=made.desk)


def _message(made: HandOff, report: Report | None, before: list[HandOff], now: datetime) -> bytes:
    alert = capping.message(
        made.incident, report, identifier=made.identifier, kind=made.type, before=before, note=made.words, now=now
    )
    try:
        return written(alert)
    except CapError as error:
        raise refusals.not_cap(error.zh, error.en) from error


@transaction.atomic
def acknowledge(
    *, hand_off_id: UUID, name: str, how: str, by: Actor, now: datetime, words: str = "", refused: bool = False
) -> HandOff:
    """Somebody there says that they have it, or don't take it: by telephone, by an Ack, by another carrier."""
    held = HandOff.objects.select_for_update(of=("self",)).select_related("incident", "desk").get(pk=hand_off_id)
    if held.answered_at is not None:
        raise refusals.hand_off_answered()
    if not name.strip():
        raise refusals.answer_name()
    held.answered_at, held.answered_name, held.answered_how = now, name.strip()[:80], how[:12]
    held.answered_words, held.refused, held.recorded_by = words.strip()[:300], refused, by.label[:80]
    held.save()
    detail = {"how": how, "refused": refused}
    record_event(name=ANSWERED, by=by, now=now, subject=("incident", held.incident_id), detail=detail)
    zh, en = ("拒收", "did not take it") if refused else ("收到", "has it")
    said = f"：{held.answered_words}" if held.answered_words else ""
    who = f"{held.to} {held.answered_name}"
    _log(held, (f"{who} {zh}{said}", f"{who} {en}{said}"), by=by, now=now)
    return held


@transaction.atomic
def receive(*, desk: Unit, data: bytes, by: Actor, now: datetime) -> ReceivedMessage:
    """Take in a CAP message. An Ack or Error about a hand-off of ours is its answer; anything else waits for ours."""
    try:
        alert = read(data)
    except CapError as error:
        raise refusals.not_cap(error.zh, error.en) from error
    ours = [one.identifier for one in alert.references if one.sender == capping.sender()]
    about = HandOff.objects.filter(identifier__in=ours, desk=desk).order_by("-given_at").first()
    made = ReceivedMessage(
        desk=desk,
        sender=alert.sender[:120],
        identifier=alert.identifier[:120],
        sent=alert.sent,
        type=alert.type.value,
        drill=alert.drill,
        headline=capping.headline(alert),
        message=data,
        about=about,
        received_at=now,
        received_by=by.label[:80],
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.received_already() from error
    record_event(name=RECEIVED, by=by, now=now, subject=("message", made.pk), detail={"type": made.type})
    if about is not None and about.answered_at is None and alert.type in {MessageType.ACK, MessageType.ERROR}:
        acknowledge(
            hand_off_id=about.pk,
            name=alert.sender,
            how="cap",
            words=alert.note,
            refused=alert.type is MessageType.ERROR,
            by=by,
            now=now,
        )
    return made


@transaction.atomic
def answer_received(*, received_id: UUID, take: bool, words: str, by: Actor, now: datetime) -> ReceivedMessage:
    """Our Ack, or an Error that says why we don't take it: a file to send back."""
    held = ReceivedMessage.objects.select_for_update().get(pk=received_id)
    if held.answered_at is not None or held.type not in {one.value for one in TYPES}:
        raise refusals.hand_off_answered()
    make = answering.ack if take else answering.error
    sent = now.replace(microsecond=0)
    alert = make(
        read(bytes(held.message)),
        identifier=f"gongbao-{uuid7()}",
        sender=capping.sender(),
        sent=sent,
        note=words.strip()[:300] or (by.label if take else ""),
    )
    try:
        held.answer = written(alert)
    except CapError as error:
        raise refusals.not_cap(error.zh, error.en) from error
    held.answered_at, held.answered_by = now, by.label[:80]
    held.save()
    record_event(name=REPLIED, by=by, now=now, subject=("message", held.pk), detail={"take": take})
    return held
