"""What holds for every start and every amount, checked against a day-by-day count and against the package itself."""

from datetime import date, timedelta

import chinese_calendar
from hypothesis import given
from hypothesis import strategies as st

from gongbao.kernel.calendar import (
    RollPolicy,
    add_days,
    add_working_days,
    is_announced,
    is_working_day,
    working_days_between,
)

days = st.dates(min_value=date(2004, 1, 1), max_value=date(2035, 12, 31))
amounts = st.integers(min_value=0, max_value=300)
ONE = timedelta(days=1)


@given(day=st.dates(min_value=date(2004, 1, 1), max_value=date(2026, 12, 31)))
def test_agrees_with_the_package_wherever_it_has_data(day: date) -> None:
    assert is_working_day(day) is chinese_calendar.is_workday(day)


@given(start=days, amount=st.integers(min_value=1, max_value=300))
def test_equals_counting_on_the_fingers(start: date, amount: int) -> None:
    day, left = start, amount
    while left:
        day += ONE
        left -= is_working_day(day)
    assert add_working_days(start, amount).date == day


@given(start=days, amount=amounts)
def test_ends_on_a_working_day_and_accounts_for_every_day(start: date, amount: int) -> None:
    deadline = add_working_days(start, amount)
    assert is_working_day(deadline.date)
    assert deadline.date >= start
    if amount:
        assert (deadline.date - start).days == amount + len(deadline.skipped)
    assert all(not is_working_day(s.date) for s in deadline.skipped)
    assert [s.date for s in deadline.skipped] == sorted({s.date for s in deadline.skipped})


@given(start=days, amount=st.integers(min_value=1, max_value=300))
def test_between_is_the_inverse(start: date, amount: int) -> None:
    due = add_working_days(start, amount).date
    assert working_days_between(start, due) == amount
    assert working_days_between(due, start) == -amount


@given(start=days, one=amounts, more=st.integers(min_value=1, max_value=50))
def test_more_days_end_later(start: date, one: int, more: int) -> None:
    assert add_working_days(start, one).date < add_working_days(start, one + more).date or one == 0
    assert add_working_days(start, one + more).date > start


@given(start=days, one=st.integers(min_value=1, max_value=60), two=st.integers(min_value=1, max_value=60))
def test_counting_on_from_where_one_stopped(start: date, one: int, two: int) -> None:
    stop = add_working_days(start, one).date
    assert add_working_days(stop, two).date == add_working_days(start, one + two).date


@given(start=days, amount=amounts)
def test_provisional_exactly_when_some_day_looked_at_is_not_announced(start: date, amount: int) -> None:
    deadline = add_working_days(start, amount)
    first = start if amount == 0 else start + ONE
    looked_at = [first + timedelta(days=n) for n in range((deadline.date - first).days + 1)]
    assert deadline.provisional is any(not is_announced(d) for d in looked_at)


@given(start=days, amount=amounts)
def test_rolling_only_moves_later_and_only_over_rest_days(start: date, amount: int) -> None:
    plain = add_days(start, amount)
    rolled = add_days(start, amount, RollPolicy.NEXT_WORKING_DAY)
    assert plain.date == start + timedelta(days=amount)
    assert rolled.date >= plain.date
    assert is_working_day(rolled.date)
    assert len(rolled.skipped) == (rolled.date - plain.date).days
