"""The registrar's pages: files of registrations checked and taken in, and one firm's registration changed."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.gate import actor_of, requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link
from gongbao.kernel.statutes import Appointment
from gongbao.register.entities.models import Entity
from gongbao.register.people import actions as people
from gongbao.register.people import presenters as people_words
from gongbao.register.people import refusals as people_refusals
from gongbao.register.people.selectors import Asked, representatives
from gongbao.register.registrations import actions, presenters, selectors, tasks
from gongbao.register.registrations.models import Upload, UploadState

PAGE = 20


def _upload(upload_id: UUID) -> Upload:
    found = selectors.upload(upload_id)
    if found is None:
        raise Http404
    return found


@requires(Permission.ENTITY_IMPORT)
@require_http_methods(["GET", "POST"])
def uploads(request: Any) -> HttpResponse:
    """Upload a file, and what was uploaded before."""
    refusal = None
    if request.method == "POST":
        try:
            stream = request.FILES.get("file")
            if stream is None:
                raise Refusal("registrations.no-file", "请选择一个文件。", "Choose a file.", field="file")
            made = actions.take_upload(stream=stream, name=stream.name, by=actor_of(request), now=request.now)
            tasks.wake()
            return redirect("registrations:upload", made.pk)
        except Refusal as refused:
            refusal = refused
    page = Paginator(selectors.uploads(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "table": presenters.uploads_table(list(page)), "refusal": refusal}
    return render(request, "registrations/uploads.html", context, status=refusal.status if refusal else 200)


@requires(Permission.ENTITY_IMPORT)
@require_GET
def upload(request: Any, upload_id: UUID) -> HttpResponse:
    """One file: how far it is, what its rows are worth, and taking it in."""
    one = _upload(upload_id)
    context = {
        "upload": one,
        "state": presenters.state_of(one),
        "job": presenters.job(one),
        "counts": presenters.counts(one),
        "problem": presenters.problem(one),
        "remarks": None if one.at_work else presenters.remarks_table(selectors.first_remarks(one)),
        "ready": one.state == UploadState.CHECKED,
        "has_report": selectors.report_of(one).exists(),
        "breadcrumb": [
            Link(text=_("导入登记数据"), href="/office/import/"),
            Link(text=one.name, href="", current=True),
        ],
    }
    return render(request, "registrations/upload.html", context)


@requires(Permission.ENTITY_IMPORT)
@require_GET
def progress(request: Any, upload_id: UUID) -> HttpResponse:
    """How far it is, for the page to fetch; the whole page anew once the work is over."""
    one = _upload(upload_id)
    response = render(request, "registrations/progress.html", {"upload": one, "job": presenters.job(one)})
    if not one.at_work:
        response["HX-Refresh"] = "true"
    return response


@requires(Permission.ENTITY_IMPORT)
@require_POST
def take(request: Any, upload_id: UUID) -> HttpResponse:
    """Let a checked file in."""
    one = _upload(upload_id)
    try:
        actions.let_in(upload_id=one.pk, by=actor_of(request), now=request.now)
        tasks.wake()
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect("registrations:upload", one.pk)


@requires(Permission.ENTITY_IMPORT)
@require_GET
def report(request: Any, upload_id: UUID) -> FileResponse:
    """Every doubted and refused row, as CSV."""
    path = selectors.report_of(_upload(upload_id))
    if not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv; charset=utf-8")


@requires(Permission.ENTITY_EDIT)
@require_GET
def firms(request: Any) -> HttpResponse:
    """Find the firm whose registration changes."""
    asked = request.GET.get("q", "").strip()[:80]
    found = selectors.firms(asked, policies.regions(request.user, Permission.ENTITY_EDIT)) if asked else []
    return render(request, "registrations/firms.html", {"q": asked, "found": found})


@requires(Permission.ENTITY_EDIT)
@require_http_methods(["GET", "POST"])
def firm(request: Any, code: str) -> HttpResponse:
    """One firm: its registration, changed in two steps (see before and after, then confirm), and its history."""
    entity = selectors.firm(code)
    if entity is None:
        raise Http404
    gate.check(request, Permission.ENTITY_EDIT, region=entity.region)
    statuses = dict(selectors.statuses())
    typed = {field: request.POST.get(field, str(getattr(entity, field) or "")) for field in presenters.fields()}
    changed = {field: value for field, value in typed.items() if value.strip() != str(getattr(entity, field) or "")}
    context: dict[str, Any] = {
        "entity": entity,
        "fields": [(name, label, typed[name]) for name, label in presenters.fields().items()],
        "statuses": list(statuses.items()),
        "effective_on": request.POST.get("effective_on", china_date(request.now).isoformat()),
        "reason": request.POST.get("reason", ""),
        "history": presenters.history(selectors.changes(entity.pk), statuses),
        "breadcrumb": [
            Link(text=_("变更登记"), href="/office/entities/"),
            Link(text=entity.name, href="", current=True),
        ],
    }
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("step") == "save":
                _change(request, entity, changed)
                return redirect("registrations:firm", entity.code or code)
            context["comparison"] = presenters.comparison(entity, changed, statuses)
            context["nothing"] = not changed
        except Refusal as refused:
            context["refusal"], status = refused, refused.status
    return render(request, "registrations/firm.html", context, status=status)


@requires(Permission.ENTITY_EDIT)
@require_http_methods(["GET", "POST"])
def representative(request: Any, code: str) -> HttpResponse:
    """Who is legal representative: asked first whether the law lets this person, then registered."""
    entity = selectors.firm(code)
    if entity is None:
        raise Http404
    gate.check(request, Permission.ENTITY_EDIT, region=entity.region)
    given = {key: request.POST.get(key, "").strip() for key in ("name", "post", "reason", "ruled_out")}
    context: dict[str, Any] = {
        "entity": entity,
        "given": given,
        "posts": people_words.posts(),
        "now_held": [(people_words.post_words(one.post), one.name) for one in representatives(entity.pk)],
        "effective_on": request.POST.get("effective_on", china_date(request.now).isoformat()),
        "breadcrumb": [
            Link(text=_("变更登记"), href="/office/entities/"),
            Link(text=entity.name, href=reverse("registrations:firm", args=[code])),
            Link(text=_("法定代表人"), href="", current=True),
        ],
    }
    status = 200
    if request.method == "POST":
        try:
            asked = _asked(request, entity.pk, given)
            if request.POST.get("step") == "save":
                return _appoint(request, code, asked, given)
            checked = people.check(asked=asked, purpose=given["reason"], by=actor_of(request), now=request.now)
            context |= {
                "checked": checked,
                "answer": people_words.answer_state(checked),
                "hits": people_words.hit_rows(checked),
                "whys": [people_words.why_bar(hit.bar) for hit in checked.running],
                "may_save": checked.answer is not Appointment.BARRED,
                "must_say": checked.answer is Appointment.POSSIBLE,
            }
        except Refusal as refused:
            context["refusal"], status = refused, refused.status
            context["must_say"] = refused.field == "override"
    context["id_number"] = request.POST.get("id_number", "") if context.get("may_save") else ""
    answer = render(request, "registrations/representative.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _asked(request: Any, entity_id: int, given: dict[str, str]) -> Asked:
    if not given["name"]:
        raise people_refusals.name_needed()
    return Asked(
        name=given["name"],
        id_number=request.POST.get("id_number", ""),
        post=given["post"] if given["post"] in people_words.POSTS else "legal-representative",
        entity_id=entity_id,
    )


def _appoint(request: Any, code: str, asked: Asked, given: dict[str, str]) -> HttpResponse:
    actions.change_representative(
        entity_id=asked.entity_id or 0,
        asked=asked,
        effective_on=_day(request.POST.get("effective_on", "")),
        reason=given["reason"],
        ruled_out=given["ruled_out"],
        by=actor_of(request),
        now=request.now,
    )
    messages.success(request, _("已登记并公示。"))
    return redirect("registrations:firm", code)


def _change(request: Any, entity: Entity, changed: dict[str, str]) -> None:
    done = actions.change_registration(
        entity_id=entity.pk,
        changes=changed,
        effective_on=_day(request.POST.get("effective_on", "")),
        reason=request.POST.get("reason", ""),
        by=actor_of(request),
        now=request.now,
    )
    labels = presenters.fields()
    messages.success(request, _("已变更并公示：%(fields)s") % {"fields": "、".join(labels[name] for name in done)})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            "registrations.day", "请填写变更日期。", "Give the day of the change.", field="effective_on"
        ) from None
