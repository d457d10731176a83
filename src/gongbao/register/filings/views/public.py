"""A receipt anybody may check: what was received, when, and how far its proof has come."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate
from gongbao.foundation.ledger import selectors as ledger
from gongbao.foundation.shapes import Link
from gongbao.register.filings import selectors
from gongbao.register.filings.models import FilingVersion
from gongbao.register.filings.presenters import record
from gongbao.register.filings.presenters import report as presenter
from gongbao.register.filings.presenters.certificate import paper_of
from gongbao.register.records import certificates
from gongbao.register.records import selectors as records


def _version(receipt: str) -> FilingVersion:
    found = selectors.version_by_receipt(receipt)
    if found is None:
        raise Http404
    return found


@gate.public
@require_GET
def verify(request: Any, receipt: str) -> HttpResponse:
    """The page a receipt's QR code leads to."""
    version = _version(receipt)
    latest = selectors.latest_version(version.entity_id, version.year)
    body = selectors.body_of(version)
    return render(
        request,
        "filings/verify.html",
        {
            "version": version,
            "entity": version.entity,
            "paper": presenter.receipt(version, version.entity, public=True),
            "corrected": latest is not None and latest.number > version.number,
            "parts": presenter.view_parts(body.get("sections", [])),
            "kept_back": bool(body.get("content_withheld")),
            "changes": presenter.changes_of_body(body),
        },
    )


def _proof(version: FilingVersion) -> bytes | None:
    return ledger.proof_file(
        version.filing_id,
        version.number,
        presenter.leaf_kind(version),
        salt=bytes(version.salt) if version.salt is not None else None,
        payload=bytes(version.body) if version.body is not None else None,
    )


@gate.public
@require_GET
def certificate(request: Any, receipt: str) -> HttpResponse:
    """A published report as a certificate to print and keep; 503 with words while it is not in the log yet."""
    version = _version(receipt)
    if version.body is None:
        return HttpResponse(status=410)
    proof = _proof(version)
    paper = None if proof is None else paper_of(version, selectors.body_of(version), proof)
    return certificates.answer(paper, request.now)


@gate.public
@require_GET
def proof_file(request: Any, receipt: str) -> HttpResponse:
    """The `.tlog-proof` of one version, with what opens it; 503 with words while it is not in the log yet."""
    version = _version(receipt)
    found = _proof(version)
    if found is None:
        words = _("这份报告已登记，正在入账，请几秒后再取证明。")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "3"})
    headers = {"Content-Disposition": f'attachment; filename="{version.receipt}.tlog-proof"'}
    return HttpResponse(found, content_type="text/plain; charset=utf-8", headers=headers)


@gate.public
@require_GET
def published(request: Any, receipt: str) -> HttpResponse:
    """The published bytes of one version."""
    version = _version(receipt)
    if version.body is None:
        return HttpResponse(status=410)
    headers = {"Content-Disposition": f'inline; filename="{version.receipt}.json"'}
    return HttpResponse(bytes(version.body), content_type="application/json", headers=headers)


@gate.public
@require_GET
def published_report(request: Any, code: str, year: int, number: int | None = None) -> HttpResponse:
    """One year's report as the public record holds it now, or held it in version `number`."""
    entity = records.entity_id_of(code)
    found = (records.version(entity, number) if number else records.current(entity)) if entity else None
    parts = found.sections() if found else {}
    report = next((one for one in parts.get("annual_reports", []) if one["year"] == year), None)
    if found is None or report is None:
        raise Http404
    name = str(parts.get("registration", {}).get("name", "") or code)
    back = reverse("records:version", args=[code, number]) if number else reverse("records:record", args=[code])
    return render(
        request,
        "filings/published.html",
        {
            "name": name,
            "code": code,
            "year": year,
            "filed": record.filed_words(report),
            "marks": record.marks(report),
            "parts": presenter.view_parts(report["sections"]),
            "kept_back": bool(report.get("content_withheld")),
            "corrections": record.corrections(report),
            "back": back,
            "breadcrumb": [
                Link(text=_("首页"), href="/"),
                Link(text=name, href=back),
                Link(text=_("%(year)d 年度报告") % {"year": year}, current=True),
            ],
        },
    )
