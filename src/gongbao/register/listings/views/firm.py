"""A firm's own entries: the exact step that ends each, one button, and how to object."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes import ObjectionOutcome
from gongbao.register.listings import actions, presenters, remedies, selectors
from gongbao.register.listings.models import Listing
from gongbao.register.listings.views.public import page_of


def _own(request: HttpRequest, entity_id: int, listing_id: UUID) -> Listing:
    gate.check(request, Permission.FILING_SUBMIT, entity_id=entity_id)
    listing = selectors.one(entity_id, listing_id)
    if listing is None:
        raise Http404
    return listing


@gate.requires(Permission.FILING_SUBMIT)
@require_GET
def own_entry(request: Any, entity_id: int, listing_id: UUID) -> HttpResponse:
    """One's own entry, removed ones too."""
    return _page(request, _own(request, entity_id, listing_id))


@gate.requires(Permission.FILING_SUBMIT)
@require_POST
def apply(request: Any, entity_id: int, listing_id: UUID) -> HttpResponse:
    """申请移出."""
    return _ask(
        request,
        _own(request, entity_id, listing_id),
        actions.apply_for_removal,
        _("申请已收到。机关应自收到之日起在法定期限内作出决定。"),
    )


@gate.requires(Permission.FILING_SUBMIT)
@require_POST
def object_(request: Any, entity_id: int, listing_id: UUID) -> HttpResponse:
    """提出异议."""
    return _ask(
        request,
        _own(request, entity_id, listing_id),
        actions.object_to_listing,
        _("异议已收到。机关应在 5 个工作日内决定是否受理。"),
    )


def _ask(request: Any, listing: Listing, act: Callable[..., object], done: str) -> HttpResponse:
    evidence = [
        actions.Evidence(stream=file.file, name=file.name or "file") for file in request.FILES.getlist("evidence")[:10]
    ]
    try:
        act(
            entity_id=listing.entity_id,
            listing_id=listing.id,
            statement=request.POST.get("statement", ""),
            evidence=evidence,
            by=gate.actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        return _page(request, listing, refusal)
    messages.success(request, done)
    return redirect("listings:own", listing.entity_id, listing.id)


def _page(request: Any, listing: Listing, refusal: Refusal | None = None) -> HttpResponse:
    today = china_date(request.now)
    context = page_of(listing, request)
    one = context["standing"]
    objection = selectors.objection_state(listing, one.objection, today)
    context |= {
        "refusal": refusal,
        "statement": request.POST.get("statement", ""),
        "may_apply": presenters.may_apply(one),
        "needs_statement": not remedies.is_known(listing),
        "application": one.application,
        "application_state": presenters.state_of(one.application) if one.application else None,
        "objection": one.objection,
        "objection_state": presenters.state_of(one.objection) if one.objection else None,
        "objection_step": presenters.said(objection.step),
        "objection_until": presenters.clock(objection.last_day, today, request.now),
        "objection_clock": presenters.clock(objection.clock, today, request.now),
        "objection_why": presenters.why_objection(objection),
        "may_object": listing.removed_on is None and objection.outcome is ObjectionOutcome.OPEN,
        "publish_href": f"/my/instant/{listing.entity_id}/",
        "missing": one.removal is not None and one.removal.outcome == "await-remedy",
    }
    return render(request, "listings/own.html", context, status=422 if refusal else 200)
