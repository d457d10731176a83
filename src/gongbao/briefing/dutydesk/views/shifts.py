"""One shift: who sits on it, swapping with consent, handing over with what is open."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.briefing.dutydesk import actions, presenters, selectors
from gongbao.briefing.dutydesk.models import Shift
from gongbao.briefing.dutydesk.names import ROLES
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal

MOST_PEOPLE = 300


def _how(request: Any) -> dict[str, Any]:
    return {"by": gate.actor_of(request), "now": request.now}


def _shift(request: Any, shift_id: UUID) -> Shift:
    found = selectors.one_shift(request.user, shift_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.DUTY_WATCH)
@require_GET
def shift(request: Any, shift_id: UUID) -> HttpResponse:
    """The shift with everything to be done about it."""
    return _page(request, _shift(request, shift_id))


def _page(request: Any, found: Shift, refusal: Refusal | None = None) -> HttpResponse:
    now, me = request.now, request.user.pk
    seats = list(found.seats.all())
    mine = next((seat for seat in seats if seat.user_id == me), None)
    coming = selectors.next_shift(found.roster, found.ends_at)
    handover = getattr(found, "handover", None)
    takes = coming is not None and any(seat.user_id == me for seat in coming.seats.all())
    sitting = {seat.user_id for seat in seats}
    others = [one for one in selectors.people_for(found.roster.unit)[:MOST_PEOPLE] if one.pk not in sitting]
    planner = selectors.one_roster(request.user, found.roster_id, Permission.DUTY_ROSTER) is not None
    context = {
        "shift": found,
        "row": presenters.shift_row(found, now, stays=selectors.stays(found)),
        "seats": [{"role": ROLES[seat.role], "user": seat.user} for seat in seats],
        "mine": mine if mine and found.ends_at > now else None,
        "others": [("", _("请选择")), *((str(one.pk), str(one)) for one in others)],
        "handover": handover,
        "matters": list(handover.matters.order_by("place")[:100]) if handover else [],
        "may_give": mine is not None and handover is None and found.begins_at <= now,
        "may_take": bool(takes and handover and not handover.taken_at and handover.giver_id != me),
        "coming": presenters.shift_row(coming, now) if coming else None,
        "may_remove": planner and found.begins_at > now,
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "dutydesk/shift.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DUTY_ROSTER)
@require_POST
def remove(request: Any, shift_id: UUID) -> HttpResponse:
    """Take off a shift that has not begun."""
    found = _shift(request, shift_id)
    if selectors.one_roster(request.user, found.roster_id, Permission.DUTY_ROSTER) is None:
        raise Http404
    try:
        actions.remove_shift(shift_id=found.pk, **_how(request))
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, _("已撤下。"))
    return redirect("dutydesk:roster", found.roster_id)


@gate.requires(Permission.DUTY_WATCH)
@require_POST
def give_over(request: Any, shift_id: UUID) -> HttpResponse:
    """交班."""
    found = _shift(request, shift_id)
    try:
        actions.give_over(shift_id=found.pk, giver=request.user, note=request.POST.get("note", ""), **_how(request))
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, _("已交班，等下一班签字接班。"))
    return redirect("dutydesk:shift", found.pk)


@gate.requires(Permission.DUTY_WATCH)
@require_POST
def take_over(request: Any, shift_id: UUID) -> HttpResponse:
    """接班."""
    found = _shift(request, shift_id)
    try:
        actions.take_over(shift_id=found.pk, taker=request.user, **_how(request))
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, _("已接班。"))
    return redirect("dutydesk:shift", found.pk)


@gate.requires(Permission.DUTY_WATCH)
@require_POST
def ask_swap(request: Any, seat_id: UUID) -> HttpResponse:
    """Ask somebody to take one's seat."""
    seat = next((one for one in selectors.my_seats(request.user, request.now) if one.pk == seat_id), None)
    if seat is None:
        raise Http404
    found = _shift(request, seat.shift_id)
    others = selectors.people_for(found.roster.unit)[:MOST_PEOPLE]
    taker = next((one for one in others if str(one.pk) == request.POST.get("taker", "")), None)
    try:
        actions.ask_swap(
            seat_id=seat.pk, giver=request.user, taker=taker, words=request.POST.get("words", ""), **_how(request)
        )
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, _("已请对方换班。对方同意前，仍是您值班。"))
    return redirect("dutydesk:shift", found.pk)
