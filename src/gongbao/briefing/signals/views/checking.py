"""A unit's questions, and one question with its four answers: made for a phone at night."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.briefing.incidents.actions import Said
from gongbao.briefing.incidents.models import Hazard, Precision
from gongbao.briefing.signals import actions, presenters, selectors, texts
from gongbao.briefing.signals.actions.answering import hazard_for
from gongbao.briefing.signals.models import Answer, Task
from gongbao.briefing.units import reach
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.refusals import Refusal

PAGE = 20


@gate.requires(Permission.ITEM_WRITE)
@require_GET
def checks(request: Any) -> HttpResponse:
    """What our unit is asked to verify, the nearest time first."""
    units = reach.organisations(request.user, Permission.ITEM_WRITE)
    page = Paginator(selectors.of_units(units), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "table": presenters.check_rows(list(page), request.now)}
    return render(request, "signals/checks.html", context)


def _task(request: Any, task_id: UUID) -> Task:
    found = selectors.own_task(request.user, task_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.ITEM_WRITE)
@require_GET
def check(request: Any, task_id: UUID) -> HttpResponse:
    """The question: what is said outside, how long is left, and the four answers."""
    return _page(request, _task(request, task_id))


@gate.requires(Permission.ITEM_WRITE)
@require_POST
def answer(request: Any, task_id: UUID) -> HttpResponse:
    """One of the four. Reporting now lodges the first report and answers in one step."""
    task = _task(request, task_id)
    kind = request.POST.get("answer", "")
    how = {"task_id": task.pk, "by": gate.actor_of(request), "now": request.now}
    try:
        if kind == Answer.REPORTED:
            found = actions.report_now(
                said=_said(request), hazard=request.POST.get("hazard", ""), learned_at=None, **how
            )
            number = found.incident.number if found.incident else ""
            words = _("已报告，编号 %(number)s。有新情况请续报。") % {"number": number}
        else:
            rows = {str(one.pk): one for one in selectors.recent_incidents(task)}
            actions.answer(
                kind=kind,
                incident=rows.get(request.POST.get("incident", "")),
                reason=request.POST.get("reason", ""),
                clarification=request.POST.get("clarification", ""),
                **how,
            )
            words = _("已答复，信息科已收到。")
    except Refusal as refusal:
        return _page(request, _task(request, task_id), refusal)
    messages.success(request, words)
    return redirect("signals:check", task.pk)


def _said(request: Any) -> Said:
    at = _moment(request.POST.get("occurred_at", ""))
    return Said(
        title=request.POST.get("title", "")[:120],
        place=request.POST.get("place", "")[:200],
        body=request.POST.get("body", "")[:4_000],
        occurred_at=at,
        precision=Precision.ABOUT if at else Precision.UNKNOWN,
    )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA) if text else None
    except ValueError:
        return None


def _page(request: Any, task: Task, refusal: Refusal | None = None) -> HttpResponse:
    places = texts.gazetteer(task.cluster.desk.organisation.region)
    likely = {one.incident.pk for one in selectors.candidates(task.cluster, places)}
    incidents = sorted(selectors.recent_incidents(task), key=lambda one: one.pk not in likely)
    start = task.cluster.occurred_from
    context = {
        "task": task,
        "card": presenters.task_card(task, request.now),
        "facts": presenters.facts(task.cluster),
        "texts": [presenters.text(signal) for signal in selectors.signals_of(task.cluster)[:12]],
        "incidents": [("", _("请选择")), *((str(one.pk), f"{one.title}（{one.number}）") for one in incidents)],
        "incident": str(incidents[0].pk) if incidents and incidents[0].pk in likely else "",
        "hazards": [(one.code, one.zh) for one in Hazard.objects.filter(active=True).order_by("order")[:60]],
        "given": request.POST
        or {
            "hazard": hazard_for(task),
            "title": task.cluster.title[:120],
            "place": task.cluster.place or task.unit.short,
            "occurred_at": start.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M") if start else "",
        },
        "chosen": request.POST.get("answer", ""),
        "answered": presenters.ANSWERS.get(task.answer, ""),
        "refusal": refusal,
    }
    return render(request, "signals/check.html", context, status=refusal.status if refusal else 200)
