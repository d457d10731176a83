"""Reading a registrar's file: gzip or not, UTF-8 (with or without mark) or GB18030, comma-separated or Excel."""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook

from gongbao.foundation.events.refusals import Refusal
from gongbao.register.entities.cleaning import HEADER

csv.field_size_limit(1 << 20)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be taken in: where it is and what it is."""

    path: Path
    sha256: str
    encoding: str


def open_source(path: Path) -> Source:
    """Look at a file before reading it; Refusal when it is not one of ours."""
    if not path.is_file():
        raise Refusal("import.no-file", f"没有这个文件:{path}", f"There is no such file: {path}")
    digest = hashlib.sha256()
    with path.open("rb") as raw:
        while block := raw.read(1 << 20):
            digest.update(block)
    source = Source(path, digest.hexdigest(), "" if _is_excel(path) else _encoding(path))
    first = next(rows(source, header=True), (0, []))[1]
    if [cell.strip() for cell in first] != list(HEADER):
        zh = f"第一行应为:{','.join(HEADER)}。可用 gongbao import template 生成模板。"
        en = f"The first line must be {','.join(HEADER)}. `gongbao import template` writes a template."
        raise Refusal("import.header", zh, en)
    return source


def rows(source: Source, *, header: bool = False) -> Iterator[tuple[int, list[str]]]:
    """The data rows with their line numbers (the header is line 1)."""
    lines = _excel(source.path) if not source.encoding else _csv(source)
    for number, row in lines:
        if number > 1 or header:
            yield number, row


def _is_excel(path: Path) -> bool:
    return path.suffix.lower() in {".xlsx", ".xls", ".ods"}


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]  # a GzipFile reads as one


def _encoding(path: Path) -> str:
    """UTF-8 if the beginning of the file is, else GB18030, which Chinese spreadsheets still write."""
    try:
        with _open(path) as raw:
            begin = raw.read(1 << 18)
    except (OSError, EOFError) as error:
        raise Refusal("import.damaged", "文件损坏或不是 gzip。", "The file is damaged or no gzip.") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            begin[: begin.rfind(b"\n") + 1].decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refusal("import.encoding", "文件既不是 UTF-8 也不是 GB18030 编码。", "The file is neither UTF-8 nor GB18030.")


def _csv(source: Source) -> Iterator[tuple[int, list[str]]]:
    with (
        _open(source.path) as raw,
        io.TextIOWrapper(raw, encoding=source.encoding, errors="replace", newline="") as text,
    ):
        yield from enumerate(csv.reader(text), 1)


def _excel(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except (CalamineError, OSError) as error:
        raise Refusal("import.excel", "不是可读的 Excel 文件。", "Not a readable Excel file.") from error
    for number, row in enumerate(sheet.iter_rows(), 1):
        yield number, ["" if cell is None else str(cell).removesuffix(" 00:00:00") for cell in row]
