"""Writing the template of a year's form, and lists people take away. No cell of ours can become a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gongbao.kernel.cells import safe
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.filings.rules import Column, Field, Form
from gongbao.register.filings.workbooks.layout import (
    CODE,
    MAIN,
    MAIN_EN,
    SHOWN,
    Place,
    columns_of,
    columns_of_table,
    sheet_name,
    tables_of,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = b"\xef\xbb\xbf"
LINES_PREPARED = 5_000
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NOTES = [
    "{title}（{year} 年度）批量填报",
    "一户一行填在“填报”里；股东、网站、担保等明细填在各自的表里，用统一社会信用代码对应。",
    "标 * 的必填。金额单位是万元。日期写成 2026-06-30。",
    "“公示：…”一列填“公示”或“不公示”，空着就是不公示。",
    "请不要删改前两行表头。公式不会被执行，只读取显示的值。",
    "上传后先检查，逐行指出错误；没有错误的行确认后才提交。",
]
_NOTES_EN = [
    "{title} on {year}: many firms in one file",
    "One line a firm on the sheet Reports; shareholders, shops, guarantees on their own sheets, by the credit code.",
    "Items marked * must be filled in. Amounts are in 10,000 yuan: 12,345,600 yuan is 1234.56. Days as 2026-06-30.",
    "Columns “Publish: …” take publish or withhold; blank means withhold.",
    "Leave the two heading rows as they are. Formulas are never run; what they show is read.",
    "The file is checked first, line by line; only lines without errors are filed, and only after you say so.",
]
_TEXT = {"text", "address", "phone", "email", "postcode", "url", "code"}


def xlsx_template(form: Form, entities: Sequence[tuple[str, str]] = (), *, english: bool = False) -> bytes:
    """The workbook to fill in: a line an entity on the first sheet, a sheet a table. `entities` are (code, name).

    In English each heading stands in both languages and the choices in English; what comes back reads the same.
    """
    import xlsxwriter  # noqa: PLC0415 (slow to load)

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    paper = _Paper(book, english=english)
    main = paper.sheet(MAIN_EN if english else MAIN, columns_of(form), frozen=2)
    for line, (code, name) in enumerate(entities):
        main.write_string(2 + line, 0, safe(code), paper.formats["text"])
        main.write_string(2 + line, 1, safe(name), paper.formats["text"])
    for table in tables_of(form):
        paper.sheet(sheet_name(table, english=english), columns_of_table(table), frozen=1)
    _notes(book, form, english=english)
    book.close()
    return buffer.getvalue()


class _Paper:
    """A workbook with its formats, in one language."""

    def __init__(self, book: Any, *, english: bool) -> None:
        self.book = book
        self.english = english
        head = {"bold": True, "bg_color": "#eef2f6", "border": 1, "text_wrap": True, "valign": "top"}
        self.formats = {
            "head": book.add_format(head),
            "must": book.add_format({**head, "font_color": "#8a5a00"}),
            "id": book.add_format({"font_color": "#8a8a8a", "font_size": 8, "border": 1}),
            "text": book.add_format({"num_format": "@"}),
            "money": book.add_format({"num_format": "#,##0.######"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "plain": book.add_format({}),
        }

    def said(self, words: Sentence) -> str:
        """The words in the workbook's language."""
        return words.en if self.english else words.zh

    def sheet(self, name: str, places: Sequence[Place], *, frozen: int) -> Any:
        """A sheet with its two heading rows."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(2, frozen)
        sheet.set_row(0, 62 if self.english else 44)
        for number, place in enumerate(places):
            heading = place.headings[2] if self.english else place.heading
            kind = "must" if place.required else "head"
            sheet.write_string(0, number, heading + ("*" if place.required else ""), self.formats[kind])
            sheet.write_string(1, number, place.id, self.formats["id"])
            width = 22 if place.id == CODE else 20 if self.english else 16
            sheet.set_column(number, number, width, self.formats[_format(place)])
            self._help(sheet, number, place)
            self._offer(sheet, number, place)
        return sheet

    def _help(self, sheet: Any, number: int, place: Place) -> None:
        if isinstance(place.column, Field) and place.column.help.zh:
            sheet.write_comment(0, number, self.said(place.column.help), {"x_scale": 2})

    def _offer(self, sheet: Any, number: int, place: Place) -> None:
        """A drop-down where the answers are known."""
        offered = self._offered(place)
        if offered:
            sheet.data_validation(
                2, number, LINES_PREPARED, number, {"validate": "list", "source": offered, "error_type": "warning"}
            )

    def _offered(self, place: Place) -> list[str]:
        if place.id.startswith(SHOWN):
            return ["publish", "withhold"] if self.english else ["公示", "不公示"]
        column: Column | None = place.column
        if column is None:
            return []
        if column.type == "yesno":
            return ["yes", "no"] if self.english else ["是", "否"]
        words = [self.said(words) for _, words in column.choices]
        return words if len(",".join(words)) < 250 and not any("," in one for one in words) else []


def _format(place: Place) -> str:
    if place.column is None:
        return "text" if place.id == CODE else "plain"
    if place.column.type in {"money", "date"}:
        return place.column.type
    return "text" if place.column.type in _TEXT else "plain"


def _notes(book: Any, form: Form, *, english: bool) -> None:
    sheet = book.add_worksheet("How to fill in" if english else "说明")
    sheet.set_column(0, 0, 100)
    for number, text in enumerate(_NOTES_EN if english else _NOTES):
        title = form.title.en if english else form.title.zh
        sheet.write_string(number, 0, text.format(title=title, year=form.year))


def csv_template(form: Form, lines: int = 2, *, english: bool = False) -> bytes:
    """The same as CSV (UTF-8 with a mark, for Excel): tables as columns `contributions.1.name`."""
    places = columns_of(form)
    numbered = [
        (
            f"{table.id}.{number}.{column.id}",
            f"{table.label.en} {number}: {column.label.en}"
            if english
            else f"{table.label.zh}{number}：{column.label.zh}",
        )
        for table in tables_of(form)
        for number in range(1, lines + 1)
        for column in table.columns
    ]
    heads = [(one.words.en if english else one.heading) + ("*" if one.required else "") for one in places]
    heads += [words for _, words in numbered]
    ids = [place.id for place in places] + [id_ for id_, _ in numbered]
    return list_csv(heads, [ids])


def list_csv(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A list as CSV for Excel; no cell starts a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe(one) for one in heads])
    writer.writerows([[safe(str(cell)) for cell in row] for row in rows])
    return BOM + text.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list for a workbook. A cell is text, or a link as (words, address)."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[str | tuple[str, str]]]


def list_xlsx(*sheets: Sheet) -> bytes:
    """Lists as a workbook of text cells and links to pages of this house."""
    import xlsxwriter  # noqa: PLC0415 (slow to load)

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    bold, text = book.add_format({"bold": True, "bg_color": "#eef2f6"}), book.add_format({"num_format": "@"})
    for one in sheets:
        sheet = book.add_worksheet(one.title[:31])
        sheet.freeze_panes(1, 0)
        for number, head in enumerate(one.heads):
            sheet.write_string(0, number, head, bold)
            sheet.set_column(number, number, 24, text)
        for line, row in enumerate(one.rows, 1):
            for number, cell in enumerate(row):
                if isinstance(cell, tuple):
                    words, address = cell
                    sheet.write_url(line, number, address, string=safe(words))
                else:
                    sheet.write_string(line, number, safe(str(cell)), text)
    book.close()
    return buffer.getvalue()
