"""One step of an item: the table says whether, the row and its move are written together."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.items import refusals
from gongbao.briefing.items.models import Item, Move, Reason
from gongbao.briefing.items.parts import tell_watchers
from gongbao.briefing.items.rules import next_state
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare

MOVED = declare("item.moved", "信息流转", "item moved on")
TOPIC = "items"


def held_item(item_id: UUID, *, turn: int | None = None) -> Item:
    """The item, locked until the transaction ends. Refusal if it was changed since the caller saw turn `turn`."""
    item = Item.objects.select_for_update(of=("self",)).select_related("unit", "desk", "claimed_by").get(pk=item_id)
    if turn is not None and turn != item.turn:
        last = item.moves.order_by("-at").values_list("by", flat=True).first()
        raise refusals.changed_meanwhile(last or str(item.author))
    return item


@transaction.atomic
def move(
    *,
    item: Item,
    action: str,
    by: Actor,
    now: datetime,
    hand: str,
    words: str = "",
    reason: str = "",
    claimed_by: User | None = None,
) -> Move:
    """Take a locked item one step on. `hand` is who must act next; the stay at the hand before ends here."""
    after = next_state(action, item.state, words=words or reason)
    if reason and not Reason.objects.filter(action=action, code=reason, active=True).exists():
        raise refusals.unknown_reason()
    step = Move(
        item=item,
        action=action,
        before=item.state,
        after=after,
        at=now,
        by=by.label[:80],
        reason=reason,
        words=words.strip(),
        hand=hand[:120],
    )
    step.save(force_insert=True)
    item.state, item.hand, item.hand_since, item.claimed_by = after, hand[:120], now, claimed_by
    item.turn += 1
    item.save()
    record_event(
        name=MOVED,
        by=by,
        now=now,
        subject=("item", item.pk),
        detail={"action": action, "from": step.before, "to": after},
    )
    tell_watchers(item, step, by, now)
    push(
        topic=TOPIC,
        data={"item": str(item.pk)},
        audience=[f"organisation:{item.unit_id}", f"organisation:{item.desk_id}"],
    )
    return step
