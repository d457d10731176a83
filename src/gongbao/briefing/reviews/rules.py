"""What an incident teaches: intervals between its steps, where it waited, patterns of a year. Pure functions.

The form is that of the 7-1-7 reviews: few intervals, each as median and share on time, then the question why.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import ceil
from statistics import median

STEPS = ("occurred", "learned", "phoned", "written", "verified", "sent-up", "acknowledged", "answered")
#: From the step before to this one; the last line is the way as a whole, from learning to the report upward.
SPANS: tuple[tuple[str, str, str], ...] = (
    *((after, before, after) for before, after in pairwise(STEPS)),
    ("whole", "learned", "sent-up"),
)
LEAST = 5  # below that many limits no share is given at all, only how many of how many
FEW = 10  # below that many cases a share says little; it is shown all the same, and said so
SEASONS = ("spring", "summer", "autumn", "winter")
Span = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Summary:
    """Of `n` cases, in minutes. `met` of `limited` were in time; `limited` is 0 where no limit ran."""

    n: int
    median: float | None
    p90: float | None
    met: int = 0
    limited: int = 0

    @property
    def few(self) -> bool:
        return 0 < self.n < FEW

    @property
    def share(self) -> float | None:
        """The share in time from 0 to 1; None where no limit ran, never zero."""
        return self.met / self.limited if self.limited else None


@dataclass(frozen=True, slots=True)
class Waited:
    """`minutes` at one hand, outages left out, under a limit of `limit` minutes."""

    hand: str
    what: str
    unit: str
    minutes: float
    limit: int
    since: datetime
    late: bool = False

    @property
    def share(self) -> float:
        """Of the limit; above 1 this hand alone used more than all of it."""
        return self.minutes / self.limit


def intervals(at: Mapping[str, datetime | None]) -> dict[str, float | None]:
    """Minutes of each span. A missing step, or one before the step it counts from, makes None and never zero."""
    found: dict[str, float | None] = {}
    for name, before, after in SPANS:
        start, end = at.get(before), at.get(after)
        known = start is not None and end is not None and end >= start
        found[name] = (end - start).total_seconds() / 60 if known and start and end else None
    return found


def summary(values: Iterable[float | None], *, met: int = 0, limited: int = 0) -> Summary:
    """Median and 90th percentile (nearest rank) of the values that are known, with how many they were."""
    known = sorted(one for one in values if one is not None)
    if not known:
        return Summary(0, None, None, met, limited)
    return Summary(len(known), median(known), known[ceil(0.9 * len(known)) - 1], met, limited)


def waited(since: datetime, until: datetime, outages: Sequence[Span]) -> float:
    """Minutes from `since` to `until` without those in which the system was down; outages that overlap count once."""
    lost, reached = 0.0, since
    for start, end in sorted(outages, key=lambda one: one[0]):
        first, last = max(start, reached), min(end or until, until)
        if last > first:
            lost += (last - first).total_seconds()
            reached = last
    return max(0.0, (until - since).total_seconds() - lost) / 60


def bottlenecks(stays: Iterable[Waited], *, most: int = 5) -> list[Waited]:
    """The longest stays relative to their limit, longest first. The first is the bottleneck; none is made up."""
    return sorted((one for one in stays if one.minutes > 0), key=lambda one: (-one.share, one.since))[:most]


def season(month: int) -> str:
    """The season of the meteorologists: spring is March to May."""
    return SEASONS[(month - 3) % 12 // 3]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Counts of incidents by kind and month (1-12), kind and season, and place and season."""

    n: int
    by_month: dict[tuple[str, int], int]
    by_season: dict[tuple[str, str], int]
    by_place: dict[tuple[str, str], int]


def pattern(incidents: Iterable[tuple[str, int, str]]) -> Pattern:
    """From (kind, month, place) of each incident. Every incident is counted once in each table."""
    rows = list(incidents)
    return Pattern(
        n=len(rows),
        by_month=dict(Counter((kind, month) for kind, month, _place in rows)),
        by_season=dict(Counter((kind, season(month)) for kind, month, _place in rows)),
        by_place=dict(Counter((place, season(month)) for _kind, month, place in rows)),
    )
