"""An order is met: by the information published here, or by what an officer saw published elsewhere."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.foundation.events import bus
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.register.instant import refusals
from gongbao.register.instant.models import Fact, Order
from gongbao.register.instant.names import ORDER_MET

MET = declare("order.met", "已按责令公示", "order met")
ORDERED, TO_LIST, SUBJECT = "publish-ordered", "list-ordered-information", "order"


def meet_orders(*, fact: Fact, by: Actor, now: datetime) -> int:
    """Every order that asked for this information is met, late ones too; returns how many."""
    rows = Order.objects.select_for_update().filter(
        entity_id=fact.entity_id, kind=fact.kind, met_on=None, withdrawn_on=None
    )
    met = [one for one in rows[:50] if one.arose_on in {None, fact.arose_on}]
    for order in met:
        order.met_by = fact.id
        _met(order, words="", by=by, now=now)
    return len(met)


@transaction.atomic
def note_met(*, entity_id: int, order_id: UUID, words: str, by: Actor, now: datetime) -> Order:
    """An officer has seen the information published otherwise, e.g. in a corrected annual report."""
    order = Order.objects.select_for_update().get(entity_id=entity_id, id=order_id)
    if order.met_on is not None or order.withdrawn_on is not None:
        raise refusals.order_over(order.state)
    if not words.strip():
        raise refusals.what_needed()
    _met(order, words=words.strip()[:200], by=by, now=now)
    return order


def _met(order: Order, *, words: str, by: Actor, now: datetime) -> None:
    order.met_on, order.met_words = china_date(now), words
    order.save(update_fields=["met_on", "met_words", "met_by"])
    close_duties(order, by=by, now=now, with_=order.number)
    record_event(name=MET, by=by, now=now, subject=(SUBJECT, order.id), party_id=order.entity_id)
    bus.tell(
        ORDER_MET,
        {
            "order": order.id,
            "entity_id": order.entity_id,
            "origin": (order.origin_kind, order.origin_id),
            "by": by,
            "now": now,
        },
    )


def close_duties(order: Order, *, by: Actor, now: datetime, with_: str) -> None:
    """The firm owes nothing more by this order, nor the office a listing that has not been made."""
    subject = (SUBJECT, str(order.id))
    duties.discharge(party_id=order.entity_id, kind=ORDERED, by=by, now=now, with_=with_, subject=subject)
    for duty in Duty.objects.filter(
        about_entity=order.entity_id, kind=TO_LIST, subject_kind=SUBJECT, subject_id=str(order.id), state=DutyState.OPEN
    )[:5]:
        duties.waive(duty=duty, reason=with_, by=by, now=now)
