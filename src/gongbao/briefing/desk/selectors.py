"""Reading the desk: its inbox, an item with everything to judge it by, manuscripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from gongbao.briefing.desk.models import Adoption, ByPass, Manuscript, ManuscriptVersion, Source
from gongbao.briefing.desk.rules import Finding, check_text
from gongbao.briefing.items import selectors as items
from gongbao.briefing.items.models import Item, ItemState, Move
from gongbao.briefing.items.rules import bigrams
from gongbao.briefing.items.selectors import Whole
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

WAITING = (ItemState.LODGED, ItemState.CLAIMED, ItemState.ASKED, ItemState.HELD)
VISIBLE = (*WAITING, ItemState.RETURNED, ItemState.ADOPTED, ItemState.KEPT)
BOXES: dict[str, tuple[str, ...]] = {
    "new": (ItemState.LODGED,),
    "mine": (ItemState.CLAIMED, ItemState.ASKED, ItemState.HELD),
    "waiting": WAITING,
    "done": (ItemState.ADOPTED, ItemState.KEPT, ItemState.RETURNED),
}
MOST = 100
MOST_FOUND = 500
CANDIDATES = 3 * MOST_FOUND
LONG_TEXT = 400  # pairs an item keeps at most: of those with that many, the pairs do not say what is not in them
_WIDE = ("body", "figures", "causes", "trend", "suggestion", "places", "grams")


@dataclass(frozen=True, slots=True)
class Judged:
    """An item with what the machine found to look at, and what resembles it. Advice: the editor decides."""

    whole: Whole
    findings: list[Finding]
    similar: list[tuple[Item, float]]
    manuscripts: list[Manuscript]


def inbox(desk: Unit, *, box: str, editor: User, search: str = "", unit: int | None = None) -> QuerySet[Item]:
    """The items of one box: what waits longest comes first; what is done, newest first."""
    rows = Item.objects.filter(desk=desk, state__in=BOXES[box]).select_related("unit", "type").defer(*_WIDE)
    if box == "mine":
        rows = rows.filter(claimed_by=editor)
    if unit is not None:
        rows = rows.filter(unit_id=unit)
    rows = rows.order_by("-hand_since", "-id") if box == "done" else rows.order_by("hand_since", "id")
    return _with(rows, search) if search else rows


def _with(rows: QuerySet[Item], search: str) -> QuerySet[Item]:
    """Those with the words in title or text, or of that number: of a common word, among the first rows only."""
    words, pairs = Q(title__icontains=search) | Q(body__icontains=search), bigrams(search)
    if pairs:
        have = rows.filter(grams__contains=pairs).values("pk")[:CANDIDATES]
        long = rows.filter(words, grams__len__gte=LONG_TEXT).values("pk")[:CANDIDATES]
        named = rows.filter(number=search).values("pk")[:CANDIDATES]
        rows = rows.filter(pk__in=have.union(long, named, all=True))
    return rows.filter(words | Q(number=search))


def counts(desk: Unit, editor: User) -> dict[str, int]:
    """How many items lie in each box."""
    rows = Item.objects.filter(desk=desk, state__in=WAITING).values("state", "claimed_by_id").annotate(n=Count("id"))
    found = dict.fromkeys(BOXES, 0)
    for row in rows.order_by():
        found["waiting"] += row["n"]
        if row["state"] == ItemState.LODGED:
            found["new"] += row["n"]
        elif row["claimed_by_id"] == editor.pk:
            found["mine"] += row["n"]
    return found


def item_of(user: Visitor, item_id: UUID) -> Item | None:
    """The item, if it was lodged with a desk at which the user works. Drafts stay the unit's own."""
    mine = reach.organisations(user, Permission.DESK_WORK)
    return (
        Item.objects.select_related("unit", "desk", "type", "author", "claimed_by", "undertaking")
        .filter(pk=item_id, desk_id__in=mine, state__in=VISIBLE)
        .first()
    )


def judged(item: Item) -> Judged:
    """The item with findings: its own figures, and those of the items that resemble it."""
    alike = items.similar(item)
    units = Unit.objects.filter(until=None).values_list("organisation__name", "short")[:2_000]
    names = {name for pair in units for name in pair}
    findings = check_text(
        item.title, item.body, names=names, earlier=[(row.title, f"{row.title}\n{row.body}") for row, _ in alike]
    )
    manuscripts = list(Manuscript.objects.filter(sources__item=item).order_by("-edited_at")[:MOST])
    return Judged(items.whole(item), findings, alike, manuscripts)


def passed(desks: Sequence[Unit]) -> QuerySet[ByPass]:
    """By-passes over these desks, or to them."""
    rows = ByPass.objects.filter(Q(passed__in=desks) | Q(to__in=desks))
    return rows.select_related("item__unit", "passed", "to").order_by("-at", "-id")


def held(desks: Sequence[Unit]) -> list[tuple[Item, Move | None]]:
    """What these desks hold, longest first, each with the step that says by whom and why."""
    rows = list(
        Item.objects.filter(desk__in=desks, state=ItemState.HELD)
        .select_related("unit", "desk", "claimed_by")
        .order_by("hand_since", "id")[:MOST]
    )
    last = {}
    for step in Move.objects.filter(item__in=rows, action="hold").order_by("at", "id"):
        last[step.item_id] = step
    return [(row, last.get(row.pk)) for row in rows]


def manuscripts(desk: Unit, *, search: str = "") -> QuerySet[Manuscript]:
    """The desk's manuscripts, last edited first, with their sources and uses in force."""
    rows = Manuscript.objects.filter(desk=desk)
    if search:
        rows = rows.filter(Q(title__icontains=search) | Q(body__icontains=search))
    return rows.select_related("editor").prefetch_related(*_PARTS).order_by("-edited_at", "-id")


_PARTS = (
    Prefetch("sources", queryset=Source.objects.select_related("item", "item__unit").order_by("added_at", "id")),
    Prefetch(
        "adoptions",
        queryset=Adoption.objects.filter(withdrawn_at=None).select_related("target").order_by("adopted_at"),
    ),
)


def manuscript_of(user: Visitor, manuscript_id: UUID) -> Manuscript | None:
    mine = reach.organisations(user, Permission.DESK_WORK)
    return (
        Manuscript.objects.filter(pk=manuscript_id, desk_id__in=mine)
        .select_related("desk", "editor")
        .prefetch_related(*_PARTS)
        .first()
    )


def versions(manuscript: Manuscript) -> list[ManuscriptVersion]:
    return list(manuscript.history.order_by("number")[:MOST])


def targets(desk: Unit) -> list[Unit]:
    """To whom a manuscript may be forwarded: the units that report to this desk."""
    return list(desk.below.filter(until=None).order_by("order", "short")[:500])
