"""A unit's side: our figures, what we must explain, the problems we solve."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.briefing.targets import actions, presenters, selectors
from gongbao.briefing.targets.actions.importing import latest_of
from gongbao.briefing.targets.forms import month_typed
from gongbao.briefing.targets.views.board import month_links
from gongbao.briefing.units import reach, steps
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal


@gate.requires(Permission.ITEM_WRITE)
@require_GET
def own(request: Any) -> HttpResponse:
    """What we must explain first, then problems, then our figures of a month."""
    unit = reach.unit_for(request.user, Permission.ITEM_WRITE)
    if unit is None or unit.reports_to is None:
        return render(request, "items/no_unit.html")
    today = china_date(request.now)
    found = selectors.own_months(unit)
    month = month_typed(request.GET.get("month", ""), found[0] if found else latest_of(request.now))
    rule = selectors.rule_for(unit.reports_to, month)
    context = {
        "unit": unit,
        "title": presenters.month_words(month),
        "months": month_links(found, month),
        "lags": presenters.lag_rows(selectors.lags_of(unit), today),
        "problems": presenters.problem_rows(selectors.problems_of(unit), today),
        "table": presenters.own_table(selectors.own(unit, month), rule),
    }
    return render(request, "targets/own.html", context)


@gate.requires(Permission.ITEM_WRITE)
@require_http_methods(["GET", "POST"])
def explain(request: Any, lag_id: UUID) -> HttpResponse:
    """Why we are behind, and what we do about it."""
    found = selectors.lag_of(request.user, lag_id)
    if found is None:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            actions.explain(
                lag_id=found.pk,
                cause=request.POST.get("cause", ""),
                measures=request.POST.get("measures", ""),
                **steps.how(request),
            )
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已说明，信息科已收到。"))
            return redirect("targets:own")
    context = {
        "row": presenters.lag_rows([found], china_date(request.now))[0],
        "lag": found,
        "tolerance": presenters.number(found.tolerance),
        "given": request.POST if refusal else {},
        "refusal": refusal,
    }
    return render(request, "targets/explain.html", context, status=refusal.status if refusal else 200)
