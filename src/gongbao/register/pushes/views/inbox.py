"""The inbox: packages of other provinces, taken in, published or sent back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.gate import actor_of, requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link
from gongbao.register.pushes import actions, packages, presenters, refusals, selectors
from gongbao.register.pushes.models import Arrival, Kind
from gongbao.register.pushes.views.outbox import PAGE, authority_of


@requires(Permission.FACT_SUBMIT)
@require_http_methods(["GET", "POST"])
def inbox(request: Any) -> HttpResponse:
    """What came, by its clock; one more as a file."""
    office = authority_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            upload = request.FILES.get("file")
            if upload is None:
                raise refusals.missing("file", "请选择对方发来的文件。", "Choose the file they sent.")
            data = upload.read(packages.LARGEST + 1)
            made = actions.take_in(organisation_id=office.pk, data=data, by=actor_of(request), now=request.now)
            messages.success(request, _("已收下，签名和散列相符。请核对后公示。"))
            return redirect("pushes:arrival", made.pk)
        except Refusal as refused:
            refusal = refused
    words = {"owed": _("待公示"), "all": _("全部")}
    show = request.GET.get("show", "owed")
    show = show if show in words else "owed"
    page = Paginator(selectors.arrivals(office.pk, show), PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": presenters.tabs(show, words),
        "page": page,
        "table": presenters.arrivals_table(list(page), request.now),
        "refusal": refusal,
    }
    return render(request, "pushes/inbox.html", context, status=refusal.status if refusal else 200)


def _may_settle(request: Any, found: Arrival) -> bool:
    """Facts are handed in by who may hand in facts; what stands in the serious list is for who decides about lists."""
    return found.kind == Kind.PENALTY or policies.may(request.user, Permission.LISTING_DECIDE, region=found.region)


@requires(Permission.FACT_SUBMIT)
@require_http_methods(["GET", "POST"])
def arrival(request: Any, arrival_id: UUID) -> HttpResponse:
    """One arrival: what it says, who signed it; publish, or send back with a reason."""
    found = selectors.arrival(arrival_id)
    if found is None:
        raise Http404
    authority_of(request, found.organisation_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            if request.POST.get("act") == "return":
                reason = request.POST.get("reason", "")
                actions.return_arrival(arrival_id=found.pk, reason=reason, by=actor_of(request), now=request.now)
                messages.success(request, _("已退回。请把理由告知对方。"))
            else:
                if not _may_settle(request, found):
                    raise PermissionDenied
                actions.publish_arrival(arrival_id=found.pk, by=actor_of(request), now=request.now)
                messages.success(request, _("已停止公示。") if found.kind == Kind.LISTING_END else _("已公示。"))
            return redirect("pushes:arrival", arrival_id)
        except Refusal as refused:
            refusal = refused
    context = {
        "arrival": found,
        "may_settle": _may_settle(request, found),
        "state": presenters.arrival_state(found),
        "due": presenters.left(found, request.now) if found.closed_at is None else None,
        "facts": presenters.package_facts(presenters.said_of(bytes(found.package))),
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
        "breadcrumb": [
            Link(text=_("收到的推送"), href="/office/pushes/received/"),
            Link(text=found.source_id, current=True),
        ],
    }
    return render(request, "pushes/arrival.html", context, status=refusal.status if refusal else 200)
