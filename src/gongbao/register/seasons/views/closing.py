"""Closing on screen: prepare, look at a sample and the exceptions, sign by another person, watch it being done."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.seasons import actions, presenters, selectors, tasks
from gongbao.register.seasons.models import CloseState, SeasonClose
from gongbao.register.seasons.views.board import region_of, season_or_404


@gate.requires(Permission.SEASON_MANAGE, Permission.SEASON_SIGN)
@require_http_methods(["GET", "POST"])
def prepare(request: Any, year: int) -> HttpResponse:
    """Choose the day; the batch of everybody who did not file is laid out for signature."""
    found = season_or_404(year)
    region = region_of(request)
    refusal: Refusal | None = None
    given = request.POST.get("on", "") or request.GET.get("on", "") or china_date(request.now).isoformat()
    if request.method == "POST":
        gate.check(request, Permission.SEASON_MANAGE, region=region)
        try:
            close = actions.prepare_close(
                year=year, on=_day(given), now=request.now, by=gate.actor_of(request), region=region
            )
        except Refusal as problem:
            refusal = problem
        else:
            return redirect("seasons:close", close.id)
    context = {
        "season": found,
        "title": presenters.title(found),
        "region": region,
        "tabs": presenters.tabs(year, "closing", region),
        "on": given,
        "office_deadline": presenters.office_deadline(year, request.now),
        "closes": presenters.close_table(_within(selectors.closes(year), region)),
        "may_prepare": policies.may(request.user, Permission.SEASON_MANAGE, region=region),
        "refusal": refusal,
    }
    return render(request, "seasons/prepare.html", context, status=422 if refusal else 200)


def _within(closes: Any, region: str) -> list[SeasonClose]:
    return [one for one in closes if one.region.startswith(region) or region.startswith(one.region)]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Refusal("close-day", "请选择作出决定的日期。", "Choose the day of the decisions.", field="on") from wrong


def _close_or_404(request: HttpRequest, close_id: UUID, *permissions: Permission) -> SeasonClose:
    found = selectors.close(close_id)
    if found is None:
        raise Http404
    if not any(policies.may(request.user, one, region=found.region) for one in permissions):
        gate.check(request, permissions[0], region=found.region)
    return found


def _seen_or_404(request: HttpRequest, close_id: UUID) -> SeasonClose:
    """A batch that touches the officer's place: also one for a wider region, to look at."""
    found = selectors.close(close_id)
    if found is None:
        raise Http404
    own = policies.regions(request.user, Permission.DUTY_SEE_OFFICE)
    if not any(found.region.startswith(one) or one.startswith(found.region) for one in own):
        raise PermissionDenied
    return found


@gate.requires(Permission.DUTY_SEE_OFFICE)
@require_GET
def close(request: Any, close_id: UUID) -> HttpResponse:
    """The batch: who decides what about how many, a sample opened, the exceptions, sign."""
    return _page(request, _seen_or_404(request, close_id))


def _page(request: Any, found: SeasonClose, refusal: Refusal | None = None) -> HttpResponse:
    seed = request.GET.get("seed", "").strip()[:60] or found.id.hex
    by_category, by_place = selectors.case_counts(found.id)
    after = request.GET.get("after", "")
    prepared = found.state == CloseState.PREPARED
    context = {
        "close": found,
        "title": presenters.title(found.season),
        "state": presenters.close_state(found),
        "rulings": presenters.rulings(found.season_id, found.on, by_category),
        "places": [(names, count) for names, count in _named(by_place)],
        "seed": seed,
        "sample": presenters.sample_rows(selectors.sample(found.id, seed), found.season_id, found.on),
        "exceptions": presenters.exception_table(
            selectors.exceptions(found.id, after=int(after) if after.isdigit() else 0)
        ),
        "job": presenters.progress(found),
        "running": found.state in {CloseState.SIGNED, CloseState.DONE},
        "may_sign": prepared and policies.may(request.user, Permission.SEASON_SIGN, region=found.region),
        "may_discard": prepared and policies.may(request.user, Permission.SEASON_MANAGE, region=found.region),
        "refusal": refusal,
    }
    return render(request, "seasons/close.html", context, status=refusal.status if refusal else 200)


def _named(by_place: dict[str, int]) -> list[tuple[str, int]]:
    names = selectors.names_of(list(by_place))
    return [(names.get(place) or place or _("未定"), count) for place, count in by_place.items()]


@gate.requires(Permission.SEASON_SIGN)
@require_POST
def sign(request: Any, close_id: UUID) -> HttpResponse:
    """Sign; the worker carries it out."""
    found = _close_or_404(request, close_id, Permission.SEASON_SIGN)
    try:
        actions.sign_close(close_id=found.id, by=gate.actor_of(request), now=request.now)
    except Refusal as refusal:
        return _page(request, found, refusal)
    tasks.carry_out_close.defer(close_id=str(found.id))
    messages.success(request, _("已签发，正在逐批作出决定。"))
    return redirect("seasons:close", found.id)


@gate.requires(Permission.SEASON_MANAGE, Permission.SEASON_SIGN)
@require_POST
def discard(request: Any, close_id: UUID) -> HttpResponse:
    """Put the batch aside unsigned."""
    found = _close_or_404(request, close_id, Permission.SEASON_MANAGE, Permission.SEASON_SIGN)
    try:
        actions.discard(close_id=found.id, by=gate.actor_of(request), now=request.now)
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, _("已作废，没有作出任何决定。"))
    return redirect("seasons:prepare", found.season_id)


@gate.requires(Permission.DUTY_SEE_OFFICE)
@require_GET
def progress(request: Any, close_id: UUID) -> HttpResponse:
    """How far it is, for the bar that fetches itself."""
    found = _seen_or_404(request, close_id)
    return render(request, "seasons/progress.html", {"job": presenters.progress(found)})
