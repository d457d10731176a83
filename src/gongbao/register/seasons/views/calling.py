"""Calling those who have not filed: the list narrowed down, one tap after a call, the list taken away."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import selectors as duties
from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.filings.workbooks import XLSX, Sheet, list_csv, list_xlsx
from gongbao.register.seasons import actions, presenters, selectors
from gongbao.register.seasons.views.board import region_of, season_or_404

PAGE = 30
MOST_LINES = 20_000


def wanted_of(request: Any, year: int) -> selectors.Wanted:
    """What the list is narrowed down to."""
    given = request.POST if request.method == "POST" else request.GET
    category, industry, outcome = (given.get(name, "") for name in ("category", "industry", "outcome"))
    return selectors.Wanted(
        year=year,
        region=region_of(request),
        category=category if category in presenters.CATEGORIES else "",
        industry=industry if industry in presenters.INDUSTRIES else "",
        outcome=outcome if outcome in {selectors.NOT_CALLED, *presenters.RESULTS} else "",
    )


@gate.requires(Permission.DUTY_SEE_OFFICE)
@require_GET
def missing(request: Any, year: int) -> HttpResponse:
    """Who has not filed, to call one after the other."""
    return _missing(request, year, None)


def _missing(request: Any, year: int, refusal: Refusal | None) -> HttpResponse:
    found = season_or_404(year)
    wanted = wanted_of(request, year)
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0
    rows = selectors.to_call(wanted, after=start, limit=PAGE)
    following = presenters.query(wanted, after=str(rows[-1].duty.party_id)) if len(rows) == PAGE else ""
    may_read = policies.may(request.user, Permission.PERSONAL_READ, region=wanted.region)
    context = {
        "season": found,
        "title": presenters.title(found),
        "region": wanted.region,
        "wanted": wanted,
        "path": selectors.path_of(wanted.region, policies.regions(request.user, Permission.DUTY_SEE_OFFICE)),
        "tabs": presenters.tabs(year, "missing", wanted.region),
        "outcomes": presenters.outcome_tabs(wanted, selectors.outcomes(wanted)),
        "today": presenters.today_words(selectors.called_on(year, wanted.region, china_date(request.now))),
        "rows": presenters.call_rows(rows, may_read=may_read),
        "results": [(value, words()) for value, words in presenters.RESULTS.items()],
        "categories": [("", _("全部类别")), *((code, words()) for code, words in presenters.CATEGORIES.items())],
        "industries": [("", _("全部行业")), *((code, words()) for code, words in presenters.INDUSTRIES.items())],
        "page": {"previous_href": presenters.query(wanted) if after else "", "next_href": following},
        "may_note": policies.may(request.user, Permission.SEASON_MANAGE, region=wanted.region),
        "may_read": may_read,
        "csv_href": presenters.query(wanted, format="csv"),
        "xlsx_href": presenters.query(wanted, format="xlsx"),
        "refusal": refusal,
        "purpose": request.POST.get("purpose", _("电话催报年度报告")),
    }
    return render(request, "seasons/missing.html", context, status=refusal.status if refusal else 200)


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
    return redirect(f"../../{presenters.query(wanted_of(request, year))}#firm-{entity_id}")


@gate.requires(Permission.DUTY_SEE_OFFICE)
@require_http_methods(["GET", "POST"])
def take_list(request: Any, year: int) -> HttpResponse:
    """The narrowed list as Excel or CSV: masked by GET; with full numbers, each read for a purpose, by POST."""
    season_or_404(year)
    wanted = wanted_of(request, year)
    numbers = None
    if request.method == "POST":
        gate.check(request, Permission.PERSONAL_READ, region=wanted.region)
        rows = selectors.to_call(wanted, limit=actions.MOST_NUMBERS + 1)
        try:
            numbers = actions.read_numbers(
                rows=rows,
                year=year,
                purpose=request.POST.get("purpose", ""),
                by=gate.actor_of(request),
                now=request.now,
            )
        except Refusal as refusal:
            return _missing(request, year, refusal)
    else:
        rows = selectors.to_call(wanted, limit=MOST_LINES)
    names = selectors.names_of(list({one.duty.region[:9] for one in rows}))
    heads, lines = presenters.listed(rows, names, numbers)
    return _file(heads, lines, year, csv=request.GET.get("format", request.POST.get("format")) == "csv")


def _file(heads: list[str], lines: list[list[str]], year: int, *, csv: bool) -> HttpResponse:
    data = list_csv(heads, lines) if csv else list_xlsx(Sheet(_("未报名单"), heads, lines))
    headers = {
        "Content-Disposition": f'attachment; filename="gongbao-missing-{year}.{"csv" if csv else "xlsx"}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type="text/csv; charset=utf-8" if csv else XLSX, headers=headers)
