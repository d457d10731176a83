"""A listing another province's office pushed here: published by the office of registration, and ended at its word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes import HeavierPenalty, InstrumentId, NoLawInForce, Sentence, cite, serious_ground
from gongbao.kernel.statutes import serious_grounds_on as grounds_on
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.listings.actions.writing import signer, write_decision
from gongbao.register.listings.selectors import Office
from gongbao.register.records.actions import publish
from gongbao.register.serious import refusals, rules
from gongbao.register.serious.actions.deciding import publish_entry, receive_push
from gongbao.register.serious.actions.ending import end_now
from gongbao.register.serious.actions.writing import locked, tell_decision
from gongbao.register.serious.models import Ending, Entry, State

ENTERED = declare("serious.entered-pushed", "公示外省推送的列入", "listing pushed by another province published")
ENDED = declare("serious.ended-pushed", "外省推送的列入结束", "listing pushed by another province ended")
_KINDS = {Ending.REVOKED: "serious-revoke", Ending.CORRECTED: "serious-correct"}
_ARTICLES = {Ending.EARLY: (16, 1), Ending.FULL_TERM: (21, 0), Ending.REVOKED: (19, 0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """A listing as the office that decided has it; `origin` is its entry there."""

    origin: UUID
    code: str
    region: str
    authority: str
    number: str
    listed_on: date
    ground: str
    penalty: str
    penalty_number: str
    penalty_on: date
    facts: str
    restriction_until: date | None


@transaction.atomic
def enter_pushed(*, pushed: Pushed, home: str, by: Actor, now: datetime) -> Entry:
    """Publish it here, once. Refusal where the party is not registered in `home`'s area, or it is no listing of law.

    Where both offices work in one register the entry is here already: then it is that one which is published.
    """
    held = EntityCode.objects.filter(value=pushed.code.strip().upper()[:20]).first()
    entity = Entity.objects.select_for_update(no_key=True).filter(id=held.entity_id).first() if held else None
    if entity is None or not entity.region.startswith(home):
        raise refusals.missing(
            "code", "本地登记库中没有这个代码的主体。", "No entity registered with this office has this code."
        )
    own = Entry.objects.filter(entity_id=entity.id, id=pushed.origin).first()
    if own is not None:
        return _publish_own(own, by, now)
    entry = _enter(entity, pushed, by, now)
    publish(entity_ids=[entity.id], reason="serious-listed", by=by, now=now)
    return entry


def _publish_own(entry: Entry, by: Actor, now: datetime) -> Entry:
    if entry.state == State.PUBLISHED:
        return entry
    receive_push(entity_id=entry.entity_id, entry_id=entry.id, by=by, now=now)
    return publish_entry(entity_id=entry.entity_id, entry_id=entry.id, by=by, now=now)


def _enter(entity: Entity, pushed: Pushed, by: Actor, now: datetime) -> Entry:
    on = china_date(now)
    if pushed.listed_on > on:
        raise refusals.missing("listed_on", "列入日期不能在今天之后。", "The day cannot be after today.")
    try:
        ground = serious_ground(pushed.ground)
        HeavierPenalty(pushed.penalty)
        known = {one.code for one in grounds_on(pushed.listed_on)}
    except (KeyError, ValueError, NoLawInForce):
        known = set()
    if pushed.ground not in known:
        raise refusals.missing(
            "ground",
            "列入日期施行的规定里没有这个事由或者处罚种类。",
            "The law of that day has no such ground or kind of penalty.",
        )
    sender = Office(pushed.authority, "", None, pushed.region)
    document = rules.pushed_document(ground, pushed.facts, pushed.authority, pushed.listed_on, on)
    decision = write_decision(
        entity=entity, document=document, authority=sender, by=by, now=now, number=pushed.number[:60]
    )
    entry = Entry(
        entity=entity,
        origin=pushed.origin,
        state=State.PUBLISHED,
        region=pushed.region[:12],
        authority=pushed.authority[:200],
        ground=pushed.ground,
        penalty=pushed.penalty,
        penalty_number=pushed.penalty_number[:100],
        penalty_on=pushed.penalty_on,
        facts=pushed.facts,
        weighed=[],
        restriction_until=pushed.restriction_until,
        opened_at=now,
        opened_by=signer(by),
        listed_on=pushed.listed_on,
        decision_id=decision.id,
        pushed_at=now,
        received_at=now,
        published_at=now,
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.open_already() from error
    tell_decision(entry=entry, decision=decision, document=document, now=now)
    _record(ENTERED, entry, {"ground": entry.ground, "decision": str(decision.id)}, by, now)
    return entry


@transaction.atomic
def end_pushed(
    *, entity_id: int, entry_id: UUID, ending: str, number: str, ended_on: date, reason: str, by: Actor, now: datetime
) -> Entry:
    """The office that decided has ended it: its publication here stops at once. What has ended already stays so."""
    entry = locked(entity_id, entry_id)
    if entry.origin is None or entry.state == State.ENDED:
        return entry
    kind = Ending(ending)
    article = _ARTICLES.get(kind)
    cited = cite(InstrumentId.S21, *article) if article else cite(InstrumentId.R24, 12, 1)
    told = rules.Told(reasons=(Sentence(reason, reason),), citations=(cited,))
    document = rules.answer_document(_KINDS.get(kind, "serious-remove"), serious_ground(entry.ground), told, ended_on)
    sender = Office(entry.authority, "", None, entry.region)
    decision = write_decision(
        entity=entry.entity, document=document, authority=sender, by=by, now=now, number=number[:60]
    )
    end_now(entry=entry, act="end-pushed", ending=kind, decision=decision, by=by, now=now)
    tell_decision(entry=entry, decision=decision, document=document, now=now)
    _record(ENDED, entry, {"ending": ending, "decision": str(decision.id)}, by, now)
    return entry


def _record(name: str, entry: Entry, detail: Mapping[str, str], by: Actor, now: datetime) -> None:
    subject = ("serious", entry.id)
    record_event(name=name, by=by, now=now, subject=subject, party_id=entry.entity_id, detail=dict(detail))
