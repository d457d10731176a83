"""Reading items: a unit's own, with where each waits and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from gongbao.briefing.items.models import CoSign, Item, ItemState, ItemType, ItemVersion, Move, Reason, Undertaking
from gongbao.briefing.items.rules import jaccard
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor
from gongbao.foundation.files.models import Attachment

SUBJECT = "item"
MOST = 200


@dataclass(frozen=True, slots=True)
class Whole:
    """An item with all that its page shows."""

    item: Item
    moves: list[Move]
    versions: list[ItemVersion]
    cosigns: list[CoSign]
    files: list[Attachment]


def of_unit(unit: Unit, *, search: str = "", state: str = "") -> QuerySet[Item]:
    """A unit's items, those that wait for the unit first, then newest first."""
    rows = Item.objects.filter(unit=unit).select_related("type", "desk", "unit").defer("body", "grams")
    if state:
        rows = rows.filter(state=state)
    if search:
        rows = rows.filter(Q(title__icontains=search) | Q(number__icontains=search))
    return rows.order_by("-created_at", "-id")


def counts(unit: Unit) -> dict[str, int]:
    """How many of a unit's items stand where; at most a glance, from one query."""
    found = Item.objects.filter(unit=unit).values("state").annotate(n=Count("id")).order_by()
    return {row["state"]: row["n"] for row in found}


def own_item(user: Visitor, item_id: UUID) -> Item | None:
    """The item, if the user writes for its unit."""
    mine = reach.organisations(user, Permission.ITEM_WRITE)
    return (
        Item.objects.select_related("unit", "desk", "type", "author", "claimed_by", "undertaking")
        .filter(pk=item_id, unit_id__in=mine)
        .first()
    )


def begun_on(unit: Unit, page: UUID | None) -> Item | None:
    """The item that this page began, if its first sending arrived."""
    if page is None:
        return None
    rows = Item.objects.select_related("unit", "desk", "type", "author", "undertaking")
    return rows.filter(unit=unit, offline_id=page).first()


def whole(item: Item) -> Whole:
    """Everything about one item."""
    return Whole(
        item=item,
        moves=list(item.moves.order_by("at", "id")[:MOST]),
        versions=list(item.lodged.order_by("number")[:MOST]),
        cosigns=list(item.cosigns.select_related("user").order_by("asked_at", "id")),
        files=list(
            Attachment.objects.filter(subject_kind=SUBJECT, subject_id=str(item.pk)).select_related("file")[:MOST]
        ),
    )


def types() -> list[ItemType]:
    return list(ItemType.objects.filter(active=True).order_by("order", "code"))


def reasons(action: str) -> list[Reason]:
    return list(Reason.objects.filter(action=action, active=True).order_by("id"))


def undertakings(desk: Unit) -> list[Undertaking]:
    """The decisions items may be about, open ones first, newest first."""
    return list(Undertaking.objects.filter(desk=desk).order_by("closed_on", "-created_at")[:MOST])


def counted_undertakings(desk: Unit) -> QuerySet[Undertaking]:
    """A desk's decisions, open ones first, with how many lodged items are about each and at which stage."""
    lodged = Q(items__lodged_at__isnull=False)
    counted = {stage: Count("items", filter=lodged & Q(items__stage=stage)) for stage in ("before", "after", "close")}
    return Undertaking.objects.filter(desk=desk).annotate(**counted).order_by("closed_on", "-created_at", "id")


def about_undertaking(found: Undertaking) -> list[Item]:
    """Every lodged item about one decision, in the order it came: what the desk may see, no drafts."""
    rows = found.items.filter(lodged_at__isnull=False, desk_id=found.desk_id).exclude(state=ItemState.RECALLED)
    return list(rows.select_related("unit", "type", "desk").order_by("lodged_at", "id")[:MOST])


def colleagues(unit: Unit, but: User) -> list[User]:
    """Who else in the unit may co-sign."""
    return list(reach.people([unit.pk], Permission.ITEM_WRITE).exclude(pk=but.pk)[:MOST])


def similar(item: Item, *, least: float = 0.3, limit: int = 5, days: int = 120) -> list[tuple[Item, float]]:
    """Other lodged items of the same desk whose words are alike, most alike first (Jaccard of character pairs).

    Bounded: the 200 newest of the last `days` days that share any of the item's 12 rarest-looking pairs.
    """
    if not item.grams:
        return []
    step = max(1, len(item.grams) // 12)
    sample = item.grams[::step][:12]
    since = (item.lodged_at or item.created_at) - timedelta(days=days)
    rows = (
        Item.objects.filter(desk_id=item.desk_id, lodged_at__gte=since, grams__overlap=sample)
        .exclude(pk=item.pk)
        .exclude(state=ItemState.RECALLED)
        .order_by("-lodged_at")
        .values_list("pk", "grams")[:MOST]
    )
    scored = [(key, jaccard(item.grams, grams)) for key, grams in rows]
    best = sorted((one for one in scored if one[1] >= least), key=lambda one: -one[1])[:limit]
    found = Item.objects.select_related("unit", "type").in_bulk([key for key, _alike in best])
    return [(found[key], alike) for key, alike in best if key in found]


def may_open_files(user: Visitor, attachment: Attachment) -> bool:
    """Attachments of an item: its unit's people, and the people of the desk it was lodged with."""
    try:
        item = Item.objects.filter(pk=UUID(attachment.subject_id)).only("unit_id", "desk_id", "lodged_at").first()
    except ValueError:
        return False
    if item is None:
        return False
    if item.unit_id in reach.organisations(user, Permission.ITEM_WRITE):
        return True
    return item.lodged_at is not None and item.desk_id in reach.organisations(user, Permission.DESK_WORK)


def stays(item_ids: Sequence[UUID]) -> dict[UUID, list[Move]]:
    """The moves of several items, in order: the stays at each hand are between them."""
    found: dict[UUID, list[Move]] = {}
    for step in Move.objects.filter(item_id__in=list(item_ids)).order_by("at", "id")[: MOST * 10]:
        found.setdefault(step.item_id, []).append(step)
    return found


def last_words(item: Item, action: str) -> Move | None:
    """The last move of this kind: what the desk asked, or why it sent the item back."""
    return item.moves.filter(action=action).order_by("-at", "-id").first()
