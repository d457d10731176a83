"""Reading a handed-in workbook or CSV: values only, merged cells filled, every line with its number.

Formulas are never run; what a cell last showed counts as typed. Nothing of a file is trusted: sizes are bounded first.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from gongbao.briefing.targets import refusals

MOST_LINES, MOST_COLUMNS, MOST_SHEETS = 5_000, 60, 20
HEADS_LOOKED_AT = 8
_LOST = 10**15
_MONTH = re.compile(r"^(20\d{2})\s*(?:年|-|/|\.)?\s*(\d{1,2})\s*月?$")
_NONE = {"", "-", "—", "--", "/", "无", "…"}
Row = Sequence[Any]


def sheets_of(data: bytes, name: str) -> dict[str, list[list[Any]]]:
    """The sheets by name with merged cells filled, or a CSV (UTF-8 or GB18030) as the only one. Refusal if neither."""
    if data[:2] != b"PK":
        return {name: _csv_rows(data)}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = {}
        for one in book.sheet_names[:MOST_SHEETS]:
            sheet = book.get_sheet_by_name(one)
            if sheet.end is None:
                continue
            if sheet.end[0] >= MOST_LINES or sheet.end[1] >= 2_000:
                raise refusals.too_long(MOST_LINES)
            rows = [row[:MOST_COLUMNS] for row in sheet.to_python(skip_empty_area=False)]
            _fill(rows, sheet.merged_cell_ranges or [])
            found[one] = rows
    except (CalamineError, OSError, ValueError) as error:
        raise refusals.unreadable() from error
    return found


def _fill(rows: list[list[Any]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """A merged cell's value stands in every cell it covers, as a reader sees it."""
    for (top, left), (bottom, right) in merged[:10_000]:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for line in range(top, min(bottom + 1, len(rows))):
            for place in range(left, min(right + 1, len(rows[line]))):
                rows[line][place] = value


def _csv_rows(data: bytes) -> list[list[Any]]:
    text = _decoded(data)
    head = text[:4096].split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    try:
        rows: list[list[Any]] = []
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= MOST_LINES:
                raise refusals.too_long(MOST_LINES)
            rows.append(list(row[:MOST_COLUMNS]))
    except csv.Error as error:
        raise refusals.unreadable() from error
    return rows


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusals.unreadable()


def heads_of(rows: Sequence[Row], words: Mapping[str, str], needed: set[str]) -> tuple[dict[str, int], int] | None:
    """Which column holds what, and the first line of data (from 0); None where no line has the needed headings.

    `words` maps headings, without blanks and brackets, to names; titles above the headings are passed over.
    """
    for number, row in enumerate(rows[:HEADS_LOOKED_AT]):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            known = words.get(plain(str(cell)))
            if known is not None and known not in found:
                found[known] = place
        if needed <= set(found):
            return found, number + 1
    return None


def plain(heading: str) -> str:
    """A heading without blanks, stars, and what stands in brackets: the measure."""
    return re.sub(r"[(（].*?[)）]|[\s*＊]", "", heading).lower()


def lines_of(rows: Sequence[Row], start: int) -> Iterator[tuple[int, Row]]:
    """The lines that hold anything, with their numbers as a reader counts them."""
    for number in range(start, len(rows)):
        if any(cell is not None and str(cell).strip() for cell in rows[number]):
            yield number + 1, rows[number]


def text_of(cell: Any) -> str:
    """A cell as text; a leading apostrophe that kept a spreadsheet from computing falls away."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _LOST:
        return str(int(cell))
    text = str(cell).strip()
    return text[1:].strip() if text[:1] == "'" else text


def number_of(cell: Any) -> Decimal | None:
    """A number as people write it: 1,234.5, 12.3%, （12.3） for below nothing; None for a blank or a dash.

    Raises ValueError for anything else, and for what a column of eighteen digits cannot hold.
    """
    if isinstance(cell, bool | date):
        raise ValueError("no number")  # noqa: TRY004 (one error for whatever is no number)
    if isinstance(cell, int | float):
        text = repr(cell)
    else:
        text = text_of(cell).replace(",", "").replace("，", "").replace(" ", "").rstrip("%％")
        if text in _NONE:
            return None
        if text[:1] in "(（" and text[-1:] in ")）":
            text = f"-{text[1:-1]}"
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise ValueError("no number") from error
    if not found.is_finite() or abs(found) >= Decimal(10) ** 14:
        raise ValueError("too large")
    return found.quantize(Decimal("0.0001"))


def month_of(cell: Any) -> int | None:
    """202606, 2026-06, 2026年6月, or a day of the month; None for anything else."""
    if isinstance(cell, datetime | date):
        return cell.year * 100 + cell.month
    text = text_of(cell)
    found = _MONTH.match(text)
    if found is None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day.year * 100 + day.month
    year, number = int(found[1]), int(found[2])
    return year * 100 + number if 1 <= number <= 12 else None
