"""The office's side: who is late, orders by their clock, one order from writing to listing."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import selectors as duty_selectors
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link
from gongbao.register.instant import actions, presenters, selectors
from gongbao.register.instant.models import Order
from gongbao.register.instant.rules import firm_kinds, official_kinds
from gongbao.register.listings import selectors as listings
from gongbao.register.listings.presenters import record_href

PAGE = 30
SHOWS = ("late", "serve", "running", "expired", "all")


@gate.requires(Permission.ORDER_ISSUE)
@require_GET
def office(request: Any) -> HttpResponse:
    """Late firms, and orders to serve, running, expired."""
    regions = policies.regions(request.user, Permission.ORDER_ISSUE)
    today = china_date(request.now)
    show = request.GET.get("show", "late")
    show = show if show in SHOWS else "late"
    words = {
        "late": _("逾期未公示"),
        "serve": _("待送达"),
        "running": _("限期公示中"),
        "expired": _("期满待列入"),
        "all": _("全部责令"),
    }
    context: dict[str, Any] = {
        "tabs": [Link(text=words[one], href=f"?show={one}", current=one == show) for one in SHOWS]
    }
    if show == "late":
        late = Paginator(selectors.late_duties(regions, "instant-information", today), PAGE).get_page(
            request.GET.get("page")
        )
        names = listings.entity_names(duty.party_id for duty in late)
        context |= {"page": late, "table": presenters.late_table(list(late), names, request.now)}
    else:
        page = Paginator(selectors.office_orders(regions, show, today), PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "table": presenters.orders_table(list(page), request.now)}
    return render(request, "instant/office.html", context)


@gate.requires(Permission.ORDER_ISSUE)
@require_http_methods(["GET", "POST"])
def new_order(request: Any) -> HttpResponse:
    """Write an order to publish; from a late duty its words are prepared."""
    given = {key: request.POST.get(key, "").strip() for key in ("code", "kind", "what", "arose_on")}
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _issue(request, given)
        except Refusal as refused:
            refusal = refused
    else:
        given |= _prepared(request)
    context = {
        "given": given,
        "refusal": refusal,
        "kinds": [("", _("请选择")), *((one.id, presenters.said(one.title)) for one in firm_kinds().values())],
    }
    return render(request, "instant/new_order.html", context, status=refusal.status if refusal else 200)


def _prepared(request: Any) -> dict[str, str]:
    """From `?from=entity:fact`, a late duty; from `?code=`, a firm."""
    entity_id, _colon, fact_id = request.GET.get("from", "").partition(":")
    try:
        fact = selectors.fact(int(entity_id), UUID(fact_id))
    except ValueError:
        return {"code": request.GET.get("code", "")[:20]}
    if fact is None or not fact.entity.code:
        return {}
    told = official_kinds()[fact.kind].tells_firm if fact.origin != "firm" else fact.kind
    said = selectors.latest_values(fact)
    what = "，".join(str(said[key]) for key in ("name", "number") if said.get(key))
    return {"code": fact.entity.code, "kind": told, "what": what, "arose_on": fact.arose_on.isoformat()}


def _day(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("order.day", "日期写法不对。", "Not a date.", field=field) from None


def _issue(request: Any, given: dict[str, str]) -> HttpResponse:
    entity = listings.find_entity(given["code"])
    if entity is None:
        raise Refusal("no-entity", "没有这个代码的主体，请核对。", "No entity has this code; check it.", field="code")
    gate.check(request, Permission.ORDER_ISSUE, region=entity.region)
    made = actions.order_to_publish(
        entity_id=entity.id,
        kind=given["kind"],
        what=given["what"][:1_000],
        arose_on=_day(given["arose_on"], "arose_on"),
        by=gate.actor_of(request),
        now=request.now,
    )
    messages.success(request, _("责令决定已作出。送达后填写送达方式和日期，期限从送达之日起算。"))
    return redirect("instant:order", made.entity_id, made.id)


@gate.requires(Permission.ORDER_ISSUE, Permission.LISTING_DECIDE)
@require_http_methods(["GET", "POST"])
def order(request: Any, entity_id: int, order_id: UUID) -> HttpResponse:
    """One order: its text, service, clock, and the next step."""
    found = selectors.order(entity_id, order_id)
    if found is None:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        needed = Permission.LISTING_DECIDE if act is _list else Permission.ORDER_ISSUE
        gate.check(request, needed, region=found.region)
        try:
            messages.success(request, act(request, found))
            return redirect("instant:order", entity_id, order_id)
        except Refusal as refused:
            refusal = refused
    elif not any(
        policies.may(request.user, one, region=found.region)
        for one in (Permission.ORDER_ISSUE, Permission.LISTING_DECIDE)
    ):
        gate.check(request, Permission.ORDER_ISSUE, region=found.region)
    duties = duty_selectors.about(entity_id, subject=("order", str(order_id)))
    state = found.state
    context = {
        "order": found,
        "state": presenters.order_state(found),
        "facts": presenters.order_facts(found),
        "record_href": record_href(found.entity),
        "decision_href": reverse("listings:decision", args=[entity_id, found.decision_id]),
        "running": presenters.left(found.due_on, "CD", request.now) if state in {"running", "expired"} else None,
        "to_list": presenters.left(duties[0].due_on, duties[0].unit, request.now) if duties else None,
        "may_serve": state == "issued",
        "may_list": state == "expired",
        "open": state in {"issued", "running", "expired"},
        "services": [("", _("请选择")), *((code, words()) for code, words in presenters.SERVICES.items())],
        "given": {key: request.POST.get(key, "") for key in ("how", "served_on", "note", "words")},
        "refusal": refusal,
    }
    return render(request, "instant/order.html", context, status=refusal.status if refusal else 200)


def _serve(request: Any, found: Order) -> str:
    day = _day(request.POST.get("served_on", ""), "served_on")
    if day is None:
        raise Refusal("order.served-on", "请填写送达日期。", "Give the day of service.", field="served_on")
    served = actions.serve_order(
        how=request.POST.get("how", ""), on=day, note=request.POST.get("note", ""), **_whose(request, found)
    )
    return _("已记录送达。期限至 %(day)s。") % {"day": served.due_on}


def _met(request: Any, found: Order) -> str:
    actions.note_met(words=request.POST.get("words", ""), **_whose(request, found))
    return _("已记为按责令公示。")


def _withdraw(request: Any, found: Order) -> str:
    actions.withdraw_order(reason=request.POST.get("words", ""), **_whose(request, found))
    return _("已撤回责令决定，并通知企业。")


def _list(request: Any, found: Order) -> str:
    actions.list_for_order(**_whose(request, found))
    return _("已作出列入决定，并通知企业。")


def _whose(request: Any, found: Order) -> dict[str, Any]:
    return {
        "entity_id": found.entity_id,
        "order_id": found.id,
        "by": gate.actor_of(request),
        "now": request.now,
    }


ACTS: dict[str, Callable[[Any, Order], str]] = {"serve": _serve, "met": _met, "withdraw": _withdraw, "list": _list}
