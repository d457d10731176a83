"""An office hands in its facts: a file a kind, what became of each row, its facts one by one, doubts to answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.foundation.files.selectors import attachments_of
from gongbao.foundation.shapes import Link
from gongbao.register.instant import actions, presenters, refusals, selectors, sheets
from gongbao.register.instant.models import Fact, Query
from gongbao.register.instant.rules import DEPARTMENT, OFFICE, InformationKind, kinds_of, official_kinds
from gongbao.register.instant.views.firm import sheet_answer
from gongbao.register.listings.presenters import record_href

PAGE = 30
QUERIES = 20


def office_of(request: HttpRequest, organisation_id: int | None = None) -> Organisation:
    """The office one hands in facts for. PermissionDenied without one, or for another's."""
    held = [
        one.organisation
        for one in policies.memberships(request.user)
        if Permission.FACT_SUBMIT.value in one.role.permissions and one.organisation.kind in {"authority", "department"}
    ]
    for one in held:
        if organisation_id in {None, one.pk}:
            return one
    raise PermissionDenied


def _kinds(organisation: Organisation) -> list[InformationKind]:
    return list(kinds_of(OFFICE if organisation.kind == "authority" else DEPARTMENT).values())


@gate.requires(Permission.FACT_SUBMIT)
@require_http_methods(["GET", "POST"])
def facts(request: Any) -> HttpResponse:
    """Hand in a file; doubts to answer; what this office has published."""
    organisation = office_of(request)
    kinds = _kinds(organisation)
    refusal, results = None, None
    if request.method == "POST":
        try:
            results = _hand_in(request, organisation, kinds)
        except Refusal as refused:
            refusal = refused
    page = Paginator(selectors.sent_by([organisation.pk]), PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    asked = list(selectors.open_queries([organisation.pk])[:QUERIES])
    context = {
        "organisation": organisation,
        "kinds": [("", _("请选择")), *((one.id, presenters.said(one.title)) for one in kinds)],
        "templates": [(one.id, presenters.said(one.title)) for one in kinds],
        "kind": request.POST.get("kind", ""),
        "refusal": refusal,
        "checked": request.POST.get("step") != "publish",
        "results": presenters.results_table(results, checked=request.POST.get("step") != "publish")
        if results is not None
        else None,
        "queries": presenters.queries_table(asked, request.now) if asked else None,
        "page": page,
        "table": presenters.facts_table(shown, selectors.versions_of(shown), own=False),
    }
    return render(request, "instant/facts.html", context, status=refusal.status if refusal else 200)


def _hand_in(request: Any, organisation: Organisation, kinds: list[InformationKind]) -> list[actions.Result]:
    kind = next((one for one in kinds if one.id == request.POST.get("kind")), None)
    if kind is None:
        raise refusals.no_such_kind()
    upload = request.FILES.get("file")
    if upload is None:
        raise refusals.no_file()
    lines = sheets.read_lines(upload.read(sheets.LARGEST), kind, OFFICE)
    return actions.submit_facts(
        organisation_id=organisation.pk,
        kind=kind.id,
        rows=[sheets.row_of(one) for one in lines],
        by=gate.actor_of(request),
        now=request.now,
        dry_run=request.POST.get("step") != "publish",
    )


@gate.requires(Permission.FACT_SUBMIT)
@require_GET
def template(request: Any, kind: str, form: str) -> HttpResponse:
    """The empty sheet of one kind."""
    found = official_kinds().get(kind)
    if found is None:
        raise Http404
    return sheet_answer(found, OFFICE, form)


@gate.requires(Permission.FACT_SUBMIT)
@require_http_methods(["GET", "POST"])
def fact(request: Any, entity_id: int, fact_id: UUID) -> HttpResponse:
    """One fact of one's office: corrected, annulled, or stopped early."""
    found = selectors.fact(entity_id, fact_id)
    if found is None or found.organisation_id is None:
        raise Http404
    office_of(request, found.organisation_id)
    kind = official_kinds()[found.kind]
    versions = selectors.versions_of([found])[found.id]
    refusal: Refusal | Refusals | None = None
    raw: dict[str, Any] = dict(versions[-1].values)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        raw = {one.id: request.POST.get(one.id, "")[:4_000] for one in kind.fields}
        try:
            messages.success(request, act(request, found, raw))
            return redirect("instant:fact", entity_id, fact_id)
        except (Refusal, Refusals) as refused:
            refusal = refused
    wrong = {one.field: one for one in refusal.refusals if one.field} if isinstance(refusal, Refusals) else {}
    context = {
        "fact": found,
        "title": presenters.said(kind.title),
        "state": presenters.fact_state(found),
        "facts": presenters.fact_facts(found),
        "history": presenters.version_moments(found, versions),
        "fields": presenters.fields_of(kind, raw, {name: presenters.as_sentence(one) for name, one in wrong.items()}),
        "record_href": record_href(found.entity),
        "term_note": presenters.term_note(found),
        "penalty": found.origin == OFFICE and found.kind == "penalty",
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
        "breadcrumb": [
            Link(text=_("报送公示信息"), href="/office/facts/"),
            Link(text=found.entity.name, current=True),
        ],
    }
    return render(request, "instant/fact.html", context, status=422 if refusal else 200)


def _whose(request: Any, found: Fact) -> dict[str, Any]:
    return {
        "entity_id": found.entity_id,
        "fact_id": found.id,
        "organisation_id": found.organisation_id,
        "by": gate.actor_of(request),
        "now": request.now,
    }


def _correct(request: Any, found: Fact, raw: dict[str, Any]) -> str:
    actions.correct_fact(raw=raw, reason=request.POST.get("reason", ""), **_whose(request, found))
    return _("已更正，更正前后的内容一并公示。")


def _annul(request: Any, found: Fact, _raw: dict[str, Any]) -> str:
    actions.annul_fact(words=request.POST.get("reason", ""), **_whose(request, found))
    return _("已停止公示，理由已记录。")


def _early(request: Any, found: Fact, _raw: dict[str, Any]) -> str:
    said = {name: request.POST.get(name) == "on" for name in ("performed", "harm_removed", "repeated")}
    actions.stop_early(**said, **_whose(request, found))
    return _("已提前停止公示。")


ACTS: dict[str, Callable[[Any, Fact, dict[str, Any]], str]] = {
    "correct": _correct,
    "annul": _annul,
    "early": _early,
}


@gate.requires(Permission.FACT_SUBMIT)
@require_http_methods(["GET", "POST"])
def query(request: Any, entity_id: int, query_id: UUID) -> HttpResponse:
    """One doubt: what is asked, the fact, and the written answer."""
    found = selectors.query(entity_id, query_id)
    if found is None:
        raise Http404
    office_of(request, found.organisation_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            actions.answer_query(
                entity_id=entity_id,
                query_id=query_id,
                organisation_id=found.organisation_id,
                outcome=request.POST.get("outcome", ""),
                answer=request.POST.get("answer", ""),
                by=gate.actor_of(request),
                now=request.now,
            )
            messages.success(request, _("已答复。提出疑问的人凭查询链接可以看到。"))
            return redirect("instant:query", entity_id, query_id)
        except Refusal as refused:
            refusal = refused
    return render(request, "instant/query.html", _query_page(request, found, refusal), status=422 if refusal else 200)


def _query_page(request: Any, found: Query, refusal: Refusal | None) -> dict[str, Any]:
    about = selectors.fact(found.entity_id, found.fact_id)
    return {
        "query": found,
        "kind": presenters.QUERY_KINDS[found.kind](),
        "fact": about,
        "facts": presenters.fact_facts(about) if about else [],
        "fact_href": reverse("instant:fact", args=[found.entity_id, found.fact_id]),
        "files": attachments_of("query", [str(found.id)]).get(str(found.id), []),
        "clock": presenters.left(found.due_on, "WD", request.now) if found.answered_at is None else None,
        "outcomes": [("", _("请选择")), *((code, words()) for code, words in presenters.OUTCOMES.items())],
        "outcome": presenters.OUTCOMES[found.outcome]() if found.outcome else "",
        "given": {key: request.POST.get(key, "") for key in ("outcome", "answer")},
        "refusal": refusal,
    }
