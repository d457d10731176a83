"""A leader's side: how the year's targets stand, what lags first; to read, on a phone before all."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gongbao.briefing.targets import presenters, selectors
from gongbao.briefing.targets.views.board import month_asked, month_links, one_indicator
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date

PAGE = 8  # cards on a phone: whoever is furthest behind, then the next page
MOST_PROBLEMS = 20


def _desk(request: Any) -> Unit | None:
    return selectors.desk_read_by(request.user)


@gate.requires(Permission.INSTRUCT)
@require_GET
def month(request: Any) -> HttpResponse:
    """One month: every indicator, the furthest behind first; who is behind and why; problems with their owners."""
    desk = _desk(request)
    if desk is None:
        return render(request, "targets/read.html", {"desk": None})
    asked = month_asked(request, desk)
    rule = selectors.rule_for(desk, asked)
    rows = presenters.read_month(
        selectors.indicators(desk), selectors.sums(desk, asked), selectors.behind(desk, asked), rule, asked
    )
    today = china_date(request.now)
    page = Paginator(selectors.lags_of_month(desk, asked), PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "month": asked,
        "title": presenters.month_title(asked),
        "months": month_links(selectors.months(desk), asked),
        "gone": presenters.year_gone(asked),
        "rows": rows,
        "late": sum(one.state is not None and one.state.tone == "late" for one in rows),
        "chart": presenters.shares(rows, asked),
        "rule": presenters.rule_words(rule) if rule else "",
        "page": page,
        "lags": presenters.lags_read(list(page), today),
        "problems": presenters.problem_rows(list(selectors.problems(desk)[:MOST_PROBLEMS]), today),
    }
    return render(request, "targets/read.html", context)


@gate.requires(Permission.INSTRUCT)
@require_GET
def one(request: Any, indicator_id: UUID) -> HttpResponse:
    """One indicator by unit, the slowest first, and the year's line beside last year's."""
    desk = _desk(request)
    found = selectors.indicator_of(desk, indicator_id) if desk else None
    if desk is None or found is None:
        raise Http404
    asked = month_asked(request, desk)
    rows = selectors.slowest_first(found, asked)
    return render(request, "targets/read_one.html", one_indicator(request, desk, found, rows, asked, link=False))
