"""A unit's side: what is asked of us, and our part of a commission."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.briefing.items import presenters as item_words
from gongbao.briefing.topics import actions, presenters, selectors
from gongbao.briefing.topics.forms import moment_of
from gongbao.briefing.topics.models import Call, CallState
from gongbao.briefing.topics.views.access import call_of
from gongbao.briefing.units import reach, steps
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal

PAGE = 20


@gate.requires(Permission.ITEM_WRITE)
@require_GET
def asked(request: Any) -> HttpResponse:
    """要点与约稿: everything asked of us, the nearest time first; below, what is over."""
    unit = reach.unit_for(request.user, Permission.ITEM_WRITE)
    if unit is None:
        return render(request, "items/no_unit.html")
    today = china_date(request.now)
    page = Paginator(selectors.calls_of(unit, ended=True), PAGE).get_page(request.GET.get("page"))
    context = {
        "unit": unit,
        "calls": presenters.own_calls(list(selectors.calls_of(unit)[:60]), request.now),
        "points": presenters.wanted_rows(selectors.asked_of(unit, today), today),
        "past": presenters.wanted_rows(selectors.asked_of(unit, today, past=True), today),
        "page": page,
        "ended": presenters.own_calls(list(page), request.now),
    }
    return render(request, "topics/asked.html", context)


@gate.requires(Permission.ITEM_WRITE)
@require_POST
def nothing(request: Any, asked_id: UUID) -> HttpResponse:
    """没有这方面情况, in one tap."""
    found = selectors.asked_one(request.user, asked_id)
    if found is None:
        raise Http404
    try:
        actions.say_nothing(asked_id=found.pk, words=request.POST.get("words", ""), **steps.how(request))
    except Refusal as refusal:
        messages.error(request, refusal.words())
    else:
        messages.success(request, _("已告知信息科：本单位没有这方面情况。以后有了仍可以报。"))
    return redirect("topics:asked")


@gate.requires(Permission.ITEM_WRITE)
@require_GET
def call(request: Any, call_id: UUID) -> HttpResponse:
    """Our part of a commission: what is wanted, by when, what we sent."""
    return _page(request, call_of(request, call_id))


def _decline(request: Any, found: Call) -> str:
    reason, words = request.POST.get("reason", ""), request.POST.get("words", "")
    actions.decline(call_id=found.pk, reason=reason, words=words, **steps.how(request))
    return _("已辞约，信息科已收到理由。")


def _ask_time(request: Any, found: Call) -> str:
    due = moment_of(request.POST.get("due_at", ""))
    actions.ask_time(call_id=found.pk, words=request.POST.get("words", ""), due_at=due, **steps.how(request))
    return _("已申请延期，答复前仍按原期限。")


DO: dict[str, Callable[[Any, Call], str]] = {"decline": _decline, "ask-time": _ask_time}


@gate.requires(Permission.ITEM_WRITE)
@require_POST
def act(request: Any, call_id: UUID) -> HttpResponse:
    """One step of the unit on its part."""
    found = call_of(request, call_id)
    return steps.take(
        request,
        steps.chosen(DO, request),
        found,
        page=lambda refusal: _page(request, call_of(request, call_id), refusal),
        to=reverse("topics:call", args=[found.pk]),
    )


def _page(request: Any, found: Call, refusal: Refusal | None = None) -> HttpResponse:
    reasons = selectors.decline_reasons()
    context = {
        "call": found,
        "one": found.commission,
        "asks": presenters.asks(found.commission),
        "state": presenters.call_state(found, request.now),
        "deadline": presenters.deadline(found, request.now),
        "items": [(item, item_words.state_of(item)) for item in selectors.items_for(found)],
        "moments": presenters.moments(selectors.steps(found)),
        "asked": selectors.time_asked(found),
        "open": found.state == CallState.OPEN,
        "reasons": [("", _("请选择")), *((one.code, presenters.reason_words(one)) for one in reasons)],
        "refusal": refusal,
        "given": request.POST if refusal else {},
        "tried": request.POST.get("do", ""),
    }
    return render(request, "topics/call.html", context, status=refusal.status if refusal else 200)
