"""What the pages of finding and remembering show."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.briefing.items.presenters import STATES as ITEM_STATES
from gongbao.briefing.memory.models import Document, DocumentKind
from gongbao.briefing.memory.rules import Words, excerpt
from gongbao.foundation.shapes import Stat, State

KINDS: dict[str, str | Promise] = {
    DocumentKind.ITEM: gettext_lazy("信息"),
    DocumentKind.ENTRY: gettext_lazy("刊登"),
    DocumentKind.INSTRUCTION: gettext_lazy("批示"),
    DocumentKind.MATERIAL: gettext_lazy("学习材料"),
}


def href(one: Document, desks: Sequence[int], *, reads: bool) -> str:
    """The page of a hit, as this person opens it."""
    at_desk = one.desk_id in desks
    if one.kind == DocumentKind.ITEM:
        return reverse("desk:item" if at_desk else "items:item", args=[one.ref])
    if one.kind == DocumentKind.ENTRY:
        if reads and one.state == "signed" and not at_desk:
            return reverse("bulletins:read", args=[one.issue_id, one.place or 1])
        return reverse("bulletins:issue", args=[one.issue_id])
    if one.kind == DocumentKind.INSTRUCTION:
        return reverse("instructions:instruction", args=[one.ref])
    return f"/report/materials/{one.ref}/"


def hit(one: Document, words: Words, link: str) -> dict[str, Any]:
    """A hit: title and excerpt in marked parts, what it is, whose, when."""
    sought = (*words.runs, *words.singles)
    state = ITEM_STATES.get(one.state) if one.kind == DocumentKind.ITEM else None
    return {
        "href": link,
        "kind": str(KINDS[one.kind]),
        "title": excerpt(one.title, one.folded_title, sought, long=240),
        "parts": excerpt(one.text, one.folded, sought),
        "label": one.label,
        "at": one.at,
        "state": State(text=str(state[0]), tone=state[1]) if state else None,
    }


def kind_choices() -> list[tuple[str, str]]:
    return [("", _("全部")), *((code, str(words)) for code, words in KINDS.items())]


def leader_tiles(page: Any) -> list[Stat]:
    return [
        Stat(label=_("送给我的（一年）"), value=page.given, href="/read/"),
        Stat(label=_("还没有打开"), value=len(page.unread), tone="soon" if page.unread else "plain"),
        Stat(label=_("已阅"), value=page.acknowledged),
        Stat(label=_("批示（一年）"), value=page.written, href="/instructions/mine/"),
        Stat(label=_("未办结"), value=page.open, tone="soon" if page.open else "plain"),
    ]


def unit_tiles(counts: dict[str, int]) -> list[Stat]:
    return [
        Stat(label=_("报送（一年）"), value=counts["lodged"]),
        Stat(label=_("采用"), value=counts["adopted"], tone="done"),
        Stat(label=_("退回未改"), value=counts["returned"], tone="soon" if counts["returned"] else "plain"),
        Stat(label=_("留存备查"), value=counts["kept"]),
        Stat(label=_("上级采用或批示"), value=counts["outcomes"], tone="done"),
    ]
