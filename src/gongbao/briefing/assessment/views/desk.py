"""The desk's side: a month's scores, what another version would give, adjustments, comments, the circular."""

import io
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.briefing.assessment import actions, facts, months, presenters, refusals, selectors
from gongbao.briefing.assessment.models import Adjustment, Period, PeriodState
from gongbao.briefing.units import steps
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.typed import day_of, uuid_of
from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link

PAGE = 50
MOST_TO_CHOOSE = 300  # of more units one writes the short name


def month_asked(request: Any) -> int:
    """The month of the address (202606), or the present one."""
    text = request.GET.get("month", "") or request.POST.get("month", "")
    if text.isascii() and text.isdigit() and len(text) == 6 and 1 <= int(text) % 100 <= 12 and int(text) >= 200_001:
        return int(text)
    return months.month_of(request.now)


def _months(desk: Unit, month: int, now: datetime) -> list[Link]:
    latest = months.month_of(now)
    found = [latest]
    for _step in range(5):
        year, number = divmod(found[-1], 100)
        found.append(found[-1] - 1 if number > 1 else (year - 1) * 100 + 12)
    if month not in found:
        found.append(month)
    return [Link(text=months.month_words(one), href=f"?month={one}", current=one == month) for one in found]


@gate.requires(Permission.DESK_WORK)
@require_GET
def month(request: Any) -> HttpResponse:
    """One month of the desk."""
    return _page(request)


def _page(request: Any, refusal: Refusal | None = None) -> HttpResponse:
    desk, asked = steps.desk_of(request), month_asked(request)
    period = selectors.period(desk, asked)
    rules = selectors.rules_of(desk, asked, period)
    if rules is None:
        context = {"desk": desk, "refusal": refusals.no_rules(), "months": _months(desk, asked, request.now)}
        return render(request, "assessment/no_rules.html", context)
    rows = facts.month_scores(desk, asked, period, rules, request.now, brief=True)
    what_if = selectors.rule_set(desk, uuid_of(request.GET.get("rules", "")))
    other = (
        {unit.pk: one.total for unit, one in facts.scores(desk, asked, what_if, request.now, brief=True)}
        if what_if
        else None
    )
    found = facts.counts(desk, asked)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    is_open = period is not None and period.state != PeriodState.FROZEN
    context = {
        "desk": desk,
        "period": period,
        "page": page,
        "rules": rules,
        "title": months.month_words(asked),
        "month": asked,
        "state": presenters.state_of(period.state) if period else presenters.not_begun(),
        "months": _months(desk, asked, request.now),
        "table": presenters.score_table(list(page), asked, other),
        "chart": presenters.chart(rows),
        "gaps": presenters.gap_rows(found),
        "counts": found,
        "rule_sets": selectors.rule_sets(desk),
        "what_if": what_if,
        "adjustments": [(one, presenters.points(one.points)) for one in _adjustments(period)],
        **_appeals(period),
        "units": [("", _("请选择")), *((str(unit.pk), unit.short) for unit, _one in rows)]
        if is_open and len(rows) <= MOST_TO_CHOOSE
        else [],
        "may_sign": policies.has(request.user, Permission.DESK_SIGN),
        "may_begin": period is None and asked <= months.month_of(request.now),
        "open": is_open,
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "assessment/month.html", context, status=refusal.status if refusal else 200)


def _adjustments(period: Period | None) -> list[Adjustment]:
    return selectors.adjustments(period) if period else []


def _appeals(period: Period | None) -> dict[str, Any]:
    """The units' comments: first those that wait for an answer, the others folded away."""
    found = selectors.appeals(period) if period else []
    answered = [one for one in found if one.answered_at]
    return {
        "waiting": [one for one in found if not one.answered_at],
        "answered": answered,
        "answered_words": _("已答复（%(n)s）") % {"n": len(answered)},
    }


def _adjust(request: Any, period: Period) -> str:
    try:
        wanted = Decimal(request.POST.get("points", "").strip() or "0")
    except InvalidOperation:
        raise refusals.points_wrong() from None
    text = request.POST.get("unit", "")
    units = facts.units_of(period.desk, period.month)
    chosen = next((one for one in units if text.strip() in {str(one.pk), one.short}), None)
    if chosen is None:
        raise Refusal("assessment.unit", "请选择单位。", "Choose the unit.", field="unit")
    unit = Unit.objects.get(pk=chosen.pk)
    actions.adjust(period=period, unit=unit, points=wanted, reason=request.POST.get("reason", ""), **steps.how(request))
    return _("已提出调分，待另一人同意后计入。")


def _agree(request: Any, period: Period) -> str:
    chosen = next((one for one in selectors.adjustments(period) if str(one.pk) == request.POST.get("one", "")), None)
    if chosen is None:
        raise Http404
    actions.agree_adjustment(adjustment_id=chosen.pk, **steps.how(request))
    return _("已同意，调分计入。")


def _circulate(request: Any, period: Period) -> str:
    _require_signer(request)
    until = day_of(request.POST.get("comment_until", ""))
    actions.circulate(period_id=period.pk, comment_until=until, **steps.how(request))
    return _("已发各单位核对。")


def _answer(request: Any, period: Period) -> str:
    chosen = next((one for one in selectors.appeals(period) if str(one.pk) == request.POST.get("one", "")), None)
    if chosen is None:
        raise Http404
    actions.answer_appeal(appeal_id=chosen.pk, answer=request.POST.get("words", ""), **steps.how(request))
    return _("已答复。")


def _freeze(request: Any, period: Period) -> str:
    _require_signer(request)
    actions.freeze(period_id=period.pk, **steps.how(request))
    return _("本月分数已定。")


def _require_signer(request: Any) -> None:
    if not policies.has(request.user, Permission.DESK_SIGN):
        raise PermissionDenied


DO: dict[str, Callable[[Any, Period], str]] = {
    "adjust": _adjust,
    "agree": _agree,
    "circulate": _circulate,
    "answer": _answer,
    "freeze": _freeze,
}


@gate.requires(Permission.DESK_WORK)
@require_POST
def begin(request: Any) -> HttpResponse:
    """开始本月考核: from here on points by hand, comments and the circular have a month to belong to."""

    def do(request: Any, desk: Unit) -> str:
        actions.open_period(desk=desk, month=month_asked(request), **steps.how(request))
        return _("本月考核已开始。")

    desk = steps.desk_of(request)
    return steps.take(request, do, desk, page=lambda refusal: _page(request, refusal), to=_here(request))


@gate.requires(Permission.DESK_WORK)
@require_POST
def act(request: Any) -> HttpResponse:
    """One step of a month."""
    found = selectors.period(steps.desk_of(request), month_asked(request))
    if found is None:
        raise Http404
    if request.POST.get("do") == "circular":
        made = actions.write_circular(period=found, editor=request.user, **steps.how(request))
        return redirect("desk:manuscript", made.pk)
    do = steps.chosen(DO, request)
    return steps.take(request, do, found, page=lambda refusal: _page(request, refusal), to=_here(request))


def _here(request: Any) -> str:
    return f"{reverse('assessment:month')}?month={month_asked(request)}"


@gate.requires(Permission.DESK_WORK)
@require_GET
def unit(request: Any, unit_id: int) -> HttpResponse:
    """One unit's month: every point with its reason."""
    found = selectors.unit_of(request.user, unit_id)
    if found is None or found.reports_to is None:
        raise Http404
    asked = month_asked(request)
    period = selectors.period(found.reports_to, asked)
    lines = lines_of(found.reports_to, asked, period, found, request.now)
    context = {
        "unit": found,
        "title": months.month_words(asked),
        "month": asked,
        "total": presenters.points(sum((line.points for line in lines), Decimal(0))),
        "table": presenters.line_table(lines),
        "period": period,
    }
    return render(request, "assessment/unit.html", context)


def lines_of(desk: Unit, month: int, period: Period | None, unit: Unit, now: datetime) -> Any:
    """A unit's lines: as written down when the month is fixed, computed before."""
    if period is not None and period.state == PeriodState.FROZEN:
        return selectors.frozen_lines(period, unit)
    rules = selectors.rules_of(desk, month, period)
    if rules is None:
        return []
    return list(facts.score_of(unit, desk, month, rules, now).lines)


@gate.requires(Permission.DESK_WORK)
@require_GET
def workbook(request: Any) -> HttpResponse:
    """The month in Excel: totals on one sheet, every point on the other. Texts are texts, never formulas."""
    import xlsxwriter  # noqa: PLC0415 (slow to load)

    desk, asked = steps.desk_of(request), month_asked(request)
    period = selectors.period(desk, asked)
    rules = selectors.rules_of(desk, asked, period)
    if rules is None:
        raise Http404
    rows = facts.month_scores(desk, asked, period, rules, request.now)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sums = book.add_worksheet("得分")
    sums.write_row(0, 0, ["单位", "类别", "得分"])
    for place, (one, score) in enumerate(rows, 1):
        sums.write_row(place, 0, [one.short, one.band, float(score.total)])
    detail = book.add_worksheet("每一分")
    detail.write_row(0, 0, ["单位", "种类", "因为", "份额", "分"])
    place = 0
    for one, score in rows:
        for line in score.lines:
            place += 1
            kind = str(presenters.KINDS[line.event.kind])
            detail.write_row(place, 0, [one.short, kind, line.event.words, float(line.event.share), float(line.points)])
    book.close()
    headers = {"Content-Disposition": f'attachment; filename="assessment-{asked}.xlsx"'}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(out.getvalue(), content_type=kind, headers=headers)
