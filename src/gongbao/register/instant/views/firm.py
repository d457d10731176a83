"""The firm's side: what it owes, one form a kind with 公众将看到, many from a file, corrections."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.foundation.shapes import Link
from gongbao.kernel.statutes import Kind
from gongbao.register.entities.models import Entity
from gongbao.register.filings import selectors as filings
from gongbao.register.filings.workbooks import XLSX
from gongbao.register.instant import actions, presenters, refusals, selectors, sheets
from gongbao.register.instant.models import Fact
from gongbao.register.instant.rules import FIRM, InformationKind, firm_kinds, owes_instant_information

PAGE = 20


def _firm(request: HttpRequest, entity_id: int) -> Entity:
    gate.check(request, Permission.FILING_SUBMIT, entity_id=entity_id)
    entity = Entity.objects.filter(pk=entity_id).first()
    if entity is None:
        raise Http404
    return entity


def kind_or_404(kind: str) -> InformationKind:
    """A firms' kind by the word in the address."""
    found = firm_kinds().get(kind)
    if found is None:
        raise Http404
    return found


def _crumbs(entity: Entity, here: str = "") -> list[Link]:
    crumbs = [Link(text=_("即时信息"), href=reverse("instant:firms"))]
    home = reverse("instant:firm", args=[entity.pk])
    return [
        *crumbs,
        Link(text=entity.name, href=home, current=not here),
        *([Link(text=here, current=True)] if here else []),
    ]


@gate.requires(Permission.FILING_SUBMIT)
@require_GET
def firms(request: Any) -> HttpResponse:
    """The enterprises one acts for; only one: straight to it."""
    mine = filings.choices(policies.entity_ids(request.user), search=request.GET.get("q", "")[:80])
    page = Paginator(mine.filter(category="enterprise"), PAGE).get_page(request.GET.get("page"))
    found = list(page)
    if len(found) == 1 and page.paginator.num_pages == 1 and not request.GET.get("q"):
        return redirect("instant:firm", found[0].pk)
    return render(request, "instant/firms.html", {"page": page, "found": found, "q": request.GET.get("q", "")})


@gate.requires(Permission.FILING_SUBMIT)
@require_GET
def firm(request: Any, entity_id: int) -> HttpResponse:
    """One firm: what must be published now, the kinds to publish, and what it published."""
    entity = _firm(request, entity_id)
    page = Paginator(selectors.facts_of(entity_id, origin=FIRM), PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    cards = presenters.order_cards(selectors.open_orders(entity_id), request.now)
    cards += presenters.owed_cards(selectors.drafts_from_offices(entity_id), request.now)
    kinds = [
        {
            "title": presenters.said(one.title),
            "href": reverse("instant:publish", args=[entity_id, one.id]),
            "file": reverse("instant:file", args=[entity_id, one.id]),
        }
        for one in firm_kinds().values()
    ]
    return render(
        request,
        "instant/firm.html",
        {
            "entity": entity,
            "owes": owes_instant_information(Kind(entity.category)),
            "cards": cards,
            "kinds": kinds,
            "page": page,
            "table": presenters.facts_table(shown, selectors.versions_of(shown), own=True),
            "breadcrumb": _crumbs(entity),
        },
    )


@gate.requires(Permission.FILING_SUBMIT)
@require_http_methods(["GET", "POST"])
def publish(request: Any, entity_id: int, kind: str) -> HttpResponse:
    """One form of one kind: look at what the public will see, then publish."""
    entity, asked = _firm(request, entity_id), kind_or_404(kind)
    origin = _origin(request, entity_id, asked)
    raw = _typed(request, asked)
    if request.method == "GET" and origin is not None:
        raw = presenters.prefilled(origin, selectors.latest_values(origin))
    refusal: Refusal | Refusals | None = None
    rehearsal = None
    if request.method == "POST":
        try:
            rehearsal = actions.rehearse(entity=entity, kind=kind, raw=raw, now=request.now)
            if rehearsal.judged.problems:
                refusal = Refusals(rehearsal.judged.refusals)
            elif request.POST.get("step") == "publish":
                made = actions.publish_information(
                    entity_id=entity_id,
                    kind=kind,
                    raw=raw,
                    repeats=origin.id if origin else None,
                    by=gate.actor_of(request),
                    now=request.now,
                )
                messages.success(request, _("已公示，并已入账。"))
                return redirect("instant:own-fact", entity_id, made.id)
        except (Refusal, Refusals) as refused:
            refusal = refused
    problems = rehearsal.judged.problems if rehearsal else {}
    show = rehearsal is not None and not problems and isinstance(refusal, Refusal | None)
    context = {
        "entity": entity,
        "title": presenters.said(asked.title),
        "formed": presenters.said(asked.formed),
        "arose_on": raw.get("arose_on", ""),
        "arose_error": presenters.said(problems["arose_on"]) if "arose_on" in problems else "",
        "fields": presenters.fields_of(asked, raw, problems),
        "refusal": refusal,
        "origin": origin,
        "preview": presenters.preview(rehearsal, entity.name, china_date(request.now)) if show and rehearsal else None,
        "file": reverse("instant:file", args=[entity_id, kind]),
        "breadcrumb": _crumbs(entity, presenters.said(asked.title)),
    }
    return render(request, "instant/publish.html", context, status=_status(refusal))


def _status(refusal: Refusal | Refusals | None) -> int:
    if refusal is None:
        return 200
    return refusal.status if isinstance(refusal, Refusal) else 422


def _origin(request: HttpRequest, entity_id: int, kind: InformationKind) -> Fact | None:
    """The office's fact the form takes over, if one is named and says the same sort of thing."""
    given = request.POST.get("from", "") or request.GET.get("from", "")
    owed = {str(fact.id): fact for _duty, fact in selectors.drafts_from_offices(entity_id)}
    found = owed.get(given)
    return found if found and presenters.official_kinds()[found.kind].tells_firm == kind.id else None


def _typed(request: HttpRequest, kind: InformationKind) -> dict[str, str]:
    names = ("arose_on", *(one.id for one in kind.fields))
    return {name: request.POST.get(name, "")[:4_000] for name in names}


@gate.requires(Permission.FILING_SUBMIT)
@require_http_methods(["GET", "POST"])
def file(request: Any, entity_id: int, kind: str) -> HttpResponse:
    """Many of one kind from a spreadsheet: checked row by row; rows without errors are published when asked."""
    entity, asked = _firm(request, entity_id), kind_or_404(kind)
    refusal, results = None, None
    if request.method == "POST":
        try:
            upload = request.FILES.get("file")
            if upload is None:
                raise refusals.no_file()
            lines = sheets.read_lines(upload.read(sheets.LARGEST), asked, FIRM)
            results = actions.publish_lines(
                entity_id=entity_id,
                kind=kind,
                lines=[(one.number, one.cells) for one in lines],
                by=gate.actor_of(request),
                now=request.now,
                dry_run=request.POST.get("step") != "publish",
            )
        except Refusal as refused:
            refusal = refused
    context = {
        "entity": entity,
        "kind": kind,
        "title": presenters.said(asked.title),
        "refusal": refusal,
        "checked": request.POST.get("step") != "publish",
        "table": presenters.results_table(results, checked=request.POST.get("step") != "publish")
        if results is not None
        else None,
        "breadcrumb": _crumbs(entity, presenters.said(asked.title)),
    }
    return render(request, "instant/file.html", context, status=_status(refusal))


@gate.requires(Permission.FILING_SUBMIT)
@require_GET
def template(request: Any, kind: str, form: str) -> HttpResponse:
    """The empty sheet of one kind."""
    return sheet_answer(kind_or_404(kind), FIRM, form)


def sheet_answer(kind: InformationKind, origin: str, form: str) -> HttpResponse:
    """A kind's empty sheet as csv or xlsx."""
    if form not in {"csv", "xlsx"}:
        raise Http404
    media = XLSX if form == "xlsx" else "text/csv; charset=utf-8"
    answer = HttpResponse(sheets.template(kind, origin, form), content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{kind.id}.{form}"'
    return answer


@gate.requires(Permission.FILING_SUBMIT)
@require_http_methods(["GET", "POST"])
def own_fact(request: Any, entity_id: int, fact_id: UUID) -> HttpResponse:
    """One's own piece of information: what it says, its versions, and a correction in two steps."""
    entity = _firm(request, entity_id)
    fact = selectors.fact(entity_id, fact_id)
    if fact is None or fact.origin != FIRM:
        raise Http404
    kind = firm_kinds()[fact.kind]
    versions = selectors.versions_of([fact])[fact.id]
    raw: dict[str, Any] = dict(versions[-1].values)
    refusal: Refusal | Refusals | None = None
    changes = None
    if request.method == "POST":
        raw = {**_typed(request, kind), "arose_on": fact.arose_on.isoformat()}
        try:
            if request.POST.get("step") == "save":
                actions.correct_information(
                    entity_id=entity_id,
                    fact_id=fact_id,
                    raw=raw,
                    reason=request.POST.get("reason", ""),
                    by=gate.actor_of(request),
                    now=request.now,
                )
                messages.success(request, _("已更正，更正前后的内容一并公示。"))
                return redirect("instant:own-fact", entity_id, fact_id)
            judged = actions.rehearse(entity=entity, kind=fact.kind, raw=raw, now=request.now).judged
            if judged.problems:
                raise Refusals(judged.refusals)
            changes = presenters.changes(kind, versions[-1].values, judged.values)
        except (Refusal, Refusals) as refused:
            refusal = refused
    context = {
        "entity": entity,
        "fact": fact,
        "title": presenters.said(kind.title),
        "state": presenters.fact_state(fact),
        "facts": presenters.fact_facts(fact),
        "history": presenters.version_moments(fact, versions),
        "fields": presenters.fields_of(kind, raw, {}),
        "reason": request.POST.get("reason", ""),
        "changes": changes,
        "correcting": changes is not None or refusal is not None,
        "refusal": refusal,
        "breadcrumb": _crumbs(entity, presenters.said(kind.title)),
    }
    return render(request, "instant/own_fact.html", context, status=_status(refusal))
