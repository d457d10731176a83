"""The order to publish (R 10; A25 7): written, served, expired by the days alone, listed, or taken back."""

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
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send
from gongbao.foundation.wording import plain_day
from gongbao.kernel.statutes import Ground, Kind, rule
from gongbao.register.entities.models import Entity
from gongbao.register.instant import refusals
from gongbao.register.instant.actions.meeting import ORDERED, SUBJECT, TO_LIST, close_duties
from gongbao.register.instant.models import Order, Service
from gongbao.register.instant.names import ORDER_EXPIRED
from gongbao.register.instant.orders_text import order_document, order_link
from gongbao.register.instant.rules import firm_kinds, owes_instant_information, personal_in
from gongbao.register.listings.actions import list_entity
from gongbao.register.listings.actions.writing import office_of, write_decision
from gongbao.register.listings.models import Listing

ISSUED = declare("order.issued", "责令限期公示", "ordered to publish")
SERVED = declare("order.served", "责令决定送达", "order served")
EXPIRED = declare("order.expired", "责令期限届满", "order expired")
LISTED = declare("order.listed", "未按责令公示，已列入", "listed after the order")
WITHDRAWN = declare("order.withdrawn", "撤回责令决定", "order withdrawn")
BATCH = 500


@transaction.atomic
def order_to_publish(
    *,
    entity_id: int,
    kind: str,
    what: str,
    by: Actor,
    now: datetime,
    arose_on: date | None = None,
    origin: tuple[str, str] = ("", ""),
) -> Order:
    """Order in writing that information be published. Ten days run from service (`serve_order`), not from now.

    `origin` is what led to it, e.g. ("finding", its id): one order in force each. Refusal where no such duty exists.
    """
    entity = Entity.objects.select_for_update(no_key=True).get(id=entity_id)
    if not owes_instant_information(Kind(entity.category)):
        raise refusals.only_enterprises()
    if kind not in firm_kinds():
        raise refusals.no_such_kind()
    if not what.strip():
        raise refusals.what_needed()
    if (said := personal_in(what)) is not None:
        raise refusals.personal(said, "what")
    if origin[1]:
        before = Order.objects.filter(
            entity_id=entity_id, origin_kind=origin[0], origin_id=origin[1], withdrawn_on=None
        ).first()
        if before is not None:
            raise refusals.already_ordered(before.number)
    on, authority = china_date(now), office_of(entity)
    document = order_document(firm_kinds()[kind], what.strip(), on)
    decision = write_decision(entity=entity, document=document, authority=authority, by=by, now=now)
    order = Order(
        entity=entity,
        kind=kind,
        what=what.strip(),
        arose_on=arose_on,
        origin_kind=origin[0],
        origin_id=origin[1],
        region=entity.region,
        authority=authority.name,
        number=decision.number,
        decision_id=decision.id,
        issued_on=on,
    )
    order.save(force_insert=True)
    _event(ISSUED, order, by, now, number=order.number, kind=kind)
    push(topic="instant")
    return order


@transaction.atomic
def serve_order(
    *, entity_id: int, order_id: UUID, how: str, on: date, by: Actor, now: datetime, note: str = ""
) -> Order:
    """Write down how and when the order was served: its ten days run from that day, and the firm owes it."""
    order = _open(entity_id, order_id)
    if order.served_on is not None or order.met_on is not None:
        raise refusals.order_over(order.state)
    if how not in Service.values:
        raise refusals.served_how()
    if not order.issued_on <= on <= china_date(now):
        raise refusals.served_when(order.issued_on, china_date(now))
    terms = Terms.by_rule(rule("enterprise.order-to-publish", on), on, kind=ORDERED)
    order.served_on, order.served_how, order.served_note, order.due_on = on, how, note.strip()[:200], terms.due_on
    order.save(update_fields=["served_on", "served_how", "served_note", "due_on"])
    duties.open_duty(
        owed=Owed(party_id=entity_id, region=order.region, terms=terms, subject=(SUBJECT, str(order.id))),
        by=by,
        now=now,
    )
    _tell(
        order,
        f"责令在{plain_day(terms.due_on)}前公示信息",
        f"Ordered to publish by {terms.due_on}",
        f"{order.number}：请公示{order.what}。逾期未公示的，列入经营异常名录。",
        f"{order.number}: publish {order.what}. If not in time: the abnormal list.",
        now,
    )
    _event(SERVED, order, by, now, how=how, on=on.isoformat(), due=terms.due_on.isoformat())
    push(topic="instant")
    return order


@transaction.atomic
def withdraw_order(*, entity_id: int, order_id: UUID, reason: str, by: Actor, now: datetime) -> Order:
    """Take an order back with the reason; not after a listing, which has its own ways out."""
    order = _open(entity_id, order_id)
    if order.met_on is not None or order.listing_id is not None:
        raise refusals.order_over(order.state)
    if not reason.strip():
        raise refusals.reason_needed()
    order.withdrawn_on, order.withdrawn_words = china_date(now), reason.strip()[:200]
    order.save(update_fields=["withdrawn_on", "withdrawn_words"])
    close_duties(order, by=by, now=now, with_=order.withdrawn_words)
    _tell(
        order,
        f"已撤回责令决定：{order.number}",
        f"Order withdrawn: {order.number}",
        order.withdrawn_words,
        order.withdrawn_words,
        now,
    )
    _event(WITHDRAWN, order, by, now, reason=order.withdrawn_words)
    return order


def expire_orders(*, on: date, by: Actor, now: datetime) -> int:
    """Orders whose ten days are over and which nobody met: the office now has ten working days to list (A25 7).

    A batch a transaction, so that a stop loses nothing; running it again finds only what is left. Returns how many.
    """
    done = 0
    while expired := _expire_batch(on, by, now):
        done += expired
    return done


@transaction.atomic
def _expire_batch(on: date, by: Actor, now: datetime) -> int:
    rows = Order.objects.select_for_update(of=("self",)).filter(
        met_on=None, withdrawn_on=None, expired_on=None, due_on__lt=on
    )
    orders = list(rows.select_related("entity").order_by("due_on", "entity_id", "id")[:BATCH])
    for order in orders:
        order.expired_on = on
    owed = []
    for order in orders:
        last = order.due_on or on
        authority = office_of(order.entity)
        terms = Terms.by_rule(rule("enterprise.list-ordered-information", last), last, kind=TO_LIST)
        owed.append(
            Owed(
                party_id=authority.organisation_id or 0,
                party_kind=PartyKind.ORGANISATION,
                region=order.region,
                terms=terms,
                subject=(SUBJECT, str(order.id)),
                about_entity=order.entity_id,
            )
        )
    Order.objects.bulk_update(orders, ["expired_on"], batch_size=BATCH)
    duties.open_many(owed=owed, by=by, now=now)
    for order in orders:
        _event(EXPIRED, order, by, now, due=str(order.due_on))
        bus.tell(ORDER_EXPIRED, _facts(order, by, now))
    return len(orders)


@transaction.atomic
def list_for_order(*, entity_id: int, order_id: UUID, by: Actor, now: datetime) -> Listing:
    """Enter the firm in the abnormal list because the order expired unmet (second ground of A25 4)."""
    order = _open(entity_id, order_id)
    if order.met_on is not None or order.listing_id is not None:
        raise refusals.order_over(order.state)
    if order.due_on is None or china_date(now) <= order.due_on:
        raise refusals.not_expired(order.due_on)
    listing = list_entity(
        entity_id=entity_id,
        ground=Ground.ORDERED_INFORMATION.value,
        statement=f"{order.number}于{order.served_on}送达，责令期限至{order.due_on}届满，未公示：{order.what}。",
        by=by,
        now=now,
    )
    order.expired_on, order.listing_id = order.expired_on or china_date(now), listing.id
    order.save(update_fields=["expired_on", "listing_id"])
    subject = (SUBJECT, str(order.id))
    authority = office_of(order.entity)
    duties.discharge(
        party_id=authority.organisation_id or 0, kind=TO_LIST, by=by, now=now, with_=str(listing.id), subject=subject
    )
    _event(LISTED, order, by, now, listing=str(listing.id))
    return listing


def _open(entity_id: int, order_id: UUID) -> Order:
    """The order, locked, with its entity. Refusal once it was withdrawn."""
    rows = Order.objects.select_for_update(of=("self",)).select_related("entity")
    order = rows.get(entity_id=entity_id, id=order_id)
    if order.withdrawn_on is not None:
        raise refusals.order_over(order.state)
    return order


def _facts(order: Order, by: Actor, now: datetime) -> dict[str, object]:
    origin = (order.origin_kind, order.origin_id)
    return {"order": order.id, "entity_id": order.entity_id, "origin": origin, "by": by, "now": now}


def _event(name: str, order: Order, by: Actor, now: datetime, **detail: object) -> None:
    record_event(name=name, by=by, now=now, subject=(SUBJECT, order.id), party_id=order.entity_id, detail=detail)


def _tell(order: Order, title_zh: str, title_en: str, body_zh: str, body_en: str, now: datetime) -> None:
    words = Words("ordered-to-publish", title_zh, title_en, body_zh, body_en, order_link(order.entity_id))
    send(party_kind="entity", party_id=order.entity_id, words=words, now=now)
