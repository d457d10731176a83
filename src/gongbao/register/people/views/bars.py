"""Bars on persons: the list, one bar, and recording the two that follow from no listing (REG22 12, 40)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes import BarGround
from gongbao.register.people import actions, presenters, selectors
from gongbao.register.people.models import Bar

PAGE = 50


@gate.requires(Permission.LISTING_DECIDE, Permission.ENTITY_EDIT)
@require_GET
def bars(request: Any) -> HttpResponse:
    """The bars in force that come from enterprises of one's area."""
    regions = sorted(
        {
            *policies.regions(request.user, Permission.LISTING_DECIDE),
            *policies.regions(request.user, Permission.ENTITY_EDIT),
        }
    )
    page = Paginator(selectors.bars(regions, on=china_date(request.now)), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "table": presenters.bar_rows(list(page)),
        "may_record": policies.has(request.user, Permission.LISTING_DECIDE),
    }
    return render(request, "people/bars.html", context)


@gate.requires(Permission.LISTING_DECIDE)
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """Record personal responsibility for a revoked licence or a fake registration: the firm first, then the person."""
    data = request.POST if request.method == "POST" else request.GET
    given = {key: data.get(key, "").strip() for key in ("code", "person", "ground", "event", "reason")}
    refusal: Refusal | None = None
    entity = selectors.firm(given["code"]) if given["code"] else None
    people = selectors.representatives(entity.id) if entity else []
    if given["code"] and entity is None:
        refusal = Refusal(
            "no-entity", "没有这个代码的主体，请核对。", "No entity has this code; check it.", field="code"
        )
    elif request.method == "POST" and entity is not None:
        gate.check(request, Permission.LISTING_DECIDE, region=entity.region)
        try:
            made = actions.record_bar(
                entity_id=entity.id,
                person_id=next((one.id for one in people if str(one.id) == given["person"]), UUID(int=0)),
                ground=_ground(given["ground"]),
                event=_day(given["event"], request),
                reason=given["reason"],
                by=gate.actor_of(request),
                now=request.now,
            )
            messages.success(request, _("已记录任职限制。"))
            return redirect("people:bar", made.entity_id, made.id)
        except Refusal as refused:
            refusal = refused
    grounds = (BarGround.REVOKED_LICENCE, BarGround.FAKE_REGISTRATION)
    context = {
        "given": given,
        "refusal": refusal,
        "entity": entity,
        "people": [(str(one.id), f"{one.name} · {presenters.post_words(one.post)}") for one in people],
        "grounds": [("", _("请选择")), *((one.value, presenters.said(one.words)) for one in grounds)],
    }
    return render(request, "people/new_bar.html", context, status=refusal.status if refusal else 200)


def _ground(code: str) -> BarGround:
    if code not in {BarGround.REVOKED_LICENCE, BarGround.FAKE_REGISTRATION}:
        raise Refusal("bar-ground", "请选择事由。", "Choose the ground.", field="ground")
    return BarGround(code)


def _day(text: str, request: Any) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.max
    if found > china_date(request.now):
        raise Refusal(
            "bar-day", "请填写吊销、责令关闭或者撤销登记的日期。", "Give the day of the revocation.", field="event"
        )
    return found


def _bar(request: Any, entity_id: int, bar_id: UUID) -> Bar:
    found = selectors.bar(entity_id, bar_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.LISTING_DECIDE, Permission.ENTITY_EDIT)
@require_http_methods(["GET", "POST"])
def bar(request: Any, entity_id: int, bar_id: UUID) -> HttpResponse:
    """One bar; recording the identity number that was seen; lifting it. Registrars anywhere may read it: it holds
    anywhere.
    """
    found = _bar(request, entity_id, bar_id)
    decides = policies.may(request.user, Permission.LISTING_DECIDE, region=found.entity.region)
    refusal: Refusal | None = None
    if request.method == "POST":
        gate.check(request, Permission.LISTING_DECIDE, region=found.entity.region)
        try:
            messages.success(request, _post(request, found))
            return redirect("people:bar", entity_id, bar_id)
        except Refusal as refused:
            refusal = refused
    identified = bool(selectors.keys_of([(found.entity_id, found.person_id)]))
    context = {
        "bar": found,
        "facts": presenters.bar_facts(found, identified),
        "why": presenters.why_bar(found),
        "identified": identified,
        "links": presenters.link_rows(selectors.people_links(found.entity_id, found.person_id)) if decides else None,
        "decides": decides and found.lifted_at is None,
        "refusal": refusal,
    }
    return render(request, "people/bar.html", context, status=refusal.status if refusal else 200)


def _post(request: Any, found: Bar) -> str:
    by, now = gate.actor_of(request), request.now
    if request.POST.get("act") == "identify":
        actions.identify(
            entity_id=found.entity_id,
            person_id=found.person_id,
            id_number=request.POST.get("id_number", ""),
            by=by,
            now=now,
        )
        return _("已核对证件，号码只存在个人信息表中。")
    actions.lift_bar(entity_id=found.entity_id, bar_id=found.id, reason=request.POST.get("reason", ""), by=by, now=now)
    return _("已解除。")
