"""A leader's own page, and a unit's: for the unit itself, and for its desk."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.briefing.assessment import selectors as assessment
from gongbao.briefing.assessment.months import month_words
from gongbao.briefing.assessment.presenters import points
from gongbao.briefing.exchange.presenters import came_words, state_of
from gongbao.briefing.instructions.presenters import board
from gongbao.briefing.items.models import Reason
from gongbao.briefing.memory import own, presenters
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.wording import is_english


@gate.requires(Permission.INSTRUCT)
@require_GET
def leader(request: Any) -> HttpResponse:
    """What I read, what I wrote, which answers are due."""
    page = own.of_a_leader(request.user, request.now)
    context = {
        "tiles": presenters.leader_tiles(page),
        "unread": page.unread,
        "table": board(page.instructions, request.now, _("没有未办结的批示。")),
    }
    return render(request, "memory/leader.html", context)


@gate.requires(Permission.ITEM_WRITE)
@require_GET
def ours(request: Any) -> HttpResponse:
    """Our unit's page."""
    unit = reach.unit_for(request.user, Permission.ITEM_WRITE)
    if unit is None:
        return render(request, "items/no_unit.html")
    return _page(request, unit, mine=True)


@gate.requires(Permission.DESK_WORK)
@require_GET
def unit(request: Any, unit_id: int) -> HttpResponse:
    """A unit as its desk sees it."""
    desks = reach.organisations(request.user, Permission.DESK_WORK)
    found = Unit.objects.filter(pk=unit_id, reports_to_id__in=desks).select_related("reports_to").first()
    if found is None:
        raise Http404
    return _page(request, found, mine=False)


def _page(request: Any, unit: Unit, *, mine: bool) -> HttpResponse:
    page = own.of_a_unit(unit, request.now)
    words = {one.code: one.en if is_english() else one.zh for one in Reason.objects.filter(action="return")}
    context = {
        "unit": unit,
        "mine": mine,
        "item_url": "items:item" if mine else "desk:item",
        "tiles": presenters.unit_tiles(page.counts),
        "waiting": page.waiting if mine else [],
        "reasons": [(words.get(code, code) or _("其他"), n) for code, n in page.reasons],
        "returned": page.returned,
        "table": board(page.instructions, request.now, _("没有要办的批示。")),
        "outcomes": [(one, came_words(one)) for one in page.outcomes],
        "sent": [(one, state_of(one)) for one in page.sent],
        "points": _points(unit),
    }
    return render(request, "memory/unit.html", context)


def _points(unit: Unit) -> list[tuple[str, str]]:
    """The last twelve fixed months."""
    return [(month_words(month), points(total)) for month, total in assessment.frozen_totals(unit)]
