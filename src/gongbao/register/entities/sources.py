"""Reading a registrar's file: gzip or not, UTF-8 (with or without mark) or GB18030, comma-separated or Excel.

A file is cut into blocks at line ends outside quotes, so that each can be read and cleaned by a process of its own.
The same file is always cut the same way: a stopped import finds its place again.
"""

import csv
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook

from gongbao.foundation.events.refusals import Refusal
from gongbao.register.entities.cleaning import EXTRA, HEADER

BLOCK = 1 << 20  # a stopped import counts rows by blocks of this size: changed, it would begin in the wrong place
EXCEL_BLOCK = 5_000
SAMPLE = 1 << 18
LONGEST = 1 << 20  # a quoted cell longer than this is a stray quote
MOST_LINES = 1_000  # or one over more lines than this
SOME = 400  # rows read at once where they are wanted one by one
NEEDED = HEADER[:2]
ALIASES = {
    "名称": "企业名称",
    "主体名称": "企业名称",
    "信用代码": "统一社会信用代码",
    "成立日期": "注册日期",
    "主体类型": "企业类型",
    "类型": "企业类型",
    "注册资本": "注册资金",
    "省份": "所在省份",
    "城市": "地区",
    "住所": "注册地址",
    "地址": "注册地址",
    "经营状态": "状态",
    "登记状态": "状态",
    "注册号": "旧注册号",
    "负责人": "法定代表人",
    "经营者": "法定代表人",
}

Rows = list[list[str]]
Row = tuple[int, list[str]]  # the line on which it begins, and its cells
_CELL = re.compile(r'(?:"(?P<quoted>[^"]*(?:""[^"]*)*)(?:"|$))?(?P<rest>[^,]*)')


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be taken in: where it is and what it is. `columns` says where each known column stands, -1 nowhere;
    empty when the file has HEADER and nothing else. `width` is the number of cells in its first line.
    """

    path: Path
    sha256: str
    encoding: str
    columns: tuple[int, ...]
    width: int


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a file: bytes of whole lines, or rows where the file is no text. `limit` bounds its number of rows."""

    text: bytes
    cells: Rows
    first: bool
    encoding: str
    columns: tuple[int, ...]
    width: int

    @property
    def limit(self) -> int:
        return len(self.cells) or _count(self.text, b"\n") + _count(self.text, b"\r") + 1

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.cells) or _count(self.text, b"\n")

    def rows(self) -> Iterator[Row]:
        """The rows of known columns in known order, each with the line in the block on which it begins.

        The header is not among them; blank lines are no rows. One by one, so that a row is done with while it is
        still in the processor's cache.
        """
        rows = enumerate(self.cells, 1) if self.cells else self._parsed()
        if self.first:
            next(rows, None)
        if not self.columns:
            return rows
        return ((line, _ordered(row, self.columns)) for line, row in rows)

    def _parsed(self) -> Iterator[Row]:
        return _parse(self.text.decode(self.encoding, errors="replace"), self.width)


def _parse(text: str, width: int) -> Iterator[Row]:
    """The rows of comma-separated text with the line each begins on.

    A line end inside quotes is lost here; cleaning would take it out anyway.
    """
    lines, at = _lines(text), 0
    while at < len(lines):
        rows, at = _some(lines, at, at + SOME, width)
        yield from rows


def _lines(text: str) -> list[str]:
    lines = text.replace("\r", "").split("\n") if "\r" in text else text.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def _some(lines: list[str], begin: int, end: int, width: int) -> tuple[list[Row], int]:
    """The rows that begin on lines from `begin` to before `end`, and where the next may begin. Lines without quotes
    need no state machine.
    """
    found: list[Row] = []
    last = begin
    for number, line in enumerate(lines[begin:end], begin + 1):
        if number <= last:
            continue
        if '"' not in line:
            if line:
                found.append((number, line.split(",")))
        elif row := _one_quoted(line):
            found.append((number, row))
        else:
            last, row = _quoted(lines, number, width)
            found.append((number, row))
    return found, max(last, end)


def _one_quoted(line: str) -> list[str]:
    """The row of a line with one cell wholly in quotes, as most are that have any; else nothing."""
    before, _, rest = line.partition('"')
    cell, closed, after = rest.partition('"')
    if not closed or '"' in after or before[-1:] not in {"", ","} or after[:1] not in {"", ","}:
        return []
    return [*before.split(",")[:-1], cell, *after.split(",")[1:]]


def _quoted(lines: list[str], number: int, width: int) -> tuple[int, list[str]]:
    """The row that begins on this line, and the line it ends on: further down only where that makes a whole row.

    Else the quote is a stray one, and must not swallow the rows below.
    """
    odd = False
    for last in range(number, min(number + MOST_LINES, len(lines) + 1)):
        odd ^= lines[last - 1].count('"') % 2 == 1
        if not odd:
            row = _cells(lines[number - 1 : last])
            if last == number or len(row) == width:
                return last, row
            break
    return number, _cells(lines[number - 1 : number])


def _cells(lines: list[str]) -> list[str]:
    """One row as `csv.reader` reads it; cells too long for its limit, which is one for the whole process, by hand."""
    if sum(map(len, lines)) <= csv.field_size_limit():
        return next(csv.reader(lines))
    text, at, row = "".join(lines), 0, []
    while found := _CELL.match(text, at):
        quoted, rest = found["quoted"], found["rest"]
        row.append(rest if quoted is None else quoted.replace('""', '"') + rest)
        at = found.end() + 1
        if at > len(text):
            break
    return row


def _ordered(row: list[str], columns: tuple[int, ...]) -> list[str]:
    width = max(columns) + 1
    if len(row) < width:
        return row[:1]  # a row shorter than the header is of no known shape
    return [row[place] if place >= 0 else "" for place in columns]


def open_source(path: Path) -> Source:
    """Look at a file before reading it; Refusal when it is not one of ours."""
    if not path.is_file():
        raise Refusal("import.no-file", f"没有这个文件:{path}", f"There is no such file: {path}")
    digest = hashlib.sha256()
    with path.open("rb") as raw:
        while block := raw.read(1 << 20):
            digest.update(block)
    encoding = "" if is_excel(path) else _encoding(path)
    plain = Source(path, digest.hexdigest(), encoding, (), 0)
    begin = next(blocks(plain, size=SAMPLE), None)
    first = (begin.cells[0] if begin.cells else _header(begin)) if begin else []
    return Source(path, plain.sha256, encoding, _columns(first), len(first))


def _header(block: Block) -> list[str]:
    text = io.StringIO(block.text.decode(block.encoding, errors="replace"), newline="")
    try:
        return next(csv.reader(text), [])
    except csv.Error:  # a quote that never ends: no header
        return []


def _columns(first: Sequence[str]) -> tuple[int, ...]:
    """Where each of HEADER and EXTRA stands; empty when the first line is exactly HEADER."""
    names = [ALIASES.get(cell.strip(), cell.strip()) for cell in first]
    if tuple(names) == HEADER:
        return ()
    unknown = [name for name in names if name and name not in HEADER + EXTRA]
    if unknown or not set(NEEDED) <= set(names) or len(set(names)) < len(names):
        listed = "、".join(unknown[:5]) or "缺少或重复的列"
        zh = f"第一行不是认识的表头({listed})。应为:{','.join(HEADER)};可用 gongbao import template 生成模板。"
        en = (
            f"The first line is no header we know ({', '.join(unknown[:5]) or 'columns missing or twice'}). "
            f"It must be {','.join(HEADER)}; `gongbao import template` writes a template."
        )
        raise Refusal("import.header", zh, en)
    return tuple(names.index(name) if name in names else -1 for name in HEADER + EXTRA)


def blocks(source: Source, size: int | None = None) -> Iterator[Block]:
    """The file in pieces of about `size` bytes, in order."""
    if not source.encoding:
        cells = _excel(source.path)
        for start in range(0, len(cells), EXCEL_BLOCK):
            yield Block(b"", cells[start : start + EXCEL_BLOCK], start == 0, "", source.columns, source.width)
        return
    first = True
    with _open(source.path) as raw:
        try:
            for text in _cut(raw, size or BLOCK):
                yield Block(text, [], first, source.encoding, source.columns, source.width)
                first = False
        except (OSError, EOFError, zlib.error) as error:
            raise _damaged() from error


def _cut(raw: IO[bytes], size: int) -> Iterator[bytes]:
    """Pieces that end at the end of a line where no quote is open; the byte-order mark is taken off."""
    rest = raw.read(3).removeprefix(b"\xef\xbb\xbf")
    while piece := raw.read(size):
        rest += piece
        at = _end(rest)
        if at:
            yield rest[:at]
            rest = rest[at:]
    if rest:
        yield rest


def _end(text: bytes) -> int:
    """Where to cut: after the last line end with an even number of quotes before it; 0 when more must be read."""
    last = at = text.rfind(b"\n") + 1
    while at:
        if _count(memoryview(text)[:at], b'"') % 2 == 0:
            return at
        if last - at > LONGEST:
            return last
        at = text.rfind(b"\n", 0, at - 1) + 1
    return 0


def _count(text: bytes | memoryview, character: bytes) -> int:
    """How often an ASCII character is in a large text: twenty times as fast as bytes.count for one."""
    import numpy as np  # noqa: PLC0415 (slow to load)

    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == character[0]))


def is_excel(path: Path) -> bool:
    """Whether the name says that it is a spreadsheet."""
    return path.suffix.lower() in {".xlsx", ".xls", ".ods"}


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]  # a GzipFile reads as one


def _damaged() -> Refusal:
    return Refusal("import.damaged", "文件损坏或不是 gzip。", "The file is damaged or no gzip.")


def _encoding(path: Path) -> str:
    """UTF-8 if the beginning of the file is, else GB18030, which Chinese spreadsheets still write."""
    try:
        with _open(path) as raw:
            begin = raw.read(SAMPLE)
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged() from error
    whole = begin if len(begin) < SAMPLE else begin[: begin.rfind(b"\n") + 1]
    for encoding in ("utf-8", "gb18030"):
        try:
            whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refusal("import.encoding", "文件既不是 UTF-8 也不是 GB18030 编码。", "The file is neither UTF-8 nor GB18030.")


def _excel(path: Path) -> Rows:
    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except (CalamineError, OSError) as error:
        raise Refusal("import.excel", "不是可读的 Excel 文件。", "Not a readable Excel file.") from error
    return [[_cell(cell) for cell in row] for row in sheet.iter_rows()]


def _cell(cell: object) -> str:
    """What a spreadsheet's cell says: whole numbers without `.0`, days without midnight."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).removesuffix(" 00:00:00")
