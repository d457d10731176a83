"""The firm: what is asked of it and by when, and what was found."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.inspections import actions, selectors
from gongbao.register.inspections.models import EvidenceRequest, Inspection
from gongbao.register.inspections.presenters import firm as presenter
from gongbao.register.inspections.views import reading


@gate.requires(Permission.FILING_SUBMIT)
@require_GET
def asked(request: Any, entity_id: int) -> HttpResponse:
    """All inspections the firm may know of, newest first; a single one at once."""
    gate.check(request, Permission.FILING_SUBMIT, entity_id=entity_id)
    found = selectors.of_entity(entity_id)
    if len(found) == 1:
        return redirect("inspections:own", entity_id, found[0].id)
    return render(request, "inspections/asked.html", {"rows": presenter.rows(found, request.now)})


def _own(request: Any, entity_id: int, inspection_id: UUID) -> Inspection:
    gate.check(request, Permission.FILING_SUBMIT, entity_id=entity_id)
    inspection = selectors.one(entity_id, inspection_id)
    if inspection is None or not selectors.known_to_firm(inspection):
        raise Http404
    return inspection


@gate.requires(Permission.FILING_SUBMIT)
@require_GET
def one(request: Any, entity_id: int, inspection_id: UUID) -> HttpResponse:
    """One inspection as the firm sees it."""
    return _page(request, _own(request, entity_id, inspection_id))


@gate.requires(Permission.FILING_SUBMIT)
@require_POST
def answer(request: Any, entity_id: int, request_id: UUID) -> HttpResponse:
    """Hand in what was asked for."""
    gate.check(request, Permission.FILING_SUBMIT, entity_id=entity_id)
    asked_for = EvidenceRequest.objects.filter(entity_id=entity_id, id=request_id).first()
    if asked_for is None:
        raise Http404
    try:
        actions.answer_request(
            entity_id=entity_id,
            request_id=request_id,
            answer=reading.text(request, "answer"),
            files=reading.files(request, "files", 20),
            by=gate.actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        return _page(request, _own(request, entity_id, asked_for.inspection_id), refusal)
    messages.success(request, _("材料已提交给检查机关。"))
    return redirect("inspections:own", entity_id, asked_for.inspection_id)


def _page(request: Any, inspection: Inspection, refusal: Refusal | None = None) -> HttpResponse:
    context = presenter.page_of(inspection, request.now) | {"refusal": refusal, "given": request.POST}
    return render(request, "inspections/own.html", context, status=422 if refusal else 200)
