"""CSV of services: a list of incidents of fire or traffic police, a hotline's counts. Only the columns named are read.

Columns are known by their head words, in any order; whoever called or reported stands in columns nobody reads.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from gongbao.briefing.signals.models import Outcome
from gongbao.briefing.signals.outside.entries import MOST, Entry, decoded, entry
from gongbao.briefing.signals.outside.refusing import NotFetched
from gongbao.foundation.clock import CHINA

MOST_ROWS = 20_000
MOST_BYTES = 4 * 1024 * 1024
_HEADS: dict[str, tuple[str, ...]] = {
    "number": ("编号", "警情编号", "案件编号", "流水号", "id", "number"),
    "at": ("时间", "发生时间", "接警时间", "立案时间", "time", "at"),
    "day": ("日期", "统计日期", "day", "date"),
    "topic": ("类别", "警情类别", "警情类型", "类型", "主题", "诉求类别", "事项", "topic", "kind"),
    "place": ("地点", "发生地点", "事发地点", "乡镇", "区域", "所属乡镇", "place", "where"),
    "words": ("内容", "简要情况", "警情内容", "情况", "摘要", "words", "summary"),
    "count": ("数量", "件数", "来电量", "工单数", "count", "number of calls"),
}
_FORMATS = (
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y年%m月%d日 %H:%M",
)
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d")


class Count(NamedTuple):
    """How many of a topic on a day at a place (its name or code as written)."""

    day: date
    topic: str
    place: str
    calls: int


class Counted(NamedTuple):
    """The counts of a file, and the lines that could not be read, by number."""

    counts: list[Count]
    wrong: list[int]


def incidents(data: bytes) -> list[Entry]:
    """The incidents of a list, one an entry. Needs a place or words, and says when if the file does."""
    found: list[Entry] = []
    for _, row in _rows(data, needed=("topic",)):
        words = "".join(part for part in (row.get("place", ""), row.get("topic", "")) if part)
        one = entry(
            f"{words},{row['words']}" if row.get("words") else words,
            key=row.get("number", "") or f"{row.get('at', '')} {words} {row.get('words', '')}",
            published=_moment(row.get("at", "")),
        )
        if one and len(found) < MOST:
            found.append(one)
    if not found:
        raise NotFetched(Outcome.EMPTY)
    return found


def counts(data: bytes) -> Counted:
    """A hotline's counts by day, topic and place. Lines without a day or a whole number are named, not guessed."""
    found: list[Count] = []
    wrong: list[int] = []
    for line, row in _rows(data, needed=("day", "topic", "count")):
        day, count = _day(row["day"]), row["count"].strip()
        if day is None or not count.isdecimal() or len(count) > 7 or not row["topic"]:
            wrong.append(line)
            continue
        found.append(Count(day, row["topic"][:40], row.get("place", "")[:80], int(count)))
    if not found:
        raise NotFetched(Outcome.EMPTY)
    return Counted(found, wrong[:200])


def _rows(data: bytes, *, needed: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    if len(data) > MOST_BYTES:
        raise NotFetched(Outcome.HUGE, str(MOST_BYTES))
    if b"\x00" in data[:4096]:
        raise NotFetched(Outcome.MALFORMED, "CSV")
    reader = csv.reader(io.StringIO(decoded(data), newline=""))
    try:
        head = {name: n for n, words in enumerate(next(reader, [])) if (name := _head(words))}
        missing = [name for name in needed if name not in head]
        if missing:
            raise NotFetched(Outcome.MALFORMED, "、".join(_HEADS[name][0] for name in missing))
        for line, cells in enumerate(reader, 2):
            if line > MOST_ROWS:
                break
            if any(cell.strip() for cell in cells):
                yield line, {name: cells[n].strip() if n < len(cells) else "" for name, n in head.items()}
    except csv.Error as error:
        raise NotFetched(Outcome.MALFORMED, "CSV") from error


def _head(words: str) -> str:
    plain = words.strip().lower()
    return next((name for name, known in _HEADS.items() if plain in known), "")


def _moment(text: str) -> datetime | None:
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=CHINA)
        except ValueError:
            continue
    return None


def _day(text: str) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=CHINA).date()
        except ValueError:
            continue
    return None
