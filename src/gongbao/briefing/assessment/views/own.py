"""A unit's own points: every one with its reason, and the place to say what is wrong."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongbao.briefing.assessment import actions, months, presenters, selectors
from gongbao.briefing.assessment.models import PeriodState
from gongbao.briefing.assessment.views.desk import lines_of, month_asked
from gongbao.briefing.units import reach
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal


@gate.requires(Permission.ITEM_WRITE)
@require_http_methods(["GET", "POST"])
def score(request: Any) -> HttpResponse:
    """Our month, once it went round."""
    unit = reach.unit_for(request.user, Permission.ITEM_WRITE)
    if unit is None or unit.reports_to is None:
        return render(request, "items/no_unit.html")
    asked = month_asked(request)
    period = selectors.visible_period(unit.reports_to, asked)
    refusal: Refusal | None = None
    if request.method == "POST" and period is not None:
        try:
            actions.appeal(
                period_id=period.pk,
                unit=unit,
                words=request.POST.get("words", ""),
                by=gate.actor_of(request),
                now=request.now,
            )
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("意见已收到，每条都会答复。"))
    lines = lines_of(unit.reports_to, asked, period, unit, request.now) if period else []
    until = period.comment_until if period else None
    context = {
        "unit": unit,
        "title": months.month_words(asked),
        "month": asked,
        "period": period,
        "state": presenters.state_of(period.state) if period else None,
        "total": presenters.points(sum((line.points for line in lines), Decimal(0))),
        "table": presenters.line_table(lines),
        "appeals": selectors.appeals(period, unit) if period else [],
        "may_comment": bool(
            period and period.state == PeriodState.CIRCULATED and until and china_date(request.now) <= until
        ),
        "refusal": refusal,
        "words": request.POST.get("words", "") if refusal else "",
    }
    return render(request, "assessment/own.html", context, status=refusal.status if refusal else 200)
