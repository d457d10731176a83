"""What is taken away in Excel: templates to fill, a month's figures, the wrong lines. Texts stay texts."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from gongbao.briefing.targets.checking import Line
from gongbao.briefing.targets.models import BatchKind, Indicator, Value
from gongbao.briefing.targets.rules import share_of_target, year_share
from gongbao.briefing.units.models import Unit
from gongbao.kernel.cells import safe

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VALUE_HEADS = ("单位", "指标", "计量单位", "月份", "当月", "累计", "同比(%)", "年目标")
FIRM_HEADS = ("单位", "企业名称", "月份", "营业收入(万元)", "利润(万元)", "税收(万元)", "同比(%)")
NOTES = (
    "一行一个单位的一个指标。单位和指标的名称要和系统里的一样。",
    "月份写成 202606。不写的按上传时选的月份。",
    "同比写百分点，如增长 8.5% 写 8.5，下降写负数。没有的空着。",
    "累计指标：累计和当月写一个就行，另一个由上月累计推算。年目标写过一次，当年以后可以空着。",
    "合并的单元格会按看到的样子读取。公式不会被执行，只读取显示的值。",
    "上传后先检查，逐行指出错误；有错的行不导入。",
)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def _book(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]], notes: Sequence[str] = ()) -> bytes:
    import xlsxwriter  # noqa: PLC0415 (slow to load)

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    head = book.add_format({"bold": True, "bg_color": "#eef2f6", "border": 1})
    for title, heads, rows in sheets:
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(heads), 16)
        for place, words in enumerate(heads):
            sheet.write_string(0, place, words, head)
        for line, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                _write(sheet, line, place, cell)
    if notes:
        sheet = book.add_worksheet("说明")
        sheet.set_column(0, 0, 90)
        for line, words in enumerate(notes):
            sheet.write_string(line, 0, words)
    book.close()
    return out.getvalue()


def _write(sheet: Any, line: int, place: int, cell: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, Decimal | int | float):
        sheet.write_number(line, place, float(cell))
    else:
        sheet.write_string(line, place, safe(str(cell)))


def template(kind: str, units: Sequence[Unit], indicators: Sequence[Indicator], month: int) -> bytes:
    """A workbook to fill: for indicators every unit with every indicator is there already."""
    if kind == BatchKind.FIRMS:
        return _book([("企业", FIRM_HEADS, ())], NOTES)
    rows = [(unit.short, one.name, one.measure, month) for one in indicators for unit in units]
    return _book([("指标", VALUE_HEADS, rows)], NOTES)


def month_book(values: Sequence[Value], month: int) -> bytes:
    """A month's figures in force, with the share of the target and of the year gone."""
    heads = (*VALUE_HEADS, "完成年目标(%)", "时间进度(%)", "版本")
    gone = (year_share(month) * 100).quantize(Decimal("0.1"))
    rows = []
    for one in values:
        share = share_of_target(one.total, one.target) if one.indicator.cumulative else None
        rows.append(
            (
                one.unit.short,
                one.indicator.name,
                one.indicator.measure,
                one.month,
                one.amount,
                one.total,
                one.growth,
                one.target,
                (share * 100).quantize(Decimal("0.1")) if share is not None else None,
                gone,
                one.version,
            )
        )
    return _book([(f"{month}", heads, rows)])


def wrong_book(lines: Sequence[Line]) -> bytes:
    """The wrong lines with where they stand and what is wrong."""
    rows = [
        (line.sheet, line.line, line.unit.short if line.unit else "", line.said, "；".join(p.zh for p in line.problems))
        for line in lines
        if line.problems
    ]
    return _book([("有错的行", ("表", "行", "单位", "指标或企业", "错在哪里"), rows)])
