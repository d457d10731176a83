"""The office: complaints by their clock; verify, open a check, answer in writing; the identity apart."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.selectors import attachments_of
from gongbao.foundation.shapes import Link
from gongbao.kernel.statutes import Kind as EntityKind
from gongbao.register.complaints import actions, presenters, selectors
from gongbao.register.complaints.models import ANSWERED, Complaint
from gongbao.register.inspections.rules import questions_for
from gongbao.register.inspections.selectors import free_inspectors
from gongbao.register.inspections.views import reading

PAGE = 30


@gate.requires(Permission.COMPLAINT_HANDLE)
@require_GET
def work(request: Any) -> HttpResponse:
    """Open complaints, the oldest first; or the answered ones."""
    regions = policies.regions(request.user, Permission.COMPLAINT_HANDLE)
    answered = request.GET.get("show") == "answered"
    page = Paginator(selectors.work(regions, answered=answered), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": presenters.work_rows(list(page), request.now),
        "tabs": [
            Link(text=_("待答复"), href="?", current=not answered),
            Link(text=_("已答复"), href="?show=answered", current=answered),
        ],
    }
    return render(request, "complaints/work.html", context)


def _found(request: Any, entity_id: int, complaint_id: UUID) -> Complaint:
    found = selectors.one(entity_id, complaint_id)
    if found is None:
        raise Http404
    gate.check(request, Permission.COMPLAINT_HANDLE, region=found.region)
    return found


@gate.requires(Permission.COMPLAINT_HANDLE)
@require_http_methods(["GET", "POST"])
def handle(request: Any, entity_id: int, complaint_id: UUID) -> HttpResponse:
    """One complaint and the next step."""
    found = _found(request, entity_id, complaint_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            messages.success(request, _act(request, found))
            return redirect("complaints:handle", entity_id, complaint_id)
        except Refusal as problem:
            refusal = problem
    return _page(request, found, refusal)


def _act(request: Any, found: Complaint) -> str:
    about: dict[str, Any] = {
        "entity_id": found.entity_id,
        "complaint_id": found.id,
        "by": gate.actor_of(request),
        "now": request.now,
    }
    act = request.POST.get("act", "")
    if act == "take-up":
        actions.take_up(**about)
        return _("已开始核实。")
    if act == "check":
        actions.open_check(
            reason=reading.text(request, "reason"),
            scope=reading.texts(request, "scope"),
            inspector_codes=reading.texts(request, "inspectors"),
            finish_by=reading.day(request, "finish_by"),
            **about,
        )
        return _("已立项检查。立项理由存档，企业看不到，检查人员看不到举报人。")
    if act == "answer":
        actions.answer(
            outcome=reading.text(request, "outcome", 12),
            words=reading.text(request, "answer"),
            notes=reading.text(request, "notes"),
            **about,
        )
        return _("已书面答复。举报人凭回执码可以看到。")
    raise Http404


def _page(
    request: Any, found: Complaint, refusal: Refusal | None = None, identity: dict[str, str] | None = None
) -> HttpResponse:
    entity = found.entity
    context = {
        "complaint": found,
        "state": presenters.state_of(found),
        "clock": presenters.clock(found, request.now),
        "why": presenters.why(found),
        "facts": presenters.facts(found),
        "files": attachments_of("complaint", [str(found.id)]).get(str(found.id), []),
        "reporter": presenters.REPORTERS[found.reporter](),
        "fields": [presenters.FIELDS[one]() for one in selectors.fields_of(found.id)],
        "identity": [(presenters.FIELDS[key](), value) for key, value in (identity or {}).items()],
        "readings": presenters.readings(selectors.readings_of(found.id)),
        "open": found.state not in ANSWERED,
        "outcomes": presenters.outcomes(found),
        "free": free_inspectors(found.organisation_id, found.entity_id, china_date(request.now)),
        "chosen": request.POST.getlist("inspectors"),
        "scope": [
            (one.code, presenters.said(one.words), one.code in request.POST.getlist("scope"))
            for one in questions_for(EntityKind(entity.category))
        ],
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "complaints/handle.html", context, status=422 if refusal else 200)


@gate.requires(Permission.COMPLAINT_HANDLE)
@require_POST
@never_cache
def who(request: Any, entity_id: int, complaint_id: UUID) -> HttpResponse:
    """Who complained, on the page that answers a stated purpose and only there; or erased for a ground."""
    found = _found(request, entity_id, complaint_id)
    about: dict[str, Any] = {
        "entity_id": entity_id,
        "complaint_id": complaint_id,
        "by": gate.actor_of(request),
        "now": request.now,
    }
    try:
        if request.POST.get("erase"):
            actions.erase_identity(ground=reading.text(request, "purpose", 200), **about)
            messages.success(request, _("举报人信息已永久删除。"))
            return redirect("complaints:handle", entity_id, complaint_id)
        identity = actions.read_identity(purpose=reading.text(request, "purpose", 200), **about)
    except Refusal as refusal:
        return _page(request, found, refusal)
    return _page(request, found, identity=identity)
