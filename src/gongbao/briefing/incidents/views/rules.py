"""Rules as data: limits and grades with their citations, changed as new versions; outages that stop the clocks."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongbao.briefing.incidents import actions, forms, presenters, selectors
from gongbao.briefing.incidents.models import Limit
from gongbao.briefing.units import steps
from gongbao.briefing.units.typed import uuid_of
from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.wording import confidence_words, number_words

PAGE = 20


@gate.requires(Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE, Permission.ITEM_WRITE)
@require_safe
def limits(request: Any) -> HttpResponse:
    """The rules in force, each with why; those that were, and those to come, folded below."""
    today = china_date(request.now)
    order = {level: place for place, level in enumerate(presenters.LEVELS)}
    rows = sorted(selectors.limits(), key=lambda one: (order[one.level], one.form))
    current = [one for one in rows if one.valid_from <= today and (one.valid_to is None or today < one.valid_to)]
    shown = [(one, presenters.limit_ground(one), confidence_words(one.confidence)) for one in current]
    others = [(one, presenters.limit_ground(one), one.valid_from > today) for one in rows if one not in current]
    context = {
        "current": shown,
        "others": others,
        "may": policies.has(request.user, Permission.UNITS_MANAGE),
    }
    return render(request, "incidents/limits.html", context)


@gate.requires(Permission.UNITS_MANAGE)
@require_http_methods(["GET", "POST"])
def limit(request: Any, key: str) -> HttpResponse:
    """One limit: its versions, and the next one, beginning from the latest."""
    versions = selectors.limit_versions(key)
    if not versions:
        raise Http404
    return _change(request, key, versions)


@gate.requires(Permission.UNITS_MANAGE)
@require_http_methods(["GET", "POST"])
def new_limit(request: Any) -> HttpResponse:
    """A limit for a case no rule covers yet."""
    level, form = forms.text_of(request.POST, "level", 12), forms.text_of(request.POST, "form", 10)
    number = len({one.key for one in selectors.limits()}) + 1
    return _change(request, f"{level}-{form}-{number}" if level and form else "", [])


def _change(request: Any, key: str, versions: list[Limit]) -> HttpResponse:
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            words = _act(request, key)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, words)
            return redirect("incidents:limits")
    latest = versions[0] if versions else None
    given: Mapping[str, Any] = request.POST if request.method == "POST" else _given(latest)
    context = {
        "key": key,
        "latest": latest,
        "versions": [(one, presenters.limit_ground(one)) for one in versions],
        "given": given,
        "refusal": refusal,
        "levels": [(code, str(words)) for code, words in presenters.LEVELS.items()],
        "forms": [(code, str(words)) for code, words in presenters.FORMS.items()],
        "starts": [(code, str(words)) for code, words in presenters.STARTS.items()],
        "categories": [("", _("全部")), *((code, str(words)) for code, words in presenters.CATEGORIES.items())],
        "hazards": [("", _("全部")), *presenters.hazard_choices(selectors.hazards())],
        "grades": [("", _("不论等级")), *((str(n), str(presenters.GRADES[n])) for n in (1, 2, 3, 4))],
        "confidences": [(one, confidence_words(one)) for one in ("C", "S", "M", "D")],
        "today": china_date(request.now).isoformat(),
    }
    return render(request, "incidents/limit.html", context, status=refusal.status if refusal else 200)


def _act(request: Any, key: str) -> str:
    if request.POST.get("do") == "end":
        actions.end_limit(key=key, why=steps.words_of(request, "why"), **steps.how(request))
        return _("已停用，自明天起。正在计时的不受影响。")
    made = actions.change_limit(key=key, terms=forms.terms_of(request.POST), **steps.how(request))
    return _("第 %(n)s 版已保存，%(day)s 起用。正在计时的不受影响。") % {
        "n": made.version,
        "day": made.valid_from.isoformat(),
    }


def _given(latest: Limit | None) -> dict[str, Any]:
    if latest is None:
        return {"confidence": "S", "written_counts": "on"}
    return {
        "level": latest.level,
        "form": latest.form,
        "start": latest.start,
        "minutes": latest.minutes,
        "category": latest.category,
        "hazard": latest.hazard_id or "",
        "worst_grade": str(latest.worst_grade or ""),
        "region": latest.region,
        "written_counts": "on" if latest.written_counts else "",
        "citation_zh": latest.citation_zh,
        "citation_en": latest.citation_en,
        "confidence": latest.confidence,
    }


@gate.requires(Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE)
@require_http_methods(["GET", "POST"])
def grades(request: Any) -> HttpResponse:
    """The table of grades by kind, with the clause of each cell; a changed number is a new row from today on."""
    may = policies.has(request.user, Permission.UNITS_MANAGE)
    refusal: Refusal | None = None
    if request.method == "POST":
        if not may:
            raise Http404
        try:
            actions.change_threshold(
                hazard=forms.text_of(request.POST, "hazard", 30),
                measure=forms.text_of(request.POST, "measure", 20),
                grade=forms.grade_of(request.POST) or 0,
                at_least=forms.threshold_of(request.POST),
                citation=forms.text_of(request.POST, "citation", 120),
                **steps.how(request),
            )
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已保存，今天起用。已定的等级不变。"))
            return redirect("incidents:grades")
    context = {
        "rows": _grade_rows(request),
        "may": may,
        "refusal": refusal,
        "given": request.POST,
        "hazards": presenters.hazard_choices(selectors.hazards()),
        "measures": [(code, str(words)) for code, words in presenters.MEASURES.items()],
        "grades": [(str(n), str(presenters.GRADES[n])) for n in (1, 2, 3, 4)],
    }
    return render(request, "incidents/grades.html", context, status=refusal.status if refusal else 200)


def _grade_rows(request: Any) -> list[dict[str, Any]]:
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in selectors.thresholds(china_date(request.now)):
        row = rows.setdefault(
            (one.hazard_id, one.measure),
            {
                "hazard": presenters.hazard_choices([one.hazard])[0][1],
                "measure": str(presenters.MEASURES.get(one.measure, one.measure)),
                "cells": ["—"] * 4,
                "citation": one.citation_zh,
                "confidence": confidence_words(one.confidence),
            },
        )
        row["cells"][one.grade - 1] = f"≥ {number_words(one.at_least)}"
    return list(rows.values())


def _record(request: Any) -> str:
    actions.record_outage(
        since=forms.moment_of(request.POST.get("since", "")) or request.now,
        until=forms.moment_of(request.POST.get("until", "")),
        words=steps.words_of(request),
        **steps.how(request),
    )
    return _("已登记。期间的时限都不计。")


def _end(request: Any) -> str:
    wanted = uuid_of(request.POST.get("outage", ""))
    if wanted is None:
        raise Http404
    actions.end_outage(outage_id=wanted, until=request.now, **steps.how(request))
    return _("系统恢复，计时继续。")


def _strike(request: Any) -> str:
    wanted = uuid_of(request.POST.get("outage", ""))
    if wanted is None:
        raise Http404
    actions.strike_outage(outage_id=wanted, why=steps.words_of(request, "why"), **steps.how(request))
    return _("已撤销，时限照常计算。")


@gate.requires(Permission.DESK_SIGN, Permission.BRIEFING_SUPERVISE)
@require_http_methods(["GET", "POST"])
def outages(request: Any) -> HttpResponse:
    """When the system was out of order: found by itself, or entered; struck with a reason if entered in error."""
    refusal: Refusal | None = None
    if request.method == "POST":
        if not policies.has(request.user, Permission.DESK_SIGN):
            raise Http404
        do = steps.chosen({"record": _record, "end": _end, "strike": _strike}, request)
        try:
            words = do(request)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, words)
            return redirect("incidents:outages")
    page = Paginator(selectors.outages(), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "refusal": refusal,
        "given": request.POST,
        "may": policies.has(request.user, Permission.DESK_SIGN),
    }
    return render(request, "incidents/outages.html", context, status=refusal.status if refusal else 200)
