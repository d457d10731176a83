"""The desk's three panes: the list, the item, what to look at; and one key for everything."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.briefing.desk import actions, presenters, selectors
from gongbao.briefing.items import presenters as item_words
from gongbao.briefing.items import selectors as items
from gongbao.briefing.items.beside import parts_of
from gongbao.briefing.items.models import Item
from gongbao.briefing.items.rules import transitions_for
from gongbao.briefing.units import reach, steps
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.paging import ByKeys
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link

PAGE = 25


def item_at_desk(request: HttpRequest, item_id: UUID) -> Item:
    found = selectors.item_of(request.user, item_id)
    if found is None:
        raise Http404
    return found


def _box(request: HttpRequest) -> str:
    box = request.GET.get("box", "") or request.POST.get("box", "")
    return box if box in selectors.BOXES else "new"


def _list(request: Any, desk: Unit, current: object = None) -> dict[str, Any]:
    box, search = _box(request), request.GET.get("q", "").strip()
    rows = selectors.inbox(desk, box=box, editor=request.user, search=search)
    page = ByKeys(rows, PAGE, most=selectors.MOST_FOUND if search else None).get_page(request.GET.get("page"))
    counted = selectors.counts(desk, request.user)
    return {
        "desk": desk,
        "box": box,
        "search": search,
        "page": page,
        "rows": [presenters.list_row(one, request.now, current) for one in page],
        "boxes": [
            Link(text=str(words), href=f"/desk/?box={code}", current=code == box, count=counted[code] or None)
            for code, words in presenters.BOXES.items()
        ],
    }


@gate.requires(Permission.DESK_WORK)
@require_GET
def inbox(request: Any) -> HttpResponse:
    """What waits at this desk, longest first."""
    desk = reach.desk_for(request.user, Permission.DESK_WORK)
    if desk is None:
        return render(request, "desk/no_desk.html")
    return render(request, "desk/inbox.html", _list(request, desk))


@gate.requires(Permission.DESK_WORK)
@require_GET
def item(request: Any, item_id: UUID) -> HttpResponse:
    """One item between its neighbours and what the machine found."""
    return _item_page(request, item_at_desk(request, item_id))


@gate.requires(Permission.DESK_WORK)
@require_GET
def beside(request: Any, item_id: UUID) -> HttpResponse:
    """Two items side by side: `?with=` names the other. Nothing is merged by looking."""
    one = item_at_desk(request, item_id)
    try:
        other = item_at_desk(request, UUID(request.GET.get("with", "")))
    except ValueError:
        return redirect("desk:item", item_id)
    context = {"pair": [(found, item_words.state_of(found)) for found in (one, other)], "item": one}
    return render(request, "desk/beside.html", context)


def _said(request: Any) -> dict[str, Any]:
    return {"words": steps.words_of(request), **steps.how_in_turn(request)}


def _claim(request: Any, found: Item) -> str:
    actions.claim(item_id=found.pk, editor=request.user, **steps.how_in_turn(request))
    return _("已认领。")


def _lay_back(request: Any, found: Item) -> str:
    actions.lay_back(item_id=found.pk, **steps.how_in_turn(request))
    return _("已放回待认领。")


def _ask(request: Any, found: Item) -> str:
    actions.ask(item_id=found.pk, **_said(request))
    return _("已请%(unit)s补充。") % {"unit": found.unit.short}


def _return(request: Any, found: Item) -> str:
    actions.send_back(item_id=found.pk, reason=request.POST.get("reason", ""), **_said(request))
    return _("已退回%(unit)s，理由已告知。") % {"unit": found.unit.short}


def _hold(request: Any, found: Item) -> str:
    actions.hold(item_id=found.pk, reason=request.POST.get("reason", ""), **_said(request))
    return _("已暂缓，记在您名下。")


def _keep(request: Any, found: Item) -> str:
    actions.keep(item_id=found.pk, reason=request.POST.get("reason", ""), **_said(request))
    return _("已留存备查，并告知%(unit)s。") % {"unit": found.unit.short}


def _reopen(request: Any, found: Item) -> str:
    actions.reopen(item_id=found.pk, editor=request.user, **steps.how_in_turn(request))
    return _("已重新办理。")


DO: dict[str, Callable[[Any, Item], str]] = {
    "claim": _claim,
    "lay-back": _lay_back,
    "ask": _ask,
    "return": _return,
    "hold": _hold,
    "keep": _keep,
    "reopen": _reopen,
}


@gate.requires(Permission.DESK_WORK)
@require_POST
def act(request: Any, item_id: UUID) -> HttpResponse:
    """One step at the desk."""
    return steps.take(
        request,
        steps.chosen(DO, request),
        item_at_desk(request, item_id),
        page=lambda refusal: _item_page(request, item_at_desk(request, item_id), refusal),
        to=reverse("desk:item", args=[item_id]),
    )


def _item_page(request: Any, found: Item, refusal: Refusal | None = None) -> HttpResponse:
    judged = selectors.judged(found)
    context = _list(request, found.desk, found.pk) | {
        "item": found,
        "whole": judged.whole,
        "state": item_words.state_of(found),
        "waits": item_words.waits(found, request.now),
        "facts": item_words.facts(judged.whole),
        "history": item_words.history(judged.whole.moves)[::-1],
        "differences": item_words.differences(judged.whole.versions),
        "findings": [presenters.finding(one) for one in judged.findings],
        "similar": presenters.similar(judged.similar),
        "manuscripts": judged.manuscripts,
        "may": {one.action for one in transitions_for(found.state, "desk")},
        "parts": parts_of(request, found),
        "reasons": {action: presenters.reason_choices(items.reasons(action)) for action in ("return", "hold", "keep")},
        "refusal": refusal,
        "tried": request.POST.get("do", ""),
        "words": request.POST.get("words", ""),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "desk/item.html", context, status=refusal.status if refusal else 200)
