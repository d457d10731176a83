"""Beside an item: what resembles it or is about the same decision, however long ago, of what this person may read."""

from typing import Any

from django.http import HttpRequest

from gongbao.briefing.items.models import Item
from gongbao.briefing.memory import presenters, selectors
from gongbao.briefing.memory.reach import reach_of

TEMPLATE = "memory/beside_item.html"


def of_item(request: HttpRequest, item: Item) -> dict[str, Any] | None:
    asking: Any = request
    found = selectors.related(asking.user, kind="item", ref=item.pk)
    if not found:
        return None
    params = reach_of(asking.user).params
    return {
        "rows": [
            {
                "title": one.title,
                "href": presenters.href(one, params["desks"], reads=params["reads"]),
                "kind": str(presenters.KINDS[one.kind]),
                "label": one.label,
                "at": one.at,
                "alike": int(alike * 100),
                "decision": decision,
            }
            for one, alike, decision in found
        ]
    }
