"""The office's side: its cases by clock, each step, applications; and the consents asked of the level above."""

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
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import selectors as duty_selectors
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.selectors import attachments_of
from gongbao.kernel.statutes import FACTORS, serious_grounds_on
from gongbao.register.listings.models import Application, ApplicationKind, ApplicationState
from gongbao.register.listings.presenters import record_href, said
from gongbao.register.listings.presenters import state_of as application_state
from gongbao.register.listings.selectors import find_entity
from gongbao.register.serious import actions, presenters, selectors
from gongbao.register.serious.models import Entry, State
from gongbao.register.serious.views import acts
from gongbao.register.serious.views.public import page_of

PAGE = 30


@gate.requires(Permission.LISTING_DECIDE)
@require_GET
def cases(request: Any) -> HttpResponse:
    """The cases of one's offices, and what was pushed here for publication."""
    regions = policies.regions(request.user, Permission.LISTING_DECIDE)
    return _table(request, selectors.office_cases(regions), consent=False)


@gate.requires(Permission.SERIOUS_CONSENT)
@require_GET
def consents(request: Any) -> HttpResponse:
    """The cases that wait for the consent of one's office (S21 22)."""
    regions = policies.regions(request.user, Permission.SERIOUS_CONSENT)
    return _table(request, selectors.office_cases(regions, consent=True), consent=True)


def _table(request: Any, rows: Any, *, consent: bool) -> HttpResponse:
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    entries = list(page)
    duties = selectors.duties_of(entries)
    context = {
        "page": page,
        "table": presenters.case_rows(entries, duties, request.now),
        "consent": consent,
    }
    return render(request, "serious/cases.html", context)


@gate.requires(Permission.LISTING_DECIDE)
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """Open a case: the penalty, the ground, what was weighed; the notice goes to the party."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _open(request)
        except Refusal as problem:
            refusal = problem
    grounds = serious_grounds_on(china_date(request.now))
    context = {
        "given": request.POST if request.method == "POST" else {"code": request.GET.get("code", "")},
        "refusal": refusal,
        "grounds": [
            ("", _("请选择")),
            *((one.code, f"{said(one.citation.words).split('》')[-1]} {said(one.words)}") for one in grounds),
        ],
        "penalties": [("", _("请选择")), *presenters.penalties()],
        "factors": [
            (f"factor-{number}", said(one), request.POST.get(f"factor-{number}", ""))
            for number, one in enumerate(FACTORS)
        ],
        "judgements": [("", _("请选择")), ("yes", _("是")), ("no", _("否"))],
    }
    return render(request, "serious/new.html", context, status=refusal.status if refusal else 200)


def _open(request: Any) -> HttpResponse:
    entity = find_entity(request.POST.get("code", ""))
    if entity is None:
        raise Refusal("no-entity", "没有这个代码的主体，请核对。", "No entity has this code; check it.", field="code")
    region = _deciding(request, entity.region)
    entry = actions.notify(
        entity_id=entity.id,
        region=region,
        weighed=acts.weighed(request),
        by=gate.actor_of(request),
        now=request.now,
    )
    messages.success(request, _("已告知当事人，可以陈述、申辩或者要求听证。"))
    return redirect("serious:case", entry.entity_id, entry.id)


def _deciding(request: Any, home: str) -> str:
    """The officer's own office: the one that covers the party's place, else the first. PermissionDenied without any."""
    regions = policies.regions(request.user, Permission.LISTING_DECIDE)
    if not regions:
        raise PermissionDenied
    covering = [region for region in regions if home.startswith(region)]
    return max(covering, key=len) or home[:6] if covering else regions[0]


@gate.requires(Permission.LISTING_DECIDE, Permission.SERIOUS_CONSENT)
@require_http_methods(["GET", "POST"])
def case(request: Any, entity_id: int, entry_id: UUID) -> HttpResponse:
    """One case: what is known, what the law of today says, and the steps open to this officer."""
    found = selectors.one(entity_id, entry_id)
    if found is None:
        raise Http404
    if not selectors.may_see_inside(request.user, found):
        raise PermissionDenied
    if request.method == "GET":
        return _case_page(request, found)
    step = next(
        (
            one
            for one in acts.open_acts(request.user, found, china_date(request.now))
            if one.act == request.POST.get("act")
        ),
        None,
    )
    if step is None:
        raise PermissionDenied
    try:
        words = step.do(request, found)
    except Refusal as refusal:
        return _case_page(request, selectors.one(entity_id, entry_id) or found, refusal)
    messages.success(request, words)
    return redirect("serious:case", entity_id, entry_id)


def _case_page(request: Any, found: Entry, refusal: Refusal | None = None) -> HttpResponse:
    today = china_date(request.now)
    open_acts = acts.open_acts(request.user, found, china_date(request.now))
    before = selectors.law_of(found, today)
    asked = selectors.applications_of([found])
    waiting = [one for one in asked.values() if one.answered_at is None]
    context = page_of(found, request) | {
        "refusal": refusal,
        "case_facts": presenters.case_facts(found),
        "deciding": found.decision_id is None,
        "next_step": presenters.next_step(found, request.now),
        "why_case": presenters.why_case(before) if found.decision_id is None else [],
        "clocks": presenters.duty_clocks(
            duty_selectors.about(entity_id=found.entity_id, subject=("serious", str(found.id))), request.now
        ),
        "hearing": selectors.hearing_until(found),
        "main": [one for one in open_acts if not one.aside],
        "aside": [one for one in open_acts if one.aside],
        "needs_words": any(one.words for one in open_acts if not one.aside),
        "reason": request.POST.get("reason", ""),
        "waiting": [(one.get_kind_display(), one) for one in waiting],
    }
    return render(request, "serious/case.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.LISTING_DECIDE)
@require_http_methods(["GET", "POST"])
def application(request: Any, entity_id: int, application_id: UUID) -> HttpResponse:
    """An application for early removal or a query: what is said, the law of today, and the decision."""
    found = selectors.application(entity_id, application_id)
    if found is None:
        raise Http404
    asked, entry = found
    gate.check(request, Permission.LISTING_DECIDE, region=entry.region)
    if request.method == "GET":
        return _application_page(request, asked, entry)
    chosen = DECIDE.get(request.POST.get("decide", ""))
    if chosen is None:
        raise Http404
    try:
        words = chosen(request, asked)
    except Refusal as refusal:
        return _application_page(request, asked, entry, refusal)
    messages.success(request, words)
    return redirect("serious:application", entity_id, application_id)


def _accept(request: Any, asked: Application) -> str:
    actions.answer_application(accept=True, reason="", **acts.common(request, asked))
    return _("已受理，15个工作日内核实并决定。")


def _reject(request: Any, asked: Application) -> str:
    actions.answer_application(accept=False, reason=acts.reason(request), **acts.common(request, asked))
    return _("已答复不予受理，理由已告知申请人。")


def _grant(request: Any, asked: Application) -> str:
    facts = acts.common(request, asked)
    entry = actions.decide_early(grant=True, verified=acts.verified(request), reason=acts.reason(request), **facts)
    if request.POST.get("now") == "on" and entry.state == State.ENDING:
        actions.take_down(entity_id=entry.entity_id, entry_id=entry.id, by=facts["by"], now=facts["now"])
        return _("已决定移出并停止公示。")
    return _("已决定移出，请在3个工作日内停止公示。")


def _refuse(request: Any, asked: Application) -> str:
    actions.decide_early(
        grant=False, verified=acts.verified(request), reason=acts.reason(request), **acts.common(request, asked)
    )
    return _("已决定不予提前移出，理由已告知申请人。")


def _stands(request: Any, asked: Application) -> str:
    actions.answer_query(wrong=False, reason=acts.reason(request), **acts.common(request, asked))
    return _("已书面答复。")


def _wrong(request: Any, asked: Application) -> str:
    actions.answer_query(wrong=True, reason=acts.reason(request), **acts.common(request, asked))
    return _("已更正，列入信息停止公示。")


DECIDE: dict[str, Callable[[Any, Application], str]] = {
    "accept": _accept,
    "reject": _reject,
    "grant": _grant,
    "refuse": _refuse,
    "stands": _stands,
    "wrong": _wrong,
}


def _buttons(asked: Application) -> list[tuple[str, str, str]]:
    """The decisions open now: value, words, variant."""
    if asked.answered_at is not None:
        return []
    if asked.kind == ApplicationKind.OBJECTION:
        return [("stands", _("答复：列入无误"), "primary"), ("wrong", _("列入有误，更正"), "danger")]
    if asked.state == ApplicationState.RECEIVED:
        return [("accept", _("受理"), "primary"), ("reject", _("不予受理"), "danger")]
    return [("grant", _("决定移出"), "primary"), ("refuse", _("不予移出"), "danger")]


def _application_page(request: Any, asked: Application, entry: Entry, refusal: Refusal | None = None) -> HttpResponse:
    today = china_date(request.now)
    law = selectors.exit_of(entry, today, asked if asked.kind == ApplicationKind.REMOVAL else None)
    subject = ("application", str(asked.id))
    context = {
        "application": asked,
        "entry": entry,
        "removal": asked.kind == ApplicationKind.REMOVAL,
        "state": application_state(asked),
        "facts": presenters.entry_facts(entry, law),
        "record_href": record_href(entry.entity),
        "files": attachments_of("application", [str(asked.id)]).get(str(asked.id), []),
        "law": said(law.step),
        "why": presenters.why_exit(law),
        "clocks": presenters.duty_clocks(duty_selectors.about(entry.entity_id, subject=subject), request.now),
        "buttons": _buttons(asked),
        "verifying": asked.kind == ApplicationKind.REMOVAL and asked.state == ApplicationState.ACCEPTED,
        "given": request.POST,
        "refusal": refusal,
        "ended": entry.state in {State.ENDING, State.ENDED},
    }
    return render(request, "serious/application.html", context, status=refusal.status if refusal else 200)
