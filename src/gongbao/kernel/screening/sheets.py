"""The names somebody brings: pasted, CSV in any usual encoding, or Excel, merged cells and all.

What can't be read is said by its line; everything else is asked.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from gongbao.kernel.screening.parties import Question
from gongbao.kernel.screening.rows import FORM_COMMA, Columns, Row, by_content, by_heading, cleaned, heading, rejoined
from gongbao.kernel.statutes.vocabulary import Sentence

__all__ = ["Line", "Unreadable", "cleaned", "decoded", "lines_of_file", "lines_of_text"]
MOST_LINES = 1_000_000
MOST_COLUMNS = 200
MOST_SHEETS = 50
HEADS_LOOKED_AT = 10
_EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_LINE_END = re.compile(r"\r\n|\n|\r")
MOST_LINES_A_ROW = 10  # a quoted cell of more lines is a stray quote


class Unreadable(ValueError):
    """The file as a whole can't be read; `words` say what to do."""

    def __init__(self, words: Sentence) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: what it asks, or what is wrong with it."""

    number: int
    question: Question
    problem: Sentence | None = None


def lines_of_text(text: str) -> Iterator[Line]:
    """Pasted lines: a name or a code each, or both parted by a tab or comma."""
    return _lines(_rows_of(text, _delimiter(text)))


def lines_of_file(data: bytes) -> Iterator[Line]:
    """The lines of CSV, text or Excel, told apart by the bytes. Unreadable for anything else."""
    if data.startswith(_EXCEL):
        return _lines(enumerate(_excel(data), 1))
    if data.startswith(b"%PDF-"):
        raise Unreadable(
            Sentence(
                "这是 PDF，读不出名单。请把名单存成 Excel(.xlsx) 或 CSV 再上传。",
                "This is a PDF: no list can be read from it. Save the list as Excel (.xlsx) or CSV.",
            )
        )
    return lines_of_text(decoded(data))


def decoded(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or GB 18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        Sentence(
            "文件编码无法识别。请另存为 UTF-8 或 GB18030 编码的 CSV，或存成 Excel(.xlsx)。",
            "The encoding is unknown. Save as CSV in UTF-8 or GB 18030, or as Excel (.xlsx).",
        )
    )


def _delimiter(text: str) -> str:
    """What most of the first lines have; a comma before a legal form parts nothing."""
    head = [FORM_COMMA.sub(" ", line) for line in text[:4096].splitlines()[:5]]
    return max("\t,;", key=lambda one: sum(one in line for line in head))


def _rows_of(text: str, delimiter: str) -> Iterator[tuple[int, Row]]:
    """The rows of a text, each with the line it begins on. A quote that is never closed swallows no line behind it."""
    lines = _LINE_END.split(text)
    last = 0
    for number, line in enumerate(lines, 1):
        if number <= last:
            continue
        row = line.split(delimiter)
        if '"' in line:
            last, row = _quoted(lines, number, delimiter)
        yield number, rejoined(row) if delimiter == "," else row


def _quoted(lines: Sequence[str], number: int, delimiter: str) -> tuple[int, list[str]]:
    """The row that begins on a line with quotation marks, and the line it ends on."""
    odd = False
    for last in range(number, min(number + MOST_LINES_A_ROW, len(lines) + 1)):
        odd ^= lines[last - 1].count('"') % 2 == 1
        if odd:
            continue
        joined = " ".join(lines[number - 1 : last])
        try:
            return last, next(csv.reader([joined], delimiter=delimiter, strict=last > number), [])
        except csv.Error:
            break
    return number, [cell.strip('"') for cell in lines[number - 1].split(delimiter)]


def _excel(data: bytes) -> Iterator[Row]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible]
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in shown[:MOST_SHEETS]}
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable(
            Sentence(
                "这个 Excel 文件打不开，可能已损坏或加了密码。请另存一份再上传。",
                "The Excel file cannot be opened: damaged, or with a password. Save a copy and upload that.",
            )
        ) from error
    return iter(_list_among(sheets))


def _list_among(sheets: Mapping[str, Sequence[Row]]) -> Sequence[Row]:
    """The sheet that says by its heading that it is a list, else the longest. No second list is left out unsaid."""
    lists = [name for name, rows in sheets.items() if any(heading(row) for row in rows[:HEADS_LOOKED_AT])]
    if len(lists) > 1:
        named = "、".join(lists)
        raise Unreadable(
            Sentence(
                f"有几个工作表都像名单（{named}）。请只留要核验的一个，或者分成几个文件上传。",
                f"Several sheets look like lists ({', '.join(lists)}). Keep the one to be screened, or split them.",
            )
        )
    if lists:
        return sheets[lists[0]]
    return max(sheets.values(), key=lambda rows: len(rows), default=[])  # noqa: PLW0108 (as len, the type is lost)


def _lines(rows: Iterable[tuple[int, Row]]) -> Iterator[Line]:
    columns: Columns | None = None
    ahead: list[tuple[int, Row]] | None = []  # what stands above a heading, or is read by itself if there is none
    for number, row in _bounded(rows):
        if ahead is None:
            yield from _line(number, row, columns)
        elif columns := heading(row):
            ahead = None
        else:
            ahead.append((number, row))
            if len(ahead) == HEADS_LOOKED_AT:
                yield from (line for n, one in ahead for line in _line(n, one, None))
                ahead = None
    yield from (line for n, one in ahead or () for line in _line(n, one, None))


def _bounded(rows: Iterable[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    for number, row in rows:
        if number > MOST_LINES + HEADS_LOOKED_AT:
            raise Unreadable(
                Sentence("一个文件最多 100 万行，请分成几份。", "At most a million lines in a file: split it.")
            )
        yield number, row[:MOST_COLUMNS]


def _line(number: int, row: Row, columns: Columns | None) -> Iterator[Line]:
    """What a line asks; nothing for an empty one (the rest of a merged cell is empty)."""
    cells = by_heading(row, columns) if columns else by_content(row)
    asked = Question(cells.name, cells.code)
    if asked.name or asked.code:
        yield Line(number, asked)
    elif cells.lost:
        words = Sentence(
            "代码在表格里成了数字，末几位已丢失。请把这一列设为“文本”再填。",
            "The code became a number and lost its last digits. Set the column to text and enter it anew.",
        )
        yield Line(number, asked, words)
