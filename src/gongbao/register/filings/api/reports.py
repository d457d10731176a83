"""Annual reports for programs: the form, a dry run, filing, correcting, receipts.

A key (`Authorization: Bearer gb_…`) or a session; what may be filed is what the caller has a mandate for.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.callers import CALLERS
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusals
from gongbao.foundation.ledger import selectors as ledger
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.entities.models import Entity
from gongbao.register.filings import actions, selectors
from gongbao.register.filings.models import Channel, FilingVersion, SnagStep
from gongbao.register.filings.rules import Finding, validate

router = Router(tags=["filings"], auth=CALLERS)


class WordsOut(Schema):
    """The same words in Chinese and English."""

    zh: str
    en: str


class FormOut(Schema):
    """The form of one year and category: its sections with their items, as data. `edition` rises when it changes."""

    category: str
    year: int
    edition: int
    definition: dict[str, Any]


class ReportIn(Schema):
    """A report. `values` maps item ids to answers (tables: lists of objects), `shown` switches to true or false."""

    code: str
    year: int
    values: dict[str, Any]
    shown: dict[str, bool] = {}


class CorrectionIn(ReportIn):
    """A correction holds the whole report as it should be, and why it is corrected (published with it)."""

    reason: str


class FindingOut(Schema):
    """Something to correct or to look at. `field` is its path, e.g. `contributions.0.paid_on`."""

    field: str
    zh: str
    en: str


class TripOut(Schema):
    """A consequence of filing now. `weight`: stop (forbids it), late, warn, note."""

    code: str
    weight: str
    words: WordsOut
    citations: list[WordsOut]


class DryRunOut(Schema):
    """What filing now would do. `published` is what the public would see, section by section."""

    may_file: bool
    errors: list[FindingOut]
    warnings: list[FindingOut]
    consequences: list[TripOut]
    published: list[dict[str, Any]]


class ProofOut(Schema):
    """How far the entry in the log has come: recorded, in_log or witnessed."""

    state: str
    index: int | None
    size: int | None
    cosigned: int
    witnesses: int


class ReceiptOut(Schema):
    """A receipt. `published` is the address of the published bytes, `proof_file` of the `.tlog-proof`."""

    receipt: str
    code: str
    name: str
    year: int
    version: int
    submitted_at: datetime
    late: bool
    channel: str
    filing: str
    proof: ProofOut
    published: str
    proof_file: str


def _entity(request: HttpRequest, code: str) -> Entity:
    """The entity, if the caller has a mandate for it: to others it is as if the code did not exist."""
    entity = selectors.entity_by_code(code)
    if entity is None or not policies.may(request.user, Permission.FILING_SUBMIT, entity_id=entity.id):
        raise Http404
    return entity


def _now(request: HttpRequest) -> datetime:
    moment: datetime = request.now  # type: ignore[attr-defined]  # set by RequestEdge
    return moment


@router.get("/forms/{category}/{year}", response=FormOut, summary="年报表 / the form", auth=None)
def form(
    request: HttpRequest, category: Literal["enterprise", "individual", "cooperative"], year: int
) -> dict[str, Any]:
    """What is asked in the report on a year, with labels, types, articles and who sees each answer."""
    row, _ = selectors.form_of(category, year)
    return {"category": category, "year": year, "edition": row.edition, "definition": row.definition}


@router.post("/dry-run", response=DryRunOut, summary="预演 / dry run")
@gate.requires(Permission.FILING_SUBMIT)
def dry_run(request: HttpRequest, report: ReportIn) -> dict[str, Any]:
    """What is wrong, what the public would see, what filing now sets off. Nothing is written."""
    entity = _entity(request, report.code)
    seen = actions.dry_run(entity=entity, year=report.year, values=report.values, shown=report.shown, now=_now(request))
    return {
        "may_file": seen.may_file,
        "errors": [_finding(one) for one in seen.checked.errors],
        "warnings": [_finding(one) for one in seen.checked.warnings],
        "consequences": [
            {
                "code": one.code,
                "weight": one.weight.value,
                "words": _words(one.words),
                "citations": [_words(cited.words) for cited in one.citations],
            }
            for one in seen.trips
        ],
        "published": seen.view,
    }


@router.post("", response={201: ReceiptOut}, summary="提交年报 / file a report")
@gate.requires(Permission.FILING_SUBMIT)
def file(request: HttpRequest, report: ReportIn) -> Status[dict[str, Any]]:
    """File a report. Sending the same report again gives the same receipt."""
    entity = _entity(request, report.code)
    try:
        version = actions.file_report(
            entity_id=entity.id,
            year=report.year,
            values=report.values,
            shown=report.shown,
            channel=Channel.API,
            by=gate.actor_of(request),
            now=_now(request),
        )
    except Refusals:
        _row, form = selectors.form_of(entity.category, report.year)
        found = validate(form, report.values, report.shown).errors
        snags = actions.snags_of(form, found, report.values)
        actions.count_snags(entity=entity, year=report.year, step=SnagStep.API, snags=snags, now=_now(request))
        raise
    return Status(201, receipts([version])[0])


@router.post("/corrections", response={201: ReceiptOut}, summary="更正年报 / correct a report")
@gate.requires(Permission.FILING_SUBMIT)
def correct(request: HttpRequest, report: CorrectionIn) -> Status[dict[str, Any]]:
    """Correct a filed report until 30 June; what changed is published before and after."""
    entity = _entity(request, report.code)
    version = actions.correct_report(
        entity_id=entity.id,
        year=report.year,
        values=report.values,
        shown=report.shown,
        reason=report.reason,
        channel=Channel.API,
        by=gate.actor_of(request),
        now=_now(request),
    )
    return Status(201, receipts([version])[0])


@router.get("", response=list[ReceiptOut], summary="已提交的年报 / reports filed")
@gate.requires(Permission.FILING_SUBMIT)
def filed(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """The receipts of one entity, newest year first."""
    entity = _entity(request, code)
    return receipts(selectors.versions_of_years(entity.id))


@router.get("/receipts/{receipt}", response=ReceiptOut, summary="验证回执 / check a receipt", auth=None)
def receipt(request: HttpRequest, receipt: str) -> dict[str, Any]:
    """What was received under this number; whoever holds it may check it."""
    version = selectors.version_by_receipt(receipt)
    if version is None:
        raise Http404
    return receipts([version])[0]


def _words(words: Sentence) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _finding(one: Finding) -> dict[str, str]:
    return {"field": one.path, **_words(one.words)}


def receipts(versions: Sequence[FilingVersion]) -> list[dict[str, Any]]:
    """What is answered for these versions, whose entities are known."""
    kinds = [(one.filing_id, one.number, "publish" if one.number == 1 else "amend") for one in versions]
    return [_told(one, state) for one, state in zip(versions, ledger.proofs(kinds), strict=True)]


def _told(version: FilingVersion, state: ledger.ProofState) -> dict[str, Any]:
    entity = version.entity
    return {
        "receipt": version.receipt,
        "code": entity.code,
        "name": entity.name,
        "year": version.year,
        "version": version.number,
        "submitted_at": version.submitted_at,
        "late": version.late,
        "channel": version.channel,
        "filing": str(version.filing_id),
        "proof": {
            "state": state.state.value,
            "index": state.index,
            "size": state.size,
            "cosigned": state.cosigned,
            "witnesses": state.witnesses,
        },
        "published": f"/receipt/{version.receipt}/report.json",
        "proof_file": f"/receipt/{version.receipt}/proof/",
    }
