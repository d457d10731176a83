"""The decision to list, and its publication in the province or by the office of registration (S21 13, 14)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.bus import tell
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes import BarGround, Sentence, SeriousOutcome
from gongbao.register.people import actions as people
from gongbao.register.records.actions import publish
from gongbao.register.serious import refusals, rules, selectors
from gongbao.register.serious.actions.writing import (
    PUBLISH,
    PUBLISH_PUSHED,
    PUSHED_INSIDE,
    TO_PUSH,
    done,
    is_far,
    locked,
    office_at,
    owe,
    tell_decision,
    write,
)
from gongbao.register.serious.models import Entry, State

LISTED = declare("serious.listed", "决定列入严重违法失信名单", "decided to enter in the serious list")
PUSHED = declare("serious.pushed", "推送至登记地", "sent to the office of registration")
RECEIVED = declare("serious.push-received", "登记地已收到", "received by the office of registration")
PUBLISHED = declare("serious.published", "列入信息已公示", "serious listing published")


@transaction.atomic
def decide(*, entity_id: int, entry_id: UUID, by: Actor, now: datetime) -> Entry:
    """Decide the listing: numbered, in the ledger, told to the party; its persons in charge are barred from now on."""
    entry = locked(entity_id, entry_id)
    target = rules.after(entry.state, "decide")
    on = china_date(now)
    law = selectors.law_of(entry, on)
    if law.outcome is not SeriousOutcome.LIST or law.ground is None:
        raise refusals.law_says(law.step)
    found = Sentence(
        f"经查：{entry.facts}（{entry.penalty_number}，{entry.penalty_on}）",
        f"Found: {entry.facts} ({entry.penalty_number}, {entry.penalty_on})",
    )
    document = rules.listing_document(
        law.ground, rules.Told(reasons=(found, *law.reasons), citations=law.citations), on
    )
    decision = write(entry=entry, document=document, by=by, now=now)
    entry.state, entry.decision_id, entry.listed_on = target, decision.id, on
    entry.save(update_fields=["state", "decision_id", "listed_on"])
    if is_far(entry):
        tell(TO_PUSH, {"entry": entry, "number": decision.number, "by": by, "now": now})
    else:
        owe(entry=entry, kind=PUBLISH, base=on, by=by, now=now)
    people.bar_persons(
        entity_id=entity_id,
        ground=BarGround.SERIOUS_LIST,
        event=on,
        source=("serious", str(entry.id)),
        by=by,
        now=now,
    )
    tell_decision(entry=entry, decision=decision, document=document, now=now)
    _record(LISTED, entry, by, now)
    return entry


@transaction.atomic
def publish_entry(*, entity_id: int, entry_id: UUID, by: Actor, now: datetime) -> Entry:
    """Show the entry to the public: on the list, in the record. By the office of registration where it was pushed."""
    entry = locked(entity_id, entry_id)
    near = rules.same_province(entry.region, entry.entity.region)
    if entry.state == State.LISTED and not near:
        raise refusals.law_says(
            Sentence(
                "当事人登记地在其他省份：请先推送至登记地市场监督管理部门，由其公示。",
                "The party is registered in another province: send it to that office, which publishes it.",
            )
        )
    entry.state = rules.after(entry.state, "publish")
    entry.published_at = now
    entry.save(update_fields=["state", "published_at"])
    for kind in (PUBLISH, PUBLISH_PUSHED):
        done(entry=entry, kind=kind, with_="published", by=by, now=now)
    publish(entity_ids=[entity_id], reason="serious-listed", by=by, now=now)
    _record(PUBLISHED, entry, by, now)
    return entry


@transaction.atomic
def push_entry(*, entity_id: int, entry_id: UUID, by: Actor, now: datetime) -> Entry:
    """Send the entry to the office where the party is registered (S21 14.2); that office then owes the publication."""
    entry = locked(entity_id, entry_id)
    if rules.same_province(entry.region, entry.entity.region):
        raise refusals.law_says(
            Sentence("当事人登记地在本省，请直接公示。", "The party is registered in this province: publish directly.")
        )
    entry.state = rules.after(entry.state, "push")
    entry.pushed_at = now
    entry.save(update_fields=["state", "pushed_at"])
    done(entry=entry, kind=PUBLISH, with_="pushed", by=by, now=now)
    tell(PUSHED_INSIDE, {"entry": entry, "by": by, "now": now})
    _record(PUSHED, entry, by, now)
    return entry


@transaction.atomic
def receive_push(*, entity_id: int, entry_id: UUID, by: Actor, now: datetime) -> Entry:
    """The office of registration has the information: its ten working days begin."""
    entry = locked(entity_id, entry_id)
    entry.state = rules.after(entry.state, "receive")
    if entry.received_at is not None:
        return entry
    entry.received_at = now
    entry.save(update_fields=["state", "received_at"])
    home = office_at(entry.entity.region)
    owe(
        entry=entry,
        kind=PUBLISH_PUSHED,
        base=china_date(now),
        by=by,
        now=now,
        rule_name="serious.publish-pushed",
        at=home,
    )
    _record(RECEIVED, entry, by, now)
    return entry


def _record(name: str, entry: Entry, by: Actor, now: datetime) -> None:
    record_event(
        name=name,
        by=by,
        now=now,
        subject=("serious", entry.id),
        party_id=entry.entity_id,
        detail={"ground": entry.ground, "decision": str(entry.decision_id)},
    )
