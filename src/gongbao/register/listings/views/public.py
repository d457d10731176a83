"""The public lists, each entry, each decision with its proof."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate
from gongbao.foundation.clock import china_date
from gongbao.foundation.ledger import selectors as ledger
from gongbao.foundation.wording import is_english
from gongbao.kernel.statutes import Ground
from gongbao.register.listings import presenters, publication, selectors
from gongbao.register.listings.models import Decision, Listing

PAGE = 50


@gate.public
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """The lists there are; the longer one first."""
    return redirect("listings:abnormal")


@gate.public
@require_GET
def abnormal(request: Any) -> HttpResponse:
    """The abnormal list: by place, category and ground."""
    asked = {key: request.GET.get(key, "").strip()[:20] for key in ("region", "category", "ground")}
    today = china_date(request.now)
    rows = selectors.public_list(
        on=today,
        region=asked["region"] if asked["region"].isdigit() else "",
        category=asked["category"] if asked["category"] in presenters.CATEGORIES else "",
        ground=asked["ground"] if asked["ground"] in presenters.GROUNDS else "",
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "table": presenters.entry_rows(selectors.standings(list(page), today), request.now),
        "asked": asked,
        "regions": [("", _("全部地区")), *selectors.places_listed(asked["region"])],
        "categories": [("", _("全部类别")), *((code, words()) for code, words in presenters.CATEGORIES.items())],
        "grounds": [("", _("全部事由")), *((code, words()) for code, words in presenters.GROUNDS.items())],
        "today": today,
        "tabs": presenters.list_tabs("abnormal"),
    }
    return render(request, "listings/abnormal.html", context)


@gate.public
@require_GET
def entry(request: Any, entity_id: int, listing_id: UUID) -> HttpResponse:
    """One entry: ground, article, since when, the exact step that ends it, the office's clock.

    An entry whose publication the law has ended answers 410 and says so.
    """
    listing = selectors.one(entity_id, listing_id)
    if listing is None:
        raise Http404
    today = china_date(request.now)
    if not _visible(listing, today):
        return render(request, "listings/ended.html", {"listing": listing}, status=410)
    return render(request, "listings/entry.html", page_of(listing, request))


def page_of(listing: Listing, request: Any) -> dict[str, Any]:
    """What the public page and the firm's page of an entry both show."""
    today = china_date(request.now)
    one = selectors.standing(listing, today)
    decisions = selectors.decisions_of(listing)
    proofs = ledger.proofs([(decision.id, 1, "decision") for decision in decisions])
    return {
        "listing": listing,
        "standing": one,
        "title": presenters.said(presenters.ground_words(listing)),
        "facts": presenters.entry_facts(one, request.now),
        "step": presenters.said(one.removal.step) if one.removal else "",
        "steps": [presenters.said(step) for step in selectors.steps(one.kind, Ground(listing.ground), today)],
        "clock": presenters.clock(one.removal.clock, today, request.now) if one.removal else None,
        "why": presenters.grounds(decisions[0]) if decisions else [],
        "why_removal": presenters.why_removal(one),
        "history": presenters.history(decisions, proofs),
        "record_href": presenters.record_href(listing.entity),
    }


@gate.public
@require_GET
def decision(request: Any, entity_id: int, decision_id: UUID) -> HttpResponse:
    """One decision as a document, with its proof."""
    found = _decision_or_404(entity_id, decision_id, request)
    (proof,) = ledger.proofs([(found.id, 1, "decision")])
    context = {
        "decision": found,
        "title": presenters.DECISIONS[found.kind](),
        "reason": found.reason_en if is_english() else found.reason_zh,
        "grounds": presenters.grounds(found),
        "proof": presenters.proof_of(found, proof),
        "body": json.loads(bytes(found.body)) if found.body else None,
        "record_href": presenters.record_href(found.entity),
    }
    return render(request, "listings/decision.html", context)


@gate.public
@require_GET
def proof_file(request: Any, entity_id: int, decision_id: UUID) -> HttpResponse:
    """The decision's proof, to keep and verify anywhere."""
    found = _decision_or_404(entity_id, decision_id, request)
    proof = None
    if found.body is not None and found.salt is not None:
        proof = ledger.proof_file(found.id, 1, "decision", salt=bytes(found.salt), payload=bytes(found.body))
    if proof is None:
        words = _("这份决定正在入账，请几秒后再取证明。")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "3"})
    answer = HttpResponse(proof, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.id}.tlog-proof"'
    return answer


def _decision_or_404(entity_id: int, decision_id: UUID, request: Any) -> Decision:
    """A decision the public may see: its entry is shown, or the law keeps it on record, or it is its own."""
    found = selectors.decision(entity_id, decision_id)
    if found is None:
        raise Http404
    today = china_date(request.now)
    shown = publication.shown_by_another(found, today)
    if shown is None:
        listing = selectors.listing_of(found)
        shown = listing is None or _visible(listing, today)
    hidden = not shown
    if hidden and not selectors.may_see_inside(request.user, found.entity):
        raise Http404
    return found


def _visible(listing: Listing, today: date) -> bool:
    if listing.removed_on is None:
        return listing.shown_until is None or listing.shown_until >= today
    kind = selectors.removal_kind(listing)
    return publication.stays_on_record(listing.entity.category, listing.removed_on, kind)
