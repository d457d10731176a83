"""What follows from a finding: the order to publish, the listing, a penalty case if a person decides so."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.kernel.statutes import Ground, Kind
from gongbao.kernel.statutes.findings import Act, Consequence, FindingKind, consequences
from gongbao.register.inspections import refusals
from gongbao.register.inspections.actions.writing import (
    FINE,
    LISTED,
    LISTING,
    ORDERED,
    SUBJECT,
    done,
    hold,
    signer,
)
from gongbao.register.inspections.models import Finding, FineDecision, Inspection, State
from gongbao.register.instant import actions as orders
from gongbao.register.instant.models import Order
from gongbao.register.listings.actions import list_entity
from gongbao.register.listings.models import Listing

FINDING = "finding"


def _held(entity_id: int, finding_id: UUID) -> tuple[Inspection, Finding]:
    """Finding and inspection, locked; Refusal before the result is published."""
    finding = Finding.objects.select_for_update().get(entity_id=entity_id, id=finding_id)
    inspection = hold(entity_id, finding.inspection_id)
    if inspection.state != State.PUBLISHED or finding.withdrawn_by is not None:
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
def order_to_publish(*, entity_id: int, finding_id: UUID, words: str, by: Actor, now: datetime) -> Order:
    """Order in writing that the information be published (R 10, A25 7). Ten days run from its service.

    One order for all: how it is served, met, or ends in a listing stands with it.
    """
    inspection, finding = _held(entity_id, finding_id)
    _consequence(inspection, finding, Act.ORDER, china_date(now))
    if not words.strip():
        raise refusals.words_needed("words", "请写明应当公示的信息。", "Say what is to be published.")
    order = orders.order_to_publish(
        entity_id=entity_id,
        kind="other",
        what=words.strip(),
        origin=(FINDING, str(finding.id)),
        by=by,
        now=now,
    )
    finding.order_id = order.id
    finding.save(update_fields=["order_id"])
    record_event(
        name=ORDERED,
        by=by,
        now=now,
        subject=(SUBJECT, inspection.id),
        party_id=entity_id,
        detail={"number": order.number},
    )
    return order


@transaction.atomic
def list_for_finding(*, entity_id: int, finding_id: UUID, by: Actor, now: datetime) -> Listing:
    """Enter the firm in the abnormal list on the finding's own ground. An order not met is listed from the order."""
    inspection, finding = _held(entity_id, finding_id)
    if finding.listing_id is not None:
        raise refusals.already_answered()
    follows = _consequence(inspection, finding, Act.LIST, china_date(now))
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
    done(inspection, LISTING, str(listing.id), by=by, now=now, subject=str(finding.id))
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
