"""Decisions that items are about: registered, and everything called up that came before, after and at the close."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongbao.briefing.items import actions, presenters, selectors
from gongbao.briefing.items.models import Undertaking
from gongbao.briefing.units import steps
from gongbao.briefing.units.typed import day_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal

PAGE = 30


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def undertakings(request: Any) -> HttpResponse:
    """Every decision of the desk with how many items are about it; and the form for the next."""
    desk = steps.desk_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        decided = day_of(request.POST.get("decided_on", ""))
        try:
            made = actions.open_undertaking(
                desk=desk, title=request.POST.get("title", ""), decided_on=decided, **steps.how(request)
            )
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已登记。信息员写信息时可以选它。"))
            return redirect("items:undertaking", made.pk)
    page = Paginator(selectors.counted_undertakings(desk), PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "page": page,
        "table": presenters.undertaking_table(list(page)),
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "items/undertakings.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def undertaking(request: Any, undertaking_id: UUID) -> HttpResponse:
    """One decision: what came before it, after it, at its close."""
    found = _one(request, undertaking_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        day = day_of(request.POST.get("closed_on", ""))
        try:
            actions.close_undertaking(undertaking=found, closed_on=day, **steps.how(request))
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已办结。"))
            return redirect("items:undertaking", found.pk)
    about = selectors.about_undertaking(found)
    context = {
        "one": found,
        "stages": [
            (str(words), [presenters.row(item, request.now, "desk:item") for item in about if item.stage == code])
            for code, words in presenters.STAGES.items()
            if code
        ],
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "items/undertaking.html", context, status=refusal.status if refusal else 200)


def _one(request: Any, undertaking_id: UUID) -> Undertaking:
    found = Undertaking.objects.filter(pk=undertaking_id, desk=steps.desk_of(request)).select_related("desk").first()
    if found is None:
        raise Http404
    return found
