"""The private portfolio of an organisation."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongbao.foundation.accounts.gate import actor_of, requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.screening import actions, selectors
from gongbao.register.screening.presenters import jobs as presenter

PAGE = 50


@requires(Permission.SCREEN_USE)
@require_http_methods(["GET", "POST"])
def watches(request: Any) -> HttpResponse:
    """What one's organisation watches, and one more."""
    mine = selectors.organisations_of(request.user)
    refusal = None
    if request.method == "POST":
        try:
            actions.watch(
                name=request.POST.get("name", ""),
                code=request.POST.get("code", ""),
                organisation_id=mine[0],
                by=actor_of(request),
                now=request.now,
            )
            messages.success(request, _("已开始关注。被列入或移出名录时会通知您。"))
            return redirect("screening:watches")
        except Refusal as refused:
            refusal = refused
    page = Paginator(selectors.watches_of(mine), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "table": presenter.watches_table(list(page)),
        "refusal": refusal,
        "name": request.POST.get("name", request.GET.get("name", "")),
        "code": request.POST.get("code", request.GET.get("code", "")),
    }
    return render(request, "screening/watches.html", context, status=refusal.status if refusal else 200)


@requires(Permission.SCREEN_USE)
@require_http_methods(["GET", "POST"])
def stop(request: Any, watch_id: UUID) -> HttpResponse:
    """Ask, then take the firm off."""
    found = selectors.watch_of(watch_id, selectors.organisations_of(request.user))
    if found is None:
        raise Http404
    if request.method == "POST":
        actions.stop_watching(watch_id=found.pk, by=actor_of(request), now=request.now)
        messages.success(request, _("已不再关注。"))
        return redirect("screening:watches")
    context = {
        "title": _("不再关注"),
        "words": _("不再关注“%(name)s”？今后它被列入或移出名录时，您不会收到通知。")
        % {"name": found.name or found.code},
        "action": request.path,
        "confirm": _("不再关注"),
        "cancel_href": "/screening/watch/",
    }
    return render(request, "web/confirm.html", context)
