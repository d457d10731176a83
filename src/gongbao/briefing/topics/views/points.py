"""The desk's key points: every issue of them, one with its points, publishing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.items import presenters as item_words
from gongbao.briefing.topics import actions, presenters, selectors
from gongbao.briefing.topics.forms import point_of
from gongbao.briefing.topics.models import ListState, PointList
from gongbao.briefing.topics.views.access import list_of
from gongbao.briefing.units import steps
from gongbao.briefing.units.typed import day_of, uuid_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal

PAGE = 25


@gate.requires(Permission.DESK_WORK)
@require_GET
def lists(request: Any) -> HttpResponse:
    """Every issue of key points, the newest first."""
    desk = steps.desk_of(request)
    page = Paginator(selectors.lists(desk), PAGE).get_page(request.GET.get("page"))
    table = presenters.list_table(list(page), china_date(request.now))
    return render(request, "topics/lists.html", {"desk": desk, "page": page, "table": table})


def _typed(request: Any) -> dict[str, Any]:
    return {
        "title": request.POST.get("title", ""),
        "words": request.POST.get("words", ""),
        "from_on": day_of(request.POST.get("from_on", "")),
        "until_on": day_of(request.POST.get("until_on", "")),
    }


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def new_list(request: Any) -> HttpResponse:
    """Begin an issue of key points."""
    desk = steps.desk_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = actions.make_list(desk=desk, **_typed(request), **steps.how(request))
        except Refusal as problem:
            refusal = problem
        else:
            return redirect("topics:list", made.pk)
    context = {"desk": desk, "given": request.POST, "refusal": refusal}
    return render(request, "topics/new_list.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK)
@require_GET
def point_list(request: Any, list_id: UUID) -> HttpResponse:
    """One issue: its points, whom they ask, how many answered."""
    return _page(request, list_of(request, list_id))


def _put(request: Any, found: PointList) -> str:
    point = uuid_of(request.POST.get("point", ""))
    made = actions.put_point(
        list_id=found.pk, draft=point_of(request.POST, found.desk), point_id=point, **steps.how(request)
    )
    return _("第 %(n)s 条已保存。") % {"n": made.number}


def _drop(request: Any, found: PointList) -> str:
    point = uuid_of(request.POST.get("point", ""))
    if point is None:
        raise Http404
    actions.drop_point(list_id=found.pk, point_id=point, **steps.how(request))
    return _("已去掉。")


def _change(request: Any, found: PointList) -> str:
    actions.change_list(list_id=found.pk, **_typed(request), **steps.how(request))
    return _("已保存。")


def _publish(request: Any, found: PointList) -> str:
    actions.publish(list_id=found.pk, **steps.how(request))
    return _("已发布，各单位已收到。")


def _withdraw(request: Any, found: PointList) -> str:
    actions.withdraw_list(list_id=found.pk, why=request.POST.get("why", ""), **steps.how(request))
    return _("已撤回，原因已告知各单位。")


DO: dict[str, Callable[[Any, PointList], str]] = {
    "put": _put,
    "drop": _drop,
    "change": _change,
    "publish": _publish,
    "withdraw": _withdraw,
}


@gate.requires(Permission.DESK_WORK)
@require_POST
def act(request: Any, list_id: UUID) -> HttpResponse:
    """One step of an issue of key points."""
    found = list_of(request, list_id)
    return steps.take(
        request,
        steps.chosen(DO, request),
        found,
        page=lambda refusal: _page(request, list_of(request, list_id), refusal),
        to=reverse("topics:list", args=[found.pk]),
    )


def _page(request: Any, found: PointList, refusal: Refusal | None = None) -> HttpResponse:
    draft = found.state == ListState.DRAFT
    units = selectors.units_below(found.desk) if draft else []
    points = selectors.points(found)
    editing = next((one.point for one in points if str(one.point.pk) == request.GET.get("point", "")), None)
    context = {
        "list": found,
        "state": presenters.list_state(found, china_date(request.now)),
        "rows": presenters.point_rows(points),
        "draft": draft,
        "editing": editing if draft else None,
        "editing_units": {unit.pk for unit in editing.units.all()} if editing else set(),
        "angles": item_words.choices(item_words.ANGLES),
        "units": units,
        "bands": selectors.bands_of(units),
        "refusal": refusal,
        "given": request.POST if refusal else {},
    }
    return render(request, "topics/list.html", context, status=refusal.status if refusal else 200)
