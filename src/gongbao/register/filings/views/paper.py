"""Paper reports of individual businesses, entered by an officer with the scan beside them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

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
from gongbao.register.filings.models import Channel, SnagStep
from gongbao.register.filings.presenters import paper as presenter
from gongbao.register.filings.presenters import report
from gongbao.register.filings.presenters.answers import posted_whole
from gongbao.register.filings.presenters.section import Draft, said, section_page
from gongbao.register.filings.rules import CONTENT, Form, validate
from gongbao.register.filings.views.access import organisations_of, season_year


@requires(Permission.FILING_ENTER_PAPER)
@require_GET
def find(request: Any) -> HttpResponse:
    """The desk: find a business by code or name, what waits to be entered, what was entered last."""
    asked = request.GET.get("q", "").strip()[:80]
    year = season_year(request.now)
    found = _found(request, asked) if asked else []
    filed = selectors.drafts_of([one.id for one in found], [year])
    offices = organisations_of(request, Permission.FILING_ENTER_PAPER)
    waiting, entered = selectors.paper_waiting(offices), selectors.paper_entered(offices)
    known = selectors.entities_of(one.about_entity for one in (*waiting, *entered))
    received = {one.about_entity for one in waiting if one.period == year}
    rows = [
        {
            "entity": one,
            "filed": bool((draft := filed.get((one.id, year))) and draft.versions),
            "received": one.id in received,
        }
        for one in found
    ]
    context = {
        "q": asked,
        "rows": rows,
        "year": year,
        "today": china_date(request.now),
        "waiting": presenter.waiting_table(waiting, known, request.now),
        "entered": presenter.entered_table(entered, known),
    }
    return render(request, "filings/paper_find.html", context)


def _found(request: Any, asked: str) -> list[Entity]:
    """Individual businesses of the officer's area by code or a part of the name."""
    one = selectors.entity_by_code(asked)
    return [
        each
        for each in ([one] if one else selectors.individuals_named(asked))
        if each.category == Category.INDIVIDUAL
        and policies.may(request.user, Permission.FILING_ENTER_PAPER, region=each.region)
    ]


def _business(request: Any, entity_id: int) -> Entity:
    entity = Entity.objects.filter(pk=entity_id).first()
    if entity is None:
        raise Http404
    gate.check(request, Permission.FILING_ENTER_PAPER, region=entity.region)
    return entity


@requires(Permission.FILING_ENTER_PAPER)
@require_POST
def receive(request: Any, entity_id: int, year: int) -> HttpResponse:
    """Note that a paper report was received; it is entered later and the ten working days run from the day noted."""
    entity = _business(request, entity_id)
    try:
        actions.receive_paper(
            entity_id=entity_id,
            year=year,
            received_on=_received(request),
            office_id=organisations_of(request, Permission.FILING_ENTER_PAPER)[0],
            by=actor_of(request),
            now=request.now,
        )
    except Refusal as refused:
        messages.error(request, refused.words())
    else:
        messages.success(request, _("已登记收到：%(name)s。") % {"name": entity.name})
    return redirect("filings:paper-find")


@requires(Permission.FILING_ENTER_PAPER)
@require_GET
def receipt(request: Any, entity_id: int, year: int) -> HttpResponse:
    """The receipt of what was entered, to print and hand over."""
    entity = _business(request, entity_id)
    version = selectors.latest_version(entity_id, year)
    if version is None or version.channel != Channel.PAPER:
        raise Http404
    address = report.verify_address(version)
    context = {
        "entity": entity,
        "year": year,
        "paper": report.receipt(version, entity),
        "address": address,
        "qr": report.qr(address),
        "breadcrumb": [
            Link(text=_("纸质年报"), href=reverse("filings:paper-find")),
            Link(text=entity.name, current=True),
        ],
    }
    return render(request, "filings/paper_receipt.html", context)


@requires(Permission.FILING_ENTER_PAPER)
@require_http_methods(["GET", "POST"])
def enter(request: Any, entity_id: int, year: int) -> HttpResponse:
    """The whole form on one page, the day it was received, and the scans. Errors come back with what was typed."""
    entity = _business(request, entity_id)
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
    return redirect("filings:paper-receipt", entity_id, year)


def _received(request: Any) -> date:
    try:
        return date.fromisoformat(request.POST.get("received_on", ""))
    except ValueError as error:
        raise Refusal(
            "filing.received-missing", "请填收到纸质报告的日期。", "Enter the day it was received.", field="received_on"
        ) from error


def _noted(request: Any, entity: Entity, year: int) -> date:
    """The day this paper was noted as received; today if it was not."""
    offices = organisations_of(request, Permission.FILING_ENTER_PAPER)
    noted = [
        one.arose_at for one in selectors.paper_waiting(offices) if one.about_entity == entity.id and one.period == year
    ]
    return china_date(noted[0] if noted else request.now)


def _page(
    request: Any,
    entity: Entity,
    form: Form,
    values: dict[str, Any],
    shown: dict[str, bool],
    refused: list[Refusal],
    status: int = 200,
) -> HttpResponse:
    last = selectors.last_year(entity.id, form.year)
    checked = validate(form, values, shown, last=last)
    draft = Draft(form=form, values=values, shown=shown, checked=checked, last=last)
    title: Sentence = form.title
    context = {
        "entity": entity,
        "year": form.year,
        "title": said(title),
        "pages": [section_page(draft, section, strict=bool(refused)) for section in form.sections],
        "refused": [(one.words(), f"id_{one.field}" if one.field else "") for one in refused],
        "received_on": request.POST.get("received_on", _noted(request, entity, form.year).isoformat()),
        "today": china_date(request.now),
        "published": bool(shown.get(CONTENT)),
        "scans_lost": bool(request.FILES),
        "breadcrumb": [
            Link(text=_("纸质年报"), href=reverse("filings:paper-find")),
            Link(text=entity.name, current=True),
        ],
    }
    return render(request, "filings/paper_enter.html", context, status=status)
