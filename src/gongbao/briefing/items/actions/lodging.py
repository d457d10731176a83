"""Lodging: from then on the item is the desk's to answer, and nobody can delete what was lodged."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from gongbao.briefing.items import refusals
from gongbao.briefing.items.actions.moving import held_item, move
from gongbao.briefing.items.models import CoSign, Item, ItemVersion, ReceiptSeries
from gongbao.briefing.items.rules import refuse_classified
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.notices.actions import Words, send

FACTS = ("angle", "mood", "stage", "figures", "causes", "trend", "suggestion", "places")


@transaction.atomic
def lodge(*, item_id: UUID, turn: int | None, by: Actor, now: datetime) -> Item:
    """Lodge an item, or lodge it again after it came back. It gets a receipt number with its first lodging."""
    item = held_item(item_id, turn=turn)
    if not item.title:
        raise refusals.title_needed()
    if not item.body:
        raise refusals.body_needed()
    refuse_classified(item.title, item.body, item.figures, item.causes, item.trend, item.suggestion)
    _require_cosigned(item)
    if not item.number:
        item.number = _take_number(item, now)
    item.lodged_at = now
    item.versions += 1
    _keep_version(item, by=by, now=now)
    move(item=item, action="lodge", by=by, now=now, hand=str(item.desk))
    send(
        party_kind="organisation",
        party_id=item.desk_id,
        words=Words(
            kind="item.lodged",
            title_zh=f"{item.unit.short}报来：{item.title}",
            title_en=f"From {item.unit.short}: {item.title}",
            body_zh=f"编号 {item.number}。",
            body_en=f"Number {item.number}.",
            link=f"/desk/items/{item.pk}/",
        ),
        now=now,
    )
    return item


@transaction.atomic
def recall(*, item_id: UUID, turn: int | None, words: str, by: Actor, now: datetime) -> Item:
    """Take an item back while nobody at the desk has claimed it. What was lodged stays on file."""
    item = held_item(item_id, turn=turn)
    move(item=item, action="recall", by=by, now=now, hand=f"{item.unit.short} {item.author}", words=words)
    return item


@transaction.atomic
def answer_question(*, item_id: UUID, turn: int | None, words: str, by: Actor, now: datetime) -> Item:
    """Answer what the desk asked; what was changed meanwhile becomes the next lodged version."""
    item = held_item(item_id, turn=turn)
    last = item.lodged.order_by("-number").first()
    if last is None or (last.title, last.body) != (item.title, item.body):
        refuse_classified(item.title, item.body, item.figures, item.causes, item.trend, item.suggestion)
        item.versions += 1
        _keep_version(item, by=by, now=now)
    refuse_classified(words)
    editor = item.claimed_by
    move(item=item, action="answer", by=by, now=now, hand=str(editor or item.desk), words=words, claimed_by=editor)
    return item


def _require_cosigned(item: Item) -> None:
    if item.state != "cosign":
        return
    open_ = CoSign.objects.filter(item=item, agreed=None).select_related("user")
    if waiting := [str(one.user) for one in open_]:
        raise refusals.waiting_for_cosign("、".join(waiting))


def _take_number(item: Item, now: datetime) -> str:
    """The desk's next number of the year; the row is held until the transaction ends."""
    year = china_date(now).year
    ReceiptSeries.objects.get_or_create(desk_id=item.desk_id, year=year)
    row = ReceiptSeries.objects.select_for_update().get(desk_id=item.desk_id, year=year)
    ReceiptSeries.objects.filter(pk=row.pk).update(last=F("last") + 1)
    return f"{item.desk.short}收〔{year}〕{row.last + 1}号"


def _keep_version(item: Item, *, by: Actor, now: datetime) -> None:
    facts: dict[str, Any] = {name: getattr(item, name) for name in FACTS}
    facts["happened_on"] = item.happened_on.isoformat() if item.happened_on else ""
    facts["type"] = item.type_id
    facts["undertaking"] = str(item.undertaking_id or "")
    content = json.dumps([item.title, item.body, facts], ensure_ascii=False, sort_keys=True).encode()
    version = ItemVersion(
        item=item,
        number=item.versions,
        title=item.title,
        body=item.body,
        facts=facts,
        sha256=hashlib.sha256(content).hexdigest(),
        lodged_at=now,
        lodged_by=by.label[:80],
    )
    version.save(force_insert=True)
