"""One section of the report: filled, saved by itself or by its button, never losing what was typed."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongbao.foundation.accounts.gate import actor_of, requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.shapes import Change
from gongbao.register.entities.models import Entity
from gongbao.register.filings import actions, refusals, selectors
from gongbao.register.filings.models import Filing, SnagStep
from gongbao.register.filings.presenters import report as presenter
from gongbao.register.filings.presenters.answers import posted, with_line_added, with_line_removed
from gongbao.register.filings.presenters.section import Draft, said, section_page
from gongbao.register.filings.rules import Finding, Form, Section, is_asked, parse_form, validate
from gongbao.register.filings.views.report import begun, crumbs, draft_of


@requires(Permission.FILING_SUBMIT)
@require_http_methods(["GET", "POST"])
def section(request: Any, entity_id: int, year: int, section: str) -> HttpResponse:
    """GET shows the section; POST keeps what was typed, then does what the button said."""
    found = begun(request, entity_id, year)
    if found is None:
        return redirect("filings:report", entity_id, year)
    entity, filing = found
    form = parse_form(filing.form.definition)
    part = form.section(section)
    if part is None:
        raise Http404
    if request.method == "POST":
        return _posted(request, entity, filing, form, part)
    return _page(request, entity, filing, part, strict="all" in request.GET)


def _posted(request: Any, entity: Entity, filing: Filing, form: Form, part: Section) -> HttpResponse:
    go = request.POST.get("go", "save")
    values, shown = posted(part, request.POST)
    verb, _sep, what = go.partition(":")
    if verb == "add":
        values = with_line_added(part, values, what)
    elif verb == "remove":
        values = with_line_removed(values, what)
    text = request.POST.get("revision", "")
    revision = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    given = {
        "entity_id": entity.id,
        "year": filing.year,
        "section": part.id,
        "by": actor_of(request),
        "now": request.now,
    }
    before = validate(form, filing.draft.get("values", {}), {}).values
    try:
        saved = actions.save_draft(values=values, shown=shown, revision=revision, **given)
        if verb == "copy":
            saved = actions.copy_last_year(revision=saved.draft_revision, **given)
    except refusals.StaleDraft as stale:
        return _stale(request, entity, filing, part, values, shown, stale)
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204, headers={"X-Revision": str(saved.draft_revision)})
    return _onward(request, entity, saved, part, verb, what, before)


def _onward(
    request: Any, entity: Entity, filing: Filing, part: Section, verb: str, what: str, before: dict[str, Any]
) -> HttpResponse:
    """After saving: the next section if this one is sound, else this one with what is to be corrected."""
    here = reverse("filings:section", args=[entity.id, filing.year, part.id])
    if verb in {"add", "remove"}:
        table = what if verb == "add" else what.rpartition(".")[0]
        return redirect(f"{here}#id_{table}")
    if verb not in {"next", "check"}:
        return redirect(here)
    draft = draft_of(filing)
    after = draft.checked.values
    new = [field for field in part.fields if is_asked(field, after) and not is_asked(field, before)]
    ids = {field.id for field in part.fields}
    wrong = [one for one in draft.checked.errors if one.field in ids]
    asked_anew = bool(new) and all(one.field in {field.id for field in new} for one in wrong)
    if not asked_anew:
        whole = verb == "check" or _is_last(draft.form, part)
        _count(request, entity, draft, draft.checked.errors if whole else wrong, whole=whole)
    if wrong:
        return _page(request, entity, filing, part, strict=not asked_anew, status=422, stayed=True)
    return redirect(_next_address(draft.form, part, entity, filing) if verb == "next" else _check_address(filing))


def _count(request: Any, entity: Entity, draft: Draft, wrong: Sequence[Finding], *, whole: bool) -> None:
    """Which items stopped somebody, for the office to see where the form is hard."""
    snags = actions.snags_of(draft.form, wrong, draft.values)
    step = SnagStep.CHECK if whole else SnagStep.SAVE
    actions.count_snags(entity=entity, year=draft.form.year, step=step, snags=snags, now=request.now)


def _is_last(form: Form, part: Section) -> bool:
    return form.sections[-1].id == part.id


def _check_address(filing: Filing) -> str:
    return reverse("filings:check", args=[filing.entity_id, filing.year])


def _next_address(form: Form, part: Section, entity: Entity, filing: Filing) -> str:
    ids = [one.id for one in form.sections]
    place = ids.index(part.id) + 1
    if _is_last(form, part):
        return _check_address(filing)
    return reverse("filings:section", args=[entity.id, filing.year, ids[place]])


def _stale(
    request: Any,
    entity: Entity,
    filing: Filing,
    part: Section,
    values: dict[str, Any],
    shown: dict[str, bool],
    stale: refusals.StaleDraft,
) -> HttpResponse:
    """Both texts: what is stored and what was typed; saving again from here overwrites knowingly."""
    if request.headers.get("X-Autosave"):
        return HttpResponse(stale.words(), status=409, content_type="text/plain; charset=utf-8")
    kept = stale.stored["values"]
    differing = [
        Change(label=said(field.label), before=_text(kept.get(field.id)), after=_text(values.get(field.id)))
        for field in part.fields
        if field.id in values and _text(kept.get(field.id)) != _text(values.get(field.id))
    ]
    typed = {**kept, **values}
    switches = {**stale.stored["shown"], **shown}
    fresh = selectors.filing_of(entity.id, filing.year) or filing
    fresh.draft = {**fresh.draft, "values": typed, "shown": switches}
    return _page(
        request, entity, fresh, part, strict=False, status=409, conflict={"words": stale.words(), "changes": differing}
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        lines = ["，".join(str(cell) for cell in row.values() if cell) for row in value if isinstance(row, dict)]
        return "\n".join(line for line in lines if line)
    return "" if value is None else str(value)


def _page(
    request: Any,
    entity: Entity,
    filing: Filing,
    part: Section,
    *,
    strict: bool,
    status: int = 200,
    stayed: bool = False,
    conflict: dict[str, Any] | None = None,
) -> HttpResponse:
    draft: Draft = draft_of(filing)
    ids = [one.id for one in draft.form.sections]
    place = ids.index(part.id)
    page = section_page(draft, part, strict=strict)
    context = {
        "entity": entity,
        "year": filing.year,
        "filing": filing,
        "correcting": bool(filing.versions),
        "page": page,
        "steps": presenter.steps(draft, filing, current=part.id, entity_id=entity.id),
        "place": place + 1,
        "count": len(ids) + 1,
        "previous": reverse("filings:section", args=[entity.id, filing.year, ids[place - 1]]) if place else "",
        "last_section": place + 1 == len(ids),
        "here": reverse("filings:section", args=[entity.id, filing.year, part.id]),
        "stayed": stayed,
        "conflict": conflict,
        "breadcrumb": crumbs(entity, filing.year, page.title),
    }
    return render(request, "filings/section.html", context, status=status)
