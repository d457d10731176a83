"""Inspections for programs: what was published is open to all; the office's program reads its own work."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.callers import CALLERS
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.kernel.statutes.inspection import RESULT_LISTS, Obstruction, result_list_of
from gongbao.register.inspections import selectors
from gongbao.register.inspections.models import Assignment, Correction, Finding, Inspection, Result
from gongbao.register.inspections.presenters.public import width_below
from gongbao.register.inspections.presenters.worklist import clock

router = Router(tags=["inspections"])
PAGE = 100
LAST_PAGE = 10_000
Category = Literal["", "enterprise", "individual", "cooperative"]


class CodeOut(Schema):
    """A code with its words in the list it belongs to."""

    code: str
    zh: str
    en: str


class ListOut(Schema):
    """A version of the list of results; `confidence` says how sure its words are (C: confirmed)."""

    id: str
    zh: str
    en: str
    confidence: str
    valid_from: date
    valid_to: date | None
    codes: list[CodeOut]


class ResultOut(Schema):
    """A published result as it reads now. `versions` above 1: it was corrected, the last time on `corrected_on`."""

    result: UUID
    number: str
    code: str | None
    name: str
    category: str
    region: str
    authority: str
    title: str
    origin: str
    method: str
    list_id: str
    results: list[CodeOut]
    obstructions: list[CodeOut]
    ended_on: date
    published_on: date
    late: bool
    versions: int
    corrected_on: date | None
    proof: str


class ResultsOut(Schema):
    """A page of results, newest first; `next_page` asks for the next, null at the end."""

    results: list[ResultOut]
    next_page: int | None


class CorrectionOut(Schema):
    """A published correction: what stood before, what stands after, why, and where its proof is."""

    version: int
    corrected_on: date | None
    reason: str
    before: list[CodeOut]
    after: list[CodeOut]
    commitment: str
    proof: str


class WholeOut(ResultOut):
    """A result with every correction; `commitment` is that of the first version."""

    commitment: str
    corrections: list[CorrectionOut]


class TallyOut(Schema):
    """How many results of one place or category hold one code of one list."""

    key: str
    list_id: str
    code: str
    count: int


class NumbersOut(Schema):
    """An area's own numbers of one year, with its results by place below it and by category."""

    region: str
    year: int
    opened: int
    published: int
    published_late: int
    replaced: int
    overdue: int
    by_place: list[TallyOut]
    by_category: list[TallyOut]


class InspectorOut(Schema):
    """Who inspects now."""

    code: str
    name: str
    lead: bool


class WorkOut(Schema):
    """An inspection in hand. `due_on` is the running clock: the office's own term, then the law's 20 working days."""

    inspection: UUID
    entity: int
    number: str
    code: str | None
    name: str
    region: str
    origin: str
    title: str
    method: str
    state: str
    inspectors: list[InspectorOut]
    opened_at: datetime
    visit_on: date | None
    finish_by: date
    ended_on: date | None
    due_on: date | None


class WorkPageOut(Schema):
    """A page of the office's inspections, what is due first."""

    inspections: list[WorkOut]
    next_page: int | None


class FindingOut(Schema):
    """What was found, and what has followed."""

    finding: UUID
    kind: str
    period: int | None
    obstruction: str | None
    words: str
    listing: UUID | None
    order: UUID | None
    fine: str | None


class InspectionOut(WorkOut):
    """One inspection with its findings and, once published, its result."""

    findings: list[FindingOut]
    result: UUID | None


class LoadOut(Schema):
    """What one inspector has in hand."""

    name: str
    running: int
    overdue: int
    waiting: int


def _today(request: HttpRequest) -> date:
    return china_date(_now(request))


def _now(request: HttpRequest) -> datetime:
    moment: datetime = request.now  # type: ignore[attr-defined]  # set by RequestEdge
    return moment


def _start(page: int) -> int:
    return PAGE * (max(1, min(page, LAST_PAGE)) - 1)


@router.get("/results", response=ResultsOut, summary="检查结果 / results", auth=None)
def results(
    request: HttpRequest,
    region: str = "",
    category: Category = "",
    year: int | None = None,
    list_id: str = "",
    code: str = "",
    page: int = 1,
) -> dict[str, object]:
    """Published results by place (division code), category, year and code of a list, a hundred at a time."""
    start = _start(page)
    wanted = year if year and 1900 < year < 10_000 else 0
    chosen = selectors.public_results(
        region=region[:12], category=category, code=code[:4], list_id=list_id[:40], year=wanted
    )
    rows = list(chosen[start : start + PAGE + 1])
    return {
        "results": [_result(one) for one in rows[:PAGE]],
        "next_page": start // PAGE + 2 if len(rows) > PAGE else None,
    }


@router.get("/results/{result_id}", response=WholeOut, summary="一份检查结果 / one result", auth=None)
def one_result(request: HttpRequest, result_id: UUID) -> dict[str, object]:
    """One result as it reads now, with every correction: before, after, why, and the proof of each version."""
    found = Result.objects.filter(id=result_id).select_related("entity").first()
    if found is None:
        raise Http404
    corrections = selectors.published_corrections([found]).get(found.id, [])
    return _result(found) | {
        "commitment": bytes(found.commitment).hex(),
        "corrections": [_correction(found, one) for one in corrections],
    }


@router.get("/numbers", response=NumbersOut, summary="检查情况 / numbers", auth=None)
def numbers(request: HttpRequest, region: str = "", year: int | None = None) -> dict[str, object]:
    """An area's own numbers of a year (this one unless told): opened, published, late, replaced, overdue."""
    today = _today(request)
    wanted = year if year and 1900 < year < 10_000 else today.year
    place = region[:12] if region.isascii() and region.isdigit() else ""
    share = selectors.shares(region=place, year=wanted, today=today)
    by_place = selectors.tallies(region=place, year=wanted, by="region", width=width_below(place))
    by_category = selectors.tallies(region=place, year=wanted, by="category", width=0)
    return {
        "region": place,
        "year": wanted,
        "opened": share.opened,
        "published": share.published,
        "published_late": share.late,
        "replaced": share.replaced,
        "overdue": share.overdue,
        "by_place": [_tally(one) for one in by_place],
        "by_category": [_tally(one) for one in by_category],
    }


@router.get("/codes", response=list[ListOut], summary="结果代码表 / lists of results", auth=None)
def codes(request: HttpRequest) -> list[dict[str, object]]:
    """Every version of the list of results, the first first."""
    return [
        {
            "id": one.id,
            "zh": one.title.zh,
            "en": one.title.en,
            "confidence": one.confidence.value,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            "codes": _codes(one.id, [entry.code for entry in one.codes]),
        }
        for one in RESULT_LISTS
    ]


@router.get("/work", response=WorkPageOut, summary="本机关的检查 / the office's inspections", auth=CALLERS)
@gate.requires(Permission.INSPECTION_MANAGE)
def work(
    request: HttpRequest,
    state: Literal["", "open", "recorded", "concluded", "correcting", "published", "ended"] = "",
    origin: Literal["", "draw", "complaint", "order"] = "",
    inspector: str = "",
    page: int = 1,
) -> dict[str, object]:
    """The inspections of the caller's areas, what is due first, a hundred at a time; no state: all in hand."""
    regions = policies.regions(request.user, Permission.INSPECTION_MANAGE)
    start = _start(page)
    chosen = selectors.work(regions, state=state, origin=origin, hand=inspector[:80])
    rows = list(chosen[start : start + PAGE + 1])
    people = selectors.assigned(rows[:PAGE])
    now = _now(request)
    return {
        "inspections": [_work(one, people.get(one.id, []), now) for one in rows[:PAGE]],
        "next_page": start // PAGE + 2 if len(rows) > PAGE else None,
    }


@router.get("/load", response=list[LoadOut], summary="检查人员工作量 / who has how many in hand", auth=CALLERS)
@gate.requires(Permission.INSPECTION_MANAGE)
def load(request: HttpRequest) -> list[dict[str, object]]:
    """Per inspector of the caller's areas: running, of those overdue, and concluded waiting for review."""
    regions = policies.regions(request.user, Permission.INSPECTION_MANAGE)
    return [
        {"name": name, "running": running, "overdue": late, "waiting": waiting}
        for name, running, late, waiting in selectors.load(regions, _today(request))
    ]


@router.get("/work/{entity_id}/{inspection_id}", response=InspectionOut, summary="一项检查 / one", auth=CALLERS)
@gate.requires(Permission.INSPECTION_MANAGE)
def one_inspection(request: HttpRequest, entity_id: int, inspection_id: UUID) -> dict[str, object]:
    """One inspection of the caller's areas with its findings. Records and people stay on the office's pages."""
    found = selectors.one(entity_id, inspection_id) if 0 < entity_id < 2**63 else None
    if found is None or not policies.may(request.user, Permission.INSPECTION_MANAGE, region=found.region):
        raise Http404
    people = selectors.assigned([found]).get(found.id, [])
    result = selectors.result_of(found)
    return _work(found, people, _now(request)) | {
        "findings": [_finding(one) for one in selectors.findings_of(found)],
        "result": result.id if result else None,
    }


def _codes(list_id: str, codes: list[str]) -> list[dict[str, str]]:
    in_list = result_list_of(list_id)
    entries = [entry for code in codes if (entry := in_list.find(code)) is not None]
    return [{"code": one.code, "zh": one.words.zh, "en": one.words.en} for one in entries]


def _result(row: Result) -> dict[str, Any]:
    kinds = [Obstruction(one) for one in row.obstructions]
    latest = "" if row.versions == 1 else f"{row.versions}/"
    return {
        "result": row.id,
        "number": row.number,
        "code": row.entity.code or None,
        "name": row.entity.name,
        "category": row.category,
        "region": row.region,
        "authority": row.authority,
        "title": row.title,
        "origin": row.origin,
        "method": row.method,
        "list_id": row.list_id,
        "results": _codes(row.list_id, row.codes),
        "obstructions": [{"code": one.value, "zh": one.words.zh, "en": one.words.en} for one in kinds],
        "ended_on": row.ended_on,
        "published_on": row.published_on,
        "late": row.late,
        "versions": row.versions,
        "corrected_on": row.corrected_on,
        "proof": f"/inspections/results/{row.id}/proof/{latest}",
    }


def _correction(result: Result, one: Correction) -> dict[str, object]:
    return {
        "version": one.version,
        "corrected_on": one.published_on,
        "reason": one.reason,
        "before": _codes(result.list_id, one.codes_before),
        "after": _codes(result.list_id, one.codes),
        "commitment": bytes(one.commitment or b"").hex(),
        "proof": f"/inspections/results/{result.id}/proof/{one.version}/",
    }


def _tally(one: selectors.Tally) -> dict[str, object]:
    return {"key": one.key, "list_id": one.list_id, "code": one.code, "count": one.count}


def _work(row: Inspection, people: list[Assignment], now: datetime) -> dict[str, Any]:
    running = clock(row, now)
    return {
        "inspection": row.id,
        "entity": row.entity_id,
        "number": row.number,
        "code": row.entity.code or None,
        "name": row.entity.name,
        "region": row.region,
        "origin": row.origin,
        "title": row.title,
        "method": row.method,
        "state": row.state,
        "inspectors": [{"code": one.code, "name": one.name, "lead": one.lead} for one in people],
        "opened_at": row.opened_at,
        "visit_on": row.visit_on,
        "finish_by": row.finish_by,
        "ended_on": row.ended_on,
        "due_on": running.due if running else None,
    }


def _finding(one: Finding) -> dict[str, object]:
    return {
        "finding": one.id,
        "kind": one.kind,
        "period": one.period or None,
        "obstruction": one.obstruction or None,
        "words": one.words,
        "listing": one.listing_id,
        "order": one.order_id,
        "fine": one.fine or None,
    }
