"""What everybody sees: results by place and category, one result as a document with its proof, the code lists."""

import json
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate
from gongbao.foundation.clock import china_date
from gongbao.foundation.codes.selectors import place_names
from gongbao.foundation.ledger import selectors as ledger
from gongbao.foundation.ledger.models import Commitment
from gongbao.foundation.shapes import Ground
from gongbao.kernel.statutes import Citation
from gongbao.register.inspections import selectors
from gongbao.register.inspections.models import Result
from gongbao.register.inspections.presenters import correcting, showing
from gongbao.register.inspections.presenters import public as presenter
from gongbao.register.listings.presenters import CATEGORIES
from gongbao.register.listings.selectors import places_listed

PAGE = 30


@gate.public
@require_GET
def results(request: Any) -> HttpResponse:
    """Published results: by place and category with charts, the authority's own numbers, and the list."""
    today = china_date(request.now)
    region, category, code = (request.GET.get(key, "").strip()[:20] for key in ("region", "category", "code"))
    years = selectors.years() or [today.year]
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else years[0]
    region = region if region.isascii() and region.isdigit() else ""
    category = category if category in CATEGORIES else ""
    list_id, _sep, number = code.partition(":")
    rows = selectors.public_results(region=region, category=category, code=number, list_id=list_id, year=year)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    width = presenter.width_below(region)
    by_place = selectors.tallies(region=region, year=year, by="region", width=width)
    by_category = selectors.tallies(region=region, year=year, by="category", width=width)
    names = place_names(one.key for one in by_place)
    context = {
        "page": page,
        "table": presenter.table(list(page)),
        "stats": presenter.stats(selectors.shares(region=region, year=year, today=today)),
        "places": presenter.chart(_("按地区"), by_place, lambda key: names.get(key, key)),
        "kinds": presenter.chart(_("按类别"), by_category, lambda key: CATEGORIES[key]()),
        "asked": {"region": region, "category": category, "code": code, "year": str(year)},
        "regions": [("", _("全部地区")), *places_listed(region)],
        "categories": [("", _("全部类别")), *((key, words()) for key, words in CATEGORIES.items())],
        "codes": presenter.code_choices(),
        "years": [(str(one), str(one)) for one in years],
    }
    return render(request, "inspections/results.html", context)


def _result_or_404(result_id: UUID) -> Result:
    found = Result.objects.filter(id=result_id).select_related("entity").first()
    if found is None:
        raise Http404
    return found


@gate.public
@require_GET
def result(request: Any, result_id: UUID) -> HttpResponse:
    """One result as a document."""
    found = _result_or_404(result_id)
    corrections = selectors.published_corrections([found]).get(found.id, [])
    proofs = ledger.proofs([(found.id, version, "decision") for version in range(1, len(corrections) + 2)])
    latest = corrections[-1].body if corrections else found.body
    body = json.loads(bytes(latest)) if latest else None
    citations = [Citation.parse(token) for token in body["citations"]] if body else []
    context = {
        "result": found,
        "words": showing.result_words(found),
        "facts": presenter.facts(found),
        "proof": showing.proof_of(found, proofs[0]),
        "corrections": correcting.public(found, corrections, proofs[1:]),
        "why": [Ground(instrument=showing.said(one.words), confidence=one.confidence.value) for one in citations],
        "record_href": presenter.record_href(found),
        "query_href": presenter.query_href(found),
    }
    return render(request, "inspections/result.html", context)


@gate.public
@require_GET
def proof_file(request: Any, result_id: UUID) -> HttpResponse:
    """The result's proof as first published, to keep and verify anywhere."""
    found = _result_or_404(result_id)
    return _proof(found.id, 1, found)


@gate.public
@require_GET
def version_proof(request: Any, result_id: UUID, version: int) -> HttpResponse:
    """The proof of a corrected version."""
    found = _result_or_404(result_id)
    corrections = selectors.published_corrections([found]).get(found.id, [])
    wanted = next((one for one in corrections if one.version == version), None)
    if version == 1:
        return _proof(found.id, 1, found)
    if wanted is None:
        raise Http404
    return _proof(found.id, version, wanted)


def _proof(record: UUID, version: int, paper: Commitment) -> HttpResponse:
    proof = None
    if paper.body is not None and paper.salt is not None:
        proof = ledger.proof_file(record, version, "decision", salt=bytes(paper.salt), payload=bytes(paper.body))
    if proof is None:
        words = _("这份结果正在入账，请几秒后再取证明。")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "3"})
    answer = HttpResponse(proof, content_type="text/plain; charset=utf-8")
    name = f"{record}.tlog-proof" if version == 1 else f"{record}.{version}.tlog-proof"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@gate.public
@require_GET
def codes(request: Any) -> HttpResponse:
    """The lists of results, version by version, with how sure they are."""
    return render(request, "inspections/codes.html", {"lists": presenter.lists()})
