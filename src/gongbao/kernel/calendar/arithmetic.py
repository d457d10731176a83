"""Counting periods by Civil Code 201 (the first day is not counted), 202 (years) and, where chosen, 203 (rest days)."""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from gongbao.kernel.calendar.deadline import Counted, Deadline, RollPolicy, Skipped, Unit
from gongbao.kernel.calendar.workdays import is_announced, is_working_day, why_rest, why_work, working_ordinals

# No period of law is near this; it keeps a mistyped number from walking to the end of the calendar.
MAX_AMOUNT = 36_600

_DAY = timedelta(days=1)


def _check(start: date, amount: int) -> None:
    """Raise ValueError, in both languages, for what cannot be counted."""
    if amount < 0:
        raise ValueError(f"天数不能为负数 / the number of days must not be negative: {amount}")
    if amount > MAX_AMOUNT:
        raise ValueError(f"天数不能超过 {MAX_AMOUNT} / at most {MAX_AMOUNT} days: {amount}")
    if start.year > date.max.year - 200:
        raise ValueError(f"日期过晚，无法计算 / the date is too late to count from: {start}")


def _span(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _skipped(days: list[date]) -> tuple[Skipped, ...]:
    return tuple(Skipped(day, *why_rest(day)) for day in days if not is_working_day(day))


def _made_up(days: list[date]) -> tuple[Counted, ...]:
    return tuple(Counted(day, *why) for day in days if (why := why_work(day)) is not None)


def _nth_after(start: date, amount: int) -> date:
    """The `amount`-th working day after `start`; for 0 the first working day from `start` on."""
    ordinal = start.toordinal()
    year = start.year
    days = working_ordinals(year)
    index = bisect_left(days, ordinal) if amount == 0 else bisect_right(days, ordinal) + amount - 1
    while index >= len(days):
        index -= len(days)
        year += 1
        days = working_ordinals(year)
    return date.fromordinal(days[index])


@lru_cache(maxsize=8192)
def add_working_days(start: date, amount: int) -> Deadline:
    """The `amount`-th working day (工作日) after `start`, which is itself not counted (Civil Code 201).

    The result is always a working day; `amount` 0 gives `start`, or the next working day when it is a rest day.
    Raises ValueError for a negative or absurd amount.
    """
    _check(start, amount)
    due = _nth_after(start, amount)
    # With 0 the start day itself is looked at; otherwise counting begins the day after.
    looked_at = _span(start if amount == 0 else start + _DAY, due)
    return Deadline(
        date=due,
        start=start,
        amount=amount,
        unit=Unit.WORKING_DAYS,
        provisional=not all(is_announced(day) for day in looked_at),
        skipped=_skipped(looked_at),
        made_up=_made_up(looked_at),
    )


def roll(day: date, policy: RollPolicy) -> tuple[date, tuple[Skipped, ...], bool]:
    """Where a period ending on `day` ends under `policy`: the day, the rest days passed over, whether provisional."""
    if policy is RollPolicy.NONE:
        return day, (), False
    last = _nth_after(day, 0)
    looked_at = _span(day, last)
    return last, _skipped(looked_at), not all(is_announced(d) for d in looked_at)


@lru_cache(maxsize=8192)
def add_days(start: date, amount: int, roll_policy: RollPolicy = RollPolicy.NONE) -> Deadline:
    """The `amount`-th calendar day (日) after `start` (not counted), moved as `roll_policy` says (see RollPolicy).

    Provisional only if the policy had to know the holidays of a year not announced. Raises ValueError as above.
    """
    _check(start, amount)
    plain = start + timedelta(days=amount)
    due, skipped, provisional = roll(plain, roll_policy)
    return Deadline(
        date=due,
        start=start,
        amount=amount,
        unit=Unit.CALENDAR_DAYS,
        provisional=provisional,
        skipped=skipped,
        roll=roll_policy,
        unrolled=plain,
    )


def add_years(start: date, years: int) -> date:
    """The day `years` after `start` with the same number, else the end of that month (Civil Code 202)."""
    year = start.year + years
    return date(year, start.month, min(start.day, monthrange(year, start.month)[1]))


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`; negative when `end` is before `start`.

    The inverse of `add_working_days`: `working_days_between(d, add_working_days(d, n).date) == n` for n ≥ 1.
    """
    if end < start:
        return -working_days_between(end, start)
    if start.year == end.year:
        days = working_ordinals(start.year)
        return bisect_right(days, end.toordinal()) - bisect_right(days, start.toordinal())
    first = working_ordinals(start.year)
    count = len(first) - bisect_right(first, start.toordinal())
    count += sum(len(working_ordinals(year)) for year in range(start.year + 1, end.year))
    return count + bisect_right(working_ordinals(end.year), end.toordinal())


def working_days_left(today: date, due: date) -> int:
    """Working days still to come after `today` until the end of `due`; 0 on the last day, negative when overdue."""
    return working_days_between(today, due)
