"""A firm's own case: what is meant, its rights and clocks; applying for early removal; contesting the entry."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes import may_apply
from gongbao.register.listings.actions import Evidence
from gongbao.register.listings.presenters import clock, said, state_of
from gongbao.register.serious import actions, presenters, selectors
from gongbao.register.serious.models import Entry, State
from gongbao.register.serious.views.public import page_of


def _own(request: Any, entity_id: int, entry_id: UUID) -> Entry:
    gate.check(request, Permission.FILING_SUBMIT, entity_id=entity_id)
    found = selectors.one(entity_id, entry_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.FILING_SUBMIT)
@require_GET
def own(request: Any, entity_id: int, entry_id: UUID) -> HttpResponse:
    """The firm's page of its case, before and after the decision."""
    return _page(request, _own(request, entity_id, entry_id))


@gate.requires(Permission.FILING_SUBMIT)
@require_POST
def apply(request: Any, entity_id: int, entry_id: UUID) -> HttpResponse:
    """Apply for early removal, with the commitment and proof (S21 17)."""
    found = _own(request, entity_id, entry_id)

    def act() -> str:
        actions.apply_early(
            entity_id=entity_id,
            entry_id=entry_id,
            statement=request.POST.get("statement", "")[:4_000],
            commitment=request.POST.get("commitment") == "on",
            evidence=_evidence(request),
            by=gate.actor_of(request),
            now=request.now,
        )
        return _("申请已提交，机关2个工作日内决定是否受理。")

    return _act(request, found, act)


@gate.requires(Permission.FILING_SUBMIT)
@require_POST
def ask(request: Any, entity_id: int, entry_id: UUID) -> HttpResponse:
    """Contest the entry, with proof."""
    found = _own(request, entity_id, entry_id)

    def act() -> str:
        actions.ask_about(
            entity_id=entity_id,
            entry_id=entry_id,
            statement=request.POST.get("statement", "")[:4_000],
            evidence=_evidence(request),
            by=gate.actor_of(request),
            now=request.now,
        )
        return _("已收到，机关20个工作日内书面答复。")

    return _act(request, found, act)


def _evidence(request: Any) -> list[Evidence]:
    return [Evidence(file, file.name or "file") for file in request.FILES.getlist("evidence")[:10]]


def _act(request: Any, found: Entry, act: Callable[[], str]) -> HttpResponse:
    try:
        words = act()
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, words)
    return redirect("serious:own", found.entity_id, found.id)


def _page(request: Any, found: Entry, refusal: Refusal | None = None) -> HttpResponse:
    today = china_date(request.now)
    context = page_of(found, request)
    asked = selectors.applications_of([found])
    removal, query = asked.get((found.id, "removal")), asked.get((found.id, "objection"))
    waiting = removal is not None and removal.answered_at is None
    before = selectors.law_of(found, today) if found.decision_id is None else None
    context |= {
        "refusal": refusal,
        "statement": request.POST.get("statement", ""),
        "before": said(before.step) if before else "",
        "why_before": presenters.why_case(before) if before else [],
        "case_facts": presenters.case_facts(found)[:5],
        "hearing": clock(selectors.hearing_until(found), today, request.now),
        "removal": removal,
        "removal_state": state_of(removal) if removal else None,
        "may_apply": found.state in {State.PUBLISHED, State.PUSHED}
        and found.origin is None
        and not waiting
        and may_apply(context["law"].outcome),
        "query": query,
        "query_state": state_of(query) if query else None,
        "may_ask": found.state in {State.LISTED, State.PUSHED, State.PUBLISHED}
        and found.origin is None
        and (query is None or query.answered_at is not None),
    }
    return render(request, "serious/own.html", context, status=refusal.status if refusal else 200)
