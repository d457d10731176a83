"""Writing an item: begun, saved as one types, kept apart when two write at once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.items import refusals
from gongbao.briefing.items.actions.moving import held_item
from gongbao.briefing.items.models import Item, ItemState, ItemType, Undertaking
from gongbao.briefing.items.rules import MOST_BODY, MOST_TITLE, bigrams, clean_text
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actions import RECORDED, record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.bus import tell
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare

BEGUN = declare("item.begun", "开始写一条信息", "item begun")
WRITABLE = {ItemState.DRAFT, ItemState.RETURNED, ItemState.RECALLED, ItemState.ASKED}
MOST_NOTE = 4_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What one types about an item. Codes are those of the choices; places are division codes."""

    title: str = ""
    body: str = ""
    type: str = "dynamic"
    angle: str = ""
    mood: str = "plain"
    stage: str = ""
    undertaking: UUID | None = None
    places: list[str] = field(default_factory=list)
    figures: str = ""
    causes: str = ""
    trend: str = ""
    suggestion: str = ""
    happened_on: date | None = None


@transaction.atomic
def begin_item(
    *, unit: Unit, author: User, draft: Draft, by: Actor, now: datetime, offline_id: UUID | None = None
) -> Item:
    """Begin an item of a unit. With `offline_id` the same item sent again is the one already there."""
    if unit.reports_to is None:
        raise refusals.no_desk()
    if offline_id is not None:
        known = Item.objects.filter(unit=unit, offline_id=offline_id).first()
        if known is not None:
            return known
    item = Item(
        unit=unit,
        desk=unit.reports_to,
        author=author,
        hand=f"{unit.short} {author}",
        hand_since=now,
        created_at=now,
        saved_at=now,
        offline_id=offline_id,
        type=_type(draft.type),
    )
    _fill(item, draft)
    item.save(force_insert=True)
    record_event(name=BEGUN, by=by, now=now, subject=("item", item.pk))
    return item


@transaction.atomic
def save_draft(*, item_id: UUID, draft: Draft, turn: int, by: Actor, now: datetime) -> Item:
    """Keep what was typed. Refusal if somebody else saved since `turn`, or the item is with the desk."""
    item = held_item(item_id, turn=turn)
    if item.state not in WRITABLE:
        raise Refusal(
            "item.not-writable",
            "这条信息已经报送，不能直接改。要改请先撤回，或等信息科退回。",
            "This item is with the desk and cannot be changed. Recall it first, or wait until it comes back.",
            status=409,
        )
    _fill(item, draft)
    item.saved_at = now
    item.turn += 1
    item.save()
    tell(RECORDED, {"kind": "item", "id": str(item.pk), "now": now})  # no event: it is saved with every few words
    return item


def _type(code: str) -> ItemType:
    found = ItemType.objects.filter(code=code, active=True).first()
    if found is None:
        raise Refusal("item.unknown-type", "请选择信息类型。", "Choose the kind of item.", field="type")
    return found


def _fill(item: Item, draft: Draft) -> None:
    item.type = _type(draft.type)
    item.title = clean_text(draft.title.replace("\n", " "), most=MOST_TITLE)
    item.body = clean_text(draft.body, most=MOST_BODY)
    item.angle, item.mood, item.stage = draft.angle, draft.mood, draft.stage
    item.undertaking = _undertaking(item, draft)
    item.places = list(dict.fromkeys(draft.places))[:20]
    item.figures, item.causes, item.trend, item.suggestion = (
        clean_text(text, most=MOST_NOTE) for text in (draft.figures, draft.causes, draft.trend, draft.suggestion)
    )
    item.happened_on = draft.happened_on
    item.grams = bigrams(f"{item.title}\n{item.body}")


def _undertaking(item: Item, draft: Draft) -> Undertaking | None:
    found = None
    if draft.undertaking is not None:
        found = Undertaking.objects.filter(pk=draft.undertaking, desk_id=item.desk_id).first()
    if draft.stage and found is None:
        raise refusals.undertaking_needed()
    return found
