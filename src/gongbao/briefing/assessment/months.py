"""A month as a number (202606): its days, its instants, its words."""

import calendar
from datetime import date, datetime, time

from gongbao.foundation.clock import CHINA


def bounds(month: int) -> tuple[datetime, datetime]:
    """The first instant of a month (202606) and of the next."""
    year, number = divmod(month, 100)
    following = date(year + number // 12, number % 12 + 1, 1)
    return datetime.combine(date(year, number, 1), time.min, CHINA), datetime.combine(following, time.min, CHINA)


def month_of(moment: datetime) -> int:
    at = moment.astimezone(CHINA)
    return at.year * 100 + at.month


def month_words(month: int) -> str:
    return f"{month // 100}年{month % 100}月"


def last_day(month: int) -> date:
    year, number = divmod(month, 100)
    return date(year, number, calendar.monthrange(year, number)[1])
