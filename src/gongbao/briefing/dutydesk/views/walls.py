"""The wall of open clocks, and its rows for a wall that opened or missed something."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gongbao.briefing.dutydesk import presenters, selectors
from gongbao.briefing.dutydesk import wall as walls
from gongbao.briefing.dutydesk.names import FORMS, GRADES, ROLES
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission


def _units(request: Any) -> list[Unit]:
    """The units whose wall the user may see: desks first, then one's own."""
    desks = selectors.desks_watched(request.user, request.now)
    known = {desk.pk for desk in desks}
    own = Unit.objects.filter(pk__in=selectors.units_watched(request.user), until=None).order_by("order", "short")
    return [*desks, *(unit for unit in own[:20] if unit.pk not in known)]


def _unit(request: Any) -> tuple[Unit, list[Unit]]:
    units = _units(request)
    wanted = request.GET.get("unit", "")
    found = next((unit for unit in units if str(unit.pk) == wanted), units[0] if units and not wanted else None)
    if found is None:
        raise Http404
    return found, units


def _ms(request: Any) -> int:
    return int(request.now.timestamp() * 1000)


@gate.requires(Permission.DUTY_WATCH)
@require_GET
def wall(request: Any) -> HttpResponse:
    """One row an open clock, readable from five metres; it keeps itself up to date."""
    unit, units = _unit(request)
    words = {
        "grades": {str(grade or 0): str(text) for grade, text in GRADES.items()},
        "forms": {code: str(text) for code, text in FORMS.items()},
        "roles": {code: str(text) for code, text in ROLES.items()},
    }
    rosters = list(selectors.rosters(request.user).filter(unit=unit)[:4])
    shifts = selectors.current_shifts(rosters, request.now)
    unhanded = selectors.unhanded([roster.pk for roster in rosters], request.now)
    context = {
        "unit": unit,
        "units": units if len(units) > 1 else [],
        "topic": walls.topic(unit.pk),
        "state": {"rows": walls.rows(unit, request.now), "now": _ms(request), "words": words},
        "duty": [
            {"shift": presenters.shift_row(shifts[one.pk], request.now) if one.pk in shifts else None}
            for one in rosters
        ],
        "unhanded": len(unhanded),
    }
    return render(request, "dutydesk/wall.html", context)


@gate.requires(Permission.DUTY_WATCH)
@require_GET
def rows(request: Any) -> HttpResponse:
    """Everything on the wall, as data."""
    unit, _units_seen = _unit(request)
    answer = JsonResponse({"rows": walls.rows(unit, request.now), "now": _ms(request)})
    answer["Cache-Control"] = "no-store"
    return answer
