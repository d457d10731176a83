"""Numbers of a bulletin: by year, with a running total; supplements in their own series (briefing-rules 1.9)."""

from collections.abc import Iterable
from typing import NamedTuple


class Numbered(NamedTuple):
    """An issued number. `total` is None for supplements: they do not count into the running total."""

    year: int
    number: int
    total: int | None


def next_numbers(issued: Iterable[Numbered], *, year: int, supplement: bool, total_before: int) -> Numbered:
    """The numbers of the next issue of a series. Recalled numbers stay taken: none is used twice."""
    rows = list(issued)
    number = max((one.number for one in rows if one.year == year), default=0) + 1
    if supplement:
        return Numbered(year, number, None)
    return Numbered(year, number, max((one.total for one in rows if one.total is not None), default=total_before) + 1)


def number_words(numbered: Numbered, *, supplement: bool) -> str:
    """第12期(总第340期), or 增刊第3期."""
    if supplement:
        return f"增刊第{numbered.number}期"
    return f"第{numbered.number}期(总第{numbered.total}期)"
