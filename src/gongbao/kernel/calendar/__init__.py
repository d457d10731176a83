"""Working days in China and the counting of legal periods. Dates in, dates out; no clock."""

from gongbao.kernel.calendar.arithmetic import (
    MAX_AMOUNT,
    add_days,
    add_working_days,
    add_years,
    working_days_between,
    working_days_left,
)
from gongbao.kernel.calendar.deadline import Counted, Deadline, RollPolicy, Skipped, Unit
from gongbao.kernel.calendar.workdays import (
    first_announced_year,
    is_announced,
    is_working_day,
    latest_announced_year,
    why_rest,
    why_work,
)

__all__ = [
    "MAX_AMOUNT",
    "Counted",
    "Deadline",
    "RollPolicy",
    "Skipped",
    "Unit",
    "add_days",
    "add_working_days",
    "add_years",
    "first_announced_year",
    "is_announced",
    "is_working_day",
    "latest_announced_year",
    "why_rest",
    "why_work",
    "working_days_between",
    "working_days_left",
]
