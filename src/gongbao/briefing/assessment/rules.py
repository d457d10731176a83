"""A unit's score as a pure function of what happened and the rules: every point says for what (briefing-rules 1.8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

CENT = Decimal("0.01")


class Row(NamedTuple):
    """One rule: points a piece, at most `cap` a month, `base` items for a shortfall."""

    id: int
    kind: str
    band: str
    points: Decimal
    cap: Decimal | None = None
    base: int | None = None


class Reporter(NamedTuple):
    """A unit as far as it is assessed."""

    pk: int
    short: str
    band: str
    order: int


class Event(NamedTuple):
    """Something that counts: its kind, what it is about in words, the share of it (1 unless joined), and keys.

    `group` are events of which only the highest may count: the adoptions of one item.
    """

    kind: str
    words: str
    share: Decimal = Decimal(1)
    group: str = ""
    item: UUID | None = None
    adoption: UUID | None = None
    instruction: UUID | None = None


class Line(NamedTuple):
    """One line of a score. `row` is the rule's, None for an adjustment by hand."""

    row: Row | None
    points: Decimal
    event: Event


@dataclass(frozen=True)
class Score:
    """A unit's month: its lines, and their sum."""

    lines: Sequence[Line] = field(default_factory=tuple)

    @cached_property
    def total(self) -> Decimal:
        return sum((line.points for line in self.lines), Decimal(0))

    @property
    def lodged(self) -> int:
        """How many items count as lodged: one event may stand for several, by its share."""
        return _lodged(line.event for line in self.lines)


def _lodged(events: Iterable[Event]) -> int:
    return int(sum(event.share for event in events if event.kind == "lodged"))


def rows_for(rows: Sequence[Row], band: str) -> dict[str, Row]:
    """Of each kind that counts, the rule for the band, else the one for all bands."""
    every = {row.kind: row for row in rows if not row.band}
    return every | {row.kind: row for row in rows if row.band and row.band == band}


def score(events: Sequence[Event], rows: Sequence[Row], *, band: str, counting: str, ended: bool) -> Score:
    """The score of one unit for one month. `ended`: the month is over, so that a shortfall can be told."""
    return score_by(events, rows_for(rows, band), counting=counting, ended=ended)


def score_by(events: Sequence[Event], rule: Mapping[str, Row], *, counting: str, ended: bool) -> Score:
    """The same by the rules of the unit's band.

    With counting "highest", of the adoptions of one item only the one with most points counts. Caps cut the last lines.
    """
    lines = [
        Line(row, row.points if event.share == 1 else (row.points * event.share).quantize(CENT), event)
        for event in events
        if (row := rule.get(event.kind)) is not None
    ]
    if counting == "highest":
        lines = _highest(lines)
    lines = _capped(lines)
    short = rule.get("shortfall")
    sent = _lodged(events)
    if ended and short is not None and short.base is not None and sent < short.base:
        missing = short.base - sent
        lines.append(Line(short, short.points * missing, Event("shortfall", f"基数 {short.base} 条，报送 {sent} 条")))
    return Score(tuple(lines))


def _highest(lines: Sequence[Line]) -> list[Line]:
    best: dict[str, Decimal] = {}
    for line in lines:
        if line.event.group:
            best[line.event.group] = max(best.get(line.event.group, line.points), line.points)
    kept, seen = [], set()
    for line in lines:
        group = line.event.group
        if not group:
            kept.append(line)
        elif line.points == best[group] and group not in seen:
            seen.add(group)
            kept.append(line)
    return kept


def _capped(lines: Sequence[Line]) -> list[Line]:
    given: dict[int, Decimal] = {}
    kept = []
    for line in lines:
        row = line.row
        if row is None or row.cap is None:
            kept.append(line)
            continue
        room = max(row.cap - given.get(row.id, Decimal(0)), Decimal(0))
        points = min(line.points, room)
        given[row.id] = given.get(row.id, Decimal(0)) + points
        kept.append(line._replace(points=points))
    return kept


def gaps(counts: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """The four gaps the mission names (B16), each as (name, items that close it, all items lodged)."""
    every = counts.get("all", 0)
    return [(name, counts.get(name, 0), every) for name in ("decisions", "trends", "bad-news", "problems")]
