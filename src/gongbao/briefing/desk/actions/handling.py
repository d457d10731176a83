"""An item at the desk: claimed, asked about, sent back, held or kept. The unit always hears, and why."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.items import refusals
from gongbao.briefing.items.actions import held_item, move
from gongbao.briefing.items.models import Item
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.notices.actions import Words, send


@transaction.atomic
def claim(*, item_id: UUID, editor: User, turn: int | None, by: Actor, now: datetime) -> Item:
    """Take an item into one's hand. Claiming what one has already changes nothing."""
    item = held_item(item_id, turn=None if turn is None else turn)
    if item.state == "claimed" and item.claimed_by_id == editor.pk:
        return item
    if item.state == "claimed" and item.claimed_by is not None:
        raise refusals.not_your_item(str(item.claimed_by))
    move(item=item, action="claim", by=by, now=now, hand=str(editor), claimed_by=editor)
    return item


@transaction.atomic
def lay_back(*, item_id: UUID, turn: int | None, by: Actor, now: datetime) -> Item:
    """Lay an item back among those nobody has in hand."""
    item = held_item(item_id, turn=turn)
    move(item=item, action="lay-back", by=by, now=now, hand=str(item.desk))
    return item


@transaction.atomic
def pass_on(*, item_id: UUID, editor: User, by: Actor, now: datetime) -> Item:
    """Put what somebody has in hand into a colleague's. Where it waits for the unit, the answer comes to them."""
    item = held_item(item_id)
    action = "pass-on" if item.state == "claimed" else f"pass-on-{item.state}"
    asked, since = item.state == "asked", item.hand_since
    move(item=item, action=action, by=by, now=now, hand=item.hand if asked else str(editor), claimed_by=editor)
    if asked:
        item.hand_since = since  # it waits at the unit as before
        item.save(update_fields=["hand_since"])
    return item


@transaction.atomic
def ask(*, item_id: UUID, turn: int | None, words: str, by: Actor, now: datetime) -> Item:
    """Ask the unit: a question, figures, a call back. The item waits at the unit, the editor keeps it."""
    item = held_item(item_id, turn=turn)
    editor = item.claimed_by
    move(item=item, action="ask", by=by, now=now, hand=str(item.unit), words=words, claimed_by=editor)
    _tell(item, "item.asked", "信息科请您补充", "The desk asks", words, now)
    return item


@transaction.atomic
def send_back(*, item_id: UUID, turn: int | None, reason: str, words: str, by: Actor, now: datetime) -> Item:
    """Return an item with a reason of the list and a sentence."""
    item = held_item(item_id, turn=turn)
    if not reason:
        raise refusals.unknown_reason()
    hand = f"{item.unit.short} {item.author}"
    move(item=item, action="return", by=by, now=now, hand=hand, words=words, reason=reason)
    _tell(item, "item.returned", "退回", "Returned", words, now)
    return item


@transaction.atomic
def hold(*, item_id: UUID, turn: int | None, reason: str, words: str, by: Actor, now: datetime) -> Item:
    """Hold an item, under the editor's name and with a reason: it stays in sight."""
    item = held_item(item_id, turn=turn)
    if not reason:
        raise refusals.unknown_reason()
    editor = item.claimed_by
    move(
        item=item,
        action="hold",
        by=by,
        now=now,
        hand=str(editor or item.desk),
        words=words or reason,
        reason=reason,
        claimed_by=editor,
    )
    return item


@transaction.atomic
def keep(*, item_id: UUID, turn: int | None, reason: str, words: str, by: Actor, now: datetime) -> Item:
    """Keep an item as material without using it. That is an answer too, and the unit gets it."""
    item = held_item(item_id, turn=turn)
    if not reason:
        raise refusals.unknown_reason()
    move(item=item, action="keep", by=by, now=now, hand="", words=words or reason, reason=reason)
    _tell(item, "item.kept", "留存备查", "Kept for reference", words, now)
    return item


@transaction.atomic
def reopen(*, item_id: UUID, editor: User, turn: int | None, by: Actor, now: datetime) -> Item:
    """Take up again what was held or kept."""
    item = held_item(item_id, turn=turn)
    move(item=item, action="reopen", by=by, now=now, hand=str(editor), claimed_by=editor)
    return item


def _tell(item: Item, kind: str, zh: str, en: str, words: str, now: datetime) -> None:
    send(
        party_kind="organisation",
        party_id=item.unit_id,
        words=Words(
            kind=kind,
            title_zh=f"{zh}:{item.title}",
            title_en=f"{en}: {item.title}",
            body_zh=words.strip()[:400],
            body_en=words.strip()[:400],
            link=f"/report/items/{item.pk}/",
        ),
        now=now,
    )
