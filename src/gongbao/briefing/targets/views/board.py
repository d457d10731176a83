"""The desk's figures: a month's indicators, one by unit, one unit's year; and what is taken away from them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.targets import actions, presenters, selectors, workbooks
from gongbao.briefing.targets.actions.importing import latest_of
from gongbao.briefing.targets.forms import decimal_of, month_typed
from gongbao.briefing.targets.models import Indicator, Value
from gongbao.briefing.units import steps
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.typed import whole_of
from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link

PAGE = 50


def month_asked(request: Any, desk: Unit) -> int:
    """The month of the address, else the newest with figures, else the present."""
    return month_typed(request.GET.get("month", ""), selectors.latest_month(desk) or latest_of(request.now))


def month_links(found: list[int], month: int) -> list[Link]:
    every = found if month in found else [month, *found]
    return [Link(text=presenters.month_words(one), href=f"?month={one}", current=one == month) for one in every[:8]]


def indicator_of(request: HttpRequest, indicator_id: UUID) -> Indicator:
    found = selectors.indicator_of(steps.desk_of(request), indicator_id)
    if found is None:
        raise Http404
    return found


def book(content: bytes, name: str) -> HttpResponse:
    """A workbook to save."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(content, content_type=workbooks.XLSX, headers=headers)


@gate.requires(Permission.DESK_WORK)
@require_GET
def board(request: Any) -> HttpResponse:
    """Every indicator of a month over all units, and how many are behind."""
    desk = steps.desk_of(request)
    month = month_asked(request, desk)
    rows = selectors.indicators(desk)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "month": month,
        "title": presenters.month_words(month),
        "months": month_links(selectors.months(desk), month),
        "page": page,
        "table": presenters.board(list(page), selectors.sums(desk, month), selectors.behind(desk, month), month),
        "may_set_up": policies.has(request.user, Permission.DESK_SIGN),
    }
    return render(request, "targets/board.html", context)


@gate.requires(Permission.DESK_WORK)
@require_GET
def indicator(request: Any, indicator_id: UUID) -> HttpResponse:
    """One indicator by unit: shares against the year, and the year's line."""
    found = indicator_of(request, indicator_id)
    desk = steps.desk_of(request)
    month = month_asked(request, desk)
    rows = selectors.of_month(found, month)
    return render(request, "targets/indicator.html", one_indicator(request, desk, found, rows, month, link=True))


def one_indicator(
    request: Any, desk: Unit, found: Indicator, rows: QuerySet[Value], month: int, *, link: bool
) -> dict[str, Any]:
    """What a page about one indicator shows: its units in the order of `rows`, a page at a time, and the year."""
    rule = selectors.rule_for(desk, month)
    year = month // 100
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    return {
        "one": found,
        "words": presenters.indicator_words(found),
        "month": month,
        "title": presenters.month_words(month),
        "months": month_links(selectors.months(desk), month),
        "page": page,
        "table": presenters.value_table(found, shown, rule, selectors.lags_by_unit(desk, month, found), link=link),
        "chart": presenters.share_chart(found, shown, month),
        "year": presenters.year_chart(
            found, selectors.year_sums(found, year), selectors.year_sums(found, year - 1), year
        )
        if found.cumulative
        else None,
        "rule": presenters.rule_words(rule) if rule else "",
    }


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def unit(request: Any, indicator_id: UUID, unit_id: int) -> HttpResponse:
    """One unit's year in one indicator, every version of it, and a correction with its why."""
    found = indicator_of(request, indicator_id)
    desk = steps.desk_of(request)
    at = desk.below.filter(pk=unit_id).first()
    if at is None:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _correct(request, found, at)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已更正，原来的一版留着。"))
            return redirect(f"{reverse('targets:unit', args=[found.pk, at.pk])}?month={request.POST.get('month', '')}")
    month = month_typed(request.POST.get("month", ""), month_asked(request, desk))
    values = selectors.of_year(found, at, month // 100)
    context = {
        "one": found,
        "unit": at,
        "month": month,
        "title": presenters.month_words(month),
        "chart": presenters.unit_chart(found, values, month // 100),
        "now_in_force": values.get(month),
        "months": [
            Link(text=presenters.month_words(one), href=f"?month={one}", current=one == month) for one in sorted(values)
        ],
        "moments": presenters.version_moments(selectors.versions(found, at, month // 100)),
        "given": request.POST if refusal else None,
        "refusal": refusal,
    }
    return render(request, "targets/unit.html", context, status=refusal.status if refusal else 200)


def _correct(request: Any, found: Indicator, at: Unit) -> None:
    month = month_typed(request.POST.get("month", ""), 0)
    if month not in selectors.of_year(found, at, month // 100):
        raise Http404
    actions.correct(
        indicator=found,
        unit=at,
        month=month,
        numbers={name: decimal_of(request.POST, name) for name in ("amount", "total", "growth", "target")},
        why=request.POST.get("why", ""),
        version=whole_of(request.POST.get("version", "")),
        **steps.how(request),
    )


@gate.requires(Permission.DESK_WORK)
@require_GET
def workbook(request: Any) -> HttpResponse:
    """A month in Excel."""
    desk = steps.desk_of(request)
    month = month_asked(request, desk)
    return book(workbooks.month_book(selectors.whole_month(desk, month), month), f"targets-{month}")


@gate.requires(Permission.DESK_WORK)
@require_POST
def sheet(request: Any) -> HttpResponse:
    """The month's sheet as a manuscript of the desk."""
    desk = steps.desk_of(request)
    month = month_typed(request.POST.get("month", ""), latest_of(request.now))
    try:
        made = actions.write_sheet(desk=desk, month=month, editor=request.user, **steps.how(request))
    except Refusal as refusal:
        messages.error(request, refusal.words())
        return redirect("targets:board")
    return redirect("desk:manuscript", made.pk)


@gate.requires(Permission.DESK_WORK)
@require_GET
def lags(request: Any) -> HttpResponse:
    """Who is behind, and what they say."""
    desk = steps.desk_of(request)
    state = "open" if request.GET.get("box") == "open" else ""
    page = Paginator(selectors.lags(desk, state=state), PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "page": page,
        "rows": presenters.lag_rows(list(page), china_date(request.now)),
        "tabs": [
            Link(text=_("全部"), href="?", current=not state),
            Link(text=_("待说明"), href="?box=open", current=bool(state)),
        ],
    }
    return render(request, "targets/lags.html", context)


@gate.requires(Permission.DESK_WORK)
@require_GET
def firms(request: Any) -> HttpResponse:
    """Above-scale enterprises: internal, seen on the screen only; sums of three or more by unit."""
    desk = steps.desk_of(request)
    month = month_asked(request, desk)
    page = Paginator(selectors.firms(desk, month), PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "title": presenters.month_words(month),
        "months": month_links(selectors.months(desk), month),
        "page": page,
        "table": presenters.firm_table(list(page)),
        "sums": presenters.firm_sum_table(selectors.firm_sums(desk, month)),
    }
    return render(request, "targets/firms.html", context)
