"""Which days are working days: Monday to Friday less the holidays, plus the declared make-up days.

Source: 全国年节及纪念日放假办法 and the yearly notice of the State Council General Office, as data of the
`chinese_calendar` package. A day that package cannot know is judged Monday–Friday and is never "announced".
"""

from datetime import date
from functools import lru_cache

from chinese_calendar.constants import holidays, workdays

# The next year's notice has reached back into December as far as the 29th (2007-12-29 and 2018-12-29 were worked
# for the New Year after). Until that notice is out, the last three days of a year are not settled.
SETTLED_UNTIL = (12, 28)

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@lru_cache(maxsize=1)
def latest_announced_year() -> int:
    """The last year whose holiday notice the package holds."""
    return max(holidays).year


@lru_cache(maxsize=1)
def first_announced_year() -> int:
    """The first year the package holds."""
    return min(holidays).year


@lru_cache(maxsize=1)
def _announced_span() -> tuple[int, int]:
    """First and last settled day as ordinals."""
    first = date(first_announced_year(), 1, 1)
    last = date(latest_announced_year(), *SETTLED_UNTIL)
    return first.toordinal(), last.toordinal()


def is_announced(day: date) -> bool:
    """True when the official calendar of `day` is known, so that nothing about it is an assumption."""
    first, last = _announced_span()
    return first <= day.toordinal() <= last


def is_working_day(day: date) -> bool:
    """True on a working day (工作日); outside the announced years Monday to Friday (ask `is_announced`)."""
    return day in workdays or (day.weekday() < 5 and day not in holidays)


@lru_cache(maxsize=256)
def working_ordinals(year: int) -> tuple[int, ...]:
    """The working days of one year as ascending ordinals."""
    first = date(year, 1, 1).toordinal()
    last = date(year, 12, 31).toordinal()
    return tuple(n for n in range(first, last + 1) if is_working_day(date.fromordinal(n)))


# The package's English name of each holiday, with the name people use.
_NAMES_ZH = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


def _holiday_names(english: str) -> tuple[str, str]:
    return _NAMES_ZH.get(english, english), english


def why_rest(day: date) -> tuple[str, str]:
    """Why nobody works on `day`: Chinese and English. For a working day: ValueError."""
    if is_working_day(day):
        raise ValueError(f"{day} is a working day")
    if day in holidays:
        zh, en = _holiday_names(holidays[day])
        return f"{zh}放假", f"{en} holiday"
    return f"周末（周{_WEEKDAYS_ZH[day.weekday()]}）", f"weekend ({_WEEKDAYS_EN[day.weekday()]})"


def why_work(day: date) -> tuple[str, str] | None:
    """For a weekend day declared as working (调休上班), for which holiday; None for every other day."""
    if day not in workdays:
        return None
    zh, en = _holiday_names(workdays[day])
    return (
        f"调休上班日（周{_WEEKDAYS_ZH[day.weekday()]}，因{zh}调休）",
        f"make-up working day ({_WEEKDAYS_EN[day.weekday()]}, for {en})",
    )
