"""The desk's wording: one manuscript of one or several items, versions kept, the credit shared."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from gongbao.briefing.desk.models import Manuscript, ManuscriptVersion, Source
from gongbao.briefing.desk.rules import even_shares
from gongbao.briefing.items import refusals
from gongbao.briefing.items.models import Item
from gongbao.briefing.items.rules import MOST_BODY, MOST_TITLE, clean_text, refuse_classified
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare

MADE = declare("manuscript.made", "编成稿件", "manuscript made")
EDITED = declare("manuscript.edited", "修改稿件", "manuscript edited")
SHARED = declare("manuscript.shared", "调整署名份额", "credit shared anew")
MOST_SOURCES = 30
IN_HAND = ("claimed", "adopted", "kept")


@transaction.atomic
def join_items(
    *, desk: Unit, items: Sequence[UUID], editor: User, by: Actor, now: datetime, into: Manuscript | None = None
) -> Manuscript:
    """Make a manuscript of these items, or add them to one. The first item's words begin it; credit is shared evenly.

    Refusal unless every item was lodged with this desk and is in an editor's hand.
    """
    rows = list(Item.objects.select_for_update(of=("self",)).filter(pk__in=list(items), desk=desk))
    _require_in_hand(rows, items)
    if into is None:
        first = next(row for row in rows if row.pk == items[0])
        into = Manuscript(desk=desk, title=first.title, body=_joined(rows, first), editor=editor)
        _begin(into, items=len(rows), by=by, now=now)
    known = set(into.sources.values_list("item_id", flat=True))
    fresh = [row for row in rows if row.pk not in known]
    if len(known) + len(fresh) > MOST_SOURCES:
        raise Refusal("manuscript.too-many", f"一篇稿件最多综合 {MOST_SOURCES} 条。", f"At most {MOST_SOURCES} items.")
    Source.objects.bulk_create(
        [Source(manuscript=into, item=row, share=Decimal(1), added_at=now, added_by=by.label[:80]) for row in fresh]
    )
    if fresh:
        _share_evenly(into)
    return into


@transaction.atomic
def write_manuscript(*, desk: Unit, title: str, body: str, editor: User, by: Actor, now: datetime) -> Manuscript:
    """A text of the desk's own, of no unit's item: a circular, a list of follow-ups. Nobody has credit for it."""
    title, body = clean_text(title.replace("\n", " "), most=MOST_TITLE), clean_text(body, most=MOST_BODY)
    if not title or not body:
        raise refusals.title_needed() if not title else refusals.body_needed()
    refuse_classified(title, body)
    return _begin(Manuscript(desk=desk, title=title, body=body, editor=editor), items=0, by=by, now=now)


@transaction.atomic
def take_item_out(*, manuscript: Manuscript, item_id: UUID, by: Actor, now: datetime) -> None:
    """Take an item out of a manuscript not yet adopted; the last one stays."""
    if manuscript.adoptions.filter(withdrawn_at=None).exists():
        raise Refusal(
            "manuscript.adopted", "稿件已采用，不能再去掉来源。", "It is adopted: its sources stay.", status=409
        )
    if manuscript.sources.count() <= 1:
        raise Refusal("manuscript.last-source", "稿件至少要有一条来源。", "A manuscript has at least one source.")
    manuscript.sources.filter(item_id=item_id).delete()
    _share_evenly(manuscript)
    record_event(name=SHARED, by=by, now=now, subject=("manuscript", manuscript.pk))


@transaction.atomic
def edit_manuscript(
    *, manuscript_id: UUID, title: str, body: str, note: str, turn: int, by: Actor, now: datetime
) -> Manuscript:
    """Save the desk's wording. Refusal if somebody else saved since `turn`: nothing typed is overwritten."""
    found = Manuscript.objects.select_for_update().get(pk=manuscript_id)
    if found.turn != turn:
        last = found.history.order_by("-number").values_list("by", flat=True).first()
        raise refusals.changed_meanwhile(last or "")
    title, body = clean_text(title.replace("\n", " "), most=MOST_TITLE), clean_text(body, most=MOST_BODY)
    if not title or not body:
        raise refusals.title_needed() if not title else refusals.body_needed()
    refuse_classified(title, body, note)
    if (found.title, found.body, found.note) == (title, body, note.strip()):
        return found
    found.title, found.body, found.note = title, body, clean_text(note, most=600)
    found.turn, found.versions, found.edited_at = found.turn + 1, found.versions + 1, now
    found.save()
    _keep(found, by=by, now=now)
    record_event(name=EDITED, by=by, now=now, subject=("manuscript", found.pk), detail={"version": found.versions})
    return found


@transaction.atomic
def set_shares(*, manuscript: Manuscript, shares: Mapping[UUID, Decimal], by: Actor, now: datetime) -> None:
    """Share the credit otherwise. Refusal unless every source has a part and all of them make one."""
    rows = list(manuscript.sources.select_for_update())
    wrong = {row.item_id for row in rows} != set(shares) or sum(shares.values()) != 1
    if wrong or any(share <= 0 for share in shares.values()):
        raise Refusal(
            "manuscript.shares",
            "各来源的份额要都大于 0，合起来正好是 100%。",
            "Every source needs a part, and together they must make 100 %.",
            field="shares",
        )
    for row in rows:
        row.share = shares[row.item_id]
    Source.objects.bulk_update(rows, ["share"])
    record_event(name=SHARED, by=by, now=now, subject=("manuscript", manuscript.pk))


def _begin(manuscript: Manuscript, *, items: int, by: Actor, now: datetime) -> Manuscript:
    manuscript.created_at = manuscript.edited_at = now
    manuscript.save(force_insert=True)
    _keep(manuscript, by=by, now=now)
    record_event(name=MADE, by=by, now=now, subject=("manuscript", manuscript.pk), detail={"items": items})
    return manuscript


def _require_in_hand(rows: Sequence[Item], wanted: Sequence[UUID]) -> None:
    if not wanted or len(rows) != len(set(wanted)):
        raise Refusal("item.not-here", "请选择本信息科的信息。", "Choose items of this desk.")
    loose = next((row for row in rows if row.state not in IN_HAND), None)
    if loose is not None:
        raise Refusal(
            "item.not-in-hand",
            f"《{loose.title}》还没有人认领，请先认领再编。",
            f"Nobody has “{loose.title}” in hand: claim it first.",
            status=409,
        )


def _joined(rows: Sequence[Item], first: Item) -> str:
    others = [f"【{row.unit.short}】{row.body}" for row in rows if row.pk != first.pk]
    return clean_text("\n\n".join([first.body, *others])[:MOST_BODY], most=MOST_BODY)


def _share_evenly(manuscript: Manuscript) -> None:
    rows = list(manuscript.sources.order_by("added_at", "id"))
    for row, share in zip(rows, even_shares(len(rows)), strict=True):
        row.share = share
    Source.objects.bulk_update(rows, ["share"])


def _keep(manuscript: Manuscript, *, by: Actor, now: datetime) -> None:
    version = ManuscriptVersion(
        manuscript=manuscript,
        number=manuscript.versions,
        title=manuscript.title,
        body=manuscript.body,
        note=manuscript.note,
        at=now,
        by=by.label[:80],
    )
    version.save(force_insert=True)
