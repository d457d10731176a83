"""The office's side of a draw: plan, look at the pool, approve, commit, draw, change, reveal."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.draws import actions as draws
from gongbao.foundation.draws import selectors as drawn
from gongbao.foundation.draws.models import Plan
from gongbao.foundation.draws.replaying import manifest_of
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.register.spotchecks import actions, forms, planning, presenters, selectors

PAGE = 30
Wrong = Refusal | Refusals | None


def plan_or_404(request: Any, plan_id: UUID, permission: Permission | None = None) -> Plan:
    """A plan of the officer's area."""
    plan = drawn.plan(plan_id)
    if plan is None:
        raise Http404
    allowed = [permission] if permission else [Permission.DRAW_PLAN, Permission.DRAW_APPROVE]
    if not any(policies.may(request.user, one, region=plan.region) for one in allowed):
        raise PermissionDenied
    return plan


def regions_of(request: Any) -> list[str]:
    """Where the officer plans or approves draws."""
    return sorted(
        {
            *policies.regions(request.user, Permission.DRAW_PLAN),
            *policies.regions(request.user, Permission.DRAW_APPROVE),
        }
    )


@gate.requires(Permission.DRAW_PLAN, Permission.DRAW_APPROVE)
@require_GET
def plans(request: Any) -> HttpResponse:
    """The office's plans and draws."""
    page = Paginator(drawn.plans_of(regions_of(request)), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "table": presenters.plans_table(list(page), request.now),
        "may_plan": policies.has(request.user, Permission.DRAW_PLAN),
    }
    return render(request, "spotchecks/plans.html", context)


@gate.requires(Permission.DRAW_PLAN)
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """Write a plan."""
    office, region = _office(request)
    if request.method == "GET":
        return _form(request, planning.fresh(request.now), region)
    said = forms.given(request.POST)
    try:
        draft = forms.draft_of(said, office, region, request.now)
        plan = draws.plan_draw(draft=draft, by=gate.actor_of(request), now=request.now)
    except (Refusal, Refusals) as wrong:
        return _form(request, said, region, wrong)
    messages.success(request, _("方案已拟好。请核对下面的名单和分层，再请签批人批准。"))
    return redirect("spotchecks:plan", plan.id)


@gate.requires(Permission.DRAW_PLAN)
@require_http_methods(["GET", "POST"])
def edit(request: Any, plan_id: UUID) -> HttpResponse:
    """Change a plan that is not committed."""
    plan = plan_or_404(request, plan_id, Permission.DRAW_PLAN)
    if request.method == "GET":
        return _form(request, forms.as_given(plan), plan.region, plan=plan)
    office = Organisation.objects.filter(id=plan.organisation_id or 0).first() or _office(request)[0]
    said = forms.given(request.POST)
    try:
        draft = forms.draft_of(said, office, plan.region, request.now)
        draws.change_plan(plan_id=plan.id, draft=draft, by=gate.actor_of(request), now=request.now)
    except (Refusal, Refusals) as wrong:
        return _form(request, said, plan.region, wrong, plan)
    messages.success(request, _("方案已改。先前的批准不再有效，请重新批准。"))
    return redirect("spotchecks:plan", plan.id)


def _office(request: Any) -> tuple[Organisation, str]:
    """The office the officer plans for, and its area."""
    for held in policies.memberships(request.user):
        if Permission.DRAW_PLAN.value in held.role.permissions:
            return held.organisation, held.region or held.organisation.region
    raise PermissionDenied


def _wrong(wrong: Wrong) -> dict[str, str]:
    """What is wrong, by field."""
    refused = wrong.refusals if isinstance(wrong, Refusals) else [wrong] if wrong else []
    return {one.field: one.words() for one in refused if one.field}


def _form(
    request: Any, said: dict[str, Any], region: str, wrong: Wrong = None, plan: Plan | None = None
) -> HttpResponse:
    context = {
        "given": said,
        "refusal": wrong,
        "wrong": _wrong(wrong),
        "plan": plan,
        "choices": planning.choices(region, said),
    }
    return render(request, "spotchecks/form.html", context, status=422 if wrong else 200)


@gate.requires(Permission.DRAW_PLAN, Permission.DRAW_APPROVE)
@require_http_methods(["GET", "POST"])
def plan(request: Any, plan_id: UUID) -> HttpResponse:
    """One plan with what comes next: approve, commit, draw, change, reveal."""
    found = plan_or_404(request, plan_id)
    if request.method == "GET":
        return _page(request, found)
    step = STEPS.get(request.POST.get("do", ""))
    if step is None:
        raise Http404
    permission, act = step
    gate.check(request, permission, region=found.region)
    try:
        words = act(request, found)
    except (Refusal, Refusals) as wrong:
        return _page(request, found, wrong)
    messages.success(request, words)
    return redirect("spotchecks:plan", found.id)


def _approve(request: Any, found: Plan) -> str:
    draws.approve_plan(plan_id=found.id, by=gate.actor_of(request), now=request.now)
    return _("已批准。入账以后方案就不能再改。")


def _withdraw(request: Any, found: Plan) -> str:
    draws.withdraw_plan(plan_id=found.id, by=gate.actor_of(request), now=request.now)
    return _("已撤回。编号保留并公示，不留空号。")


def _commit(request: Any, found: Plan) -> str:
    actions.commit(plan_id=found.id, by=gate.actor_of(request), now=request.now)
    return _("方案和名单的承诺已入账。公共随机数产生以后就可以摇号。")


def _draw(request: Any, found: Plan) -> str:
    named = [planning.lottery(line) for line in found.lotteries.splitlines()]
    lotteries, voids = forms.lotteries_of(request.POST, named, planning.void_rule(found.lotteries))
    draws.carry_out(
        draw_id=found.id,
        signature=forms.signature_of(request.POST.get("signature", "")),
        lotteries=lotteries,
        voids=voids,
        by=gate.actor_of(request),
        now=request.now,
    )
    return _("已摇号。名单只有本局看得到，检查结束后请揭示。")


def _reveal(request: Any, found: Plan) -> str:
    shown = bool(request.POST.get("show_inspectors"))
    actions.reveal(draw_id=found.id, by=gate.actor_of(request), now=request.now, show_inspectors=shown)
    return _("已揭示：任何人都可以重算这次抽查。")


def _show(request: Any, found: Plan) -> str:
    draws.show_inspectors(draw_id=found.id, by=gate.actor_of(request), now=request.now)
    return _("检查人员已公布。")


def _supplement(request: Any, found: Plan) -> str:
    count = request.POST.get("count", "")
    rows = actions.supplement(
        draw=found.id,
        stratum=request.POST.get("stratum", "")[:80],
        count=int(count) if count.isascii() and count.isdigit() and len(count) < 7 else 0,
        reason=request.POST.get("reason", ""),
        by=gate.actor_of(request),
        now=request.now,
    )
    return _("已增抽 %(n)s 户。") % {"n": len(rows)}


STEPS: dict[str, tuple[Permission, Callable[[Any, Plan], str]]] = {
    "approve": (Permission.DRAW_APPROVE, _approve),
    "withdraw": (Permission.DRAW_PLAN, _withdraw),
    "commit": (Permission.DRAW_PLAN, _commit),
    "draw": (Permission.DRAW_PLAN, _draw),
    "reveal": (Permission.DRAW_PLAN, _reveal),
    "show": (Permission.DRAW_PLAN, _show),
    "supplement": (Permission.DRAW_PLAN, _supplement),
}


def _page(request: Any, found: Plan, wrong: Wrong = None) -> HttpResponse:
    draw = drawn.one(found.id)
    may = {
        "plan": policies.may(request.user, Permission.DRAW_PLAN, region=found.region),
        "approve": policies.may(request.user, Permission.DRAW_APPROVE, region=found.region),
    }
    context: dict[str, Any] = {
        "plan": found,
        "draw": draw,
        "state": presenters.plan_state(found, request.now),
        "refusal": wrong,
        "may": may,
        "own": str(request.user.pk) == found.planned_by_id,
        "posted": request.POST,
    }
    if draw is None:
        context |= planning.preview(found, request.now)
        return render(request, "spotchecks/plan.html", context, status=422 if wrong else 200)
    manifest = manifest_of(draw)
    page = Paginator(drawn.drawn_rows(draw), PAGE).get_page(request.GET.get("page"))
    context |= {
        "manifest": manifest,
        "steps": presenters.steps(draw, request.now),
        "facts": presenters.facts_of(draw, manifest),
        "law": presenters.law_of(draw),
        "strata": presenters.strata_table(manifest, selectors.counts(draw)),
        "page": page,
        "drawn": presenters.drawn_table(
            list(page), selectors.names_of(list(page)), drawn.people_of(draw), f"/office/draws/{found.id}/"
        ),
        "lotteries": [
            {
                "numbers": f"numbers_{at}",
                "label": _("%(name)s 第 %(issue)s 期的号码") % {"name": name, "issue": issue},
                "issue": f"issue_{at}",
                "used": request.POST.get(f"issue_{at}", issue),
                "void": f"void_{at}",
                "wrong_issue": _wrong(wrong).get(f"issue_{at}", ""),
                "wrong_void": _wrong(wrong).get(f"void_{at}", ""),
                "given": {one: request.POST.get(f"{one}_{at}", "") for one in ("numbers", "void")},
            }
            for at, (name, issue) in enumerate(manifest.lotteries)
        ],
        "wrong": _wrong(wrong),
        "stratum_choices": [("", _("请选择")), *((one.code, one.definition) for one in manifest.strata[:500])],
        "reasons": planning.reasons("supplement"),
    }
    return render(request, "spotchecks/drawn.html", context, status=422 if wrong else 200)


@gate.requires(Permission.DRAW_PLAN)
@require_http_methods(["GET", "POST"])
def party(request: Any, plan_id: UUID, party_id: int) -> HttpResponse:
    """One drawn entity: who visits it; replaced by the next rank, or an inspector exchanged, for a listed reason."""
    found = plan_or_404(request, plan_id, Permission.DRAW_PLAN)
    one = next((row for row in drawn.drawn_of(party_id) if row.draw == found.id), None)
    if one is None:
        raise Http404
    wrong: Wrong = None
    if request.method == "POST":
        try:
            words = _change(request, found, party_id)
        except Refusal as refusal:
            wrong = refusal
        else:
            messages.success(request, words)
            return redirect("spotchecks:plan", found.id)
    context = {
        "plan": found,
        "one": one,
        "name": selectors.name_of(party_id),
        "state": presenters.party_state(one),
        "refusal": wrong,
        "replacements": planning.reasons("replace"),
        "recusals": planning.reasons("recuse"),
        "inspectors": [("", _("请选择")), *((who.code, f"{who.name}（{who.code}）") for who in one.inspectors)],
        "posted": request.POST,
    }
    return render(request, "spotchecks/party.html", context, status=422 if wrong else 200)


def _change(request: Any, found: Plan, party_id: int) -> str:
    facts: dict[str, Any] = {
        "draw": found.id,
        "party_id": party_id,
        "reason": request.POST.get("reason", ""),
        "words": request.POST.get("words", "")[:2_000],
        "by": gate.actor_of(request),
        "now": request.now,
    }
    if request.POST.get("do") == "recuse":
        came = actions.recuse(inspector=request.POST.get("inspector", "")[:40], **facts)
        return _("已更换检查人员，由 %(came)s 接替。") % {"came": came}
    row = actions.replace(**facts)
    return _("已由下一顺位 %(came)s 递补。") % {"came": selectors.name_of(row.party_id) or row.identifier}
