"""不是我们: a firm says so, its office verifies, both see the clock."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.gate import actor_of, check, requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.screening import actions, selectors
from gongbao.register.screening.presenters import jobs as presenter

PAGE = 50


@requires(Permission.FILING_SUBMIT)
@require_GET
def own(request: Any) -> HttpResponse:
    """To the firm one acts for; where there are several, they are asked for one by one."""
    ids = list(policies.entity_ids(request.user)[:50])
    listed = request.GET.get("listed", "")
    if len(ids) == 1:
        query = f"?listed={listed}" if listed.isdigit() else ""
        return redirect(f"/my/contests/{ids[0]}/{query}")
    firms = [one for one in map(selectors.entity, ids) if one]
    return render(request, "screening/contest_firms.html", {"firms": firms, "listed": listed})


@requires(Permission.FILING_SUBMIT)
@require_http_methods(["GET", "POST"])
def of_firm(request: Any, entity_id: int) -> HttpResponse:
    """What a firm has contested, and contesting one more."""
    check(request, Permission.FILING_SUBMIT, entity_id=entity_id)
    firm = selectors.entity(entity_id)
    wanted = request.POST.get("listed", request.GET.get("listed", ""))
    listed = selectors.entity(int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 18 else None
    if firm is None:
        raise Http404
    refusal = None
    if request.method == "POST" and listed:
        try:
            actions.contest_match(
                entity_id=entity_id,
                listed_id=listed.id,
                statement=request.POST.get("statement", ""),
                by=actor_of(request),
                now=request.now,
            )
            messages.success(request, _("已收到。登记机关会在法定期限内核实并答复。"))
            return redirect("screening:of-firm", entity_id)
        except Refusal as refused:
            refusal = refused
    context = {
        "firm": firm,
        "listed": listed,
        "statement": request.POST.get("statement", ""),
        "cards": [presenter.contest_card(one) for one in selectors.contests_of(entity_id)],
        "refusal": refusal,
    }
    return render(request, "screening/contest.html", context, status=refusal.status if refusal else 200)


@requires(Permission.LISTING_DECIDE)
@require_GET
def office(request: Any) -> HttpResponse:
    """What one's office has to verify, by the law's clock."""
    regions = policies.regions(request.user, Permission.LISTING_DECIDE)
    page = Paginator(selectors.contests_for(regions), PAGE).get_page(request.GET.get("page"))
    return render(request, "screening/contests.html", {"page": page, "table": presenter.contests_table(list(page))})


@requires(Permission.LISTING_DECIDE)
@require_http_methods(["GET", "POST"])
def answer(request: Any, entity_id: int, contest_id: UUID) -> HttpResponse:
    """The two firms side by side, and the finding."""
    one = selectors.contest(entity_id, contest_id)
    if one is None:
        raise Http404
    check(request, Permission.LISTING_DECIDE, region=one.region)
    refusal = None
    if request.method == "POST":
        try:
            actions.answer_contest(
                entity_id=entity_id,
                contest_id=contest_id,
                distinct=request.POST.get("finding") == "distinct",
                answer=request.POST.get("answer", ""),
                by=actor_of(request),
                now=request.now,
            )
            messages.success(request, _("已答复，并通知提出的企业。"))
            return redirect("screening:contests")
        except Refusal as refused:
            refusal = refused
    context = {
        "contest": one,
        "card": presenter.contest_card(one),
        "pair": presenter.pair_facts(one.entity, selectors.entity(one.listed_id)),
        "answer": request.POST.get("answer", ""),
        "findings": [("distinct", _("不是同一家：更正，并告知所有收到过名录的人")), ("same", _("是同一家：维持"))],
        "refusal": refusal,
    }
    return render(request, "screening/contest_answer.html", context, status=refusal.status if refusal else 200)
