"""Anybody: doubt what an office published, and read the written answer."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import gate, pace
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.instant import actions, presenters, publication, selectors
from gongbao.register.instant.models import QueryKind
from gongbao.register.instant.rules import FIRM
from gongbao.register.listings.actions import Evidence
from gongbao.register.listings.presenters import record_href


@gate.public
@require_http_methods(["GET", "POST"])
def ask(request: Any, fact_id: UUID) -> HttpResponse:
    """对这条信息有疑问: ask its publisher, or ask with evidence that it be corrected."""
    fact = selectors.fact_by_id(fact_id)
    if fact is None or fact.origin == FIRM:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            pace.require_share(f"doubt:{request.META.get('REMOTE_ADDR', '')}", PER_MINUTE, now=request.now)
            made = actions.ask(
                entity_id=fact.entity_id,
                fact_id=fact.id,
                kind=request.POST.get("kind", "") if request.POST.get("kind") in QueryKind.values else "query",
                statement=request.POST.get("statement", ""),
                evidence=[Evidence(stream=one.file, name=one.name or "file") for one in _files(request)],
                by=gate.actor_of(request),
                now=request.now,
            )
            return redirect("instant:answer", made.token)
        except Refusal as refused:
            refusal = refused
    says = selectors.latest_values(fact)
    context = {
        "fact": fact,
        "title": presenters.said(presenters.kind_of(fact.origin, fact.kind).title),
        "says": publication.lines(publication.said_values(presenters.kind_of(fact.origin, fact.kind), says)),
        "record_href": record_href(fact.entity),
        "kinds": [(code, words()) for code, words in presenters.QUERY_KINDS.items()],
        "given": {"kind": request.POST.get("kind", "query"), "statement": request.POST.get("statement", "")},
        "refusal": refusal,
    }
    return render(request, "instant/ask.html", context, status=refusal.status if refusal else 200)


PER_MINUTE = 10


def _files(request: Any) -> list[Any]:
    return list(request.FILES.getlist("evidence")[:5])


@gate.public
@require_GET
def answer(request: Any, token: str) -> HttpResponse:
    """The receipt of a doubt, and the answer once it is there. Who holds the address may read it."""
    found = selectors.query_by_token(token)
    if found is None:
        raise Http404
    about = selectors.fact(found.entity_id, found.fact_id)
    context = {
        "query": found,
        "fact": about,
        "title": presenters.said(presenters.kind_of(about.origin, about.kind).title) if about else "",
        "clock": presenters.left(found.due_on, "WD", request.now) if found.answered_at is None else None,
        "outcome": presenters.OUTCOMES[found.outcome]() if found.outcome else _("正在办理"),
        "record_href": record_href(found.entity),
    }
    return render(request, "instant/answer.html", context)
