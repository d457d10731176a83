"""Bursts by township: what the county's sum hides, at the stated rate for all townships together."""

from datetime import date, timedelta

import numpy as np

from gongbao.briefing.signals.selectors import DayKinds, bursts
from gongbao.kernel.headlines.bursts import RATE

TODAY = date(2026, 6, 29)
DAYS = [TODAY - timedelta(days=n) for n in range(27, -1, -1)]


def counted(towns):
    counts = {}
    for (day, kind, _town), n in towns.items():
        counts[day, kind] = counts.get((day, kind), 0) + n
    return DayKinds(DAYS, counts, towns)


def test_a_burst_in_one_township_shows_though_the_county_is_as_ever():
    past = {(TODAY - timedelta(weeks=n), "traffic", f"99910100{town}"): 2 for n in range(1, 9) for town in range(1, 5)}
    today = {(TODAY, "traffic", "999101001"): 12}
    found = bursts(counted(past | today))
    assert [(one.town, one.judged.seen) for one in found] == [("999101001", 12)]


def test_townships_together_keep_the_stated_rate():
    chance = np.random.default_rng(7)
    wrong = tests = 0
    for _ in range(300):
        towns = {
            (day, "fire", f"9991010{town:02}"): int(chance.choice([0, 1, 2], p=[0.7, 0.25, 0.05]))
            for town in range(1, 13)
            for day in (DAYS[-1], *(DAYS[-1] - timedelta(weeks=n) for n in range(1, 9)))
        }
        tests += 1
        wrong += any(one.town for one in bursts(counted(towns)))
    assert wrong / tests <= RATE + 3 * (RATE / tests) ** 0.5
