"""One step on a page of the line: which one, by whom, and what is said afterwards. For the views of every slice.

A page that offers several steps posts the chosen one's name as `do`. Its view keeps a table from names to functions
that call one action each and return the sentence to say; `chosen` reads the name, `take` does the rest.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.typed import turn_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal

MOST_WORDS = 4_000
Thing = TypeVar("Thing")
Step = TypeVar("Step")


def desk_of(request: HttpRequest, permission: Permission = Permission.DESK_WORK) -> Unit:
    """The desk at which the caller works; 404 without one."""
    return _found(reach.desk_for(request.user, permission))


def unit_of(request: HttpRequest, permission: Permission = Permission.ITEM_WRITE) -> Unit:
    """The unit for which the caller writes; 404 without one."""
    return _found(reach.unit_for(request.user, permission))


def _found(unit: Unit | None) -> Unit:
    if unit is None:
        raise Http404
    return unit


def how(request: Any) -> dict[str, Any]:
    """Who acts, and when: what every action asks."""
    return {"by": gate.actor_of(request), "now": request.now}


def how_in_turn(request: Any) -> dict[str, Any]:
    """The same with the turn of the page, for rows that two people may change."""
    return {"turn": turn_of(request.POST), **how(request)}


def words_of(request: Any, name: str = "words") -> str:
    """What was written beside the button."""
    return str(request.POST.get(name, ""))[:MOST_WORDS]


def chosen(table: Mapping[str, Step], request: HttpRequest) -> Step:
    """The step that `do` names; 404 for a name the page does not have."""
    found = table.get(request.POST.get("do", ""))
    if found is None:
        raise Http404
    return found


def take(
    request: HttpRequest,
    do: Callable[[Any, Thing], str],
    thing: Thing,
    *,
    page: Callable[[Refusal], HttpResponse],
    to: str,
) -> HttpResponse:
    """Take the step, say its sentence if it has one, and go on at `to`. A refusal shows the page again by `page`."""
    try:
        words = do(request, thing)
    except Refusal as refusal:
        return page(refusal)
    if words:
        messages.success(request, words)
    return redirect(to)
