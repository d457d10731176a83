"""My duty: who is on, what calls me, my shifts, swaps asked of me, my calendar."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.briefing.dutydesk import actions, calendars, presenters, selectors
from gongbao.briefing.dutydesk.models import Roster
from gongbao.briefing.dutydesk.names import ROLES
from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal

MOST_ROSTERS = 60
SHOWN = 8


@gate.requires(Permission.DUTY_WATCH)
@require_GET
def home(request: Any) -> HttpResponse:
    """值班: what calls me first, then who is on, then my own shifts."""
    now, user = request.now, request.user
    found = list(selectors.rosters(user)[:MOST_ROSTERS])
    span = presenters.span_words
    context = {
        "waiting": [presenters.waiting_row(call) for call in selectors.calls_waiting(user)],
        "rosters": _on_duty(found[:SHOWN], now),
        "more": found[SHOWN:],
        "unhanded": [
            {"shift": one, "when": span(one.begins_at, one.ends_at)}
            for one in selectors.unhanded([roster.pk for roster in found], now)
        ],
        "seats": [
            {
                "shift": seat.shift,
                "when": span(seat.shift.begins_at, seat.shift.ends_at),
                "role": ROLES[seat.role],
                "now": seat.shift.begins_at <= now < seat.shift.ends_at,
            }
            for seat in selectors.my_seats(user, now)[:20]
        ],
        "swaps": [
            {"one": one, "when": span(one.seat.shift.begins_at, one.seat.shift.ends_at)}
            for one in selectors.swaps_for(user)
        ],
        "may_plan": policies.has(user, Permission.DUTY_ROSTER),
        "desk_work": policies.has(user, Permission.DESK_WORK),
        "link": selectors.link_of(user),
        "new_link": request.session.pop("calendar-link", ""),
    }
    return render(request, "dutydesk/duty.html", context)


def _on_duty(rosters: Sequence[Roster], now: datetime) -> list[dict[str, Any]]:
    shifts = selectors.current_shifts(rosters, now)
    return [
        {"one": one, "shift": presenters.shift_row(shifts[one.pk], now) if one.pk in shifts else None}
        for one in rosters
    ]


@gate.requires(Permission.DUTY_WATCH)
@require_POST
def swap(request: Any, swap_id: UUID) -> HttpResponse:
    """Agree to take a shift, or not."""
    if not any(one.pk == swap_id for one in selectors.swaps_for(request.user)):
        raise Http404
    agree = request.POST.get("do") == "agree"
    try:
        actions.answer_swap(
            swap_id=swap_id, taker=request.user, agree=agree, by=gate.actor_of(request), now=request.now
        )
    except Refusal as refusal:
        messages.error(request, refusal.words())
    else:
        messages.success(request, _("已同意，这一班换成您了。") if agree else _("已回绝，班次不变。"))
    return redirect("dutydesk:duty")


@gate.requires(Permission.DUTY_WATCH)
@require_POST
def calendar(request: Any) -> HttpResponse:
    """A secret address for one's calendar program, shown once; or an end to it."""
    by = gate.actor_of(request)
    if request.POST.get("do") == "end":
        actions.end_link(user=request.user, by=by, now=request.now)
        messages.success(request, _("日历链接已停用。"))
    else:
        token = actions.make_link(user=request.user, by=by, now=request.now)
        request.session["calendar-link"] = request.build_absolute_uri(reverse("dutydesk:feed", args=[token]))
    return redirect("dutydesk:duty")


@gate.public
@require_GET
def feed(request: Any, token: str) -> HttpResponse:
    """The calendar behind a secret address: whoever holds it reads these shifts and nothing else."""
    owner = selectors.calendar_owner(token)
    if owner is None:
        raise Http404
    data = calendars.calendar(selectors.my_seats(owner, request.now), request.now)
    answer = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
