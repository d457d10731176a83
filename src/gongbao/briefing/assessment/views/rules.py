"""Scoring rules: their versions, a new one, approval by a second person."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongbao.briefing.assessment import actions, months, presenters, selectors
from gongbao.briefing.assessment.models import Counting, Kind
from gongbao.briefing.units import steps
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.typed import uuid_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal

MOST_ROWS = 30


@gate.requires(Permission.DESK_SIGN)
@require_http_methods(["GET", "POST"])
def rules(request: Any) -> HttpResponse:
    """Every version with its rows; below, the next one beginning from the latest."""
    desk = steps.desk_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            words = _change(request, desk)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, words)
            return redirect("assessment:rules")
    versions = selectors.rule_sets(desk)
    context = {
        "desk": desk,
        "versions": [(one, [(presenters.KINDS[row.kind], row) for row in one.rows.all()]) for one in versions],
        "rows": _rows_to_edit(request, desk),
        "kinds": [(code, str(words)) for code, words in presenters.KINDS.items() if code in Kind.values],
        "countings": [(Counting.EACH.value, _("每次采用都计")), (Counting.HIGHEST.value, _("同一条只计最高一次"))],
        "month": request.POST.get("from_month") or months.month_of(request.now),
        "refusal": refusal,
        "given": request.POST,
        "me": str(request.user),
    }
    return render(request, "assessment/rules.html", context, status=refusal.status if refusal else 200)


def _rows_to_edit(request: Any, desk: Unit) -> list[dict[str, str]]:
    if request.method == "POST" and "kind-0" in request.POST:
        return [
            {name: request.POST.get(f"{name}-{number}", "") for name in ("kind", "band", "points", "cap", "base")}
            for number in range(MOST_ROWS)
            if f"kind-{number}" in request.POST
        ]
    latest = next(iter(selectors.rule_sets(desk)), None)
    known: Any = list(latest.rows.all()) if latest else actions.STARTING
    rows = [
        {
            "kind": str(row.kind),
            "band": row.band,
            "points": presenters.points(row.points),
            "cap": presenters.points(row.cap) if row.cap is not None else "",
            "base": str(row.base) if row.base is not None else "",
        }
        for row in known
    ]
    return [*rows, {"kind": "", "band": "", "points": "", "cap": "", "base": ""}]


def _change(request: Any, desk: Unit) -> str:
    how: dict[str, Any] = {"by": gate.actor_of(request), "now": request.now}
    if request.POST.get("do") == "approve":
        found = selectors.rule_set(desk, uuid_of(request.POST.get("rules", "")))
        if found is None:
            raise Http404
        actions.approve_rules(rules_id=found.pk, **how)
        return _("已批准，从起用月份生效。")
    text = request.POST.get("from_month", "")
    counting = request.POST.get("counting", "")
    actions.make_rules(
        desk=desk,
        title=request.POST.get("title", ""),
        from_month=int(text) if text.isascii() and text.isdigit() and len(text) == 6 else 0,
        rows=_typed(request),
        counting=counting if counting in Counting.values else Counting.EACH,
        **how,
    )
    return _("已拟定新的一版，请另一人批准。批准前可以先看“如果按这一版”。")


def _typed(request: Any) -> list[actions.RuleDraft]:
    made = []
    for row in _rows_to_edit(request, steps.desk_of(request)):
        if row["kind"] not in Kind.values or not row["points"].strip():
            continue
        try:
            made.append(
                actions.RuleDraft(
                    row["kind"],
                    Decimal(row["points"].strip()),
                    row["band"].strip()[:30],
                    Decimal(row["cap"].strip()) if row["cap"].strip() else None,
                    int(row["base"]) if row["base"].strip().isdigit() else None,
                )
            )
        except InvalidOperation:
            raise Refusal(
                "scoring.number", f"“{row['points']}”或上限不是数字。", "Points and caps are numbers.", field="title"
            ) from None
    for draft in made:
        if draft.kind == Kind.SHORTFALL and draft.base is None:
            raise Refusal(
                "scoring.base", "扣基数的一行要写每月基数。", "A shortfall needs the base a month.", field="title"
            )
    if len({(one.kind, one.band) for one in made}) != len(made):
        raise Refusal("scoring.twice", "同一种类、同一类别写了两行。", "One kind and band stands twice.", field="title")
    return made
