"""The outbox: what is owed to other provinces, sent, acknowledged; one more by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.gate import actor_of, requires
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.foundation.shapes import Link
from gongbao.register.instant import presenters as instant
from gongbao.register.instant.rules import official_kinds
from gongbao.register.pushes import actions, presenters, selectors
from gongbao.register.pushes.models import Dispatch, Way

PAGE = 30
PARTY = ("source_id", "name", "code", "home_region", "home_office")
OWN_TERM = "until"  # asked of other departments only


def authority_of(request: HttpRequest, organisation_id: int | None = None) -> Organisation:
    """The market authority one hands in facts for. PermissionDenied without one, or for another's."""
    for held in policies.memberships(request.user):
        fits = held.organisation.kind == "authority" and Permission.FACT_SUBMIT.value in held.role.permissions
        if fits and organisation_id in {None, held.organisation_id}:
            return held.organisation
    raise PermissionDenied


@requires(Permission.FACT_SUBMIT)
@require_GET
def outbox(request: Any) -> HttpResponse:
    """What is owed by its clock; sent without acknowledgement; all."""
    office = authority_of(request)
    words = {"owed": _("待推送"), "waiting": _("待回执"), "all": _("全部")}
    show = request.GET.get("show", "owed")
    show = show if show in words else "owed"
    page = Paginator(selectors.dispatches(office.pk, show), PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": presenters.tabs(show, words),
        "page": page,
        "table": presenters.dispatches_table(list(page), request.now),
    }
    return render(request, "pushes/outbox.html", context)


@requires(Permission.FACT_SUBMIT)
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """A penalty on a party this register does not know."""
    office = authority_of(request)
    kind = official_kinds()["penalty"]
    names = ["arose_on", *(one.id for one in kind.fields if one.id != OWN_TERM)]
    raw = {one: request.POST.get(one, "")[:4_000] for one in names}
    given = {one: request.POST.get(one, "").strip()[:300] for one in PARTY}
    refusal: Refusal | Refusals | None = None
    if request.method == "POST":
        try:
            made = actions.open_dispatch(
                organisation_id=office.pk,
                raw={key: value for key, value in raw.items() if value.strip()},
                by=actor_of(request),
                now=request.now,
                **given,
            )
            messages.success(request, _("已生成推送文件并签名。请在期限前发送。"))
            return redirect("pushes:dispatch", made.pk)
        except (Refusal, Refusals) as refused:
            refusal = refused
    wrong = {one.field: one for one in refusal.refusals if one.field} if isinstance(refusal, Refusals) else {}
    fields = instant.fields_of(kind, raw, {name: instant.as_sentence(one) for name, one in wrong.items()})
    context = {
        "given": given,
        "arose_on": raw["arose_on"],
        "formed": instant.said(kind.formed),
        "fields": [one for one in fields if one["name"] not in {OWN_TERM, "arose_on"}],
        "refusal": refusal,
        "breadcrumb": [Link(text=_("外省推送"), href="/office/pushes/"), Link(text=_("录入一件"), current=True)],
    }
    return render(request, "pushes/new.html", context, status=422 if refusal else 200)


def _one(request: HttpRequest, dispatch_id: UUID) -> Dispatch:
    found = selectors.dispatch(dispatch_id)
    if found is None:
        raise Http404
    authority_of(request, found.organisation_id)
    return found


@requires(Permission.FACT_SUBMIT)
@require_http_methods(["GET", "POST"])
def dispatch(request: Any, dispatch_id: UUID) -> HttpResponse:
    """One push: what it says, sending it, its acknowledgement."""
    found = _one(request, dispatch_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            messages.success(request, act(request, found))
            return redirect("pushes:dispatch", dispatch_id)
        except Refusal as refused:
            refusal = refused
            found = _one(request, dispatch_id)
    target = selectors.address_of(found.home_region)
    context = {
        "dispatch": found,
        "state": presenters.dispatch_state(found),
        "due": presenters.left(found, request.now) if found.state == "owed" else None,
        "facts": presenters.package_facts(presenters.said_of(bytes(found.package))),
        "sending": presenters.sending_facts(found),
        "target": (target.get("name") or target["url"]) if target else "",
        "ways": [
            ("", _("请选择")),
            *((code, presenters.WAYS[code]()) for code in Way.values if code not in {Way.POSTED, Way.HOUSE}),
        ],
        "given": {one: request.POST.get(one, "") for one in ("how", "note", "receipt", "on")},
        "refusal": refusal,
        "breadcrumb": [Link(text=_("外省推送"), href="/office/pushes/"), Link(text=found.source_id, current=True)],
    }
    return render(request, "pushes/dispatch.html", context, status=refusal.status if refusal else 200)


def _post(request: Any, found: Dispatch) -> str:
    sent = actions.post(dispatch_id=found.pk, by=actor_of(request), now=request.now)
    return _("已送到，对方给了回执。") if sent.receipt else _("已送到。收到回执后请登记。")


def _note(request: Any, found: Dispatch) -> str:
    how, note = request.POST.get("how", ""), request.POST.get("note", "")
    actions.note_sent(dispatch_id=found.pk, how=how, note=note, by=actor_of(request), now=request.now)
    return _("已记录发送，推送义务完成。收到回执后请登记。")


def _acknowledge(request: Any, found: Dispatch) -> str:
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        on = None
    receipt = request.POST.get("receipt", "")
    actions.acknowledge(dispatch_id=found.pk, receipt=receipt, on=on, by=actor_of(request), now=request.now)
    return _("已登记回执。")


ACTS: dict[str, Callable[[Any, Dispatch], str]] = {"post": _post, "note": _note, "acknowledge": _acknowledge}


@requires(Permission.FACT_SUBMIT)
@require_GET
def package_file(request: Any, dispatch_id: UUID) -> HttpResponse:
    """The signed package, as it is sent."""
    found = _one(request, dispatch_id)
    name = quote(f"{found.source_id}-推送.json")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "private, no-store"}
    return HttpResponse(bytes(found.package), content_type="application/json", headers=headers)


@requires(Permission.FACT_SUBMIT)
@require_GET
def sheet(request: Any, dispatch_id: UUID) -> HttpResponse:
    """The letter to print and seal."""
    found = _one(request, dispatch_id)
    context = {
        "title": presenters.LETTERS[found.kind](),
        "dispatch": found,
        "said": presenters.said_of(bytes(found.package)),
        "facts": presenters.package_facts(presenters.said_of(bytes(found.package))),
        "basis": presenters.cited(found.citation),
    }
    return render(request, "pushes/sheet.html", context)
