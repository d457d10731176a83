"""The season as a live board: places, categories, days, reminders, and whom to call."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import selectors as duties
from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.seasons import actions, presenters, selectors
from gongbao.register.seasons.models import Season

PAGE = 30
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
    today = china_date(request.now)
    context = {
        "seasons": [
            (one, presenters.title(one), presenters.deadline_of(one, request.now)) for one in selectors.seasons()
        ],
        "waiting": presenters.close_table(
            selectors.waiting(policies.regions(request.user, Permission.DUTY_SEE_OFFICE))
        ),
        "may_open": policies.has(request.user, Permission.SEASON_MANAGE),
        "next": today.year - 1,
        "refusal": refusal,
    }
    return render(request, "seasons/seasons.html", context, status=422 if refusal else 200)


@gate.requires(Permission.DUTY_SEE_OFFICE)
@require_GET
def board(request: Any, year: int) -> HttpResponse:
    """Filed, missing, late, reminded, reacted: by place, by category, by day."""
    found = season_or_404(year)
    region = region_of(request)
    places = selectors.board(year, region)
    counts = [place.count for place in places]
    width = len(counts[0].place) if counts else 0
    today = china_date(request.now)
    waves = selectors.by_wave(year, region, WAVE_DAYS)
    context = {
        "season": found,
        "title": presenters.title(found),
        "region": region,
        "path": selectors.path_of(region, policies.regions(request.user, Permission.DUTY_SEE_OFFICE)),
        "tabs": presenters.tabs(year, "board", region),
        "deadline": presenters.deadline_of(found, request.now),
        "office_deadline": presenters.office_deadline(year, request.now),
        "over": today > found.closes_on,
        "tiles": presenters.tiles(counts),
        "places": presenters.place_table(year, places, deeper=width < selectors.WIDTHS[-1]),
        "picture": presenters.place_chart(places),
        "categories": presenters.category_table(duties.by_rule(kind=ANNUAL_REPORT, period=year, region=region)),
        "line": presenters.line_chart(selectors.by_day(year, region, today), year),
        "waves_picture": presenters.wave_chart(waves, WAVE_DAYS) if waves else None,
        "waves": presenters.wave_table(waves, WAVE_DAYS, request.now),
    }
    name = "seasons/board_live.html" if request.htmx else "seasons/board.html"
    return render(request, name, context)


@gate.requires(Permission.DUTY_SEE_OFFICE)
@require_GET
def missing(request: Any, year: int) -> HttpResponse:
    """Who has not filed, to call one after the other."""
    found = season_or_404(year)
    region = region_of(request)
    category = request.GET.get("category", "")
    after = request.GET.get("after", "")
    rows = selectors.to_call(
        year,
        region,
        after=int(after) if after.isdigit() else 0,
        category=category if category in presenters.CATEGORIES else "",
        limit=PAGE,
    )
    following = f"?region={region}&category={category}&after={rows[-1].duty.party_id}" if len(rows) == PAGE else ""
    context = {
        "season": found,
        "title": presenters.title(found),
        "region": region,
        "tabs": presenters.tabs(year, "missing", region),
        "rows": presenters.call_rows(
            rows, may_read=policies.may(request.user, Permission.PERSONAL_READ, region=region)
        ),
        "results": [(value, words()) for value, words in presenters.RESULTS.items()],
        "categories": [("", _("全部类别")), *((code, words()) for code, words in presenters.CATEGORIES.items())],
        "category": category,
        "page": {"previous_href": f"?region={region}&category={category}" if after else "", "next_href": following},
        "may_note": policies.may(request.user, Permission.SEASON_MANAGE, region=region),
    }
    return render(request, "seasons/missing.html", context)


@gate.requires(Permission.SEASON_MANAGE)
@require_POST
def note(request: Any, year: int, entity_id: int) -> HttpResponse:
    """One tap after a call."""
    season_or_404(year)
    duty = duties.one(entity_id, kind=ANNUAL_REPORT, period=year)
    if duty is None:
        raise Http404
    gate.check(request, Permission.SEASON_MANAGE, region=duty.region)
    written = actions.note_call(
        entity_id=entity_id,
        year=year,
        result=request.POST.get("result", ""),
        by=gate.actor_of(request),
        now=request.now,
    )
    if request.htmx:
        return HttpResponse(presenters.note_words(written), content_type="text/plain; charset=utf-8")
    return redirect(f"{reverse('seasons:missing', args=[year])}?region={region_of(request)}")
