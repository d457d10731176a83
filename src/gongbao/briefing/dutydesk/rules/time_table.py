"""Spans of duty: what overlaps, what is left open."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple


class Span(NamedTuple):
    """From an instant up to, not including, another."""

    begins: datetime
    ends: datetime


def overlaps(one: Span, other: Span) -> bool:
    """Whether two spans share an instant; meeting end to begin they don't."""
    return one.begins < other.ends and other.begins < one.ends


def goes_on(officers: Iterable[int], coming: Iterable[int]) -> bool:
    """Whether everybody on duty stays on the next shift: then there is nobody to hand over to."""
    staying = set(officers)
    return bool(staying) and staying <= set(coming)


def gaps(spans: Iterable[Span], within: Span) -> Sequence[Span]:
    """The parts of `within` that no span covers, in order."""
    found, at = [], within.begins
    for span in sorted(spans):
        if span.begins > at:
            found.append(Span(at, min(span.begins, within.ends)))
        at = max(at, span.ends)
        if at >= within.ends:
            break
    if at < within.ends:
        found.append(Span(at, within.ends))
    return [gap for gap in found if gap.begins < gap.ends]
