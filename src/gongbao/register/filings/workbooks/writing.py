"""Writing the template of a year's form, and lists people take away. No cell of ours can become a formula."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from gongbao.register.filings.rules import Column, Field, Form
from gongbao.register.filings.workbooks.layout import (
    CODE,
    MAIN,
    SHOWN,
    Place,
    columns_of,
    columns_of_table,
    safe,
    sheet_name,
    tables_of,
)

BOM = b"\xef\xbb\xbf"
LINES_PREPARED = 2_000
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_TEXT = {"text", "address", "phone", "email", "postcode", "url", "code"}


def xlsx_template(form: Form, entities: Sequence[tuple[str, str]] = ()) -> bytes:
    """The workbook to fill in: a line an entity on the first sheet, a sheet a table. `entities` are (code, name)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#eef2f6", "border": 1, "text_wrap": True}),
        "must": book.add_format(
            {"bold": True, "bg_color": "#eef2f6", "border": 1, "text_wrap": True, "font_color": "#8a5a00"}
        ),
        "id": book.add_format({"font_color": "#8a8a8a", "font_size": 8, "border": 1}),
        "text": book.add_format({"num_format": "@"}),
        "money": book.add_format({"num_format": "#,##0.######"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "plain": book.add_format({}),
    }
    main = _sheet(book, MAIN, columns_of(form), formats)
    for line, (code, name) in enumerate(entities):
        main.write_string(2 + line, 0, safe(code), formats["text"])
        main.write_string(2 + line, 1, safe(name), formats["text"])
    for table in tables_of(form):
        _sheet(book, sheet_name(table), columns_of_table(table), formats)
    _notes(book, form)
    book.close()
    return buffer.getvalue()


def _sheet(book: Any, name: str, places: Sequence[Place], formats: dict[str, Any]) -> Any:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(2, 2 if name == MAIN else 1)
    sheet.set_row(0, 44)
    for number, place in enumerate(places):
        sheet.write_string(
            0, number, place.heading + ("*" if place.required else ""), formats["must" if place.required else "head"]
        )
        sheet.write_string(1, number, place.id, formats["id"])
        sheet.set_column(number, number, 22 if place.id == CODE else 16, formats[_format(place)])
        _help(sheet, number, place)
        _offer(sheet, number, place)
    return sheet


def _format(place: Place) -> str:
    if place.column is None:
        return "text" if place.id == CODE else "plain"
    if place.column.type in {"money", "date"}:
        return place.column.type
    return "text" if place.column.type in _TEXT else "plain"


def _help(sheet: Any, number: int, place: Place) -> None:
    if isinstance(place.column, Field) and place.column.help.zh:
        sheet.write_comment(0, number, place.column.help.zh, {"x_scale": 2})


def _offer(sheet: Any, number: int, place: Place) -> None:
    """A drop-down where the answers are known."""
    offered = _offered(place)
    if offered:
        sheet.data_validation(
            2, number, LINES_PREPARED, number, {"validate": "list", "source": offered, "error_type": "warning"}
        )


def _offered(place: Place) -> list[str]:
    if place.id.startswith(SHOWN):
        return ["公示", "不公示"]
    column: Column | None = place.column
    if column is None:
        return []
    if column.type == "yesno":
        return ["是", "否"]
    words = [words.zh for _, words in column.choices]
    return words if len(",".join(words)) < 250 else []


def _notes(book: Any, form: Form) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 100)
    lines = [
        f"{form.title.zh}（{form.year} 年度）批量填报",
        "一户一行填在“填报”里；股东、网站、担保等明细填在各自的表里，用统一社会信用代码对应。",
        "标 * 的必填。金额单位是万元。日期写成 2026-06-30。",
        "“公示：…”一列填“公示”或“不公示”，空着就是不公示。",
        "请不要删改前两行表头。公式不会被执行，只读取显示的值。",
        "上传后先检查，逐行指出错误；没有错误的行确认后才提交。",
    ]
    for number, text in enumerate(lines):
        sheet.write_string(number, 0, text)


def csv_template(form: Form, lines: int = 2) -> bytes:
    """The same as CSV (UTF-8 with a mark, for Excel): tables as columns `contributions.1.name`."""
    places = columns_of(form)
    numbered = [
        (f"{table.id}.{number}.{column.id}", f"{table.label.zh}{number}：{column.label.zh}")
        for table in tables_of(form)
        for number in range(1, lines + 1)
        for column in table.columns
    ]
    heads = [place.heading + ("*" if place.required else "") for place in places] + [words for _, words in numbered]
    ids = [place.id for place in places] + [id_ for id_, _ in numbered]
    return list_csv(heads, [ids])


def list_csv(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A list as CSV for Excel; no cell starts a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe(one) for one in heads])
    writer.writerows([[safe(str(cell)) for cell in row] for row in rows])
    return BOM + text.getvalue().encode()


def list_xlsx(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A list as a workbook of text cells."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    sheet = book.add_worksheet(title[:31])
    bold, text = book.add_format({"bold": True, "bg_color": "#eef2f6"}), book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for number, head in enumerate(heads):
        sheet.write_string(0, number, head, bold)
        sheet.set_column(number, number, 24, text)
    for line, row in enumerate(rows, 1):
        for number, cell in enumerate(row):
            sheet.write_string(line, number, safe(str(cell)), text)
    book.close()
    return buffer.getvalue()
