"""How dates, deadlines, amounts, codes and telephone numbers are said, in the reader's language.

Everything a person reads (pages, notices, certificates) says these things the same way. Days are Asia/Shanghai days.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gongbao.foundation.clock import CHINA, china_date
from gongbao.kernel.calendar import working_days_left

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WAN = Decimal(10_000)
_MINUTES_AN_HOUR = 60
_MINUTES_A_DAY = 24 * _MINUTES_AN_HOUR
_NARROWEST_MASKED = 8

#: What each grade of confidence in a rule means to a reader (grades: register-rules section 0).
CONFIDENCE_WORDS = {
    "C": lambda: _("已对照法规全文"),
    "S": lambda: _("依据二手资料，可配置"),
    "M": lambda: _("未经证实，可配置"),
    "D": lambda: _("由前述规定推算"),
}


def is_english() -> bool:
    return (get_language() or "zh").startswith("en")


def _china_day(value: date) -> date:
    return value.astimezone(CHINA).date() if isinstance(value, datetime) else value


def plain_day(value: date) -> str:
    """2026年6月30日 / 30 June 2026."""
    day = _china_day(value)
    if is_english():
        return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def day_words(value: date) -> str:
    """2026年6月30日(周二) / Tue 30 June 2026."""
    day = _china_day(value)
    if is_english():
        return f"{_WEEKDAYS_EN[day.weekday()]} {plain_day(day)}"
    return f"{plain_day(day)}(周{_WEEKDAYS_ZH[day.weekday()]})"


def clock_words(value: datetime) -> str:
    """10:32, Beijing time."""
    return value.astimezone(CHINA).strftime("%H:%M")


def moment_words(value: datetime) -> str:
    """2026年6月30日(周二)10:32 / Tue 30 June 2026, 10:32."""
    return f"{day_words(value)}{', ' if is_english() else ' '}{clock_words(value)}"


def span_words(minutes: int) -> str:
    """A stretch of time in its two largest units: 38 分钟， 3 小时 20 分钟， 2 天 4 小时."""
    minutes = abs(minutes)
    if minutes < _MINUTES_AN_HOUR:
        return ngettext("%(n)d 分钟", "%(n)d 分钟", minutes) % {"n": minutes}
    large, small, words = (
        (_MINUTES_AN_HOUR, 1, (_hours, _minutes))
        if minutes < _MINUTES_A_DAY
        else (_MINUTES_A_DAY, _MINUTES_AN_HOUR, (_days, _hours))
    )
    first, rest = divmod(minutes, large)
    second = rest // small
    return words[0](first) + (f" {words[1](second)}" if second else "")


def _minutes(n: int) -> str:
    return ngettext("%(n)d 分钟", "%(n)d 分钟", n) % {"n": n}


def _hours(n: int) -> str:
    return ngettext("%(n)d 小时", "%(n)d 小时", n) % {"n": n}


def _days(n: int) -> str:
    return ngettext("%(n)d 天", "%(n)d 天", n) % {"n": n}


def count_words(amount: int, unit: str) -> str:
    """`amount` in the law's unit: WD working days, CD or FIXED calendar days, MIN minutes."""
    if unit == "WD":
        return ngettext("%(n)d 个工作日", "%(n)d 个工作日", amount) % {"n": amount}
    if unit == "MIN":
        return span_words(amount)
    return _days(amount)


def left_until(due: date, unit: str, now: datetime) -> int:
    """What is left until `due` at `now`, in the law's unit; negative once late. Days are whole Asia/Shanghai days."""
    if unit == "MIN" and isinstance(due, datetime):
        return int((due - now).total_seconds() // _MINUTES_AN_HOUR)
    today, day = china_date(now), _china_day(due)
    return working_days_left(today, day) if unit == "WD" else (day - today).days


def left_words(left: int, unit: str) -> str:
    """What is left, or how late it is, in the unit the law counts: 还有 5 个工作日 / 今天截止 / 已逾期 3 天.

    `left` is negative once the deadline has passed.
    """
    if left < 0:
        return _("已逾期 %(span)s") % {"span": count_words(-left, unit)}
    if left == 0 and unit != "MIN":
        return _("今天截止")
    return _("还有 %(span)s") % {"span": count_words(left, unit)}


def number_words(value: Decimal | float) -> str:
    """Thousands grouped, no needless zeros after the point: 1,234.5."""
    text = f"{Decimal(str(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def yuan_of_wan(value: Decimal | float) -> Decimal:
    """The whole number of yuan in an amount of 万元, rounded to the cent."""
    return (Decimal(str(value)) * _WAN).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def money_words(value: Decimal | float) -> tuple[str, str]:
    """An amount in 万元 and the same in full: ("1,234.56 万元", "12,345,600 元")."""
    wan, yuan = number_words(value), number_words(yuan_of_wan(value))
    if is_english():
        return f"{wan} × 10,000 yuan", f"¥{yuan}"
    return f"{wan} 万元", f"{yuan} 元"


def masked_phone(value: str) -> str:
    """First 3 and last 4 digits (the default of the register); short numbers keep only the last two."""
    kept = "".join(character for character in value if character.isdigit())
    if not kept:
        return ""
    if len(kept) < _NARROWEST_MASKED:
        return "*" * (len(kept) - 2) + kept[-2:]
    return f"{kept[:3]}{'*' * (len(kept) - 7)}{kept[-4:]}"


def code_groups(value: str) -> list[str]:
    """A unified social credit code by its parts (GB 32100: kind, division, subject, check); others in fours."""
    if len(value) == 18:
        return [value[:2], value[2:8], value[8:17], value[17:]]
    return [value[start : start + 4] for start in range(0, len(value), 4)]


def confidence_words(grade: str) -> str:
    """The grade of a rule's source as words; empty for an unknown grade."""
    words = CONFIDENCE_WORDS.get(grade)
    return words() if words else ""
