"""Paper reports of individual businesses, entered by an officer with the scan beside them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.gate import actor_of, requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.foundation.shapes import Link
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.entities.models import Entity
from gongbao.register.entities.models.entity import Category
from gongbao.register.filings import actions, selectors
from gongbao.register.filings.models import SnagStep
from gongbao.register.filings.presenters.answers import posted_whole
from gongbao.register.filings.presenters.section import Draft, said, section_page
from gongbao.register.filings.rules import CONTENT, Form, validate
from gongbao.register.filings.views.access import organisations_of, season_year


@requires(Permission.FILING_ENTER_PAPER)
@require_GET
def find(request: Any) -> HttpResponse:
    """Find the business by its code or name."""
    asked = request.GET.get("q", "").strip()[:80]
    year = season_year(request.now)
    found: list[Entity] = []
    if asked:
        one = selectors.entity_by_code(asked)
        found = [one] if one else selectors.individuals_named(asked)
        found = [
            each
            for each in found
            if each.category == Category.INDIVIDUAL
            and policies.may(request.user, Permission.FILING_ENTER_PAPER, region=each.region)
        ]
    filed = selectors.drafts_of([one.id for one in found], [year])
    rows = [
        {
            "entity": one,
            "filed": bool((known := filed.get((one.id, year))) and known.versions),
            "href": reverse("filings:paper-enter", args=[one.id, year]),
        }
        for one in found
    ]
    return render(request, "filings/paper_find.html", {"q": asked, "rows": rows, "year": year})


@requires(Permission.FILING_ENTER_PAPER)
@require_http_methods(["GET", "POST"])
def enter(request: Any, entity_id: int, year: int) -> HttpResponse:
    """The whole form on one page, the day it was received, and the scans. Errors come back with what was typed."""
    entity = Entity.objects.filter(pk=entity_id).first()
    if entity is None:
        raise Http404
    gate.check(request, Permission.FILING_ENTER_PAPER, region=entity.region)
    _row, form = selectors.form_of(entity.category, year)
    if request.method == "GET":
        return _page(request, entity, form, {}, {CONTENT: False}, [])
    values, shown = posted_whole(form, request.POST)
    try:
        version = actions.enter_paper(
            entity_id=entity_id,
            year=year,
            values=values,
            shown=shown,
            received_on=_received(request),
            office_id=organisations_of(request, Permission.FILING_ENTER_PAPER)[0],
            scans=[actions.Scan(one, one.name) for one in request.FILES.getlist("scans")],
            by=actor_of(request),
            now=request.now,
        )
    except (Refusal, Refusals) as refused:
        snags = actions.snags_of(form, validate(form, values, shown).errors, values)
        actions.count_snags(entity=entity, year=year, step=SnagStep.PAPER, snags=snags, now=request.now)
        reasons = refused.refusals if isinstance(refused, Refusals) else [refused]
        return _page(request, entity, form, values, shown, reasons, status=422)
    messages.success(request, _("已录入，回执 %(receipt)s。") % {"receipt": version.receipt})
    return redirect("filings:paper-find")


def _received(request: Any) -> date:
    try:
        return date.fromisoformat(request.POST.get("received_on", ""))
    except ValueError as error:
        raise Refusal(
            "filing.received-missing", "请填收到纸质报告的日期。", "Enter the day it was received.", field="received_on"
        ) from error


def _page(
    request: Any,
    entity: Entity,
    form: Form,
    values: dict[str, Any],
    shown: dict[str, bool],
    refused: list[Refusal],
    status: int = 200,
) -> HttpResponse:
    checked = validate(form, values, shown)
    draft = Draft(form=form, values=values, shown=shown, checked=checked, last={})
    title: Sentence = form.title
    context = {
        "entity": entity,
        "year": form.year,
        "title": said(title),
        "pages": [section_page(draft, section, strict=bool(refused)) for section in form.sections],
        "refused": [(one.words(), f"id_{one.field}" if one.field else "") for one in refused],
        "received_on": request.POST.get("received_on", china_date(request.now).isoformat()),
        "today": china_date(request.now),
        "published": bool(shown.get(CONTENT)),
        "breadcrumb": [
            Link(text=_("纸质年报"), href=reverse("filings:paper-find")),
            Link(text=entity.name, current=True),
        ],
    }
    return render(request, "filings/paper_enter.html", context, status=status)
