"""An entry was wrong, says the firm: accepted or not, verified, upheld or corrected, each within its own clock."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties.kinds import OBJECTION_ACCEPTANCE, OBJECTION_CORRECTION, OBJECTION_VERIFICATION
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes import Kind, Objection, ObjectionOutcome, Sentence, rule, rule_id
from gongbao.register.listings import refusals, selectors
from gongbao.register.listings.actions.applications import (
    SUBJECT,
    Evidence,
    answer,
    end_duty,
    open_application,
    take_in,
)
from gongbao.register.listings.actions.removing import (
    end_listing,
    ground_words,
    office_duty,
    open_listing,
    tell,
)
from gongbao.register.listings.actions.writing import office_of, write_decision
from gongbao.register.listings.models import Application, ApplicationKind, ApplicationState, Decision, Listing
from gongbao.register.listings.rules import WORDS, Document, remedies

OBJECTED = declare("listing.objected", "对列入提出异议", "objected to an entry")
ACCEPTED = declare("listing.objection-accepted", "受理异议", "objection accepted")
NOT_ACCEPTED = declare("listing.objection-refused", "不予受理异议", "objection not accepted")
UPHELD = declare("listing.upheld", "维持列入", "entry upheld")
FOUND_WRONG = declare("listing.found-wrong", "核实认定列入有误", "entry found wrong")
CORRECTED = declare("listing.corrected", "更正列入", "entry corrected")


@transaction.atomic
def object_to_listing(
    *,
    entity_id: int,
    listing_id: UUID,
    statement: str,
    evidence: Sequence[Evidence],
    by: Actor,
    now: datetime,
) -> Application:
    """Object in writing and with proof, within thirty days of publication (A25 15). Refusal otherwise."""
    listing = open_listing(entity_id, listing_id)
    before = selectors.standing(listing, china_date(now)).objection
    if before is not None and before.state in selectors.OPEN:
        raise refusals.already_asked()
    state = selectors.objection_state(listing, None, china_date(now))
    if state.outcome is ObjectionOutcome.CLOSED:
        raise refusals.not_yet(state.step)
    if not statement.strip():
        raise refusals.statement_needed()
    if not evidence:
        raise Refusal(
            "evidence-needed",
            "异议须附证明材料，请上传至少一份文件。",
            "An objection comes with proof: add at least one file.",
            field="evidence",
        )
    application = take_in(
        listing=listing, kind=ApplicationKind.OBJECTION, statement=statement, evidence=evidence, by=by, now=now
    )
    _clock(application, listing, OBJECTION_ACCEPTANCE, "objection-acceptance", by=by, now=now)
    record_event(name=OBJECTED, by=by, now=now, subject=(SUBJECT, application.id), party_id=entity_id)
    return application


@transaction.atomic
def answer_objection(
    *, entity_id: int, application_id: UUID, accept: bool, reason: str, by: Actor, now: datetime
) -> Decision:
    """Take the objection up for verification, or not, with reasons; five working days from receipt."""
    application = open_application(entity_id, application_id, ApplicationKind.OBJECTION)
    if application.state != ApplicationState.RECEIVED:
        raise refusals.already_answered()
    if not accept and not reason.strip():
        raise refusals.reason_needed()
    listing = open_listing(application.entity_id, application.listing_id)
    kind = "accept-objection" if accept else "refuse-objection"
    decision = _decide(listing, application, kind, reason, by=by, now=now)
    if accept:
        application.state, application.accepted_at = ApplicationState.ACCEPTED, now
        application.save(update_fields=["state", "accepted_at"])
        end_duty(application=application, kind=OBJECTION_ACCEPTANCE, with_=decision.number, by=by, now=now)
        _clock(application, listing, OBJECTION_VERIFICATION, "objection-verification", by=by, now=now)
    else:
        answer(
            application=application,
            state=ApplicationState.REFUSED,
            words=reason.strip(),
            decision=decision,
            duty_kind=OBJECTION_ACCEPTANCE,
            by=by,
            now=now,
        )
    record_event(
        name=ACCEPTED if accept else NOT_ACCEPTED,
        by=by,
        now=now,
        subject=(SUBJECT, application.id),
        party_id=application.entity_id,
    )
    return decision


@transaction.atomic
def conclude_objection(
    *, entity_id: int, application_id: UUID, wrong: bool, reason: str, by: Actor, now: datetime
) -> Decision | None:
    """What the verification found: upheld by a decision, or wrong and to be corrected in five working days."""
    application = open_application(entity_id, application_id, ApplicationKind.OBJECTION)
    if application.state != ApplicationState.ACCEPTED or application.verified_at is not None:
        raise refusals.already_answered()
    if not reason.strip():
        raise refusals.reason_needed()
    listing = open_listing(application.entity_id, application.listing_id)
    application.verified_at, application.wrong, application.answer = now, wrong, reason.strip()
    application.save(update_fields=["verified_at", "wrong", "answer"])
    subject = (SUBJECT, str(application.id))
    if wrong:
        end_duty(application=application, kind=OBJECTION_VERIFICATION, with_="found wrong", by=by, now=now)
        _clock(application, listing, OBJECTION_CORRECTION, "objection-correction", by=by, now=now)
        record_event(name=FOUND_WRONG, by=by, now=now, subject=subject, party_id=application.entity_id)
        return None
    decision = _decide(listing, application, "uphold", reason, by=by, now=now)
    answer(
        application=application,
        state=ApplicationState.REJECTED,
        words=reason.strip(),
        decision=decision,
        duty_kind=OBJECTION_VERIFICATION,
        by=by,
        now=now,
    )
    record_event(name=UPHELD, by=by, now=now, subject=subject, party_id=application.entity_id)
    return decision


@transaction.atomic
def correct_entry(
    *, entity_id: int, listing_id: UUID, reason: str, by: Actor, now: datetime, application_id: UUID | None = None
) -> Decision:
    """Take a wrong entry back: after an objection, or ex officio without one (A25 15, A14 16)."""
    if not reason.strip():
        raise refusals.reason_needed()
    listing = open_listing(entity_id, listing_id)
    application = open_application(entity_id, application_id, ApplicationKind.OBJECTION) if application_id else None
    decision = _decide(listing, application, "correct", reason, by=by, now=now)
    if application is not None:
        answer(
            application=application,
            state=ApplicationState.GRANTED,
            words=reason.strip(),
            decision=decision,
            duty_kind=OBJECTION_CORRECTION,
            by=by,
            now=now,
        )
    end_listing(listing=listing, decision=decision, reason="corrected", by=by, now=now)
    record_event(
        name=CORRECTED,
        by=by,
        now=now,
        subject=("listing", listing.id),
        party_id=entity_id,
        detail={"decision": str(decision.id)},
    )
    return decision


def _decide(
    listing: Listing, application: Application | None, kind: str, reason: str, *, by: Actor, now: datetime
) -> Decision:
    """Write one answer of the procedure and tell the firm."""
    on = china_date(now)
    state = selectors.objection_state(listing, application, on)
    document = _document(listing, state, kind, reason.strip(), on)
    decision = write_decision(
        entity=listing.entity, document=document, authority=office_of(listing.entity), by=by, now=now
    )
    tell(listing=listing, decision=decision, document=document, now=now)
    return decision


def _document(listing: Listing, state: Objection, kind: str, reason: str, on: date) -> Document:
    said: tuple[Sentence, ...] = (Sentence(reason, reason),) if reason else ()
    citations = state.citations
    if kind == "correct":
        citations = (rule(rule_id(Kind(listing.entity.category), "objection-correction"), listing.listed_on).citation,)
    return Document(
        kind=kind,
        decided_on=on,
        register=listing.register,
        ground=listing.ground,
        ground_words=ground_words(listing),
        measure=Sentence(WORDS[kind][1], WORDS[kind][2]),
        citations=tuple(citation.token for citation in citations),
        reasons=said or state.reasons[-1:],
        remedies=remedies(Kind(listing.entity.category), listing.listed_on),
        period=listing.period,
    )


def _clock(application: Application, listing: Listing, kind: str, name: str, *, by: Actor, now: datetime) -> None:
    """The next office duty; the law of the day of publication rules the objection."""
    rule_ = rule(rule_id(Kind(listing.entity.category), name), listing.listed_on)
    base: date = china_date(now)
    office_duty(application=application, listing=listing, kind=kind, rule=rule_, base=base, by=by, now=now)
