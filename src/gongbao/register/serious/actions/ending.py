"""Endings the office owes unasked: full term, a penalty annulled, a mistake; and fraud undone (S21 19 to 21)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.foundation.events import bus
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes import (
    BarGround,
    InstrumentId,
    Sentence,
    cite,
    decide_serious_exit,
    full_term,
    serious_ground,
)
from gongbao.register.listings.actions.writing import signer
from gongbao.register.listings.models import Application, ApplicationState, Decision
from gongbao.register.people import actions as people
from gongbao.register.records.actions import publish
from gongbao.register.serious import refusals, rules, selectors
from gongbao.register.serious.actions.writing import (
    ENDED_ELSEWHERE,
    PUBLISH,
    PUBLISH_PUSHED,
    REVOCATION,
    TAKE_DOWN,
    TO_PUSH,
    done,
    is_far,
    locked,
    owe,
    tell_decision,
    write,
)
from gongbao.register.serious.models import Ending, Entry, State

EXPIRED = declare("serious.expired", "期满移出严重违法失信名单", "removed at the full term")
ANNULLED = declare("serious.basis-annulled", "所依据的处罚被撤销", "the penalty was annulled")
REVOKED = declare("serious.revoked", "撤销列入", "listing revoked")
CORRECTED = declare("serious.corrected", "更正列入", "listing corrected")
RESTORED = declare("serious.restored", "恢复列入", "listing restored")
BATCH = 500


def expire(*, on: date, by: Actor, now: datetime) -> int:
    """Remove every entry whose full term is over (S21 21), a batch a transaction; returns how many.

    Found in one pass by the database; each removal is a decision of its office, so each is written whole.
    """
    ended = 0
    while True:
        with transaction.atomic():
            due = selectors.past_full_term(on, limit=BATCH)
            for entry in due:
                _expire(entry, on, by, now)
            publish(entity_ids=[entry.entity_id for entry in due], reason="serious-ended", by=by, now=now)
        ended += len(due)
        if len(due) < BATCH:
            return ended


def _expire(entry: Entry, on: date, by: Actor, now: datetime) -> None:
    law = decide_serious_exit(selectors.exit_facts(entry, None), on)
    _until, cited = full_term(entry.listed_on or on, entry.restriction_until, on)
    told = rules.Told(reasons=(*law.reasons, law.step), citations=(cited,))
    document = rules.answer_document("serious-remove", serious_ground(entry.ground), told, on)
    decision = write(entry=entry, document=document, by=by, now=now)
    _close(entry, "expire", Ending.FULL_TERM, decision, by=by, now=now)
    tell_decision(entry=entry, decision=decision, document=document, now=now)
    _record(EXPIRED, entry, by, now)


@transaction.atomic
def note_annulled(*, entity_id: int, entry_id: UUID, reason: str, by: Actor, now: datetime) -> Entry:
    """The office learns that the penalty was annulled, unlawful or void: three working days run (S21 19)."""
    entry = locked(entity_id, entry_id)
    rules.after(entry.state, "revoke")
    if not reason.strip():
        raise refusals.missing("reason", "请写明撤销处罚的文书。", "Name the document that annuls the penalty.")
    on = china_date(now)
    entry.annulled_on = on
    entry.save(update_fields=["annulled_on"])
    owe(entry=entry, kind=REVOCATION, base=on, by=by, now=now)
    _record(ANNULLED, entry, by, now)
    return entry


@transaction.atomic
def revoke(*, entity_id: int, entry_id: UUID, reason: str, by: Actor, now: datetime) -> Entry:
    """Revoke the listing whose penalty was annulled; the bar on its persons falls with it."""
    entry = locked(entity_id, entry_id)
    if entry.annulled_on is None:
        raise refusals.law_says(Sentence("请先记录处罚被撤销。", "First record that the penalty was annulled."))
    said = Sentence(reason.strip(), reason.strip()) if reason.strip() else None
    law = decide_serious_exit(selectors.exit_facts(entry, None), china_date(now))
    told = rules.Told(
        reasons=tuple(one for one in (*law.reasons, said, law.step) if one), citations=(cite(InstrumentId.S21, 19),)
    )
    _whole_ending(entry, "revoke", "serious-revoke", Ending.REVOKED, told, by=by, now=now)
    _record(REVOKED, entry, by, now)
    return entry


@transaction.atomic
def correct(*, entity_id: int, entry_id: UUID, reason: str, by: Actor, now: datetime) -> Entry:
    """Take a wrong entry back ex officio (R24 12)."""
    entry = locked(entity_id, entry_id)
    if not reason.strip():
        raise refusals.missing("reason", "请写明哪里有误。", "Say what was wrong.")
    told = rules.Told(reasons=(Sentence(reason.strip(), reason.strip()),), citations=(cite(InstrumentId.R24, 12, 1),))
    _whole_ending(entry, "correct", "serious-correct", Ending.CORRECTED, told, by=by, now=now)
    _record(CORRECTED, entry, by, now)
    return entry


@transaction.atomic
def restore(*, entity_id: int, entry_id: UUID, reason: str, by: Actor, now: datetime) -> Entry:
    """Fraud in the application: the removal is revoked, the entry stands again, and its term restarts (S21 20)."""
    old = locked(entity_id, entry_id)
    if old.ending != Ending.EARLY or Entry.objects.filter(entity_id=entity_id, restores=old.id).exists():
        raise refusals.law_says(
            Sentence("只有提前移出的记录可以恢复。", "Only an entry removed early can be restored, and once.")
        )
    if not reason.strip():
        raise refusals.missing("reason", "请写明隐瞒或者虚假的情况。", "Say what was concealed or false.")
    if old.state == State.ENDING:
        old.state, old.taken_down_at = rules.after(old.state, "take-down"), now
        old.save(update_fields=["state", "taken_down_at"])
        done(entry=old, kind=TAKE_DOWN, with_="restored", by=by, now=now)
    on = china_date(now)
    told = rules.Told(
        reasons=(
            Sentence(reason.strip(), reason.strip()),
            Sentence(
                "撤销移出决定，恢复列入状态，公示期自本决定之日起重新计算。",
                "The removal is revoked, the entry restored; its term runs anew from this decision.",
            ),
        ),
        citations=(cite(InstrumentId.S21, 20),),
    )
    document = rules.answer_document("serious-restore", serious_ground(old.ground), told, on)
    decision = write(entry=old, document=document, by=by, now=now)
    entry = _again(old, decision, by, now)
    people.bar_persons(
        entity_id=entity_id,
        ground=BarGround.SERIOUS_LIST,
        event=on,
        source=("serious", str(entry.id)),
        by=by,
        now=now,
    )
    if entry.state == State.LISTED:
        bus.tell(TO_PUSH, {"entry": entry, "number": decision.number, "by": by, "now": now})
    else:
        publish(entity_ids=[entity_id], reason="serious-listed", by=by, now=now)
    tell_decision(entry=entry, decision=decision, document=document, now=now)
    _record(RESTORED, entry, by, now)
    return entry


def _again(old: Entry, decision: Decision, by: Actor, now: datetime) -> Entry:
    """The entry that stands in the place of the one removed by fraud; published elsewhere, it is to be pushed anew."""
    kept = [
        "entity_id",
        "region",
        "authority",
        "ground",
        "penalty",
        "penalty_number",
        "penalty_on",
        "facts",
        "weighed",
        "restriction_until",
        "heard",
        "heard_at",
        "consent_asked_at",
        "consent_from",
        "consent_region",
        "consent_at",
        "consent_by",
        "consent_given",
        "consent_reason",
    ]
    here = old.published_at is not None
    entry = Entry(
        **{name: getattr(old, name) for name in kept},
        state=State.PUBLISHED if here else State.LISTED,
        opened_at=now,
        opened_by=signer(by),
        decision_id=decision.id,
        listed_on=decision.decided_on,
        published_at=now if here else None,
        restores=old.id,
    )
    entry.save(force_insert=True)
    return entry


def end_now(*, entry: Entry, act: str, ending: Ending, decision: Decision, by: Actor, now: datetime) -> None:
    """The entry ends and leaves the public pages at once; where it was wrong, the bar on its persons falls."""
    before = entry.state
    _close(entry, act, ending, decision, by=by, now=now)
    if ending in {Ending.REVOKED, Ending.CORRECTED}:
        people.lift_bars(
            source=("serious", str(entry.id)),
            entity_id=entry.entity_id,
            reason=f"{decision.number}",
            by=by,
            now=now,
        )
    if before in {State.PUBLISHED, State.ENDING}:
        reason = "serious-revoked" if ending in {Ending.REVOKED, Ending.CORRECTED} else "serious-ended"
        publish(entity_ids=[entry.entity_id], reason=reason, by=by, now=now)


def _whole_ending(
    entry: Entry, act: str, kind: str, ending: Ending, told: rules.Told, *, by: Actor, now: datetime
) -> None:
    document = rules.answer_document(kind, serious_ground(entry.ground), told, china_date(now))
    decision = write(entry=entry, document=document, by=by, now=now)
    end_now(entry=entry, act=act, ending=ending, decision=decision, by=by, now=now)
    tell_decision(entry=entry, decision=decision, document=document, now=now)


def _close(entry: Entry, act: str, ending: Ending, decision: Decision, *, by: Actor, now: datetime) -> None:
    """Write the end, and settle what was still open about the entry: duties and applications."""
    entry.state = rules.after(entry.state, act)
    entry.ending, entry.removal_id = ending, decision.id
    entry.ended_on, entry.ended_at, entry.taken_down_at = decision.decided_on, now, now
    entry.save(update_fields=["state", "ending", "removal_id", "ended_on", "ended_at", "taken_down_at"])
    if is_far(entry):
        bus.tell(ENDED_ELSEWHERE, {"entry": entry, "decision": decision, "by": by, "now": now})
    for kind in (REVOCATION, PUBLISH, PUBLISH_PUSHED, TAKE_DOWN):
        done(entry=entry, kind=kind, with_=decision.number, by=by, now=now)
    for application in Application.objects.select_for_update().filter(
        entity_id=entry.entity_id, listing_id=entry.id, state__in=["received", "accepted"]
    )[:10]:
        _settle(application, decision, by, now)


def _settle(application: Application, decision: Decision, by: Actor, now: datetime) -> None:
    """An application about an entry that has ended otherwise is granted by that end."""
    application.state, application.answered_at = ApplicationState.GRANTED, now
    application.answer, application.decision_id = decision.reason_zh, decision.id
    application.save(update_fields=["state", "answered_at", "answer", "decision_id"])
    owing = Duty.objects.filter(
        about_entity=application.entity_id,
        subject_kind="application",
        subject_id=str(application.id),
        state=DutyState.OPEN,
    )
    for duty in owing[:5]:
        duties.discharge(
            party_id=duty.party_id,
            kind=duty.kind,
            by=by,
            now=now,
            with_=decision.number,
            subject=("application", str(application.id)),
        )


def _record(name: str, entry: Entry, by: Actor, now: datetime) -> None:
    record_event(name=name, by=by, now=now, subject=("serious", entry.id), party_id=entry.entity_id)
