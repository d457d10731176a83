"""The worked examples of 2026, and what is known of the calendar."""

from datetime import date, timedelta

import pytest
from chinese_calendar.constants import Holiday

from gongbao.kernel.calendar import (
    RollPolicy,
    Unit,
    add_days,
    add_working_days,
    add_years,
    is_announced,
    is_working_day,
    latest_announced_year,
    working_days_between,
    working_days_left,
)
from gongbao.kernel.calendar.workdays import _NAMES_ZH


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-06-30", 10, "2026-07-14"),
        ("2026-02-10", 20, "2026-03-16"),
        ("2026-09-18", 20, "2026-10-22"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-04-30", 3, "2026-05-08"),
        # from the expiry of a ten-day order, not rolled and rolled
        ("2026-10-01", 10, "2026-10-20"),
        ("2026-10-08", 10, "2026-10-21"),
        ("2026-01-01", 1, "2026-01-04"),  # a Sunday, made up for New Year
    ],
)
def test_working_days_of_2026(start: str, amount: int, due: str) -> None:
    deadline = add_working_days(day(start), amount)
    assert deadline.date == day(due)
    assert not deadline.provisional
    assert deadline.unit is Unit.WORKING_DAYS


@pytest.mark.parametrize(
    ("start", "amount", "plain", "rolled"),
    [
        ("2026-09-21", 10, "2026-10-01", "2026-10-08"),
        ("2026-09-07", 30, "2026-10-07", "2026-10-08"),
        ("2026-06-01", 10, "2026-06-11", "2026-06-11"),
        ("2026-09-10", 10, "2026-09-20", "2026-09-20"),  # a Sunday that is worked: nothing to roll
    ],
)
def test_calendar_days_of_2026(start: str, amount: int, plain: str, rolled: str) -> None:
    assert add_days(day(start), amount).date == day(plain)
    moved = add_days(day(start), amount, RollPolicy.NEXT_WORKING_DAY)
    assert moved.date == day(rolled)
    assert moved.unrolled == day(plain)
    assert moved.rolled is (plain != rolled)
    assert not moved.provisional


def test_the_announced_calendar_of_2026() -> None:
    off = ["01-01", "01-03", "02-15", "02-23", "04-04", "04-06", "05-01", "05-05", "06-19", "06-21", "09-25", "09-27"]
    for text in [*off, "10-01", "10-07"]:
        assert not is_working_day(day(f"2026-{text}")), text
    for text in ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]:
        assert day(f"2026-{text}").weekday() >= 5
        assert is_working_day(day(f"2026-{text}")), text
    whole_year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(is_working_day(d) for d in whole_year) == 248


def test_the_calendar_of_2025_and_the_lengthened_holiday_of_2020() -> None:
    assert not is_working_day(date(2025, 1, 28))
    assert is_working_day(date(2025, 1, 26))
    assert not is_working_day(date(2025, 10, 8))
    assert not is_working_day(date(2020, 1, 31))


def test_every_skipped_day_says_why() -> None:
    deadline = add_working_days(date(2026, 9, 18), 20)
    reasons = {s.date: (s.zh, s.en) for s in deadline.skipped}
    assert reasons[date(2026, 9, 19)] == ("周末（周六）", "weekend (Saturday)")
    assert reasons[date(2026, 10, 1)] == ("国庆节放假", "National Day holiday")
    assert reasons[date(2026, 9, 25)] == ("中秋节放假", "Mid-autumn Festival holiday")
    assert date(2026, 9, 20) not in reasons
    assert [c.date for c in deadline.made_up] == [date(2026, 9, 20), date(2026, 10, 10)]
    assert "国庆节" in deadline.made_up[0].zh
    assert "make-up working day" in deadline.made_up[0].en


def test_a_year_not_announced_is_provisional_and_never_refused() -> None:
    later = latest_announced_year() + 1
    deadline = add_working_days(date(later, 3, 1), 5)
    assert deadline.provisional
    assert add_days(date(later, 3, 1), 5, RollPolicy.NEXT_WORKING_DAY).provisional
    # Counting plain days needs no calendar of holidays.
    assert not add_days(date(later, 3, 1), 5).provisional


def test_a_period_running_into_a_year_not_announced_is_provisional() -> None:
    last = latest_announced_year()
    assert not add_working_days(date(last, 12, 1), 5).provisional
    assert add_working_days(date(last, 12, 20), 15).provisional


def test_the_last_days_of_december_wait_for_the_next_notice() -> None:
    last = latest_announced_year()
    assert is_announced(date(last, 12, 28))
    assert not is_announced(date(last, 12, 29))
    assert is_announced(date(last - 1, 12, 31))
    # Why: the notice for 2019 made the last Saturday of 2018 a working day and its last Monday a holiday.
    assert is_working_day(date(2018, 12, 29))
    assert not is_working_day(date(2018, 12, 31))


def test_before_the_data_begins_is_provisional_too() -> None:
    assert add_working_days(date(1999, 3, 1), 5).provisional


def test_zero_days() -> None:
    assert add_working_days(date(2026, 6, 30), 0).date == date(2026, 6, 30)
    assert add_working_days(date(2026, 10, 3), 0).date == date(2026, 10, 8)
    assert add_days(date(2026, 10, 3), 0).date == date(2026, 10, 3)


@pytest.mark.parametrize("amount", [-1, 10**9])
def test_amounts_that_make_no_sense_are_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="天数"):
        add_working_days(date(2026, 6, 30), amount)
    with pytest.raises(ValueError, match="天数"):
        add_days(date(2026, 6, 30), amount)


def test_the_end_of_time_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="日期过晚"):
        add_working_days(date(9999, 12, 30), 5)


def test_days_left_counts_down_and_turns_negative() -> None:
    due = date(2026, 7, 14)
    assert working_days_left(date(2026, 6, 30), due) == 10
    assert working_days_left(date(2026, 7, 13), due) == 1
    assert working_days_left(due, due) == 0
    assert working_days_left(date(2026, 7, 16), due) == -2


def test_between_spans_years() -> None:
    assert working_days_between(date(2025, 12, 31), date(2026, 12, 31)) == 248
    assert working_days_between(date(2024, 12, 31), date(2026, 12, 31)) == 248 + working_days_between(
        date(2024, 12, 31), date(2025, 12, 31)
    )


def test_years_end_on_the_same_number_or_the_end_of_the_month() -> None:
    assert add_years(date(2016, 2, 29), 3) == date(2019, 2, 28)
    assert add_years(date(2015, 7, 10), 3) == date(2018, 7, 10)


def test_every_holiday_of_the_data_has_a_chinese_name() -> None:
    assert {holiday.value for holiday in Holiday} == set(_NAMES_ZH)
