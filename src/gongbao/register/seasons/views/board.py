"""The season as a live board: places, categories, days, reminders, and whom to call."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.seasons import actions, presenters, selectors
from gongbao.register.seasons.models import Season

WAVE_DAYS = 7


def season_or_404(year: int) -> Season:
    """The season, if it is open."""
    found = selectors.season(year)
    if found is None:
        raise Http404
    return found


def region_of(request: HttpRequest, permission: Permission = Permission.DUTY_SEE_OFFICE) -> str:
    """The division the page is about: the one asked for within the officer's own, else the officer's first."""
    own = policies.regions(request.user, permission)
    asked = request.GET.get("region", request.POST.get("region", "")).strip()[:12]
    if not asked:
        return own[0] if own else ""
    if not asked.isdigit() or not any(asked.startswith(one) for one in own):
        raise PermissionDenied
    return asked


@gate.requires(Permission.DUTY_SEE_OFFICE)
@require_http_methods(["GET", "POST"])
def seasons(request: Any) -> HttpResponse:
    """All seasons; those who manage them open the next."""
    refusal: Refusal | None = None
    if request.method == "POST":
        gate.check(request, Permission.SEASON_MANAGE)
        try:
            year = int(request.POST.get("year", "0") or 0)
            actions.open_season(year=year, now=request.now, by=gate.actor_of(request))
        except ValueError:
            refusal = Refusal("year", "请填写年度，如 2025。", "Give a year, like 2025.", field="year")
        except Refusal as problem:
            refusal = problem
        else:
            return redirect("seasons:board", year)
    seasons = list(selectors.seasons())
    begun = max((one.year for one in seasons), default=china_date(request.now).year - 2)
    context = {
        "seasons": [(one, presenters.title(one), presenters.deadline_of(one, request.now)) for one in seasons],
        "waiting": presenters.close_table(
            selectors.waiting(policies.regions(request.user, Permission.DUTY_SEE_OFFICE))
        ),
        "may_open": policies.has(request.user, Permission.SEASON_MANAGE),
        "next": begun + 1,
        "refusal": refusal,
    }
    return render(request, "seasons/seasons.html", context, status=422 if refusal else 200)


@gate.requires(Permission.DUTY_SEE_OFFICE)
@require_GET
def board(request: Any, year: int) -> HttpResponse:
    """Filed, missing, late, reminded, reacted: by place, kind, office or line of business, and by day; each beside
    the season before on the same day.
    """
    found = season_or_404(year)
    region = region_of(request)
    way = request.GET.get("by", "")
    way = way if way in presenters.WAYS else "place"
    rows = _rows(way, year, region, request.now)
    names = selectors.names_of([one.key for one in rows]) if way == "place" else {}
    today = china_date(request.now)
    waves = selectors.by_wave(year, region, WAVE_DAYS)
    context = {
        "season": found,
        "title": presenters.title(found),
        "region": region,
        "path": selectors.path_of(region, policies.regions(request.user, Permission.DUTY_SEE_OFFICE)),
        "tabs": presenters.tabs(year, "board", region),
        "ways": presenters.ways(way, region),
        "deadline": presenters.deadline_of(found, request.now),
        "office_deadline": presenters.office_deadline(year, request.now),
        "over": today > found.closes_on,
        "tiles": presenters.tiles(rows, today, selectors.same_day_before(today)),
        "rows": presenters.board_table(year, way, rows, names, region),
        "compared": presenters.compare_chart(way, rows, names, year),
        "picture": presenters.board_chart(way, rows, names),
        "line": presenters.line_chart(selectors.by_day(year, region, today), year),
        "waves_picture": presenters.wave_chart(waves, WAVE_DAYS) if waves else None,
        "waves": presenters.wave_table(waves, WAVE_DAYS, request.now),
    }
    name = "seasons/board_live.html" if request.htmx else "seasons/board.html"
    return render(request, name, context)


def _rows(way: str, year: int, region: str, now: datetime) -> list[selectors.Compared]:
    if way == "place":
        return selectors.by_place(year, region, now)
    if way == "office":
        return selectors.by_office(year, region, now)
    return selectors.compared(year, region, now, by=way)
