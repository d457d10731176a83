"""查找: one box over everything one may read."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.briefing.items.presenters import type_choices
from gongbao.briefing.items.selectors import types
from gongbao.briefing.memory import presenters, selectors
from gongbao.briefing.memory.models import DocumentKind
from gongbao.briefing.memory.reach import reach_of
from gongbao.briefing.units.typed import day_of, uuid_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission

READERS = (Permission.ITEM_WRITE, Permission.DESK_WORK, Permission.BULLETIN_READ, Permission.INSTRUCT)


@gate.requires(*READERS)
@require_GET
def search(request: Any) -> HttpResponse:
    """Words and filters; a page of hits with what was sought marked."""
    asked = _asked(request.GET)
    number = _number(request.GET.get("page", "")) or 1
    found = selectors.find(request.user, asked, now=request.now, page=number)
    reach = reach_of(request.user).params
    page = Paginator(range(found.total), selectors.PAGE).get_page(number)
    rows = [
        presenters.hit(one, found.words, presenters.href(one, reach["desks"], reads=reach["reads"]))
        for one in found.hits
    ]
    context = {
        "asked": asked,
        "found": found,
        "page": page,
        "rows": rows,
        "too_short": bool(found.words.singles and not found.words.runs),
        "kinds": presenters.kind_choices(),
        "types": [("", _("全部")), *type_choices(types())],
        "units": [("", _("全部")), *((str(one.pk), one.short) for one in selectors.units_to_choose(request.user))],
        "filtered": any((asked.kind, asked.unit, asked.type, asked.since, asked.until, asked.place)),
    }
    return render(request, "memory/search.html", context)


def _asked(data: Any) -> selectors.Asked:
    kind, place = data.get("kind", ""), data.get("place", "")
    return selectors.Asked(
        text=data.get("q", "").replace("\x00", "").strip()[:200],
        kind=kind if kind in DocumentKind.values else "",
        unit=_number(data.get("unit", "")) or None,
        place=place if place.isascii() and place.isdigit() and len(place) in {6, 9, 12} else "",
        type=data.get("type", "")[:30].replace("\x00", ""),
        undertaking=uuid_of(data.get("undertaking", "")),
        since=_day(data.get("since", "")),
        until=_day(data.get("until", "")),
    )


def _day(text: str) -> date | None:
    found = day_of(text)
    return found if found and date(1990, 1, 1) <= found <= date(2999, 12, 30) else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
