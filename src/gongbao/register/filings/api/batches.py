"""Whole files of reports for programs: send a file, watch it being checked, let it be filed, take the receipts."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile

from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.callers import CALLERS
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.filings import selectors, tasks
from gongbao.register.filings.actions import begin_batch, drop_batch, take_batch
from gongbao.register.filings.models import BatchState, FilingBatch, FilingBatchRow, RowState
from gongbao.register.filings.presenters import batch as presenter
from gongbao.register.filings.rules import receipt_address

router = Router(tags=["filings"], auth=CALLERS)
PAGE = 500


class BatchIn(Schema):
    """Which form the file is for. The template is at /my/batches/template/ for each category and year."""

    category: Literal["enterprise", "individual", "cooperative"]
    year: int


class BatchOut(Schema):
    """A file under way. `state`: checking, unread, checked, running, done, dropped. `lines` says how many lines stand
    how (ready, wrong, filed, refused); `minutes_left` is a guess by the pace so far.
    """

    id: UUID
    name: str
    category: str
    year: int
    sha256: str
    state: str
    refused: dict[str, str]
    entries: int
    lines: dict[str, int]
    minutes_left: int | None
    uploaded_at: datetime
    finished_at: datetime | None


class LineFindingOut(Schema):
    """Something in a line: its place in the file and what to do."""

    sheet: str
    line: int
    column: str
    zh: str
    en: str
    error: bool


class LineOut(Schema):
    """One line of the file. `page` is where anybody who holds the receipt can check it."""

    line: int
    code: str
    name: str
    state: str
    receipt: str
    filed_at: datetime | None
    late: bool
    page: str
    findings: list[LineFindingOut]


class LinesOut(Schema):
    """A page of lines in the file's order; `next` is the `after` of the next page."""

    lines: list[LineOut]
    next: int | None


class SubmitIn(Schema):
    """`declared`: whoever files has looked at the contents and answers for them."""

    declared: bool


def _mine(request: HttpRequest) -> list[int]:
    return selectors.organisations_of(request.user, Permission.FILING_AGENT_BATCH)


def _batch(request: HttpRequest, batch_id: UUID) -> FilingBatch:
    found = selectors.batch_of(batch_id, _mine(request))
    if found is None:
        raise Http404
    return found


def _now(request: HttpRequest) -> datetime:
    moment: datetime = request.now  # type: ignore[attr-defined]  # set by RequestEdge
    return moment


@router.post("", response={202: BatchOut}, summary="上传一个文件 / send a file")
@gate.requires(Permission.FILING_AGENT_BATCH)
def send(request: HttpRequest, batch: Form[BatchIn], file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """Take in a file (.xlsx or .csv by the template). It is checked in the background; nothing is filed yet."""
    data = selectors.batch_bytes(file)
    made = take_batch(
        data=data,
        name=file.name or "file",
        category=batch.category,
        year=batch.year,
        organisation_id=_mine(request)[0],
        by=gate.actor_of(request),
        now=_now(request),
    )
    tasks.wake()
    return Status(202, _out(made))


@router.get("", response=list[BatchOut], summary="最近的文件 / the latest files")
@gate.requires(Permission.FILING_AGENT_BATCH)
def latest(request: HttpRequest) -> list[dict[str, Any]]:
    """The caller's last 50 files, newest first."""
    return [_out(one) for one in selectors.batches_of(_mine(request))[: selectors.PAGE]]


@router.get("/{batch_id}", response=BatchOut, summary="进展 / how far it has come")
@gate.requires(Permission.FILING_AGENT_BATCH)
def one(request: HttpRequest, batch_id: UUID) -> dict[str, Any]:
    """How many lines stand how."""
    return _out(_batch(request, batch_id))


@router.post("/{batch_id}/submit", response={202: BatchOut}, summary="提交没有错误的行 / file the good lines")
@gate.requires(Permission.FILING_AGENT_BATCH)
def submit(request: HttpRequest, batch_id: UUID, told: SubmitIn) -> Status[dict[str, Any]]:
    """File every line without errors, in the background. Asking again after a stop changes nothing and wakes it."""
    found = _batch(request, batch_id)
    if not told.declared:
        raise Refusal("filing.not-declared", "请先声明内容真实。", "Declare the contents first.", field="declared")
    if found.state not in {BatchState.CHECKED, BatchState.RUNNING}:
        raise Refusal(
            "filing.batch-not-ready",
            "这个文件现在不能提交：还没有检查完，或者已经结束。",
            "The file cannot be filed now: it is still being checked, or over.",
            status=409,
        )
    begun = begin_batch(batch_id=found.pk, by=gate.actor_of(request), now=_now(request))
    tasks.wake()
    return Status(202, _out(begun))


@router.delete("/{batch_id}", response=BatchOut, summary="放弃 / give up")
@gate.requires(Permission.FILING_AGENT_BATCH)
def drop(request: HttpRequest, batch_id: UUID) -> dict[str, Any]:
    """Give up a file of which nothing was filed yet; what was in it is forgotten."""
    found = _batch(request, batch_id)
    return _out(drop_batch(batch_id=found.pk, by=gate.actor_of(request), now=_now(request)))


@router.get("/{batch_id}/lines", response=LinesOut, summary="逐行结果 / line by line")
@gate.requires(Permission.FILING_AGENT_BATCH)
def lines(
    request: HttpRequest,
    batch_id: UUID,
    state: Literal["", "ready", "wrong", "filed", "refused"] = "",
    after: Annotated[int, Query(ge=-1, le=10_000_000)] = -1,
) -> dict[str, Any]:
    """Receipts and errors, 500 lines a page."""
    found = _batch(request, batch_id)
    rows = list(selectors.batch_rows(found.pk, state=state).filter(number__gt=after)[: PAGE + 1])
    shown = rows[:PAGE]
    return {"lines": [_line(row) for row in shown], "next": shown[-1].number if len(rows) > PAGE else None}


@router.get("/{batch_id}/receipts.xlsx", summary="回执清单 / the receipts as a workbook")
@gate.requires(Permission.FILING_AGENT_BATCH)
def receipts(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One Excel file: receipts with links on the first sheet, every error with its place on the second."""
    found = _batch(request, batch_id)
    return presenter.receipts_workbook(found, selectors.batch_rows(found.pk))


def _out(batch: FilingBatch) -> dict[str, Any]:
    counts = selectors.batch_counts(batch.pk)
    pace = selectors.batch_pace(batch.pk) if batch.state == BatchState.RUNNING else None
    kept = ("id", "name", "category", "year", "sha256", "state", "refused", "entries", "uploaded_at", "finished_at")
    return {
        **{name: getattr(batch, name) for name in kept},
        "lines": counts,
        "minutes_left": presenter.minutes_left(counts.get(RowState.READY, 0), pace),
    }


def _line(row: FilingBatchRow) -> dict[str, Any]:
    return {
        "line": row.number,
        "code": row.code,
        "name": row.name,
        "state": row.state,
        "receipt": row.receipt,
        "filed_at": row.filed_at,
        "late": row.late,
        "page": receipt_address(row.receipt) if row.receipt else "",
        "findings": row.findings,
    }
