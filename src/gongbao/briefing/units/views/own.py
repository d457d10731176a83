"""One's own unit: who serves here, handing the work over, training, commendations, what is to be read."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.units import actions, open_work, presenters, reach, selectors, steps
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.typed import uuid_of
from gongbao.briefing.units.views.line import colleague
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.selectors import attachments_of

PAGE = 20
serves = gate.requires(Permission.ITEM_WRITE, Permission.DESK_WORK)


def _unit(request: HttpRequest) -> Unit:
    """The unit the caller writes for, or the desk they work at."""
    found = reach.unit_for(request.user, Permission.ITEM_WRITE) or reach.desk_for(request.user, Permission.DESK_WORK)
    if found is None:
        raise Http404
    return found


def _materials_desk(unit: Unit) -> Unit:
    """Whose materials a unit reads: a desk its own, anybody else those of the desk above."""
    return unit if unit.desk or unit.reports_to is None else unit.reports_to


@serves
@require_GET
def mine(request: Any) -> HttpResponse:
    """本单位."""
    return _page(request, _unit(request))


def _give(request: Any, unit: Unit) -> str:
    taker = colleague(request, unit, "taker")
    note = steps.words_of(request, "note")
    actions.give_over(unit=unit, giver=request.user, taker=taker, note=note, **steps.how(request))
    return _("交接单已发给%(taker)s，对方接手后生效。") % {"taker": taker}


def _take(request: Any, unit: Unit) -> str:
    wanted = uuid_of(request.POST.get("handover", ""))
    if wanted is None:
        raise Http404
    actions.take_over(handover_id=wanted, taker=request.user, **steps.how(request))
    return _("已接手。在对方手里的，现在都在您手里。")


DO: dict[str, Callable[[Any, Unit], str]] = {"give": _give, "take": _take}


@serves
@require_POST
def act(request: Any) -> HttpResponse:
    """Hand over, or take over."""
    unit = _unit(request)
    do = steps.chosen(DO, request)
    return steps.take(request, do, unit, page=lambda refusal: _page(request, unit, refusal), to=reverse("units:mine"))


def _page(request: Any, unit: Unit, refusal: Refusal | None = None) -> HttpResponse:
    others = [one for one in selectors.colleagues(unit) if one.pk != request.user.pk]
    desk = _materials_desk(unit)
    context = {
        "unit": unit,
        "level": str(presenters.LEVELS[unit.level]),
        "people": presenters.people_table(selectors.serving(unit)),
        "handed": selectors.handed_to(unit, request.user),
        "work": open_work.of(unit, request.user),
        "takers": [("", _("请选择")), *((str(one.pk), str(one)) for one in others)] if others else [],
        "handovers": selectors.handovers(unit),
        "commendations": selectors.commendations(unit),
        "trainings": selectors.trainings_of(unit),
        "unread": selectors.unread(desk, request.user),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "units/mine.html", context, status=refusal.status if refusal else 200)


@serves
@require_GET
def materials(request: Any) -> HttpResponse:
    """What the desk gave us to read."""
    desk = _materials_desk(_unit(request))
    page = Paginator(selectors.materials(desk), PAGE).get_page(request.GET.get("page"))
    read = selectors.read_by(request.user, [one.pk for one in page])
    rows = [(one, presenters.reading_state(read.get(one.pk))) for one in page]
    return render(request, "units/materials_mine.html", {"page": page, "rows": rows, "desk": desk})


@serves
@require_http_methods(["GET", "POST"])
def material(request: Any, material_id: Any) -> HttpResponse:
    """One material: opening it is kept, 已阅 is said by the reader."""
    found = selectors.material_of([_materials_desk(_unit(request))], material_id)
    if found is None:
        raise Http404

    def do(request: Any, _one: Any) -> str:
        actions.acknowledge(material_id=found.pk, user=request.user, now=request.now)
        return _("已记下您已阅。")

    if request.method == "POST":
        to = reverse("units:materials-mine")
        return steps.take(request, do, found, page=lambda _refusal: HttpResponse(status=422), to=to)
    reading = actions.open_material(material_id=found.pk, user=request.user, now=request.now)
    files = attachments_of("material", [str(found.pk)]).get(str(found.pk), [])
    context = {"material": found, "reading": reading, "state": presenters.reading_state(reading), "files": files}
    return render(request, "units/material.html", context)
