"""The way out: the firm applies, the office verifies where it must, and decides by the law of that day."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.kinds import REMOVAL
from gongbao.foundation.duties.models import Duty, DutyState, PartyKind
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send
from gongbao.kernel.statutes import DeadlineRule, Ground, Kind, Removal, RemovalOutcome, Sentence, ground_entry, rule_id
from gongbao.kernel.statutes import rule as rule_of
from gongbao.register.listings import refusals, selectors
from gongbao.register.listings.actions.applications import (
    SUBJECT,
    Evidence,
    answer,
    open_application,
    take_in,
)
from gongbao.register.listings.actions.writing import office_of, write_decision
from gongbao.register.listings.models import Application, ApplicationKind, ApplicationState, Decision, Listing
from gongbao.register.listings.remedies import is_known
from gongbao.register.listings.rules import WORDS, Document, listing_link, remedies
from gongbao.register.records.actions import publish

APPLIED = declare("listing.removal-applied", "申请移出名录", "applied for removal from the list")
VERIFIED = declare("listing.verified", "已核实", "facts verified")
REMOVED = declare("listing.removed", "移出经营异常名录", "removed from the abnormal list")
REFUSED = declare("listing.removal-refused", "不予移出", "removal refused")


@transaction.atomic
def apply_for_removal(
    *,
    entity_id: int,
    listing_id: UUID,
    statement: str,
    by: Actor,
    now: datetime,
    evidence: Sequence[Evidence] = (),
) -> Application:
    """The firm asks to be removed. Refusal with the kernel's next step while something is still missing."""
    listing = open_listing(entity_id, listing_id)
    on = china_date(now)
    state = selectors.standing(listing, on)
    if state.application is not None:
        raise refusals.already_asked()
    if state.removal is None or state.removal.outcome is not RemovalOutcome.AWAIT_APPLICATION:
        needs_statement = not is_known(listing)
        if not (needs_statement and state.removal and state.removal.outcome is RemovalOutcome.AWAIT_REMEDY):
            raise refusals.not_yet(state.removal.step if state.removal else Sentence("已移出", "removed"))
        if not statement.strip():
            raise refusals.statement_needed()
    application = take_in(
        listing=listing, kind=ApplicationKind.REMOVAL, statement=statement, evidence=evidence, by=by, now=now
    )
    office_duty(
        application=application, listing=listing, kind=REMOVAL, rule=_rule(listing, on), base=on, by=by, now=now
    )
    record_event(
        name=APPLIED, by=by, now=now, subject=(SUBJECT, application.id), party_id=entity_id, detail=_about(listing)
    )
    return application


@transaction.atomic
def verify_application(*, entity_id: int, application_id: UUID, by: Actor, now: datetime) -> Application:
    """The office has verified what the firm said (grounds 3 and 4): its clock counts from now."""
    application = open_application(entity_id, application_id, ApplicationKind.REMOVAL)
    application.verified_at = now
    application.save(update_fields=["verified_at"])
    listing = open_listing(application.entity_id, application.listing_id)
    on = china_date(now)
    for duty in Duty.objects.filter(
        about_entity=application.entity_id, subject_kind=SUBJECT, subject_id=str(application.id), state=DutyState.OPEN
    )[:1]:
        terms = Terms.by_rule(_rule(listing, on), on, kind=REMOVAL)
        duties.reset_clock(duty=duty, terms=terms, by=by, now=now)
    record_event(name=VERIFIED, by=by, now=now, subject=(SUBJECT, application.id), party_id=application.entity_id)
    return application


@transaction.atomic
def decide_removal(
    *, entity_id: int, application_id: UUID, grant: bool, reason: str, by: Actor, now: datetime
) -> Decision:
    """Remove, or refuse with reasons. A removal is granted only where the law of the day grants it."""
    application = open_application(entity_id, application_id, ApplicationKind.REMOVAL)
    listing = open_listing(application.entity_id, application.listing_id)
    on = china_date(now)
    removal = selectors.standing(listing, on).removal
    if removal is None:
        raise refusals.already_removed()
    if grant and removal.outcome is not RemovalOutcome.GRANT:
        raise refusals.not_yet(removal.step)
    if not grant and not reason.strip():
        raise refusals.reason_needed()
    document = _document(listing, removal, "remove" if grant else "refuse", reason.strip(), on)
    decision = write_decision(
        entity=listing.entity, document=document, authority=office_of(listing.entity), by=by, now=now
    )
    answer(
        application=application,
        state=ApplicationState.GRANTED if grant else ApplicationState.REJECTED,
        words=reason.strip(),
        decision=decision,
        duty_kind=REMOVAL,
        by=by,
        now=now,
    )
    if grant:
        end_listing(listing=listing, decision=decision, reason="removed", by=by, now=now)
    tell(listing=listing, decision=decision, document=document, now=now)
    record_event(
        name=REMOVED if grant else REFUSED,
        by=by,
        now=now,
        subject=("listing", listing.id),
        party_id=listing.entity_id,
        detail=_about(listing) | {"decision": str(decision.id), "late": removal.overdue},
    )
    return decision


def _document(listing: Listing, removal: Removal, kind: str, reason: str, on: date) -> Document:
    """The decision's text: the kernel's reasons, then the officer's."""
    said = tuple(removal.reasons) + ((removal.step,) if kind == "remove" else ())
    if reason:
        said = (*said, Sentence(reason, reason))
    return Document(
        kind=kind,
        decided_on=on,
        register=listing.register,
        ground=listing.ground,
        ground_words=ground_words(listing),
        measure=removal.ending if kind == "remove" else Sentence(WORDS[kind][1], WORDS[kind][2]),
        citations=tuple(citation.token for citation in removal.citations),
        reasons=said,
        remedies=_remedies(Kind(listing.entity.category), on),
        period=listing.period,
    )


def _remedies(kind: Kind, on: date) -> Sentence:
    whole = remedies(kind, on)
    return Sentence("；".join(whole.zh.split("；")[1:]) or whole.zh, whole.en.split("; ", 1)[-1].capitalize())


def ground_words(listing: Listing) -> Sentence:
    """The ground in the words of the law of the day of listing."""
    return ground_entry(Kind(listing.entity.category), Ground(listing.ground), listing.listed_on).words


def open_listing(entity_id: int, listing_id: UUID) -> Listing:
    """The entry, locked, still open. Refusal once it has ended; Listing.DoesNotExist where there is none."""
    rows = Listing.objects.select_for_update(of=("self",)).select_related("entity")
    listing = rows.get(entity_id=entity_id, id=listing_id)
    if listing.removed_on is not None:
        raise refusals.already_removed()
    return listing


def office_duty(
    *, application: Application, listing: Listing, kind: str, rule: DeadlineRule, base: date, by: Actor, now: datetime
) -> Duty:
    """The office owes an answer: on its work list by the law's clock."""
    authority = office_of(listing.entity)
    return duties.open_duty(
        owed=Owed(
            party_id=authority.organisation_id or 0,
            party_kind=PartyKind.ORGANISATION,
            region=listing.region,
            terms=Terms.by_rule(rule, base, kind=kind),
            subject=(SUBJECT, str(application.id)),
            about_entity=listing.entity_id,
        ),
        by=by,
        now=now,
    )


def end_listing(*, listing: Listing, decision: Decision, reason: str, by: Actor, now: datetime) -> None:
    """The entry ends with this decision; the record is published anew, as the law of the day wants it."""
    listing.removed_on, listing.removal_id = decision.decided_on, decision.id
    listing.save(update_fields=["removed_on", "removal_id"])
    publish(entity_ids=[listing.entity_id], reason=reason, by=by, now=now)
    push(topic="listings")


def tell(*, listing: Listing, decision: Decision, document: Document, now: datetime) -> None:
    """Tell the firm in its inbox what was decided."""
    zh, en = WORDS[document.kind][1], WORDS[document.kind][2]
    send(
        party_kind="entity",
        party_id=listing.entity_id,
        words=Words(
            kind=f"listing-{document.kind}",
            title_zh=f"{zh}：{decision.number}",
            title_en=f"{en}: {decision.number}",
            body_zh=document.reason.zh,
            body_en=document.reason.en,
            link=listing_link(listing.entity_id, listing.id),
        ),
        now=now,
    )


def _rule(listing: Listing, on: date) -> DeadlineRule:
    """The office's time limit for this ground; for an abolished one the last there was."""
    kind = Kind(listing.entity.category)
    name = rule_id(kind, f"remove-{listing.ground}")
    return rule_of(name, on if _in_force(kind, listing, on) else listing.listed_on)


def _in_force(kind: Kind, listing: Listing, on: date) -> bool:
    return any(entry.applies(on) for entry in selectors.grounds_of(kind) if entry.ground == Ground(listing.ground))


def _about(listing: Listing) -> dict[str, object]:
    return {"ground": listing.ground, "period": listing.period}
