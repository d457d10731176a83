"""我的义务: what everybody one acts for owes, the firms themselves, and one firm with its past filings."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.gate import requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.shapes import Link
from gongbao.register.entities.models import Entity
from gongbao.register.filings import selectors
from gongbao.register.filings.presenters import duties as presenter
from gongbao.register.filings.presenters import report
from gongbao.register.filings.views.access import firm_of, season_year

CARDS = 12
ROWS = 30


@requires(Permission.FILING_SUBMIT)
@require_GET
def duties(request: Any) -> HttpResponse:
    """Cards, what hurts first on top; for agents found by name or code, a page at a time."""
    mine = policies.entity_ids(request.user)
    search = request.GET.get("q", "")[:80]
    page = Paginator(selectors.duties_owed(mine, search=search), CARDS).get_page(request.GET.get("page"))
    owed = list(page)
    entities = Entity.objects.in_bulk({one.party_id for one in owed})
    filings = selectors.drafts_of(list(entities), sorted({one.period for one in owed}))
    firms = selectors.choices(mine)[:2]
    return render(
        request,
        "filings/duties.html",
        {
            "page": page,
            "cards": presenter.duty_cards(owed, entities, filings, now=request.now),
            "q": search,
            "many": len(firms) > 1,
            "only": firms[0] if len(firms) == 1 else None,
            "year": season_year(request.now),
        },
    )


@requires(Permission.FILING_SUBMIT)
@require_GET
def firms(request: Any) -> HttpResponse:
    """The firms one acts for, with how this year's report stands. One firm: straight to it."""
    mine = policies.entity_ids(request.user)
    search = request.GET.get("q", "")[:80]
    page = Paginator(selectors.choices(mine, search=search), ROWS).get_page(request.GET.get("page"))
    found = list(page)
    if len(found) == 1 and page.paginator.num_pages == 1 and not request.htmx:
        return redirect("filings:firm", found[0].id)
    year = season_year(request.now)
    ids = [one.id for one in found]
    table = presenter.firms_table(
        found, selectors.report_duties(ids, year), selectors.drafts_of(ids, [year]), year=year
    )
    template = "filings/firms_found.html" if request.htmx else "filings/firms.html"
    return render(request, template, {"page": page, "table": table, "q": search})


@requires(Permission.FILING_SUBMIT)
@require_GET
def firm(request: Any, entity_id: int) -> HttpResponse:
    """One firm: what it owes now, and what it filed."""
    entity = firm_of(request, entity_id)
    owed = list(selectors.duties_owed(policies.entity_ids(request.user)).filter(party_id=entity_id)[:CARDS])
    filings = selectors.drafts_of([entity_id], sorted({one.period for one in owed}))
    rows = selectors.versions_of_years(entity_id)
    return render(
        request,
        "filings/firm.html",
        {
            "entity": entity,
            "cards": presenter.duty_cards(owed, {entity_id: entity}, filings, now=request.now),
            "table": report.versions_table(rows, entity_id),
            "breadcrumb": [
                Link(text=_("我的义务"), href="/my/"),
                Link(text=entity.name, current=True),
            ],
        },
    )
