"""A batch on its page and in the lists one takes away."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Column, Progress, Stat, State, Table
from gongbao.foundation.wording import is_english, moment_words
from gongbao.register.filings.models import BatchState, FilingBatch, FilingBatchRow, RowState
from gongbao.register.filings.rules import receipt_address
from gongbao.register.filings.workbooks import XLSX, Sheet, list_xlsx

_ROWS: dict[RowState, tuple[Callable[[], str], str]] = {
    RowState.READY: (lambda: _("可以提交"), "open"),
    RowState.WRONG: (lambda: _("有误"), "late"),
    RowState.FILED: (lambda: _("已提交"), "done"),
    RowState.REFUSED: (lambda: _("未能提交"), "late"),
}
_BATCHES: dict[BatchState, tuple[Callable[[], str], str]] = {
    BatchState.CHECKING: (lambda: _("正在检查"), "open"),
    BatchState.UNREADABLE: (lambda: _("读不出"), "late"),
    BatchState.CHECKED: (lambda: _("已检查，待提交"), "soon"),
    BatchState.RUNNING: (lambda: _("正在提交"), "open"),
    BatchState.DONE: (lambda: _("已完成"), "done"),
    BatchState.DROPPED: (lambda: _("已放弃"), "plain"),
}


def row_state(row: FilingBatchRow) -> State:
    """How a line stands."""
    words, tone = _ROWS[RowState(row.state)]
    return State(text=words(), tone=tone)


def categories() -> list[tuple[str, str]]:
    """The kinds of entity a file may be for."""
    return [("enterprise", _("企业")), ("individual", _("个体工商户")), ("cooperative", _("农民专业合作社"))]


def row_state_words(state: str) -> str:
    """The state of a line in words."""
    return _ROWS[RowState(state)][0]()


def batch_state(batch: FilingBatch) -> State:
    """How a batch stands."""
    words, tone = _BATCHES[BatchState(batch.state)]
    return State(text=words(), tone=tone)


def finding_words(one: Mapping[str, Any]) -> str:
    """Line, column, words: 填报 第 5 行“资产总额”：…"""
    sheet = f"{one['sheet']} " if one["sheet"] else ""
    words = one["en"] if is_english() else one["zh"]
    named = one.get("column_en") or one["column"] if is_english() else one["column"]
    column = {"code": _("统一社会信用代码")}.get(one["column"], named)
    place = _("%(sheet)s第 %(line)d 行“%(column)s”") % {"sheet": sheet, "line": one["line"], "column": column}
    return _("%(place)s：%(words)s") % {"place": place, "words": words}


def batches_table(rows: Sequence[FilingBatch]) -> Table:
    """The batches of one's organisation."""
    return Table(
        caption=_("批量申报"),
        columns=[
            Column(key="name", label=_("文件"), primary=True),
            Column(key="year", label=_("年度")),
            Column(key="at", label=_("上传时间"), kind="moment"),
            Column(key="total", label=_("行数"), kind="number"),
            Column(key="state", label=_("进展"), kind="state"),
        ],
        rows=[
            {
                "name": one.name,
                "href": reverse("filings:batch", args=[one.pk]),
                "year": str(one.year),
                "at": one.uploaded_at,
                "total": max(one.rows_total, one.entries),
                "state": batch_state(one),
            }
            for one in rows
        ],
        empty=_("上传过的文件会列在这里。"),
    )


def stats(counts: Mapping[str, int]) -> list[Stat]:
    """How many lines stand how."""
    tones = {RowState.FILED: "done", RowState.WRONG: "late", RowState.REFUSED: "late", RowState.READY: "plain"}
    order = [RowState.READY, RowState.FILED, RowState.WRONG, RowState.REFUSED]
    return [
        Stat(label=_ROWS[state][0](), value=counts.get(state, 0), tone=tones[state])
        for state in order
        if counts.get(state) or state == RowState.READY
    ]


def minutes_left(lines: int, pace: float | None) -> int | None:
    """How long the waiting lines still take, rounded up; None while the pace is not known."""
    return math.ceil(lines / pace / 60) if pace and lines else None


def progress(batch: FilingBatch, counts: Mapping[str, int], pace: float | None = None) -> Progress:
    """How far checking or filing has come; the page fetches it every two seconds."""
    refresh = reverse("filings:batch-progress", args=[batch.pk])
    if batch.state == BatchState.CHECKING:
        title = _("逐行检查") if batch.entries else _("打开文件")
        return Progress(title=title, done=sum(counts.values()), total=batch.entries, unit=_("行"), refresh=refresh)
    done = counts.get(RowState.FILED, 0) + counts.get(RowState.REFUSED, 0)
    waiting = counts.get(RowState.READY, 0)
    return Progress(
        title=_("提交年报"),
        done=done,
        total=done + waiting,
        unit=_("户"),
        minutes_left=minutes_left(waiting, pace),
        finished=batch.state != BatchState.RUNNING,
        refresh=refresh,
    )


def rows_table(rows: Iterable[FilingBatchRow]) -> Table:
    """Lines with what was found."""
    return Table(
        caption=_("逐行结果"),
        columns=[
            Column(key="line", label=_("行")),
            Column(key="name", label=_("名称"), primary=True),
            Column(key="code", label=_("统一社会信用代码"), kind="code"),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="words", label=_("说明")),
        ],
        rows=[
            {
                "line": str(one.number or "—"),
                "name": one.name,
                "code": one.code,
                "state": row_state(one),
                "words": one.receipt or "\n".join(finding_words(each) for each in one.findings),
            }
            for one in rows
        ],
        empty=_("这里没有行。"),
    )


def receipts_workbook(batch: FilingBatch, rows: QuerySet[FilingBatchRow]) -> HttpResponse:
    """One Excel file: every line with its receipt and a link to check it; every finding with its place and words."""
    heads, lines = receipts_list(rows.iterator())
    numbers, pages = heads.index(_("回执")), heads.index(_("核对回执的网页"))
    linked = ([_cell(line, place, numbers, pages) for place in range(len(line))] for line in lines)
    found = (
        [str(one.number), one.code, one.name, _("错误") if each["error"] else _("提醒"), *_placed(each)]
        for one in rows.exclude(findings=[]).iterator()
        for each in one.findings
    )
    marks = [_("行"), _("统一社会信用代码"), _("名称"), _("轻重"), _("表"), _("所在行"), _("列"), _("怎么改")]
    data = list_xlsx(Sheet(_("回执"), heads, linked), Sheet(_("错误和提醒"), marks, found))
    headers = {
        "Content-Disposition": f'attachment; filename="gongbao-receipts-{batch.year}.xlsx"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type=XLSX, headers=headers)


def _cell(line: Sequence[str], place: int, numbers: int, pages: int) -> str | tuple[str, str]:
    """The receipt and its page are links; the rest is text."""
    return (line[place], line[pages]) if place in {numbers, pages} and line[pages] else line[place]


def _placed(one: Mapping[str, Any]) -> list[str]:
    english = is_english()
    column = one.get("column_en") or one["column"] if english else one["column"]
    return [one["sheet"], str(one["line"]), column, one["en"] if english else one["zh"]]


def receipts_list(rows: Iterable[FilingBatchRow]) -> tuple[list[str], list[list[str]]]:
    """Headings and lines of the list of receipts."""
    heads = [
        _("行"),
        _("统一社会信用代码"),
        _("名称"),
        _("状态"),
        _("回执"),
        _("提交时间"),
        _("是否按期"),
        _("核对回执的网页"),
        _("说明"),
    ]
    return heads, [
        [
            str(one.number),
            one.code,
            one.name,
            row_state(one).text,
            one.receipt,
            moment_words(one.filed_at) if one.filed_at else "",
            "" if not one.receipt else _("逾期") if one.late else _("按期"),
            f"{settings.PUBLIC_URL}{receipt_address(one.receipt)}" if one.receipt else "",
            "; ".join(finding_words(each) for each in one.findings),
        ]
        for one in rows
    ]
