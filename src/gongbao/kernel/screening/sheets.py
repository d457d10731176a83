"""The names somebody brings: pasted, CSV in any usual encoding, or Excel, merged cells and all.

What can't be read is said by its line; everything else is asked.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from gongbao.kernel.screening.parties import Question
from gongbao.kernel.statutes.vocabulary import Sentence

MOST_LINES = 1_000_000
MOST_COLUMNS = 200
LONGEST_CELL = 1_000
HEADS_LOOKED_AT = 10
_LOST = 10**15  # from here on a number in a spreadsheet has lost digits
_NAME = (
    "名称",
    "企业名称",
    "单位名称",
    "公司名称",
    "主体名称",
    "客户名称",
    "机构名称",
    "供应商",
    "户名",
    "name",
    "company",
)
_CODE = ("统一社会信用代码", "社会信用代码", "信用代码", "代码", "注册号", "组织机构代码", "证件号码", "code", "uscc")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
Row = Sequence[Any]
_BROKEN: Row = (None,)  # a line the CSV reader could not end


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


def cleaned(text: str) -> str:
    """A text as it is asked: no control or direction marks, one normal form, blanks at the ends gone."""
    text = _CONTROL.sub(" ", text).encode("utf-8", "replace").decode()
    return " ".join(unicodedata.normalize("NFC", text).split())


def lines_of_text(text: str) -> Iterator[Line]:
    """Pasted lines: a name or a code each, or both parted by a tab or comma."""
    delimiter = _delimiter(text)
    if text.count('"') % 2:  # a stray quote would swallow the lines behind it
        return _lines([cell.strip('"') for cell in line.split(delimiter)] for line in text.splitlines())
    return _lines(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def lines_of_file(data: bytes) -> Iterator[Line]:
    """The lines of CSV, text or Excel, told apart by the bytes. Unreadable for anything else."""
    if data[:2] == b"PK" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _lines(_excel(data))
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
    head = "\n".join(text[:4096].splitlines()[:5])
    return max("\t,;", key=head.count)


def _excel(data: bytes) -> Iterator[Row]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names[:20]]
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable(
            Sentence(
                "这个 Excel 文件打不开，可能已损坏或加了密码。请另存一份再上传。",
                "The Excel file cannot be opened: damaged, or with a password. Save a copy and upload that.",
            )
        ) from error
    longest: Sequence[Row] = max(sheets, key=lambda rows: len(rows), default=[])  # noqa: PLW0108 (as len, the type is lost)
    return iter(longest)


def _lines(rows: Iterable[Row]) -> Iterator[Line]:
    columns: tuple[int | None, int | None] | None = None
    ahead: list[tuple[int, Row]] = []
    for number, row in _numbered(rows):
        if columns is None:
            ahead.append((number, row))
            columns = _heading(row)
            if columns is None and len(ahead) < HEADS_LOOKED_AT:
                continue
            start = ahead[-1:] if columns is None else []
            if columns is None:
                columns, start = (None, None), ahead
            yield from (line for n, one in start if (line := _line(n, one, columns)))
            ahead = []
        elif line := _line(number, row, columns):
            yield line
    for number, row in ahead:
        if line := _line(number, row, (None, None)):
            yield line


def _numbered(rows: Iterable[Row]) -> Iterator[tuple[int, Row]]:
    found = iter(rows)
    number = 0
    while True:
        number += 1
        try:
            row = next(found)
        except StopIteration:
            return
        except csv.Error:
            yield number, _BROKEN
            continue
        if number > MOST_LINES + HEADS_LOOKED_AT:
            raise Unreadable(
                Sentence("一个文件最多 100 万行，请分成几份。", "At most a million lines in a file: split it.")
            )
        yield number, row[:MOST_COLUMNS]


def _heading(row: Row) -> tuple[int | None, int | None] | None:
    """Which columns hold the name and the code, if this is the line that says so."""
    heads = [re.sub(r"[\s*＊:：]", "", str(cell)).lower() for cell in row]
    name, code = (next((n for n, head in enumerate(heads) if head in known), None) for known in (_NAME, _CODE))
    return None if name is None and code is None else (name, code)


def _line(number: int, row: Row, columns: tuple[int | None, int | None]) -> Line | None:
    """What a line asks; None for an empty one (the rest of a merged cell is empty)."""
    if row is _BROKEN:
        return Line(number, Question(), Sentence("这一行的引号不成对，读不出。", "A quotation mark is never closed."))
    if columns == (None, None):
        filled = [cell for cell in row if cell is not None and str(cell).strip()]
        name, code = (filled[0] if filled else ""), (filled[1] if len(filled) > 1 else "")
    else:
        name, code = (row[at] if at is not None and at < len(row) else "" for at in columns)
    lost = isinstance(code, float | int) and not isinstance(code, bool) and abs(code) >= _LOST
    asked = Question(_text(name), "" if lost else _text(code))
    if lost:
        words = Sentence(
            "代码在表格里成了数字，末几位已丢失。请把这一列设为“文本”再填。",
            "The code became a number and lost its last digits. Set the column to text and enter it anew.",
        )
        return Line(number, asked, None if asked.name else words)
    if not asked.name and not asked.code:
        return None
    return Line(number, asked)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell if cell is not None else "")
    if text[:1] == "'":
        text = text[1:]
    return cleaned(text[:LONGEST_CELL])
