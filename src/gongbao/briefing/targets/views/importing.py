"""Figures from a file: a template to fill, a file checked line by line, then imported or dropped."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.targets import actions, presenters, refusals, selectors, workbooks
from gongbao.briefing.targets.actions.importing import latest_of, lines_of
from gongbao.briefing.targets.forms import month_typed
from gongbao.briefing.targets.models import Batch, BatchKind, BatchState
from gongbao.briefing.targets.views.board import book
from gongbao.briefing.units import steps
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal

PAGE = 50


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def files(request: Any) -> HttpResponse:
    """Hand a file in; below, those handed in before."""
    desk = steps.desk_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise refusals.file_needed()
            made = actions.hand_in(
                desk=desk,
                kind=request.POST.get("kind", ""),
                month=month_typed(request.POST.get("month", ""), 0),
                stream=file.file,
                name=file.name or "file",
                **steps.how(request),
            )
        except Refusal as problem:
            refusal = problem
        else:
            return redirect("targets:batch", made.pk)
    page = Paginator(selectors.batches(desk), PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "kinds": presenters.choices(presenters.BATCH_KINDS),
        "month": request.POST.get("month") or latest_of(request.now),
        "kind": request.POST.get("kind", "values"),
        "page": page,
        "table": presenters.batch_table(list(page)),
        "refusal": refusal,
    }
    return render(request, "targets/files.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK)
@require_GET
def template(request: Any) -> HttpResponse:
    """A workbook to fill in, every unit and indicator in it."""
    desk = steps.desk_of(request)
    kind = BatchKind.FIRMS if request.GET.get("kind") == BatchKind.FIRMS else BatchKind.VALUES
    month = month_typed(request.GET.get("month", ""), latest_of(request.now))
    units, indicators = selectors.units_below(desk), selectors.indicators(desk)
    return book(workbooks.template(kind, units, indicators, month), f"template-{kind.value}-{month}")


def _batch(request: Any, batch_id: UUID) -> Batch:
    found = selectors.batch_of(steps.desk_of(request), batch_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.DESK_WORK)
@require_GET
def batch(request: Any, batch_id: UUID) -> HttpResponse:
    """What a file holds, line by line, before anything of it counts."""
    return _page(request, _batch(request, batch_id))


def _page(request: Any, found: Batch, refusal: Refusal | None = None) -> HttpResponse:
    waiting = found.state == BatchState.CHECKED
    lines = lines_of(found, request.now) if waiting else []
    wrong = [line for line in lines if line.state == "wrong"]
    right = [line for line in lines if line.state != "wrong"]
    page = Paginator(right, PAGE).get_page(request.GET.get("page"))
    wrong_page = Paginator(wrong, PAGE).get_page(request.GET.get("wrong"))
    state = presenters.BATCHES[found.state]
    counts = {one: sum(line.state == one for line in lines) for one in ("new", "changed", "same", "wrong")}
    context = {
        "batch": found,
        "kind": presenters.BATCH_KINDS[found.kind],
        "state": {"text": str(state[0]), "tone": state[1]},
        "waiting": waiting,
        "counts": counts if waiting else {"new": found.new, "changed": found.changed, "wrong": found.wrong},
        "may_apply": bool(counts["new"] or counts["changed"]),
        "page": page,
        "table": presenters.line_table(list(page), _("可以导入的行"), ""),
        "wrong_page": wrong_page,
        "wrong": presenters.line_table(list(wrong_page), _("有错的行"), ""),
        "refusal": refusal,
        "why": request.POST.get("why", ""),
    }
    return render(request, "targets/batch.html", context, status=refusal.status if refusal else 200)


def _apply(request: Any, found: Batch) -> str:
    done = actions.apply_batch(batch_id=found.pk, why=request.POST.get("why", ""), **steps.how(request))
    return _("已导入：新数 %(new)s 行，改数 %(changed)s 行；有错没导入的 %(wrong)s 行。") % {
        "new": done.new,
        "changed": done.changed,
        "wrong": done.wrong,
    }


def _drop(request: Any, found: Batch) -> str:
    actions.drop_batch(batch_id=found.pk, **steps.how(request))
    return _("已放弃，什么都没有导入。")


DO: dict[str, Callable[[Any, Batch], str]] = {"apply": _apply, "drop": _drop}


@gate.requires(Permission.DESK_WORK)
@require_POST
def act(request: Any, batch_id: UUID) -> HttpResponse:
    """Import the right lines, or nothing."""
    found = _batch(request, batch_id)
    return steps.take(
        request,
        steps.chosen(DO, request),
        found,
        page=lambda refusal: _page(request, _batch(request, batch_id), refusal),
        to=reverse("targets:batch", args=[found.pk]),
    )


@gate.requires(Permission.DESK_WORK)
@require_GET
def wrong(request: Any, batch_id: UUID) -> HttpResponse:
    """The wrong lines in Excel, to mend and send again."""
    found = _batch(request, batch_id)
    return book(workbooks.wrong_book(lines_of(found, request.now)), f"wrong-{found.month}")
