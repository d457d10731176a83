"""Codes on walls: the short form behind one (no account), what came through them, and making them."""

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.briefing.incidents import actions, forms, presenters, refusals, selectors
from gongbao.briefing.incidents.models import Incident, Tip
from gongbao.briefing.units import steps
from gongbao.briefing.units.typed import uuid_of
from gongbao.foundation.accounts import gate, pace, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link

PAGE = 20
#: How many from one address, within how many minutes.
ROOMS = {"tip-hour": (6, 60), "tip-day": (30, 24 * 60)}
TOO_MANY = 429


@gate.public
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("who_name", "who_phone")
def tell(request: Any, token: str) -> HttpResponse:
    """Anybody who scanned the code: what, where, since when. No account; a receipt; who one is only if one wants."""
    place = selectors.tip_place(token)
    if place is None:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST" and not request.POST.get("website"):  # a field no person sees
        try:
            for what, (most, minutes) in ROOMS.items():
                pace.require_room(request, what, most, minutes=minutes, refusal=refusals.too_many_tips())
            by = Actor(kind=ActorKind.PUBLIC, id="public", label="public", request=request.request_id)
            tip = actions.take_tip(origin=place, heard=forms.heard_of(request.POST), by=by, now=request.now)
        except Refusal as problem:
            refusal = problem
            if problem.status != TOO_MANY:
                for what in ROOMS:
                    pace.free_room(request, what)
        else:
            return render(request, "incidents/told.html", {"tip": tip, "place": place})
    context = {
        "place": place,
        "ended": place.ended_at is not None,
        "refusal": refusal,
        "given": request.POST,
        "hazards": [("", _("不清楚")), *presenters.hazard_choices(selectors.hazards())],
    }
    return render(request, "incidents/tell.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK)
@require_GET
def inbox(request: Any) -> HttpResponse:
    """What was told through codes: what waits to be verified, then what was."""
    new = request.GET.get("box", "new") != "done"
    page = Paginator(selectors.tips(request.user, new=new), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "tabs": [
            Link(text=_("待核实"), href="?box=new", current=new),
            Link(text=_("已核实"), href="?box=done", current=not new),
        ],
    }
    return render(request, "incidents/tips.html", context)


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def verify(request: Any, tip_id: UUID) -> HttpResponse:
    """One of them: what may be the same, and what was found. Who told is behind a role and a reason."""
    tip = selectors.tip(request.user, tip_id)
    if tip is None:
        raise Http404
    refusal: Refusal | None = None
    identity: list[str] = []
    if request.method == "POST":
        try:
            if request.POST.get("do") == "teller":
                if not policies.has(request.user, Permission.INFORMANT_READ):
                    raise Http404
                identity = actions.read_teller(subject=tip, why=steps.words_of(request, "why"), **steps.how(request))
            else:
                _verify(request, tip)
                messages.success(request, _("已核实。"))
                return redirect("incidents:tips")
        except Refusal as problem:
            refusal = problem
    kind = tip.hazard_id or ""
    candidates = selectors.candidates_for(kind, tip.origin.division, tip.seen_at or tip.received_at)
    context = {
        "tip": tip,
        "refusal": refusal,
        "identity": identity,
        "given": request.POST,
        "candidates": [(str(one.pk), str(one)) for one in candidates],
        "may_read_teller": policies.has(request.user, Permission.INFORMANT_READ) and tip.sealed is not None,
        "outcomes": [
            ("nothing", _("无需报告")),
            ("known", _("已有报告，就是下面选的事件")),
            ("reported", _("立为新事件")),
        ],
        "hazards": presenters.hazard_choices(selectors.hazards()),
    }
    return render(request, "incidents/tip.html", context, status=refusal.status if refusal else 200)


def _verify(request: Any, tip: Tip) -> None:
    outcome = forms.text_of(request.POST, "outcome", 10)
    words = steps.words_of(request)
    incident: Incident | None = None
    if outcome == "known":
        wanted = uuid_of(request.POST.get("incident", ""))
        incident = selectors.desk_incident(request.user, wanted) if wanted else None
    if outcome == "reported":
        if not words.strip():
            raise Refusal("tip.words-needed", "请写明核实到什么。", "Say what was found.", field="words")
        report = actions.lodge(
            unit=tip.desk,
            said=actions.Said(body=f"{tip.words}\n{words}", place=tip.place),
            form="phone",
            kind="first",
            learned_at=tip.received_at,
            about=actions.About(hazard=forms.text_of(request.POST, "hazard", 30), division=tip.origin.division),
            **steps.how(request),
        )
        incident = report.incident
    actions.verify_tip(tip_id=tip.pk, outcome=outcome, words=words, incident=incident, **steps.how(request))


@gate.requires(Permission.DESK_SIGN)
@require_http_methods(["GET", "POST"])
def places(request: Any) -> HttpResponse:
    """The codes that hang somewhere: one per unit and place."""
    desk = steps.desk_of(request, Permission.DESK_SIGN)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            words = _put_or_take(request, desk)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, words)
            return redirect("incidents:codes")
    context = {
        "places": selectors.tip_places(desk),
        "units": [(str(one.pk), one.short) for one in selectors.callers(desk)],
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "incidents/codes.html", context, status=refusal.status if refusal else 200)


def _put_or_take(request: Any, desk: Any) -> str:
    if request.POST.get("do") == "take-down":
        wanted = uuid_of(request.POST.get("place_id", ""))
        found = next((one for one in selectors.tip_places(desk) if one.pk == wanted), None)
        if found is None:
            raise Http404
        actions.take_down(place_id=found.pk, **steps.how(request))
        return _("已停用。")
    unit = next((one for one in selectors.callers(desk) if str(one.pk) == request.POST.get("unit", "")), desk)
    actions.put_up(unit=unit, place=forms.text_of(request.POST, "place", 200), **steps.how(request))
    return _("报告码已启用，可以打印张贴。")


@gate.requires(Permission.DESK_SIGN)
@require_GET
def code(request: Any, place_id: UUID) -> HttpResponse:
    """A sheet to print and hang up."""
    desk = steps.desk_of(request, Permission.DESK_SIGN)
    found = next((one for one in selectors.tip_places(desk) if one.pk == place_id), None)
    if found is None:
        raise Http404
    address = request.build_absolute_uri(reverse("incidents:tell", args=[found.token]))
    picture = str(segno.make(address, error="q").svg_data_uri(scale=8, border=2, light="#ffffff"))
    return render(request, "incidents/code.html", {"place": found, "picture": picture, "address": address})
