"""Rosters: a fortnight at a glance, planning by form and by sheet, swaps, handing over."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.dutydesk import actions, presenters, refusals, selectors, sheets
from gongbao.briefing.dutydesk.models import Role, Roster
from gongbao.briefing.dutydesk.names import ROLES
from gongbao.briefing.dutydesk.rules import Span, gaps
from gongbao.briefing.units import reach
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import CHINA, china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.sniffing import XLSX, kind_of

AHEAD, BACK = timedelta(days=14), timedelta(days=2)
MOST_PEOPLE = 300


def _how(request: Any) -> dict[str, Any]:
    return {"by": gate.actor_of(request), "now": request.now}


def _roster(request: Any, roster_id: UUID, permission: Permission = Permission.DUTY_WATCH) -> Roster:
    found = selectors.one_roster(request.user, roster_id, permission)
    if found is None:
        raise Http404
    return found


def _at(text: str) -> datetime | None:
    """A local date and time as typed: China's clock."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=CHINA)
    except ValueError:
        return None


@gate.requires(Permission.DUTY_ROSTER)
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """Open a roster for one of one's units."""
    units = list(reach.units(request.user, Permission.DUTY_ROSTER).select_related("organisation")[:50])
    refusal: Refusal | None = None
    if request.method == "POST":
        unit = next((one for one in units if str(one.pk) == request.POST.get("unit", "")), None)
        try:
            if unit is None:
                raise refusals.roster_name()
            made = actions.open_roster(
                unit=unit,
                name=request.POST.get("name", ""),
                round_the_clock=request.POST.get("round_the_clock") == "on",
                **_how(request),
            )
        except Refusal as problem:
            refusal = problem
        else:
            return redirect("dutydesk:roster", made.pk)
    choices = [(str(one.pk), one.short) for one in units]
    context = {"units": choices, "refusal": refusal, "given": request.POST}
    return render(request, "dutydesk/roster_new.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DUTY_WATCH)
@require_GET
def roster(request: Any, roster_id: UUID) -> HttpResponse:
    """The next fortnight, what is left open, and the ways to plan."""
    return _page(request, _roster(request, roster_id))


def _page(
    request: Any, found: Roster, *, refusal: Refusal | None = None, errors: list[tuple[int, str]] | None = None
) -> HttpResponse:
    now = request.now
    span = Span(now, now + AHEAD)
    shifts = selectors.shifts(found, now - BACK, span.ends)
    open_ = gaps([Span(one.begins_at, one.ends_at) for one in shifts], span) if found.round_the_clock else []
    people = list(selectors.people_for(found.unit)[:MOST_PEOPLE])
    staying = selectors.staying([one for one in shifts if one.ends_at <= now])
    context = {
        "roster": found,
        "shifts": [presenters.shift_row(one, now, stays=one.pk in staying) for one in shifts],
        "gaps": presenters.gap_words(open_),
        "may_plan": selectors.one_roster(request.user, found.pk, Permission.DUTY_ROSTER) is not None,
        "choices": [
            {"role": role, "words": ROLES[role], "people": people, "given": request.POST.getlist(role)}
            for role in Role.values
        ],
        "refusal": refusal,
        "errors": errors or [],
        "given": request.POST,
    }
    status = refusal.status if refusal else 422 if errors else 200
    return render(request, "dutydesk/roster.html", context, status=status)


@gate.requires(Permission.DUTY_ROSTER)
@require_POST
def add(request: Any, roster_id: UUID) -> HttpResponse:
    """One shift by form."""
    found = _roster(request, roster_id, Permission.DUTY_ROSTER)
    known = {str(one.pk): one for one in selectors.people_for(found.unit)[:MOST_PEOPLE]}
    seats: list[tuple[str, User]] = [
        (role, known[one]) for role in Role.values for one in request.POST.getlist(role) if one in known
    ]
    begins, ends = _at(request.POST.get("begins", "")), _at(request.POST.get("ends", ""))
    try:
        if begins is None or ends is None:
            raise refusals.shift_backward()
        planned = [sheets.Planned(begins, ends, tuple(seats))]
        actions.put_shifts(roster_id=found.pk, planned=planned, **_how(request))
    except Refusal as refusal:
        return _page(request, found, refusal=refusal)
    messages.success(request, _("已排上。"))
    return redirect("dutydesk:roster", found.pk)


@gate.requires(Permission.DUTY_ROSTER)
@require_POST
def upload(request: Any, roster_id: UUID) -> HttpResponse:
    """A filled-in sheet, all of it or none: every wrong row is named."""
    found = _roster(request, roster_id, Permission.DUTY_ROSTER)
    given = request.FILES.get("file")
    try:
        if given is None or given.size > sheets.LARGEST or kind_of(given.file) != XLSX:
            raise refusals.sheet_unreadable()
        reading = sheets.read_sheet(given.read(), list(selectors.people_for(found.unit)[:MOST_PEOPLE]))
        if reading.errors:
            return _page(request, found, errors=reading.errors)
        count = actions.put_shifts(roster_id=found.pk, planned=reading.shifts, **_how(request))
    except Refusal as refusal:
        return _page(request, found, refusal=refusal)
    messages.success(request, _("已排上 %(n)s 班。") % {"n": count})
    return redirect("dutydesk:roster", found.pk)


@gate.requires(Permission.DUTY_ROSTER)
@require_GET
def template(request: Any, roster_id: UUID) -> HttpResponse:
    """An empty sheet for the coming week, with the names that may stand in it."""
    found = _roster(request, roster_id, Permission.DUTY_ROSTER)
    names = [str(one) for one in selectors.people_for(found.unit)[:MOST_PEOPLE]]
    data = sheets.template(china_date(request.now) + timedelta(days=1), names)
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="roster.xlsx"'
    return answer
