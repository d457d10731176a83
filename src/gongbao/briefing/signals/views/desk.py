"""The desk's page of signals, and one signal with all its texts and the next step."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.briefing.signals import actions, presenters, selectors, texts
from gongbao.briefing.signals.models import Cluster
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link
from gongbao.kernel.headlines.bursts import RATE

PAGE = 30


def desk_of(request: HttpRequest) -> Unit:
    """The desk at which the caller works; 404 without one."""
    desk = reach.desk_for(request.user, Permission.DESK_WORK)
    if desk is None:
        raise Http404
    return desk


@gate.requires(Permission.DESK_WORK)
@require_GET
def board(request: Any) -> HttpResponse:
    """线索核对: what outside sources tell of the county that nobody has reported, first."""
    desk = desk_of(request)
    box = request.GET.get("box", "")
    box = box if box in presenters.BOXES else "new"
    search = request.GET.get("q", "").strip()[:40]
    page = Paginator(selectors.board(desk, box=box, search=search), PAGE).get_page(request.GET.get("page"))
    counts = selectors.counts(desk)
    days = selectors.days(desk, today=china_date(request.now))
    context = {
        "desk": desk,
        "page": page,
        "search": search,
        "box": box,
        "table": presenters.board(list(page), box),
        "stats": presenters.stats(counts, selectors.feeds(desk)),
        "chart": presenters.chart(days),
        "bursts": presenters.burst_rows(selectors.bursts(days), selectors.town_names(desk)),
        "rate": f"{RATE:.1%}",
        "tabs": [
            Link(text=str(words), href=f"?box={code}", current=code == box, count=counts[code] or None)
            for code, words in presenters.BOXES.items()
        ],
    }
    return render(request, "signals/board.html", context)


def _cluster(request: Any, cluster_id: UUID) -> Cluster:
    found = selectors.cluster_at_desk(request.user, cluster_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.DESK_WORK)
@require_GET
def cluster(request: Any, cluster_id: UUID) -> HttpResponse:
    """One signal: what is said where, what was read in it, which report it may be, whom to ask."""
    return _page(request, _cluster(request, cluster_id))


def _how(request: Any) -> dict[str, Any]:
    return {"by": gate.actor_of(request), "now": request.now}


def _turn(request: Any) -> dict[str, Any]:
    turn = request.POST.get("turn", "")
    return {"turn": int(turn) if turn.isdecimal() and len(turn) < 9 else None}


def _ask(request: Any, found: Cluster) -> str:
    units = {str(unit.pk): unit for unit in _units(found.desk)}
    unit = units.get(request.POST.get("unit", ""))
    words = request.POST.get("words", "")
    task = actions.ask(cluster_id=found.pk, unit=unit, words=words, **_turn(request), **_how(request))
    return _("已请%(unit)s核实，%(n)s 分钟内答复。") % {"unit": task.unit.short, "n": task.limit.minutes}


def _link(request: Any, found: Cluster) -> str:
    wanted = request.POST.get("incident", "")
    rows = {str(one.incident.pk): one.incident for one in _candidates(found)}
    actions.link(cluster_id=found.pk, incident=rows.get(wanted), **_turn(request), **_how(request))
    return _("已对应到这起事件。")


def _aside(request: Any, found: Cluster) -> str:
    reason = request.POST.get("reason", "")
    actions.set_aside(cluster_id=found.pk, reason=reason, **_turn(request), **_how(request))
    return _("已记为不需核实。")


def _again(request: Any, found: Cluster) -> str:
    actions.look_again(cluster_id=found.pk, **_turn(request), **_how(request))
    return _("已放回待核对。")


def _take_out(request: Any, found: Cluster) -> str:
    signal = _uuid(request.POST.get("signal", ""))
    actions.take_out(cluster_id=found.pk, signal_id=signal, **_turn(request), **_how(request))
    return _("已拆成另一条线索。")


def _task_of(request: Any, found: Cluster) -> UUID:
    wanted = _uuid(request.POST.get("task", ""))
    if not any(task.pk == wanted for task in selectors.tasks_of_cluster(found)):
        raise Http404
    return wanted


def _drop(request: Any, found: Cluster) -> str:
    actions.drop(task_id=_task_of(request, found), **_how(request))
    return _("已撤回核实。")


def _clarify(request: Any, found: Cluster) -> str:
    actions.write_clarification(task_id=_task_of(request, found), editor=request.user, **_how(request))
    return _("已写成稿件，请修改后采用。")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


DO: dict[str, Callable[[Any, Cluster], str]] = {
    "ask": _ask,
    "link": _link,
    "aside": _aside,
    "again": _again,
    "take-out": _take_out,
    "drop": _drop,
    "clarify": _clarify,
}


@gate.requires(Permission.DESK_WORK)
@require_POST
def act(request: Any, cluster_id: UUID) -> HttpResponse:
    """One step at the desk."""
    found = _cluster(request, cluster_id)
    do = DO.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    try:
        words = do(request, found)
    except Refusal as refusal:
        return _page(request, _cluster(request, cluster_id), refusal)
    messages.success(request, words)
    return redirect("signals:cluster", found.pk)


def _units(desk: Unit) -> list[Unit]:
    return list(desk.below.filter(until=None).select_related("organisation").order_by("order", "short")[:500])


def _candidates(found: Cluster) -> list[selectors.Candidate]:
    return selectors.candidates(found, texts.gazetteer(found.desk.organisation.region))


def _page(request: Any, found: Cluster, refusal: Refusal | None = None) -> HttpResponse:
    proposed = selectors.unit_for_place(found.desk, found.division)
    context = {
        "one": found,
        "state": presenters.state_of(found),
        "facts": presenters.facts(found),
        "told": presenters.told(found),
        "texts": [presenters.text(signal) for signal in selectors.signals_of(found)],
        "candidates": [presenters.candidate(one) for one in _candidates(found)],
        "tasks": [presenters.task_card(task, request.now) for task in selectors.tasks_of_cluster(found)],
        "units": [("", _("请选择")), *((str(unit.pk), unit.short) for unit in _units(found.desk))],
        "unit": request.POST.get("unit") or (str(proposed.pk) if proposed else ""),
        "open": found.state in {"new", "asked"},
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "signals/cluster.html", context, status=refusal.status if refusal else 200)
