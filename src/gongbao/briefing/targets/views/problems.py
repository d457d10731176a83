"""The problem list (帮包): the desk's board, one problem with its progress, for its owner and where it is too."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.targets import actions, presenters, selectors
from gongbao.briefing.targets.forms import problem_of
from gongbao.briefing.targets.models import Problem
from gongbao.briefing.units import steps
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link

PAGE = 24


@gate.requires(Permission.DESK_WORK)
@require_GET
def problems(request: Any) -> HttpResponse:
    """Open problems, the nearest time first."""
    desk = steps.desk_of(request)
    closed = request.GET.get("box") == "closed"
    page = Paginator(selectors.problems(desk, closed=closed), PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "page": page,
        "rows": presenters.problem_rows(list(page), china_date(request.now)),
        "tabs": [
            Link(text=_("正在解决"), href="?", current=not closed),
            Link(text=_("已解决"), href="?box=closed", current=closed),
        ],
    }
    return render(request, "targets/problems.html", context)


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def new_problem(request: Any) -> HttpResponse:
    """List a problem: where, what, who solves it, which leader's post helps, by when."""
    desk = steps.desk_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = actions.open_problem(desk=desk, draft=problem_of(request.POST, desk), **steps.how(request))
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已列入清单，责任单位已收到。"))
            return redirect("targets:problem", made.pk)
    units = [("", _("请选择")), *((str(one.pk), one.short) for one in selectors.units_below(desk))]
    context = {
        "units": units,
        "kinds": presenters.choices(presenters.KINDS),
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "targets/new_problem.html", context, status=refusal.status if refusal else 200)


def _one(request: Any, problem_id: UUID) -> tuple[Problem, bool, bool]:
    found = selectors.problem_of(request.user, problem_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.DESK_WORK, Permission.ITEM_WRITE)
@require_GET
def problem(request: Any, problem_id: UUID) -> HttpResponse:
    """One problem and how it moved on."""
    return _page(request, *_one(request, problem_id))


def _page(request: Any, found: Problem, owner: bool, at_desk: bool, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "one": found,
        "kind": presenters.KINDS[found.kind],
        "state": presenters.problem_state(found, china_date(request.now)),
        "row": presenters.problem_rows([found], china_date(request.now))[0],
        "moments": presenters.progress_moments(found),
        "may": (owner or at_desk) and found.closed_at is None,
        "at_desk": at_desk,
        "refusal": refusal,
        "given": request.POST if refusal else {},
    }
    return render(request, "targets/problem.html", context, status=refusal.status if refusal else 200)


def _move(request: Any, found: Problem) -> str:
    actions.add_progress(problem_id=found.pk, words=steps.words_of(request), solved=False, **steps.how(request))
    return _("进展已填报。")


def _solve(request: Any, found: Problem) -> str:
    actions.add_progress(problem_id=found.pk, words=steps.words_of(request), solved=True, **steps.how(request))
    return _("已解决，移出清单。")


DO: dict[str, Callable[[Any, Problem], str]] = {"move": _move, "solve": _solve}


@gate.requires(Permission.DESK_WORK, Permission.ITEM_WRITE)
@require_POST
def act(request: Any, problem_id: UUID) -> HttpResponse:
    """Progress, by who solves it or the desk."""
    found, owner, at_desk = _one(request, problem_id)
    if not owner and not at_desk:
        raise PermissionDenied
    return steps.take(
        request,
        steps.chosen(DO, request),
        found,
        page=lambda refusal: _page(request, *_one(request, problem_id), refusal=refusal),
        to=reverse("targets:problem", args=[found.pk]),
    )
