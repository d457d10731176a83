"""The season in the office: the board, who to call, reminders, the batch to sign."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.seasons import actions, asked, presenters, selectors
from gongbao.register.seasons.models import CloseState, Season, SeasonClose


def _now(request: HttpRequest) -> Any:
    return cast("Any", request).now


def _season(year: int) -> Season:
    season = selectors.season(year)
    if season is None:
        raise Http404
    return season


def _region(request: HttpRequest, permission: Permission = Permission.SEASON_MANAGE) -> str:
    """The region asked for, held to the officer's own; without one, the officer's own."""
    own = policies.regions(request.user, permission)
    asked_for = (request.POST.get("region") or request.GET.get("region") or "").strip()
    if not asked_for:
        return own[0] if own else ""
    if not any(asked_for.startswith(region) for region in own):
        raise PermissionDenied
    return asked_for


@gate.requires(Permission.SEASON_MANAGE, Permission.SEASON_SIGN)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The newest season's board, or how to begin."""
    seasons = selectors.seasons()
    if seasons:
        return redirect("seasons:board", year=seasons[0].year)
    return render(request, "seasons/none.html")


@gate.requires(Permission.SEASON_MANAGE, Permission.SEASON_SIGN)
@require_GET
def board(request: HttpRequest, year: int) -> HttpResponse:
    """Progress by place, against last year, with waves and closes."""
    may_manage = policies.has(request.user, Permission.SEASON_MANAGE)
    region = _region(request, Permission.SEASON_MANAGE if may_manage else Permission.SEASON_SIGN)
    today = china_date(_now(request))
    season = _season(year)
    context = {
        "board": presenters.board(season, region, today),
        "seasons": selectors.seasons(),
        "over": today > season.closes_on,
        "may_manage": may_manage,
        "today": today,
    }
    return render(request, "seasons/board.html", context)


@gate.requires(Permission.SEASON_MANAGE)
@require_GET
def missing(request: HttpRequest, year: int) -> HttpResponse:
    """The list to call: who has not filed, with one-tap notes."""
    season, region = _season(year), _region(request)
    raw = request.GET.get("after", "0")
    after = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0
    category = request.GET.get("category", "")
    category = category if category in presenters.CATEGORIES else ""
    rows = asked.missing(season.year, region, category=category, after=after)
    context = {
        "season": season,
        "region": region,
        "place": selectors.names_of([region]).get(region, ""),
        "firms": presenters.to_call(rows),
        "results": presenters.results(),
        "next": rows[-1].entity_id if len(rows) == asked.PAGE else None,
    }
    return render(request, "seasons/missing.html", context)


@gate.requires(Permission.SEASON_MANAGE)
@require_POST
def call(request: HttpRequest, year: int, entity_id: int) -> HttpResponse:
    """Note what came of one call."""
    season = _season(year)
    found = asked.missing(season.year, "", after=entity_id - 1, limit=1)
    if not found or found[0].entity_id != entity_id:
        raise Http404
    gate.check(request, Permission.SEASON_MANAGE, region=found[0].region)
    result = request.POST.get("result", "")
    try:
        actions.note_call(entity_id=entity_id, year=year, result=result, by=gate.actor_of(request), now=_now(request))
    except Refusal as refusal:
        messages.error(request, refusal.words())
    else:
        messages.success(request, _("%(name)s：已记下") % {"name": found[0].name})
    back = request.POST.get("back", "")
    return redirect(back if back.startswith("/office/seasons/") else f"/office/seasons/{year}/missing/")


@gate.requires(Permission.SEASON_MANAGE)
@require_POST
def remind(request: HttpRequest, year: int) -> HttpResponse:
    """Send one wave of reminders to everyone in the region who has not filed."""
    region = _region(request)
    try:
        wave = actions.remind(
            year=_season(year).year,
            region=region,
            channel="inbox",
            words=request.POST.get("words", "").strip()[:200],
            by=gate.actor_of(request),
            now=_now(request),
        )
    except Refusal as refusal:
        messages.error(request, refusal.words())
    else:
        messages.success(request, _("已提醒 %(n)d 户") % {"n": wave.sent_count})
    return redirect(f"/office/seasons/{year}/?region={region}")


@gate.requires(Permission.SEASON_MANAGE)
@require_POST
def prepare(request: HttpRequest, year: int) -> HttpResponse:
    """Lay out the batch of decisions for a day; nothing is decided before it is signed."""
    region = _region(request)
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
        close = actions.prepare_close(year=year, on=on, now=_now(request), by=gate.actor_of(request), region=region)
    except ValueError:
        messages.error(request, _("请填写决定日期，例如 2026-07-07。"))
    except Refusal as refusal:
        messages.error(request, refusal.words())
    else:
        return redirect("seasons:close", close_id=close.id)
    return redirect(f"/office/seasons/{year}/?region={region}")


def _close(request: HttpRequest, close_id: UUID) -> SeasonClose:
    close = get_object_or_404(SeasonClose.objects.select_related("season"), id=close_id)
    both = (Permission.SEASON_MANAGE, Permission.SEASON_SIGN)
    if not any(policies.may(request.user, permission, region=close.region) for permission in both):
        raise PermissionDenied
    return close


@gate.requires(Permission.SEASON_MANAGE, Permission.SEASON_SIGN)
@require_GET
def close(request: HttpRequest, close_id: UUID) -> HttpResponse:
    """Decisions to sign: the batch, a sample opened for a look, the exceptions."""
    one = _close(request, close_id)
    context = {
        "close": one,
        "state": presenters.state_of(one),
        "counts": [(presenters.CATEGORIES[c](), n) for c, n in asked.by_category(one.id).items()],
        "sample": presenters.cases(asked.sample(one), _("随机样本")),
        "exceptions": presenters.cases(asked.exceptions(one), _("需要人工判断"), with_reason=True),
        "may_sign": one.state == CloseState.PREPARED
        and policies.may(request.user, Permission.SEASON_SIGN, region=one.region),
        "may_discard": one.state == CloseState.PREPARED,
    }
    return render(request, "seasons/close.html", context)


@gate.requires(Permission.SEASON_SIGN)
@require_POST
def sign(request: HttpRequest, close_id: UUID) -> HttpResponse:
    """Sign the batch; the worker carries it out."""
    one = _close(request, close_id)
    gate.check(request, Permission.SEASON_SIGN, region=one.region)
    try:
        actions.sign_close(close_id=one.id, by=gate.actor_of(request), now=_now(request))
    except Refusal as refusal:
        messages.error(request, refusal.words())
    else:
        messages.success(request, _("已签。后台正在逐户列入，可离开本页。"))
    return redirect("seasons:close", close_id=one.id)


@gate.requires(Permission.SEASON_MANAGE, Permission.SEASON_SIGN)
@require_POST
def discard(request: HttpRequest, close_id: UUID) -> HttpResponse:
    """Throw the batch away unsigned."""
    one = _close(request, close_id)
    try:
        actions.discard(close_id=one.id, by=gate.actor_of(request), now=_now(request))
    except Refusal as refusal:
        messages.error(request, refusal.words())
    return redirect("seasons:board", year=one.season.year)
