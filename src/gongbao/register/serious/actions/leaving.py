"""Early removal (S21 16 to 18): applied for with a commitment and proof, accepted in 2 working days, decided in 15."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.events import bus
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes import (
    DEFAULT_LAW,
    InstrumentId,
    Sentence,
    cite,
    decide_serious_exit,
    may_apply,
    may_grant,
    rule,
    serious_ground,
)
from gongbao.register.listings.actions.applications import (
    SUBJECT as APPLICATION,
)
from gongbao.register.listings.actions.applications import (
    Evidence,
    answer,
    end_duty,
    open_application,
    take_in,
)
from gongbao.register.listings.models import Application, ApplicationKind, ApplicationState, Decision
from gongbao.register.people import actions as people
from gongbao.register.records.actions import publish
from gongbao.register.serious import refusals, rules, selectors
from gongbao.register.serious.actions.writing import (
    ENDED_ELSEWHERE,
    TAKE_DOWN,
    deciding_office,
    done,
    is_far,
    locked,
    owe,
    tell_decision,
    write,
)
from gongbao.register.serious.models import Ending, Entry, State

APPLIED = declare("serious.removal-applied", "申请提前移出", "early removal applied for")
ACCEPTED = declare("serious.application-accepted", "受理提前移出申请", "application accepted")
NOT_ACCEPTED = declare("serious.application-rejected", "不予受理提前移出申请", "application not accepted")
GRANTED = declare("serious.removed", "移出严重违法失信名单", "removed from the serious list")
REFUSED = declare("serious.removal-refused", "不予提前移出", "early removal refused")
TAKEN_DOWN = declare("serious.taken-down", "停止公示", "publication stopped")
PENALISED = declare("serious.new-penalty", "又受到较重行政处罚", "another heavier penalty")
ACCEPTANCE = "serious-acceptance"
VERIFICATION = "serious-verification"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What the verification found: when the penalty was performed and the harm removed; None where it was not."""

    performed_on: date | None
    harm_removed_on: date | None


@transaction.atomic
def apply_early(
    *,
    entity_id: int,
    entry_id: UUID,
    statement: str,
    commitment: bool,
    evidence: Sequence[Evidence],
    by: Actor,
    now: datetime,
) -> Application:
    """The firm applies, with its commitment to keep the law and proof of what it put right (S21 17)."""
    entry = locked(entity_id, entry_id)
    if entry.origin is not None:
        raise refusals.decided_elsewhere(entry.authority)
    rules.after(entry.state, "grant")
    if selectors.open_application(entry, ApplicationKind.REMOVAL) is not None:
        raise refusals.already_asked()
    law = decide_serious_exit(selectors.exit_facts(entry, None), china_date(now))
    if not may_apply(law.outcome):
        raise refusals.law_says(law.step)
    if not statement.strip():
        raise refusals.missing("statement", "请说明事实和理由。", "State the facts and reasons.")
    if not commitment:
        raise refusals.missing("commitment", "请作出守信承诺。", "The commitment is part of the application.")
    if not evidence:
        raise refusals.missing("evidence", "请附履行义务的证明材料。", "Add proof that the penalty was performed.")
    application = take_in(
        listing=entry, kind=ApplicationKind.REMOVAL, statement=statement, evidence=evidence, by=by, now=now
    )
    _owe(application, entry, ACCEPTANCE, "serious.acceptance", by=by, now=now)
    _record(APPLIED, entry, by, now)
    return application


@transaction.atomic
def answer_application(
    *, entity_id: int, application_id: UUID, accept: bool, reason: str, by: Actor, now: datetime
) -> Application:
    """Accept the application for verification, or not, with reasons, within two working days of receipt."""
    application = open_application(entity_id, application_id, ApplicationKind.REMOVAL)
    entry = locked(entity_id, application.listing_id)
    if application.state != ApplicationState.RECEIVED:
        raise refusals.law_says(Sentence("该申请已经受理。", "This application has been accepted already."))
    if accept:
        application.state, application.accepted_at = ApplicationState.ACCEPTED, now
        application.save(update_fields=["state", "accepted_at"])
        end_duty(application=application, kind=ACCEPTANCE, with_="accepted", by=by, now=now)
        _owe(application, entry, VERIFICATION, "serious.verification", by=by, now=now)
        _record(ACCEPTED, entry, by, now)
        return application
    if not reason.strip():
        raise refusals.missing("reason", "请写明不予受理的理由。", "Give the reasons for not accepting.")
    told = rules.Told(reasons=(Sentence(reason.strip(), reason.strip()),), citations=(cite(InstrumentId.S21, 17, 2),))
    decision = _decide(entry, "serious-reject", told, by=by, now=now)
    answer(
        application=application,
        state=ApplicationState.REFUSED,
        words=reason.strip(),
        decision=decision,
        duty_kind=ACCEPTANCE,
        by=by,
        now=now,
    )
    _record(NOT_ACCEPTED, entry, by, now)
    return application


@transaction.atomic
def decide_early(
    *,
    entity_id: int,
    application_id: UUID,
    grant: bool,
    verified: Verified,
    reason: str,
    by: Actor,
    now: datetime,
) -> Entry:
    """Remove, where the verification bears out S21 16, or refuse with reasons. A removal is taken down in 3 days."""
    application = open_application(entity_id, application_id, ApplicationKind.REMOVAL)
    entry = locked(entity_id, application.listing_id)
    if application.state != ApplicationState.ACCEPTED:
        raise refusals.law_says(Sentence("请先决定是否受理申请。", "Decide on acceptance first."))
    on = china_date(now)
    entry.performed_on, entry.harm_removed_on = verified.performed_on, verified.harm_removed_on
    against = may_grant(selectors.exit_facts(entry, application), on)
    if grant and against is not None:
        raise refusals.law_says(against)
    if not grant and not (reason.strip() or against):
        raise refusals.missing("reason", "请写明不予移出的理由。", "Give the reasons for the refusal.")
    said = tuple(one for one in (against if not grant else _borne_out(entry), _own(reason)) if one)
    told = rules.Told(reasons=said, citations=(cite(InstrumentId.S21, 16, 1), cite(InstrumentId.S21, 17, 3)))
    decision = _decide(entry, "serious-remove" if grant else "serious-refuse", told, by=by, now=now)
    answer(
        application=application,
        state=ApplicationState.GRANTED if grant else ApplicationState.REJECTED,
        words=" ".join(one.zh for one in said),
        decision=decision,
        duty_kind=VERIFICATION,
        by=by,
        now=now,
    )
    fields = ["performed_on", "harm_removed_on"]
    if grant:
        entry.state = rules.after(entry.state, "grant")
        entry.ending, entry.removal_id, entry.ended_on, entry.ended_at = Ending.EARLY, decision.id, on, now
        if entry.state == State.ENDED:
            entry.taken_down_at = now  # nothing was published here
        fields += ["taken_down_at", "state", "ending", "removal_id", "ended_on", "ended_at"]
    entry.save(update_fields=fields)
    if grant:
        _follow_removal(entry, decision, by=by, now=now)
    _record(GRANTED if grant else REFUSED, entry, by, now)
    return entry


def _follow_removal(entry: Entry, decision: Decision, *, by: Actor, now: datetime) -> None:
    """What an early removal asks for: taking down here, telling another province, the end of bars."""
    if entry.state == State.ENDING:
        owe(entry=entry, kind=TAKE_DOWN, base=china_date(now), by=by, now=now)
    if is_far(entry):
        bus.tell(ENDED_ELSEWHERE, {"entry": entry, "decision": decision, "by": by, "now": now})
    if DEFAULT_LAW.bar_ends_with_early_removal:
        people.lift_bars(
            source=("serious", str(entry.id)), entity_id=entry.entity_id, reason=decision.number, by=by, now=now
        )


@transaction.atomic
def take_down(*, entity_id: int, entry_id: UUID, by: Actor, now: datetime) -> Entry:
    """Stop the publication and lift the measures (S21 18)."""
    entry = locked(entity_id, entry_id)
    entry.state = rules.after(entry.state, "take-down")
    entry.taken_down_at = now
    entry.save(update_fields=["state", "taken_down_at"])
    done(entry=entry, kind=TAKE_DOWN, with_="taken down", by=by, now=now)
    publish(entity_ids=[entity_id], reason="serious-ended", by=by, now=now)
    _record(TAKEN_DOWN, entry, by, now)
    return entry


@transaction.atomic
def note_new_penalty(*, entity_id: int, entry_id: UUID, on: date, by: Actor, now: datetime) -> Entry:
    """Another heavier penalty since the listing: no early removal (S21 16(3))."""
    entry = locked(entity_id, entry_id)
    if entry.listed_on is None or not entry.listed_on <= on <= china_date(now):
        raise refusals.missing(
            "new_penalty_on", "日期应在列入之后、今天之前。", "The day must lie between the listing and today."
        )
    entry.new_penalty_on = on
    entry.save(update_fields=["new_penalty_on"])
    _record(PENALISED, entry, by, now)
    return entry


def _borne_out(entry: Entry) -> Sentence:
    return Sentence(
        f"经核实：列入已满一年，已于{entry.performed_on}履行处罚决定规定的义务，已于{entry.harm_removed_on}消除危害后果"
        "和不良影响，未再受到较重行政处罚。",
        f"Verified: listed for a year; the penalty was performed on {entry.performed_on}, the harm removed on "
        f"{entry.harm_removed_on}; no other heavier penalty.",
    )


def _own(reason: str) -> Sentence | None:
    return Sentence(reason.strip(), reason.strip()) if reason.strip() else None


def _decide(entry: Entry, kind: str, told: rules.Told, *, by: Actor, now: datetime) -> Decision:
    document = rules.answer_document(kind, serious_ground(entry.ground), told, china_date(now))
    decision = write(entry=entry, document=document, by=by, now=now)
    tell_decision(entry=entry, decision=decision, document=document, now=now)
    return decision


def _owe(application: Application, entry: Entry, kind: str, rule_name: str, *, by: Actor, now: datetime) -> None:
    """The office owes an answer to this application."""
    who, base = deciding_office(entry), china_date(now)
    duties.open_duty(
        owed=Owed(
            party_id=who.organisation_id or 0,
            party_kind=PartyKind.ORGANISATION,
            region=entry.region,
            terms=Terms.by_rule(rule(rule_name, base), base, kind=kind),
            subject=(APPLICATION, str(application.id)),
            about_entity=entry.entity_id,
        ),
        by=by,
        now=now,
    )


def _record(name: str, entry: Entry, by: Actor, now: datetime) -> None:
    record_event(name=name, by=by, now=now, subject=("serious", entry.id), party_id=entry.entity_id)
