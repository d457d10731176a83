"""The annual report: begin, fill section by section, look, submit, correct, and keep the receipt."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.foundation.accounts.gate import actor_of, requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.foundation.shapes import Link
from gongbao.kernel.statutes import Kind
from gongbao.register.entities.models import Entity
from gongbao.register.filings import actions, refusals, selectors
from gongbao.register.filings.models import Filing, FilingVersion, SnagStep
from gongbao.register.filings.presenters import report as presenter
from gongbao.register.filings.presenters.section import Draft, said
from gongbao.register.filings.rules import CONTENT, due_on, own_view, parse_form, validate
from gongbao.register.filings.views.access import firm_of


def crumbs(entity: Entity, year: int, *more: str) -> list[Link]:
    """From one's duties down to the page."""
    links = [
        Link(text=_("我的义务"), href=reverse("filings:duties")),
        Link(text=entity.name, href=reverse("filings:firm", args=[entity.id])),
        Link(
            text=presenter.category_title(entity.category, year),
            href=reverse("filings:report", args=[entity.id, year]),
            current=not more,
        ),
    ]
    return [*links, *(Link(text=one, current=True) for one in more)]


def draft_of(filing: Filing) -> Draft:
    """The draft as pages show it."""
    form = parse_form(filing.form.definition)
    values, shown = filing.draft.get("values", {}), filing.draft.get("shown", {})
    last = selectors.last_year(filing.entity_id, filing.year)
    return Draft(form=form, values=values, shown=shown, checked=validate(form, values, shown, last=last), last=last)


def begun(request: Any, entity_id: int, year: int) -> tuple[Entity, Filing] | None:
    """The entity and its filing with a draft to work on; None while there is nothing to fill in."""
    entity = firm_of(request, entity_id)
    filing = selectors.filing_of(entity_id, year)
    if filing is None or (filing.versions and not filing.draft.get("values")):
        return None
    return entity, filing


@requires(Permission.FILING_SUBMIT)
@require_GET
def overview(request: Any, entity_id: int, year: int) -> HttpResponse:
    """Where this year's report stands, and the one thing to do."""
    entity = firm_of(request, entity_id)
    _row, form = selectors.form_of(entity.category, year)
    filing = selectors.filing_of(entity_id, year)
    versions = selectors.versions_of(entity_id, year)
    consequences = actions.consequences(entity=entity, year=year, filing=filing, now=request.now)
    due = due_on(Kind(entity.category), year)
    return render(
        request,
        "filings/report.html",
        {
            "entity": entity,
            "year": year,
            "form": form,
            "title": said(form.title),
            "filing": filing,
            "latest": versions[-1] if versions else None,
            "table": presenter.versions_table(versions[::-1], entity_id),
            "trips": presenter.trip_lines(consequences),
            "stopped": any(one.weight == "stop" for one in consequences),
            "due": due,
            "steps": presenter.steps(draft_of(filing), filing, current="", entity_id=entity_id)
            if filing and filing.draft.get("values")
            else [],
            "has_last": bool(selectors.last_year(entity_id, year)),
            "first": form.sections[0].id,
            "breadcrumb": crumbs(entity, year),
        },
    )


@requires(Permission.FILING_SUBMIT)
@require_POST
def begin(request: Any, entity_id: int, year: int) -> HttpResponse:
    """Begin the draft; with `copy` last year's answers are filled in."""
    firm_of(request, entity_id)
    by = actor_of(request)
    filing = actions.open_draft(entity_id=entity_id, year=year, by=by, now=request.now)
    form = parse_form(filing.form.definition)
    if request.POST.get("copy"):
        for section in form.sections:
            actions.copy_last_year(
                entity_id=entity_id,
                year=year,
                section=section.id,
                revision=filing.draft_revision + len(form.sections),
                by=by,
                now=request.now,
            )
        messages.success(request, _("已带出上年内容。请逐项核对，金额和人数每年都会变。"))
    return redirect("filings:section", entity_id, year, form.sections[0].id)


@requires(Permission.FILING_SUBMIT)
@require_GET
def check(request: Any, entity_id: int, year: int) -> HttpResponse:
    """The dry run: what is wrong, what the public will see, what it sets off; then the declaration and one button."""
    found = begun(request, entity_id, year)
    if found is None:
        return redirect("filings:report", entity_id, year)
    return _check_page(request, *found, errors=[])


def _check_page(request: Any, entity: Entity, filing: Filing, errors: list[Any], status: int = 200) -> HttpResponse:
    draft = draft_of(filing)
    seen = actions.dry_run(
        entity=entity, year=filing.year, values=draft.values, shown=draft.shown, now=request.now, form=draft.form
    )
    context = {
        "entity": entity,
        "year": filing.year,
        "filing": filing,
        "correcting": bool(filing.versions),
        "seen": seen,
        "errors": errors,
        "wrong": presenter.errors_by_section(draft, entity_id=entity.id),
        "warnings": presenter.warnings(draft, filing),
        "trips": presenter.trip_lines(seen.trips),
        "parts": presenter.view_parts(seen.view),
        "kept_back": draft.form.content_choice and not seen.checked.shown.get(CONTENT),
        "changes": presenter.changes(seen.changes),
        "steps": presenter.steps(draft, filing, current="check", entity_id=entity.id),
        "reason": request.POST.get("reason", ""),
        "breadcrumb": crumbs(entity, filing.year, _("预演和提交")),
    }
    return render(request, "filings/check.html", context, status=status)


@requires(Permission.FILING_SUBMIT)
@require_POST
def submit(request: Any, entity_id: int, year: int) -> HttpResponse:
    """File the draft, or make the correction it holds. A second click lands on the same receipt."""
    entity = firm_of(request, entity_id)
    filing = selectors.filing_of(entity_id, year)
    if filing is None:
        raise Http404
    try:
        version = _submitted(request, filing)
    except Refusals as refused:
        draft = draft_of(filing)
        snags = actions.snags_of(draft.form, draft.checked.errors, draft.values)
        actions.count_snags(entity=entity, year=year, step=SnagStep.SUBMIT, snags=snags, now=request.now)
        return _check_page(request, entity, filing, refused.refusals, status=422)
    except Refusal as refused:
        filing = selectors.filing_of(entity_id, year) or filing
        if not filing.draft.get("values"):
            raise
        return _check_page(request, entity, filing, [refused], status=refused.status)
    return redirect("filings:receipt", entity_id, year, version.number)


def _submitted(request: Any, filing: Filing) -> FilingVersion:
    if request.POST.get("declared") != "yes" and filing.draft.get("values"):
        raise refusals.not_declared()
    text = request.POST.get("revision", "")
    given = {
        "entity_id": filing.entity_id,
        "year": filing.year,
        "revision": int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1,
        "by": actor_of(request),
        "now": request.now,
    }
    if filing.versions and filing.draft.get("values"):
        return actions.correct_draft(reason=request.POST.get("reason", ""), **given)
    return actions.file_draft(**given)


@requires(Permission.FILING_SUBMIT)
@require_http_methods(["GET", "POST"])
def correct(request: Any, entity_id: int, year: int) -> HttpResponse:
    """Begin a correction from what is published."""
    firm_of(request, entity_id)
    if request.method == "GET":
        return redirect("filings:report", entity_id, year)
    filing = actions.start_correction(entity_id=entity_id, year=year, by=actor_of(request), now=request.now)
    return redirect("filings:section", entity_id, year, parse_form(filing.form.definition).sections[0].id)


@requires(Permission.FILING_SUBMIT)
@require_POST
def drop(request: Any, entity_id: int, year: int) -> HttpResponse:
    """Give up a correction (or a draft); what is published stays."""
    firm_of(request, entity_id)
    actions.drop_draft(entity_id=entity_id, year=year, by=actor_of(request), now=request.now)
    messages.success(request, _("草稿已放弃，已公示的内容没有变。"))
    return redirect("filings:report", entity_id, year)


@requires(Permission.FILING_SUBMIT)
@require_GET
def receipt(request: Any, entity_id: int, year: int, number: int) -> HttpResponse:
    """The receipt, to print and to verify."""
    entity = firm_of(request, entity_id)
    version = next((one for one in selectors.versions_of(entity_id, year) if one.number == number), None)
    if version is None:
        raise Http404
    address = presenter.verify_address(version)
    return render(
        request,
        "filings/receipt.html",
        {
            "entity": entity,
            "year": year,
            "version": version,
            "paper": presenter.receipt(version, entity),
            "address": address,
            "qr": presenter.qr(address),
            "changes": presenter.changes_of_body(selectors.body_of(version)),
            "parts": presenter.view_parts(selectors.body_of(version).get("sections", [])),
            "breadcrumb": crumbs(entity, year, _("回执")),
        },
    )


@requires(Permission.FILING_SUBMIT)
@require_GET
def paper(request: Any, entity_id: int, year: int) -> HttpResponse:
    """The draft laid out to print, sign and hand in (G 10)."""
    found = begun(request, entity_id, year)
    if found is None:
        return redirect("filings:report", entity_id, year)
    entity, filing = found
    draft = draft_of(filing)
    return render(
        request,
        "filings/paper.html",
        {
            "entity": entity,
            "year": year,
            "title": said(draft.form.title),
            "parts": presenter.view_parts(own_view(draft.form, draft.checked.values)),
            "wrong": presenter.errors_by_section(draft, entity_id=entity_id),
            "breadcrumb": crumbs(entity, year, _("打印纸质年报")),
        },
    )
