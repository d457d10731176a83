"""Whether a day's count is out of the ordinary, against the same weekday of past weeks (briefing-rules 5).

At a county's counts (0 to 5 a day) a fixed bound says nothing. The past counts give the distribution of the next one
(Poisson with Jeffreys' prior: a negative binomial), and, where they vary more than Poisson allows, a negative
binomial of their own mean and variance; the more cautious of the two decides. `rate` is the stated rate of false
alarms: the chance that an ordinary day is called a burst is at most that.
"""

from collections.abc import Sequence
from math import exp, lgamma, log
from typing import NamedTuple

WEEKS = 8
RATE = 0.001
LEAST = 3  # fewer are never a burst, whatever the past
MOST = 100_000


class Burst(NamedTuple):
    """The count seen, what was expected, the chance of so many or more on an ordinary day, whether that is a burst."""

    seen: int
    expected: float
    chance: float
    burst: bool


def _tail(count: int, size: float, mean: float) -> float:
    """The chance of `count` or more under a negative binomial with the given size and mean."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    share = size / (size + mean)
    below = 0.0
    for n in range(min(count, MOST)):
        below += exp(lgamma(n + size) - lgamma(size) - lgamma(n + 1) + size * log(share) + n * log(1 - share))
    return max(0.0, 1.0 - below)


def burst(count: int, past: Sequence[int], *, rate: float = RATE, least: int = LEAST) -> Burst:
    """Judge a count by the counts of the same weekday before it. Without a past nothing is a burst."""
    if not past:
        return Burst(count, 0.0, 1.0, False)
    total, weeks = sum(past), len(past)
    mean = total / weeks
    chance = _tail(count, total + 0.5, (total + 0.5) / weeks)
    if weeks > 1:
        variance = sum((n - mean) ** 2 for n in past) / (weeks - 1)
        if variance > mean > 0:
            chance = max(chance, _tail(count, mean * mean / (variance - mean), mean))
    return Burst(count, round(mean, 2), chance, count >= least and chance <= rate)


def limit(past: Sequence[int], *, rate: float = RATE, least: int = LEAST) -> int:
    """The smallest count that would be a burst."""
    count = least
    while not burst(count, past, rate=rate, least=least).burst and count < 1_000:
        count += 1
    return count
