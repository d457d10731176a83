"""Over a desk's head: a unit reports to the level above under its name; the desk passed sees that it was, and why.

Beside it what is held, by whom and why: neither a by-pass nor a hold is ever silent.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.briefing.desk import actions, presenters, selectors
from gongbao.briefing.items import selectors as items
from gongbao.briefing.units import steps
from gongbao.briefing.units.selectors import desks_seen
from gongbao.briefing.units.typed import turn_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal

PAGE = 30


@gate.requires(Permission.ITEM_WRITE)
@require_http_methods(["GET", "POST"])
def over(request: Any, item_id: UUID) -> HttpResponse:
    """越级报送: what it means, why, and the one button."""
    item = items.own_item(request.user, item_id)
    if item is None or item.desk.reports_to is None:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        words = steps.words_of(request)
        try:
            made = actions.bypass(item_id=item.pk, turn=turn_of(request.POST), words=words, **steps.how(request))
        except Refusal as problem:
            refusal = problem
        else:
            said = _("已越级报送%(to)s，编号 %(number)s。%(passed)s已被告知。")
            names = {"to": made.to.short, "number": made.item.number, "passed": made.passed.short}
            messages.success(request, said % names)
            return redirect("items:item", item.pk)
    context = {"item": item, "above": item.desk.reports_to, "given": request.POST, "refusal": refusal}
    return render(request, "desk/over.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE)
@require_GET
def passed(request: Any) -> HttpResponse:
    """By-passes of the desks one sees, newest first; and what these desks hold."""
    desks = desks_seen(request.user)
    page = Paginator(selectors.passed(desks), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "table": presenters.passed_table(list(page)),
        "held": presenters.held_table(selectors.held(desks), request.now),
    }
    return render(request, "desk/passed.html", context)
