"""Writing an item: begun, saved as one types, kept apart when two write at once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO
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
from gongbao.foundation.files.actions import EVIDENCE, About, attach, clean_name, store_file
from gongbao.foundation.files.models import Attachment

BEGUN = declare("item.begun", "开始写一条信息", "item begun")
WRITABLE = {ItemState.DRAFT, ItemState.RETURNED, ItemState.RECALLED, ItemState.ASKED}
MOST_NOTE = 4_000
MOST_FILES = 20


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
    """Begin an item of a unit. With `offline_id` the same item sent again is the one already there.

    What the page has written since goes into it, unless somebody else has saved meanwhile.
    """
    if unit.reports_to is None:
        raise refusals.no_desk()
    if offline_id is not None:
        known = Item.objects.filter(unit=unit, offline_id=offline_id).first()
        if known is not None:
            return _go_on(known, draft, page=offline_id, by=by, now=now)
    item = Item(
        unit=unit,
        desk=unit.reports_to,
        author=author,
        hand=f"{unit.short} {author}",
        hand_since=now,
        created_at=now,
        saved_at=now,
        saved_by=by.label[:80],
        saved_from=offline_id,
        offline_id=offline_id,
        type=_type(draft.type),
    )
    _fill(item, draft)
    item.save(force_insert=True)
    record_event(name=BEGUN, by=by, now=now, subject=("item", item.pk))
    return item


@transaction.atomic
def save_draft(*, item_id: UUID, draft: Draft, turn: int, by: Actor, now: datetime, page: UUID | None = None) -> Item:
    """Keep what was typed. Refusal if somebody else saved since `turn`, or the item is with the desk.

    `page` is the page it was typed on: where that page itself saved last, an old turn only means a lost answer.
    """
    item = held_item(item_id)
    if item.turn != turn and (page is None or item.saved_from != page):
        raise refusals.changed_meanwhile(item.saved_by or str(item.author))
    if item.state not in WRITABLE:
        raise Refusal(
            "item.not-writable",
            "这条信息已经报送，不能直接改。要改请先撤回，或等信息科退回。",
            "This item is with the desk and cannot be changed. Recall it first, or wait until it comes back.",
            status=409,
        )
    _fill(item, draft)
    item.saved_at, item.saved_by, item.saved_from = now, by.label[:80], page
    item.turn += 1
    item.save()
    tell(RECORDED, {"kind": "item", "id": str(item.pk), "now": now})  # no event: it is saved with every few words
    return item


def _go_on(known: Item, draft: Draft, *, page: UUID, by: Actor, now: datetime) -> Item:
    """The same page again: nothing new, or what it has written since its first sending."""
    title = clean_text(draft.title.replace("\n", " "), most=MOST_TITLE)
    if (title, clean_text(draft.body, most=MOST_BODY)) == (known.title, known.body):
        return known
    return save_draft(item_id=known.pk, draft=draft, turn=0, by=by, now=now, page=page)


@transaction.atomic
def attach_file(*, item: Item, stream: BinaryIO, name: str, by: Actor, now: datetime) -> Attachment:
    """Attach a file to an item. The same file under the same name is attached once, however often it is sent."""
    stored = store_file(stream=stream, now=now, limits=EVIDENCE)
    about = Attachment.objects.filter(subject_kind="item", subject_id=str(item.pk))
    known = about.filter(file=stored, name=clean_name(name)).first()
    if known is not None:
        return known
    if about.count() >= MOST_FILES:
        raise refusals.too_many_files(MOST_FILES)
    return attach(stream=stream, name=name, about=About("item", str(item.pk)), by=by, now=now, limits=EVIDENCE)


def _type(code: str) -> ItemType:
    found = ItemType.objects.filter(code=code, active=True).first()
    if found is None:
        raise Refusal("item.unknown-type", "请选择信息类型。", "Choose the kind of item.", field="type")
    return found


def _fill(item: Item, draft: Draft) -> None:
    item.type = _type(draft.type)
    item.title = clean_text(draft.title.replace("\n", " "), most=MOST_TITLE, field="title")
    item.body = clean_text(draft.body, most=MOST_BODY, field="body")
    item.angle, item.mood, item.stage = draft.angle, draft.mood, draft.stage
    item.undertaking = _undertaking(item, draft)
    item.places = list(dict.fromkeys(draft.places))[:20]
    for name in ("figures", "causes", "trend", "suggestion"):
        setattr(item, name, clean_text(getattr(draft, name), most=MOST_NOTE, field=name))
    item.happened_on = draft.happened_on
    item.grams = bigrams(f"{item.title}\n{item.body}")


def _undertaking(item: Item, draft: Draft) -> Undertaking | None:
    found = None
    if draft.undertaking is not None:
        found = Undertaking.objects.filter(pk=draft.undertaking, desk_id=item.desk_id).first()
    if draft.stage and found is None:
        raise refusals.undertaking_needed()
    return found
