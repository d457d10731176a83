"""Reading a filled-in workbook or CSV: values only, formulas never; every line keeps its number for the findings."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.filings.rules import Field, Form
from gongbao.register.filings.workbooks.layout import (
    CODE,
    MAIN,
    MAIN_EN,
    NAME,
    SHOWN,
    Place,
    columns_of,
    columns_of_table,
    sheet_name,
    tables_of,
)

MOST_LINES = 50_000
MOST_COLUMNS = 400
HEADS_LOOKED_AT = 8
#: From here on a number in a spreadsheet has lost digits: a code of 18 digits becomes another one.
_LOST = 10**15
_PUBLISHED = frozenset({"公示", "是", "publish", "yes", "true", "1"})
Rows = Sequence[Sequence[Any]]


@dataclass(slots=True)
class Entry:
    """One entity's report as it stands in the file. `lines` says where each table line came from: (sheet, line)."""

    line: int
    code: str
    name: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, bool] = field(default_factory=dict)
    lines: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    problems: list[tuple[str, int, str, Sentence]] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What a file holds: its entries, and lines that belong to none: (sheet, line, column, what is wrong)."""

    main: str
    entries: list[Entry]
    problems: list[tuple[str, int, str, Sentence]]


def read_workbook(data: bytes, name: str, form: Form) -> Reading:
    """Read a file for one year's form. Refusal when it is no workbook, or has no column for codes."""
    sheets = sheets_of(data, name)
    main, rows = _main_sheet(sheets, form)
    heads, start = _heads(rows, columns_of(form), form)
    if CODE not in heads.values():
        raise _refuse_no_code()
    reading = Reading(main, [], [])
    by_code: dict[str, Entry] = {}
    for line, row in lines_of(rows, start):
        entry = _entry(line, row, heads, form)
        if not entry.code:
            words = Sentence("缺统一社会信用代码，这一行没有读取。", "No credit code: the line was not read.")
            reading.problems.append((main, line, CODE, words))
        elif entry.code in by_code:
            words = Sentence(
                f"和第 {by_code[entry.code].line} 行是同一个代码，这一行没有读取。",
                f"The same code as in line {by_code[entry.code].line}: the line was not read.",
            )
            reading.problems.append((main, line, CODE, words))
        else:
            by_code[entry.code] = entry
            reading.entries.append(entry)
    for table in tables_of(form):
        _read_table(table, sheets, by_code, reading, main)
    return reading


def sheets_of(data: bytes, name: str) -> dict[str, Rows]:
    """The sheets of a workbook by name, or a CSV as the only one. Refusal when it is neither."""
    if data[:2] == b"PK":
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            found = {one: book.get_sheet_by_name(one).to_python(skip_empty_area=False) for one in book.sheet_names}
        except (CalamineError, OSError, ValueError) as error:
            raise _refuse_unreadable() from error
        return {key: rows for key, rows in found.items() if rows}
    return {name: list(_csv_rows(data))}


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    head = text[:4096].split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise _refuse_unreadable() from error


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refuse_unreadable()


def _main_sheet(sheets: Mapping[str, Rows], form: Form) -> tuple[str, Rows]:
    tables = {sheet_name(one, english=english) for one in tables_of(form) for english in (False, True)}
    named = next((one for one in (MAIN, MAIN_EN) if one in sheets), None)
    named = named or next((one for one in sheets if one not in tables), None)
    if named is None:
        raise _refuse_no_code()
    if len(sheets[named]) > MOST_LINES:
        raise Refusal(
            "filing.file-too-long",
            f"一个文件最多 {MOST_LINES} 行，请分成几个文件。",
            f"At most {MOST_LINES} lines a file; split it.",
        )
    return named, sheets[named]


def _heads(rows: Rows, places: Sequence[Place], form: Form | None) -> tuple[dict[int, str], int]:
    """Which column holds what, and the first line of data (from 0). Ids win over headings."""
    ids = {one.id for one in places}
    words = {plain_heading(heading): one.id for one in places for heading in (*one.headings, one.id)}
    bare = [(label, one) for one in places if one.column for label in (one.column.label.zh, one.column.label.en)]
    words |= {plain_heading(label): one.id for label, one in bare if plain_heading(label) not in words}
    numbered = {table.id: {one.id for one in table.columns} for table in tables_of(form)} if form else {}
    best: dict[int, str] = {}
    start = 0
    for number, row in enumerate(rows[:HEADS_LOOKED_AT]):
        found: dict[int, str] = {}
        for place, cell in enumerate(row[:MOST_COLUMNS]):
            text = str(cell).strip()
            known = words.get(plain_heading(text)) or (text if _is_numbered(text, numbered) else None)
            if known is not None and known not in found.values():
                found[place] = known
        if len(found) >= 2 and len(found) >= len(best):
            best, start = found, number + 1
            if {str(cell).strip() for cell in row} & ids == set(found.values()) & ids and CODE in row:
                break
    return best, start


def _is_numbered(text: str, tables: Mapping[str, set[str]]) -> bool:
    """`contributions.1.name`: a table's line written beside the rest, for CSV files."""
    table, _, rest = text.partition(".")
    number, _, column = rest.partition(".")
    return table in tables and number.isascii() and number.isdigit() and len(number) < 4 and column in tables[table]


def plain_heading(heading: str) -> str:
    """A heading without what people change: blanks, stars, brackets."""
    kept = "".join(heading.split()).rstrip("*＊")
    return kept.replace("(", "（").replace(")", "）").lower()


def lines_of(rows: Rows, start: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """The lines that hold anything, with their numbers as a reader counts them."""
    for number in range(start, len(rows)):
        row = rows[number][:MOST_COLUMNS]
        if any(cell not in (None, "") and str(cell).strip() for cell in row):
            yield number + 1, row


def _entry(line: int, row: Sequence[Any], heads: Mapping[int, str], form: Form) -> Entry:
    entry = Entry(line, "")
    numbered: dict[str, dict[int, dict[str, str]]] = {}
    for place, id_ in heads.items():
        cell = row[place] if place < len(row) else ""
        if id_ == CODE and isinstance(cell, float | int) and not isinstance(cell, bool) and cell >= _LOST:
            words = Sentence(
                "代码在表格里成了数字，末几位已丢失。请把这一列设为“文本”再填。",
                "The code became a number in the spreadsheet and lost digits. Set the column to text, enter it anew.",
            )
            entry.problems.append(("", line, CODE, words))
        text = cell_text(cell)
        if id_ == CODE:
            entry.code = text.upper().replace(" ", "")
        elif id_ == NAME:
            entry.name = text[:300]
        elif id_.startswith(SHOWN):
            entry.shown[id_.removeprefix(SHOWN)] = text.lower() in _PUBLISHED
        elif "." in id_:
            table, number, column = id_.split(".")
            if text:
                numbered.setdefault(table, {}).setdefault(int(number), {})[column] = text
        elif text:
            entry.values[id_] = text
    for table, rows in numbered.items():
        entry.values[table] = [rows[number] for number in sorted(rows)]
        entry.lines[table] = [("", line)] * len(rows)
    return entry


def _read_table(
    table: Field, sheets: Mapping[str, Rows], entries: Mapping[str, Entry], reading: Reading, main: str
) -> None:
    names = (sheet_name(table), sheet_name(table, english=True), table.id)
    name = next((one for one in names if one in sheets), None)
    if name is None or name == main:
        return
    heads, start = _heads(sheets[name], columns_of_table(table), None)
    for line, row in lines_of(sheets[name], start):
        cells = {id_: cell_text(row[place]) for place, id_ in heads.items() if place < len(row)}
        code = cells.pop(CODE, "").upper().replace(" ", "")
        entry = entries.get(code)
        if entry is None:
            words = Sentence(
                f"“{reading.main}”里没有这个代码，这一行没有读取。",
                f"“{reading.main}” has no such code: the line was not read.",
            )
            reading.problems.append((name, line, CODE, words))
            continue
        entry.values.setdefault(table.id, []).append({key: text for key, text in cells.items() if text})
        entry.lines.setdefault(table.id, []).append((name, line))


def cell_text(cell: Any) -> str:
    """A cell as text: whole numbers without a point, days as ISO days. What a formula last showed counts as typed."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _LOST else format(Decimal(repr(cell)), "f")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell).strip()
    return text[1:] if text[:1] == "'" else text


def _refuse_unreadable() -> Refusal:
    return Refusal(
        "filing.file-unreadable",
        "文件打不开。请用本页的模板填写，存成 .xlsx 或 .csv 再上传。",
        "The file cannot be read. Fill in the template of this page and save it as .xlsx or .csv.",
        field="file",
    )


def _refuse_no_code() -> Refusal:
    return Refusal(
        "filing.file-no-code",
        "没有找到“统一社会信用代码”这一列。请用本页的模板，不要删改表头。",
        "There is no column 统一社会信用代码. Use the template of this page and leave its headings as they are.",
        field="file",
    )
