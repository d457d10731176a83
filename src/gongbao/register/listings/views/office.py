"""The office's side: work by legal clock, applications to decide, entries to make."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duty_actions
from gongbao.foundation.duties import selectors as duty_selectors
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.selectors import attachments_of
from gongbao.foundation.shapes import Link
from gongbao.register.listings import actions, presenters, selectors
from gongbao.register.listings.models import Application, ApplicationKind, ApplicationState

PAGE = 30


@gate.requires(Permission.DUTY_SEE_OFFICE)
@require_GET
def work(request: Any) -> HttpResponse:
    """The office's open duties by legal clock, everybody's or mine, and who has how much in hand."""
    regions = policies.regions(request.user, Permission.DUTY_SEE_OFFICE)
    mine = request.GET.get("show") == "mine"
    rows = duty_selectors.office_work(regions, hand=str(request.user) if mine else "")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    names = selectors.entity_names(duty.about_entity for duty in page)
    context = {
        "page": page,
        "rows": presenters.work_rows(list(page), names, request.now),
        "load": presenters.load_table(duty_selectors.load(regions, request.now)),
        "me": str(request.user),
        "tabs": [
            Link(text=_("全部"), href="?", current=not mine),
            Link(text=_("我手上的"), href="?show=mine", current=mine),
        ],
        "may_list": policies.has(request.user, Permission.LISTING_DECIDE),
    }
    return render(request, "listings/work.html", context)


@gate.requires(Permission.LISTING_DECIDE)
@require_POST
def take(request: Any, party_id: int, duty_id: UUID) -> HttpResponse:
    """Take a duty into one's hand, or lay it back."""
    duty = get_object_or_404(Duty, party_id=party_id, id=duty_id)
    gate.check(request, Permission.LISTING_DECIDE, region=duty.region)
    hand = "" if request.POST.get("back") else str(request.user)
    duty_actions.hand_over(duty=duty, hand=hand, by=gate.actor_of(request), now=request.now)
    return redirect("listings:work")


def _application(request: HttpRequest, entity_id: int, application_id: UUID) -> Application:
    found = selectors.application(entity_id, application_id)
    if found is None:
        raise Http404
    gate.check(request, Permission.LISTING_DECIDE, region=found.entity.region)
    return found


@gate.requires(Permission.LISTING_DECIDE)
@require_http_methods(["GET", "POST"])
def application(request: Any, entity_id: int, application_id: UUID) -> HttpResponse:
    """One application: what is known, what the law of today says, and the decision."""
    found = _application(request, entity_id, application_id)
    if request.method == "GET":
        return _application_page(request, found)
    chosen = DECIDE.get(request.POST.get("decide", ""))
    if chosen is None:
        raise Http404
    try:
        words = chosen(request, found)
    except Refusal as refusal:
        return _application_page(request, found, refusal)
    messages.success(request, words)
    return redirect("listings:office-application", entity_id, application_id)


def _facts(request: Any, found: Application) -> dict[str, Any]:
    return {
        "entity_id": found.entity_id,
        "application_id": found.id,
        "by": gate.actor_of(request),
        "now": request.now,
    }


def _grant(request: Any, found: Application) -> str:
    actions.decide_removal(grant=True, reason=_reason(request), **_facts(request, found))
    return _("已作出移出决定，并通知申请人。")


def _refuse(request: Any, found: Application) -> str:
    actions.decide_removal(grant=False, reason=_reason(request), **_facts(request, found))
    return _("已作出不予移出决定，理由已告知申请人。")


def _verify(request: Any, found: Application) -> str:
    actions.verify_application(**_facts(request, found))
    return _("已记为查实，办理期限自今日起算。")


def _accept(request: Any, found: Application) -> str:
    actions.answer_objection(accept=True, reason=_reason(request), **_facts(request, found))
    return _("异议已受理，核实期限自今日起算。")


def _decline(request: Any, found: Application) -> str:
    actions.answer_objection(accept=False, reason=_reason(request), **_facts(request, found))
    return _("已答复不予受理，理由已告知申请人。")


def _uphold(request: Any, found: Application) -> str:
    actions.conclude_objection(wrong=False, reason=_reason(request), **_facts(request, found))
    return _("已维持列入，并通知申请人。")


def _wrong(request: Any, found: Application) -> str:
    actions.conclude_objection(wrong=True, reason=_reason(request), **_facts(request, found))
    return _("已认定列入有误，请在 5 个工作日内更正。")


def _correct(request: Any, found: Application) -> str:
    actions.correct_entry(listing_id=found.listing_id, reason=_reason(request), **_facts(request, found))
    return _("已更正，列入信息停止公示。")


DECIDE: dict[str, Callable[[Any, Application], str]] = {
    "grant": _grant,
    "refuse": _refuse,
    "verify": _verify,
    "accept": _accept,
    "decline": _decline,
    "uphold": _uphold,
    "wrong": _wrong,
    "correct": _correct,
}


def _reason(request: Any) -> str:
    return str(request.POST.get("reason", ""))[:4_000]


def _buttons(found: Application, outcome: str) -> list[tuple[str, str, str]]:
    """The decisions open now: value, words, variant."""
    if found.kind == ApplicationKind.REMOVAL and found.state == ApplicationState.RECEIVED:
        buttons = [("refuse", _("不予移出"), "danger")]
        if outcome == "await-verification":
            return [("verify", _("记为已查实"), "primary"), *buttons]
        return [("grant", _("决定移出"), "primary"), *buttons]
    if found.kind == ApplicationKind.OBJECTION and found.state == ApplicationState.RECEIVED:
        return [("accept", _("受理异议"), "primary"), ("decline", _("不予受理"), "danger")]
    if found.kind == ApplicationKind.OBJECTION and found.state == ApplicationState.ACCEPTED:
        if found.verified_at is None:
            return [("uphold", _("维持列入"), "primary"), ("wrong", _("认定列入有误"), "danger")]
        return [("correct", _("更正并停止公示"), "primary")]
    return []


def _application_page(request: Any, found: Application, refusal: Refusal | None = None) -> HttpResponse:
    listing = selectors.one(found.entity_id, found.listing_id)
    if listing is None:
        raise Http404
    today = china_date(request.now)
    one = selectors.standing(listing, today)
    removal = found.kind == ApplicationKind.REMOVAL
    objection = selectors.objection_state(listing, None if removal else found, today)
    duties = duty_selectors.about(found.entity_id, subject=("application", str(found.id)))
    context = {
        "application": found,
        "listing": listing,
        "state": presenters.state_of(found),
        "facts": presenters.entry_facts(one, request.now),
        "record_href": presenters.record_href(listing.entity),
        "files": attachments_of("application", [str(found.id)]).get(str(found.id), []),
        "law": presenters.said(one.removal.step if removal and one.removal else objection.step),
        "why": presenters.why_removal(one) if removal else presenters.why_objection(objection),
        "clocks": [(presenters.duty_title(duty.kind), presenters.duty_deadline(duty, request.now)) for duty in duties],
        "buttons": _buttons(found, one.removal.outcome if one.removal else ""),
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
    }
    return render(request, "listings/application.html", context, status=422 if refusal else 200)


@gate.requires(Permission.LISTING_DECIDE)
@require_http_methods(["GET", "POST"])
def new_entry(request: Any) -> HttpResponse:
    """List one entity on a ground of today's law."""
    given = {key: request.POST.get(key, "").strip() for key in ("code", "ground", "period", "statement")}
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _list(request, given)
        except Refusal as problem:
            refusal = problem
    else:
        given["code"] = request.GET.get("code", "")
    context = {
        "given": given,
        "refusal": refusal,
        "grounds": [("", _("请选择")), *((code, words()) for code, words in presenters.GROUNDS.items())],
    }
    return render(request, "listings/new.html", context, status=422 if refusal else 200)


def _list(request: Any, given: dict[str, str]) -> HttpResponse:
    entity = selectors.find_entity(given["code"])
    if entity is None:
        raise Refusal("no-entity", "没有这个代码的主体，请核对。", "No entity has this code; check it.", field="code")
    gate.check(request, Permission.LISTING_DECIDE, region=entity.region)
    if given["ground"] not in presenters.GROUNDS:
        raise Refusal("no-ground", "请选择列入事由。", "Choose the ground.", field="ground")
    listing = actions.list_entity(
        entity_id=entity.id,
        ground=given["ground"],
        period=int(given["period"]) if given["period"].isdigit() else 0,
        statement=given["statement"][:4_000],
        by=gate.actor_of(request),
        now=request.now,
    )
    messages.success(request, _("已作出列入决定，并通知该主体。"))
    return redirect("listings:entry", listing.entity_id, listing.id)
