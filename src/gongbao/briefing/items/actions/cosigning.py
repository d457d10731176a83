"""Co-signing inside the unit: who must agree before an item leaves it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.items import refusals
from gongbao.briefing.items.actions.moving import held_item, move
from gongbao.briefing.items.models import CoSign, Item
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.actions import Words, send


@transaction.atomic
def ask_cosign(*, item_id: UUID, users: Sequence[User], turn: int, by: Actor, now: datetime) -> Item:
    """Ask colleagues of the unit to agree to this draft; whoever was asked before is asked anew."""
    item = held_item(item_id, turn=turn)
    if not users:
        raise Refusal("item.nobody-asked", "请至少选一位会签人。", "Choose somebody to co-sign.", field="users")
    if not item.title or not item.body:
        raise refusals.title_needed() if not item.title else refusals.body_needed()
    CoSign.objects.filter(item=item).delete()
    CoSign.objects.bulk_create([CoSign(item=item, user=user, asked_at=now) for user in users])
    move(item=item, action="ask-cosign", by=by, now=now, hand="、".join(str(user) for user in users))
    send(
        party_kind="organisation",
        party_id=item.unit_id,
        words=Words(
            kind="item.cosign",
            title_zh=f"请会签：{item.title}",
            title_en=f"To co-sign: {item.title}",
            body_zh="请打开看过后表示同意，或写明意见退回。",
            body_en="Open it, then agree, or send it back with your words.",
            link=f"/report/items/{item.pk}/",
        ),
        now=now,
    )
    return item


@transaction.atomic
def say_cosign(*, item_id: UUID, user: User, agreed: bool, words: str, by: Actor, now: datetime) -> Item:
    """Agree, or not with words: then the draft goes back to its author."""
    item = held_item(item_id)
    asked = CoSign.objects.select_for_update().filter(item=item, user=user, said_at=None).first()
    if asked is None or item.state != "cosign":
        raise refusals.not_asked_to_cosign()
    asked.said_at, asked.agreed, asked.words = now, agreed, words.strip()[:400]
    asked.save(update_fields=["said_at", "agreed", "words"])
    if not agreed:
        hand = f"{item.unit.short} {item.author}"
        move(item=item, action="cosign-refused", by=by, now=now, hand=hand, words=words)
    return item
