"""The public serious list, and each entry."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate
from gongbao.foundation.clock import china_date
from gongbao.foundation.ledger import selectors as ledger
from gongbao.kernel.statutes import MEASURES, serious_steps
from gongbao.register.listings.presenters import clock, grounds, history, list_tabs, record_href, said
from gongbao.register.listings.selectors import places_listed
from gongbao.register.serious import presenters, selectors
from gongbao.register.serious.models import Entry

PAGE = 50


@gate.public
@require_GET
def serious(request: Any) -> HttpResponse:
    """The serious list, by place and subject area."""
    asked = {key: request.GET.get(key, "").strip()[:20] for key in ("region", "area")}
    rows = selectors.public_list(
        region=asked["region"] if asked["region"].isdigit() else "",
        area=asked["area"] if asked["area"] in presenters.AREAS else "",
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    entries = list(page)
    context = {
        "page": page,
        "table": presenters.public_rows(entries, selectors.applications_of(entries), request.now),
        "asked": asked,
        "regions": [("", _("全部地区")), *places_listed(asked["region"])],
        "areas": [("", _("全部领域")), *presenters.areas()],
        "tabs": list_tabs("serious"),
    }
    return render(request, "serious/list.html", context)


@gate.public
@require_GET
def entry(request: Any, entity_id: int, entry_id: UUID) -> HttpResponse:
    """One entry: ground, article, since when, the measures, the exact step that ends it, the office's clock.

    An entry that is no longer (or not yet) published answers 410 (404) and says so.
    """
    found = selectors.one(entity_id, entry_id)
    if found is None or found.published_at is None:
        raise Http404
    if not selectors.shown(found):
        return render(request, "serious/gone.html", {"entry": found}, status=410)
    return render(request, "serious/entry.html", page_of(found, request))


def page_of(found: Entry, request: Any) -> dict[str, Any]:
    """What the public page and the firm's page of an entry both show."""
    today = china_date(request.now)
    law = presenters.exit_for(found, selectors.applications_of([found]), today)
    decisions = selectors.decisions_of(found)
    proofs = ledger.proofs([(decision.id, 1, "decision") for decision in decisions])
    listed = found.listed_on or today
    return {
        "entry": found,
        "state": presenters.state_of(found),
        "facts": presenters.entry_facts(found, law),
        "why": grounds(decisions[0]) if decisions else [],
        "law": law,
        "step": said(law.step),
        "steps": [said(one) for one in serious_steps(listed, today)],
        "clock": clock(law.clock, today, request.now),
        "why_exit": presenters.why_exit(law),
        "measures": [said(one) for one in MEASURES],
        "history": presenters.shorter(found, history(decisions, proofs)),
        "record_href": record_href(found.entity),
    }
