"""Periodicals: beginning one, its columns and readers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongbao.briefing.bulletins import actions, presenters, selectors
from gongbao.briefing.bulletins.models import Line, Periodical
from gongbao.briefing.units import steps
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise


@gate.requires(Permission.DESK_SIGN)
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """Begin a periodical, or merge those there are into a new one."""
    desk = steps.desk_of(request)
    running = [one for one in selectors.periodicals(desk) if one.ended_on is None]
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = _make(request, running)
        except Refusal as problem:
            refusal = problem
        else:
            return redirect("bulletins:periodical", made.pk)
    context = {"desk": desk, "running": running, "refusal": refusal, "given": request.POST}
    return render(request, "bulletins/new.html", context, status=422 if refusal else 200)


def _make(request: Any, running: list[Periodical]) -> Periodical:
    chosen = [one for one in running if str(one.pk) in request.POST.getlist("merge")]
    facts: dict[str, Any] = {
        "name": request.POST.get("name", ""),
        "issuer": request.POST.get("issuer", ""),
        "by": gate.actor_of(request),
        "now": request.now,
    }
    if chosen:
        names = {column.name: column.name for one in chosen for column in one.columns.filter(active=True)}
        return actions.merge_periodicals(olds=chosen, column_of=names, **facts)
    total = _number(request.POST.get("total_before", ""), 0)
    return actions.begin_periodical(desk=steps.desk_of(request), total_before=total, **facts)


@gate.requires(Permission.DESK_SIGN)
@require_http_methods(["GET", "POST"])
def periodical(request: Any, periodical_id: UUID) -> HttpResponse:
    """A periodical's columns and readers."""
    found = selectors.periodical_of(request.user, periodical_id)
    if found is None:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _change(request, found)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已保存。"))
            return redirect("bulletins:periodical", found.pk)
    context = {
        "periodical": found,
        "columns": list(found.columns.filter(active=True).order_by("order", "id")),
        "readers": [(one, str(presenters.LINES[one.line])) for one in selectors.readers(found)],
        "lines": [(code, str(words)) for code, words in presenters.LINES.items()],
        "people": [
            ("", _("无账户，给纸质件")),
            *((str(one.pk), str(one)) for one in selectors.possible_readers(found.desk)),
        ],
        "history": presenters.history_of(found),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "bulletins/periodical.html", context, status=422 if refusal else 200)


def _change(request: Any, found: Periodical) -> None:
    how: dict[str, Any] = {"by": gate.actor_of(request), "now": request.now}
    do = request.POST.get("do", "")
    if do == "column":
        actions.add_column(periodical=found, name=request.POST.get("name", ""), **how)
    elif do == "reader":
        line = request.POST.get("line", "")
        people = {str(one.pk): one for one in selectors.possible_readers(found.desk)}
        actions.add_reader(
            periodical=found,
            line=line if line in Line.values else Line.PEERS,
            words=request.POST.get("words", ""),
            user=people.get(request.POST.get("user", "")),
            copies=_number(request.POST.get("copies", ""), 1),
            **how,
        )
    elif do == "drop":
        reader = next((one for one in selectors.readers(found) if str(one.pk) == request.POST.get("reader", "")), None)
        if reader is None:
            raise Http404
        actions.drop_reader(reader=reader, **how)
    else:
        raise Http404
