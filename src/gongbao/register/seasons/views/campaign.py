"""Getting firms to file: reminders with what came of them, and what stops firms."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.filings import selectors as filings
from gongbao.register.filings.rules import Form
from gongbao.register.seasons import actions, presenters, selectors
from gongbao.register.seasons.presenters.reminders import DAYS
from gongbao.register.seasons.views.board import region_of, season_or_404

USUAL_DAYS = 7


def days_of(request: HttpRequest) -> int:
    """Within how many days a reaction counts."""
    asked = request.GET.get("days", "")
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked) in DAYS else USUAL_DAYS


@gate.requires(Permission.DUTY_SEE_OFFICE)
@require_GET
def reminders(request: Any, year: int) -> HttpResponse:
    """Every wave and channel with the share that reacted; and the next wave."""
    return _reminders(request, year, None)


def _reminders(request: Any, year: int, refusal: Refusal | None) -> HttpResponse:
    found = season_or_404(year)
    region = region_of(request)
    days = days_of(request)
    waves = selectors.by_wave(year, region, days)
    context = {
        "season": found,
        "title": presenters.title(found),
        "region": region,
        "tabs": presenters.tabs(year, "reminders", region),
        "days": presenters.day_links(days, region),
        "picture": presenters.wave_chart(waves, days) if waves else None,
        "waves": presenters.wave_table(waves, days, request.now),
        "channels": presenters.channel_table(selectors.by_channel(waves, selectors.called(year, region, days)), days),
        "offered": presenters.channels_offered(),
        "over": china_date(request.now) > found.closes_on,
        "may_manage": policies.may(request.user, Permission.SEASON_MANAGE, region=region),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "seasons/reminders.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.SEASON_MANAGE)
@require_POST
def remind(request: Any, year: int) -> HttpResponse:
    """Send one wave to all who have not filed."""
    season_or_404(year)
    region = region_of(request, Permission.SEASON_MANAGE)
    gate.check(request, Permission.SEASON_MANAGE, region=region)
    try:
        wave = actions.remind(
            year=year,
            region=region,
            channel=request.POST.get("channel", "inbox"),
            words=request.POST.get("words", "").strip(),
            words_en=request.POST.get("words_en", "").strip(),
            by=gate.actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        return _reminders(request, year, refusal)
    listed = wave.channel == "list"
    words = _("已记下 %(n)s 户。请到“未报名单”下载名单。") if listed else _("已向 %(n)s 户发出提醒。")
    messages.success(request, words % {"n": f"{wave.sent_count:,}"})
    return redirect(f"{reverse('seasons:reminders', args=[year])}?region={region}")


@gate.requires(Permission.DUTY_SEE_OFFICE)
@require_GET
def obstacles(request: Any, year: int) -> HttpResponse:
    """Which item, at which step, and where drafts were left: counts, never who."""
    found = season_or_404(year)
    region = region_of(request)
    category = request.GET.get("category", "")
    category = category if category in presenters.CATEGORIES else ""
    today = china_date(request.now)
    forms = _forms(year)
    rows = selectors.obstacles(year, region, today, category=category)
    standings = [one for one in selectors.standings(year, region, request.now) if category in ("", one.category)]
    context = {
        "season": found,
        "title": presenters.title(found),
        "region": region,
        "tabs": presenters.tabs(year, "obstacles", region),
        "categories": [("", _("全部类别")), *((code, words()) for code, words in presenters.CATEGORIES.items())],
        "category": category,
        "items": presenters.obstacle_table(rows, forms),
        "items_picture": presenters.obstacle_chart(rows, forms) if rows else None,
        "by_day": presenters.obstacle_line(selectors.obstacles_by_day(year, region, today)) if rows else None,
        "steps": presenters.standing_table(standings, forms),
        "steps_picture": presenters.standing_chart(standings, forms) if any(one.step for one in standings) else None,
    }
    return render(request, "seasons/obstacles.html", context)


def _forms(year: int) -> dict[str, Form]:
    """The year's forms, for the words of their items."""
    found = {}
    for category in presenters.CATEGORIES:
        try:
            found[category] = filings.form_of(category, year)[1]
        except Refusal:
            continue
    return found
