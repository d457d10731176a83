"""Reviews: a missing step is no zero, small numbers say so, the bottleneck is measured against its limit."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.briefing.reviews import rules

START = datetime(2026, 6, 28, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(minutes):
    return START + minutes * MINUTE


def test_a_missing_step_is_none_and_never_zero():
    found = rules.intervals({"occurred": None, "learned": START, "phoned": at(12), "written": None, "sent-up": at(70)})
    assert found["learned"] is None
    assert found["phoned"] == 12
    assert found["written"] is None
    assert found["sent-up"] is None  # verified is missing
    assert found["whole"] == 70


def test_at_the_same_minute_is_zero_and_the_other_way_round_is_none():
    assert rules.intervals({"learned": START, "phoned": START})["phoned"] == 0
    assert rules.intervals({"phoned": at(10), "written": at(5)})["written"] is None


def test_a_summary_counts_what_is_known():
    found = rules.summary([None, *range(1, 11)], met=9, limited=10)
    assert (found.n, found.median, found.p90, found.share, found.few) == (10, 5.5, 9, 0.9, False)
    assert rules.summary([7]).few
    nothing = rules.summary([None])
    assert (nothing.n, nothing.median, nothing.p90, nothing.share, nothing.few) == (0, None, None, None, False)


@given(st.lists(st.floats(0, 10_000) | st.none(), max_size=40))
def test_the_middle_lies_below_nine_tenths_and_both_within(values):
    known = [one for one in values if one is not None]
    found = rules.summary(values)
    assert found.n == len(known)
    if known:
        assert min(known) <= found.median
        assert found.p90 in known
        assert sum(one <= found.p90 for one in known) >= 0.9 * len(known)
    else:
        assert found.median is None


def test_outages_do_not_count_twice():
    outages = [(at(10), at(20)), (at(15), at(30)), (at(50), None)]
    assert rules.waited(START, at(60), outages) == 30
    assert rules.waited(START, at(60), []) == 60
    assert rules.waited(at(12), at(18), outages) == 0


@given(st.lists(st.tuples(st.integers(-50, 200), st.integers(1, 60)), max_size=6), st.integers(0, 150))
def test_waiting_is_what_the_minutes_say_one_by_one(spans, length):
    outages = [(at(start), at(start + long)) for start, long in spans]
    alive = [m for m in range(length) if not any(start <= m < start + long for start, long in spans)]
    assert rules.waited(START, at(length), outages) == len(alive)


def test_the_bottleneck_is_long_for_its_limit():
    def stay(hand, minutes, limit):
        return rules.Waited(hand, "书面报告", "石门镇", minutes, limit, START)

    found = rules.bottlenecks([stay("县", 60, 120), stay("镇", 30, 40), stay("村", 0, 20)])
    assert [one.hand for one in found] == ["镇", "县"]
    assert rules.bottlenecks([]) == []


@pytest.mark.parametrize(
    ("month", "season"),
    [(1, "winter"), (2, "winter"), (3, "spring"), (6, "summer"), (9, "autumn"), (11, "autumn"), (12, "winter")],
)
def test_seasons(month, season):
    assert rules.season(month) == season


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 12), st.sampled_from("xy"))))
def test_every_incident_is_in_every_table_once(rows):
    found = rules.pattern(rows)
    for table in (found.by_month, found.by_season, found.by_place):
        assert sum(table.values()) == found.n == len(rows)
