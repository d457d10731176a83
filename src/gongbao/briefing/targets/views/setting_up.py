"""What is measured, and how far behind is too far: set by the chief of the desk."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongbao.briefing.targets import actions, presenters, refusals, selectors
from gongbao.briefing.targets.actions.importing import latest_of
from gongbao.briefing.targets.forms import decimal_of, indicator_of, month_typed
from gongbao.briefing.units import steps
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.typed import uuid_of, whole_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal


@gate.requires(Permission.DESK_SIGN)
@require_http_methods(["GET", "POST"])
def set_up(request: Any) -> HttpResponse:
    """Indicators and the rule of what is behind."""
    desk = steps.desk_of(request, Permission.DESK_SIGN)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            words = _change(request, desk)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, words)
            return redirect("targets:set-up")
    context = {
        "indicators": [(one, presenters.indicator_words(one)) for one in selectors.indicators(desk, active=False)],
        "rules": [(one, presenters.rule_words(one)) for one in selectors.rules(desk)],
        "directions": presenters.choices(presenters.DIRECTIONS),
        "every": presenters.choices(presenters.EVERY),
        "kinds": [("yes", _("累计（从一月累加）")), ("no", _("当期"))],
        "month": latest_of(request.now),
        "given": request.POST if refusal else {},
        "refusal": refusal,
    }
    return render(request, "targets/set_up.html", context, status=refusal.status if refusal else 200)


def _change(request: Any, desk: Unit) -> str:
    do = request.POST.get("do", "")
    if do == "retire":
        wanted = uuid_of(request.POST.get("indicator", ""))
        if wanted is None:
            raise Http404
        actions.retire_indicator(desk=desk, indicator_id=wanted, **steps.how(request))
        return _("已停用，已有的数留着。")
    if do == "rule":
        tolerance = decimal_of(request.POST, "tolerance")
        if tolerance is None:
            raise refusals.rule_wrong()
        actions.make_lag_rule(
            desk=desk,
            from_month=month_typed(request.POST.get("from_month", ""), 0),
            tolerance=tolerance,
            days=whole_of(request.POST.get("days", "")),
            **steps.how(request),
        )
        return _("已设定，从起用月份生效。")
    actions.make_indicator(desk=desk, draft=indicator_of(request.POST), **steps.how(request))
    return _("已设立。")
