"""What key points and commissions show on the pages of items, and keep with what is written there."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from gongbao.briefing.items.models import Item
from gongbao.briefing.topics import actions, presenters, selectors
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.typed import uuid_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.clock import china_date

HOME, FORM, ITEM = "topics/part_home.html", "topics/part_form.html", "topics/part_item.html"
FIELD = "answers"
AT_HOME = 6


def home(request: HttpRequest, unit: Unit) -> dict[str, Any] | None:
    """What the desk asks of the unit and is not answered yet, the nearest time first."""
    asking: Any = request
    today = china_date(asking.now)
    calls = [one for one in presenters.own_calls(list(selectors.calls_of(unit)[:AT_HOME]), asking.now) if one["open"]]
    points = [one for one in presenters.wanted_rows(selectors.asked_of(unit, today), today) if one["open"]]
    if not calls and not points:
        return None
    return {"calls": calls, "points": points[:AT_HOME], "more": max(0, len(points) - AT_HOME)}


def _chosen(data: Any) -> tuple[set[UUID], set[UUID]]:
    points: set[UUID] = set()
    calls: set[UUID] = set()
    for text in data.getlist(FIELD)[:60]:
        kind, _colon, value = text.partition(":")
        found = uuid_of(value)
        if found is not None and kind in {"point", "call"}:
            (points if kind == "point" else calls).add(found)
    return points, calls


def form(request: HttpRequest, unit: Unit, item: Item | None) -> dict[str, Any] | None:
    """Points and commissions to tick on the form of an item."""
    asking: Any = request
    today = china_date(asking.now)
    wanted = selectors.asked_of(unit, today)
    calls = list(selectors.calls_of(unit)[:60])
    if not wanted and not calls:
        return None
    known = selectors.links_of(item) if item is not None else []
    if request.method == "POST":
        points, parts = _chosen(request.POST)
    else:
        points, parts = _chosen(request.GET)
        points |= {one.point_id for one in known if one.point_id}
        parts |= {one.call_id for one in known if one.call_id}
    return {
        "field": FIELD,
        "open": bool(points or parts),
        "calls": [
            (f"call:{one.pk}", one.commission.title, presenters.deadline(one, asking.now), one.pk in parts)
            for one in calls
        ],
        "points": [
            (f"point:{one.asked.point_id}", one.asked.point.number, one.asked.point.title, one.asked.point_id in points)
            for one in wanted
        ],
    }


def keep(request: HttpRequest, item: Item) -> None:
    """Keep what was ticked. A page without these fields changes nothing."""
    asking: Any = request
    if f"{FIELD}-shown" not in request.POST:
        return
    points, calls = _chosen(request.POST)
    actions.link_item(item_id=item.pk, points=points, calls=calls, by=gate.actor_of(request), now=asking.now)


def with_item(request: HttpRequest, item: Item) -> dict[str, Any] | None:
    """What an item answers, on its page."""
    found = selectors.links_of(item)
    return {"links": found} if found else None
