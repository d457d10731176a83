"""What follows from a finding: the order to publish, the listing, a penalty case if a person decides so."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties.owed import Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.notices.actions import Words, send
from gongbao.kernel.statutes import Ground, Kind, rule, rule_id
from gongbao.kernel.statutes.findings import Act, Consequence, FindingKind, consequences
from gongbao.register.inspections import refusals
from gongbao.register.inspections.actions.writing import (
    FINE,
    FULFILLED,
    LISTED,
    LISTING,
    ORDER_FOLLOW_UP,
    ORDERED,
    PUBLISH_ORDERED,
    SUBJECT,
    done,
    firm_done,
    firm_owes,
    hold,
    office_owes,
    signer,
    take_number,
)
from gongbao.register.inspections.models import Finding, FineDecision, Inspection, State
from gongbao.register.inspections.rules import own_link
from gongbao.register.listings.actions import list_entity
from gongbao.register.listings.actions.writing import office_of
from gongbao.register.listings.models import Listing

FINDING = "finding"


def _held(entity_id: int, finding_id: UUID) -> tuple[Inspection, Finding]:
    """Finding and inspection, locked; Refusal before the result is published."""
    finding = Finding.objects.select_for_update().get(entity_id=entity_id, id=finding_id)
    inspection = hold(entity_id, finding.inspection_id)
    if inspection.state != State.PUBLISHED:
        raise refusals.not_now(inspection.state)
    return inspection, finding


def _consequence(inspection: Inspection, finding: Finding, act: Act, on: date) -> Consequence:
    """What the law of the day makes of it; Refusal where it does not lead to that act."""
    kind = Kind(inspection.entity.category)
    for one in consequences(kind, FindingKind(finding.kind), on):
        if one.act is act:
            return one
    raise refusals.nothing_follows()


@transaction.atomic
def order_to_publish(*, entity_id: int, finding_id: UUID, words: str, by: Actor, now: datetime) -> Finding:
    """Order in writing that the information be published, within ten days of service (R 10, A25 7)."""
    inspection, finding = _held(entity_id, finding_id)
    on = china_date(now)
    follows = _consequence(inspection, finding, Act.ORDER, on)
    if finding.order_number:
        raise refusals.already_answered()
    if not words.strip():
        raise refusals.words_needed("words", "请写明应当公示的信息。", "Say what is to be published.")
    kind = Kind(inspection.entity.category)
    terms = Terms.by_rule(rule(rule_id(kind, "order-to-publish"), on), on, kind=PUBLISH_ORDERED)
    finding.order_number = take_number(office_of(inspection.entity), "order", on)
    finding.ordered_on, finding.order_due_on = on, terms.due_on
    finding.words = f"{finding.words}\n责令公示：{words.strip()}"
    finding.save(update_fields=["order_number", "ordered_on", "order_due_on", "words"])
    subject = (FINDING, str(finding.id))
    firm_owes(inspection, terms, subject=subject, by=by, now=now)
    then = Terms.by_rule(
        rule(rule_id(kind, "list-ordered-information"), terms.due_on), terms.due_on, kind=ORDER_FOLLOW_UP
    )
    office_owes(inspection, then, by=by, now=now, subject=str(finding.id))
    send(
        party_kind="entity",
        party_id=entity_id,
        words=Words(
            kind="ordered-to-publish",
            title_zh=f"责令在{terms.due_on}前公示信息",
            title_en=f"Ordered to publish by {terms.due_on}",
            body_zh=f"{finding.order_number}：请公示{words.strip()}。逾期未公示的，列入经营异常名录（{follows.citation.zh}）。",
            body_en=f"{finding.order_number}: publish {words.strip()}. If not in time: the abnormal list "
            f"({follows.citation.en}).",
            link=own_link(entity_id, inspection.id),
        ),
        now=now,
    )
    record_event(
        name=ORDERED,
        by=by,
        now=now,
        subject=(SUBJECT, inspection.id),
        party_id=entity_id,
        detail={"number": finding.order_number, "due": terms.due_on.isoformat()},
    )
    return finding


@transaction.atomic
def note_fulfilled(*, entity_id: int, finding_id: UUID, by: Actor, now: datetime) -> Finding:
    """The ordered information has been published: firm and office owe nothing more."""
    inspection, finding = _held(entity_id, finding_id)
    if not finding.order_number or finding.fulfilled_at is not None or finding.listing_id is not None:
        raise refusals.not_now(inspection.state)
    finding.fulfilled_at = now
    finding.save(update_fields=["fulfilled_at"])
    firm_done(inspection, PUBLISH_ORDERED, finding.order_number, subject=(FINDING, str(finding.id)), by=by, now=now)
    done(inspection, ORDER_FOLLOW_UP, finding.order_number, by=by, now=now, subject=str(finding.id))
    record_event(name=FULFILLED, by=by, now=now, subject=(SUBJECT, inspection.id), party_id=entity_id)
    return finding


@transaction.atomic
def list_for_finding(*, entity_id: int, finding_id: UUID, by: Actor, now: datetime) -> Listing:
    """Enter the firm in the abnormal list on the finding's ground; for an order not met, once its time is over."""
    inspection, finding = _held(entity_id, finding_id)
    on = china_date(now)
    if finding.listing_id is not None:
        raise refusals.already_answered()
    if finding.order_number:
        if finding.fulfilled_at is not None:
            raise refusals.nothing_follows()
        if finding.order_due_on is not None and on <= finding.order_due_on:
            raise refusals.too_early(finding.order_due_on)
        ground = Ground.ORDERED_INFORMATION
    else:
        follows = _consequence(inspection, finding, Act.LIST, on)
        ground = follows.ground or Ground.UNREACHABLE
    listing = list_entity(
        entity_id=entity_id,
        ground=ground.value,
        statement=f"{inspection.number}：{finding.words}",
        period=finding.period if ground is Ground.LATE_REPORT else 0,
        by=by,
        now=now,
    )
    finding.listing_id = listing.id
    finding.save(update_fields=["listing_id"])
    for kind in (LISTING, ORDER_FOLLOW_UP):
        done(inspection, kind, str(listing.id), by=by, now=now, subject=str(finding.id))
    record_event(
        name=LISTED,
        by=by,
        now=now,
        subject=(SUBJECT, inspection.id),
        party_id=entity_id,
        detail={"listing": str(listing.id), "ground": ground.value},
    )
    return listing


@transaction.atomic
def decide_fine(*, entity_id: int, finding_id: UUID, case: bool, reason: str, by: Actor, now: datetime) -> Finding:
    """A person decides whether a penalty case is opened. The system only says which article would allow it."""
    inspection, finding = _held(entity_id, finding_id)
    follows = _consequence(inspection, finding, Act.FINE, china_date(now))
    if finding.fine:
        raise refusals.already_answered()
    if not reason.strip():
        raise refusals.words_needed("reason", "请写明理由。", "Give the reason.")
    finding.fine = FineDecision.CASE if case else FineDecision.NONE
    finding.fine_reason, finding.fine_by = reason.strip(), signer(by)
    finding.save(update_fields=["fine", "fine_reason", "fine_by"])
    record_event(
        name=FINE,
        by=by,
        now=now,
        subject=(SUBJECT, inspection.id),
        party_id=entity_id,
        detail={"case": case, "citation": follows.citation.token},
    )
    return finding
