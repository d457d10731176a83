"""Many pieces of one kind in a spreadsheet: the template, and reading what comes back, each row with its number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.wording import is_english
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.filings.workbooks import (
    Sheet,
    cell_text,
    lines_of,
    list_csv,
    list_xlsx,
    plain_heading,
    sheets_of,
)
from gongbao.register.instant.actions import Row
from gongbao.register.instant.rules import DAY, FIRM, InformationKind

SOURCE, CODE = "source_id", "code"
_SOURCE = Sentence("来源编号", "Your own number")
_CODE = Sentence("统一社会信用代码", "Credit code")
MOST = 5_000
LARGEST = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its number as the reader counts, and its cells by field id."""

    number: int
    cells: Mapping[str, Any]


def heads(kind: InformationKind, origin: str) -> dict[str, Sentence]:
    """The columns of a kind's sheet, by field id. A firm's own sheet has no number and no code."""
    own = {} if origin == FIRM else {SOURCE: _SOURCE, CODE: _CODE}
    return {**own, DAY: kind.formed, **{one.id: one.label for one in kind.fields}}


def needed(kind: InformationKind, origin: str) -> set[str]:
    """The columns that cannot be left out."""
    own = set() if origin == FIRM else {SOURCE, CODE}
    return {*own, DAY, *(one.id for one in kind.fields if one.required)}


def template(kind: InformationKind, origin: str, form: str) -> bytes:
    """The empty sheet in the reader's language, as csv or xlsx; required columns with a star."""
    must = needed(kind, origin)
    said = [
        (words.en if is_english() else words.zh) + ("*" if id_ in must else "")
        for id_, words in heads(kind, origin).items()
    ]
    if form == "csv":
        return list_csv(said, [])
    title = kind.title.en if is_english() else kind.title.zh
    return list_xlsx(Sheet(title[:28], said, []))


def read_lines(data: bytes, kind: InformationKind, origin: str) -> list[Line]:
    """The rows of the first sheet that has the columns. Refusal naming the missing ones, or too many rows."""
    wanted = heads(kind, origin)
    known = {plain_heading(text): id_ for id_, words in wanted.items() for text in (id_, words.zh, words.en)}
    missing: set[str] = set(wanted)
    for rows in sheets_of(data, "csv").values():
        for start in range(min(5, len(rows))):
            places = {
                number: known[plain_heading(cell_text(cell))]
                for number, cell in enumerate(rows[start])
                if plain_heading(cell_text(cell)) in known
            }
            lacking = needed(kind, origin) - set(places.values())
            if not lacking:
                return _lines(rows, start + 1, places)
            if len(lacking) < len(missing):
                missing = lacking
    first = [wanted[id_] for id_ in wanted if id_ in missing][:4]
    raise Refusal(
        "facts.columns",
        f"表里缺少这些列：{'、'.join(one.zh for one in first)}。请用下载的模板填写。",
        f"These columns are missing: {', '.join(one.en for one in first)}. Use the template.",
        field="file",
    )


def _lines(rows: Any, start: int, places: Mapping[int, str]) -> list[Line]:
    found = []
    for number, row in lines_of(rows, start):
        cells = {id_: cell_text(row[place]) for place, id_ in places.items() if place < len(row)}
        if any(text.strip() for text in cells.values()):
            found.append(Line(number, cells))
        if len(found) > MOST:
            raise Refusal(
                "facts.too-many",
                f"一次最多{MOST}行，请分成几份。",
                f"At most {MOST} rows: split the file.",
                field="file",
            )
    return found


def row_of(line: Line) -> Row:
    """A line of an office's file as the intake takes it."""
    raw = {id_: text for id_, text in line.cells.items() if id_ not in {SOURCE, CODE} and str(text).strip()}
    code = str(line.cells.get(CODE, "")).strip().upper().replace(" ", "")
    return Row(line.number, str(line.cells.get(SOURCE, "")).strip(), code, raw)
