"""Not me: what it is, recording it once for every list and copy, and the statements on record."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.people import actions, presenters, selectors

PAGE = 50


@gate.public
@require_GET
def explain(request: Any) -> HttpResponse:
    """For whoever shares a name with somebody on a list."""
    return render(request, "people/explain.html", {})


@gate.requires(Permission.ENTITY_EDIT)
@require_GET
def statements(request: Any) -> HttpResponse:
    """The statements recorded by offices of one's area."""
    regions = policies.regions(request.user, Permission.ENTITY_EDIT)
    page = Paginator(selectors.severances(regions), PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    names = selectors.names_of([one.other_entity for one in rows])
    return render(request, "people/statements.html", {"page": page, "table": presenters.statement_rows(rows, names)})


@gate.requires(Permission.ENTITY_EDIT)
@require_http_methods(["GET", "POST"])
def record(request: Any, entity_id: int, person_id: UUID) -> HttpResponse:
    """An officer has the person and the identity document in front: the link to that other person is severed."""
    other = selectors.person(entity_id, person_id)
    regions = policies.regions(request.user, Permission.ENTITY_EDIT)
    if other is None:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = actions.record_not_me(
                id_number=request.POST.get("id_number", ""),
                other_entity=entity_id,
                other_person=person_id,
                document=request.POST.get("document", ""),
                statement=request.POST.get("statement", "")[:2_000],
                region=regions[0],
                by=gate.actor_of(request),
                now=request.now,
            )
            messages.success(
                request, _("已记录：%(number)s。今后在所有名单和核对中不再提示。") % {"number": made.number}
            )
            return redirect("people:not-me")
        except Refusal as refused:
            refusal = refused
    context = {
        "other": other,
        "post": presenters.post_words(other.post),
        "refusal": refusal,
        "document": request.POST.get("document", ""),
        "statement": request.POST.get("statement", ""),
    }
    answer = render(request, "people/record_not_me.html", context, status=refusal.status if refusal else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer
