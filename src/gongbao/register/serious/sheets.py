"""Former entries of the serious list in a spreadsheet: the template, and reading what comes back."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.wording import is_english
from gongbao.kernel.statutes import HeavierPenalty, Sentence
from gongbao.register.filings.workbooks import Sheet, cell_text, lines_of, list_csv, list_xlsx, plain_heading, sheets_of
from gongbao.register.serious.actions.former import MOST, Former

LARGEST = 16 * 1024 * 1024
HEADS: dict[str, Sentence] = {
    "code": Sentence("统一社会信用代码", "Credit code"),
    "ground": Sentence("事由代号", "Ground"),
    "listed_on": Sentence("列入日期", "Listed on"),
    "number": Sentence("列入决定文号", "Number of the decision"),
    "facts": Sentence("查明的事实", "Facts"),
    "authority": Sentence("作出决定的机关", "Authority"),
    "penalty": Sentence("处罚种类代号", "Kind of penalty"),
    "penalty_number": Sentence("行政处罚决定书文号", "Number of the penalty"),
    "penalty_on": Sentence("处罚决定日期", "Penalty decided on"),
    "restriction_until": Sentence("限制措施届满日", "Restriction ends on"),
}
NEEDED = ("code", "ground", "listed_on", "number", "facts")
DAYS = ("listed_on", "penalty_on", "restriction_until")
Row = tuple[int, Former | Mapping[str, Sentence], str]


def template(form: str) -> bytes:
    """The empty sheet in the reader's language, as csv or xlsx; required columns with a star."""
    said = [(words.en if is_english() else words.zh) + ("*" if id_ in NEEDED else "") for id_, words in HEADS.items()]
    return list_csv(said, []) if form == "csv" else list_xlsx(Sheet("serious", said, []))


def read_rows(data: bytes) -> list[Row]:
    """The rows of the first sheet that has the columns: an entry, or what is wrong with it. Refusal without columns."""
    known = {plain_heading(text): id_ for id_, words in HEADS.items() for text in (id_, words.zh, words.en)}
    missing = set(NEEDED)
    for rows in sheets_of(data, "csv").values():
        for start in range(min(5, len(rows))):
            heads = [plain_heading(cell_text(cell)) for cell in rows[start]]
            places = {number: known[head] for number, head in enumerate(heads) if head in known}
            lacking = set(NEEDED) - set(places.values())
            if not lacking:
                return _rows(rows, start + 1, places)
            missing = min(missing, lacking, key=len)
    first = [HEADS[id_] for id_ in NEEDED if id_ in missing]
    raise Refusal(
        "serious.columns",
        f"表里缺少这些列：{'、'.join(one.zh for one in first)}。请用下载的模板填写。",
        f"These columns are missing: {', '.join(one.en for one in first)}. Use the template.",
        field="file",
    )


def _rows(rows: Any, start: int, places: Mapping[int, str]) -> list[Row]:
    found: list[Row] = []
    for number, row in lines_of(rows, start):
        cells = {id_: _cell(row[place]) for place, id_ in places.items() if place < len(row)}
        if any(cells.values()):
            found.append((number, former_of(cells), cells.get("code", "")))
        if len(found) > MOST:
            raise Refusal(
                "serious.too-many",
                f"一次最多 {MOST:,} 行，请分成几份。",
                f"At most {MOST:,} rows: split the file.",
                field="file",
            )
    return found


def _cell(cell: Any) -> str:
    return cell.date().isoformat() if isinstance(cell, datetime) else cell_text(cell).strip()


def _day(text: str) -> date:
    """A day as people write it: 2018-03-09, 2018/3/9, 2018.3.9, 2018年3月9日. ValueError for anything else."""
    year, month, day = (int(part) for part in re.split(r"[-/.年月]", text.removesuffix("日")))
    return date(year, month, day)


def former_of(cells: Mapping[str, str]) -> Former | dict[str, Sentence]:
    """An entry from typed text, or every column that is wrong."""
    wrong: dict[str, Sentence] = {}
    days: dict[str, date | None] = {}
    for name in DAYS:
        text = cells.get(name, "").strip()
        try:
            days[name] = _day(text) if text else None
        except ValueError:
            wrong[name] = Sentence("请按年-月-日填写，例如 2018-03-09。", "Write it as year-month-day.")
    wrong |= {
        name: Sentence("请填写此项。", "Fill in this item.")
        for name in NEEDED
        if not cells.get(name, "").strip() and name not in wrong
    }
    listed_on = days.get("listed_on")
    if wrong or listed_on is None:
        return wrong
    return Former(
        code=cells["code"],
        ground=cells["ground"],
        listed_on=listed_on,
        number=cells["number"],
        facts=cells["facts"][:4_000],
        authority=cells.get("authority", ""),
        penalty=cells.get("penalty", "").strip() or HeavierPenalty.OTHER.value,
        penalty_number=cells.get("penalty_number", ""),
        penalty_on=days.get("penalty_on"),
        restriction_until=days.get("restriction_until"),
    )
