"""When an incident happened, from words that lean on the day of publication (昨晚, 凌晨, 16日23时10分, 10多天前).

The publication time is the one fixed point: a month and day without a year is the latest such day not after it, a bare
day likewise, a bare hour belongs to the day last named. Time lines of agencies (新华社7月24日电) and states (截至…) are
not the time of the incident. All results carry the zone of the publication time.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from .numerals import number

PARTS: dict[str, tuple[int, int]] = {
    "凌晨": (0, 6), "清晨": (4, 8), "早晨": (5, 9), "早上": (5, 10), "今晨": (0, 8), "上午": (7, 12), "中午": (11, 14),
    "正午": (11, 13), "午后": (12, 16), "下午": (12, 19), "傍晚": (16, 20), "晚上": (17, 24), "晚间": (17, 24),
    "夜间": (18, 24),
    "深夜": (20, 24), "夜里": (18, 24), "午夜": (22, 24), "早": (4, 10), "晨": (0, 9), "晚": (17, 24), "夜": (18, 24),
}  # fmt: skip
_AFTERNOON = {"下午", "傍晚", "晚上", "晚间", "夜间", "深夜", "夜里", "晚", "夜", "午后"}
_DAYS = {"今": 0, "昨": 1, "前": 2}
_WEEK = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_C = "一二两三四五六七八九十廿〇零"
_DATE = (
    rf"(?:(?P<year>\d{{4}}|去|今|前|[{_C}]{{4}})年)?"
    rf"(?:(?P<month>\d{{1,2}}|[{_C}]{{1,2}}|本|上|当)个?月份?(?:(?P<day>\d{{1,2}}|[{_C}]{{1,3}})[日号])?"
    rf"|(?P<only>\d{{1,2}}|[{_C}]{{1,3}})[日号](?![线楼院店矿井桥路国段车机床厂库门馆])(?![前内后]))"
    r"|(?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"
    r"|(?P<rel>[今昨前](?=[晚晨夜早])|今日|今天|昨日|昨天|前日|前天|大前天|当日|当天|当(?=晚))"
    r"|(?P<ago>\d{1,3}|[一二两三四五六七八九十]{1,3}|半|数|几)(?P<agomore>多|余|几)?个?"
    r"(?P<unit>天|日|小时|周|星期|月|分钟)(?:之|以)?前"
    r"|(?P<week>上周|本周|这周|上星期|周|星期)(?P<weekday>[一二三四五六日天末])(?![年期刊])"
)
_PART = "|".join(sorted(PARTS, key=len, reverse=True))
_CLOCK = (
    rf"(?P<hour>\d{{1,2}}|[{_C}]{{1,3}})(?:[时点](?!分)"
    rf"(?:(?P<minute>\d{{1,2}}|[{_C}]{{1,3}})分?|(?P<half>半))?"
    rf"|:(?P<colon>\d{{2}})(?::\d{{2}})?)(?!赛|球|米|平)"
)
_EXPRESSION = re.compile(
    rf"(?P<till>截至|截止|到目前|至)?(?:(?P<date>{_DATE})(?:[\(\(][^\)\)]{{1,6}}[\)\)])?)?"
    rf"(?:(?:(?<=[日号天今昨前]),)?(?:北京时间|当地时间|的)?(?P<part>{_PART}))?(?:(?:(?<=[日天晨晚午夜号上间早里])|(?<![\d第])){_CLOCK})?(?P<about>许|左右|前后)?"
)
# What a time can begin with; only there is the pattern tried.
_BEGINS = re.compile(
    rf"[\d{_C}{''.join(sorted({words[0] for words in PARTS}))},年去今前本上当昨大半数几周星这截到至北的]"
)
_VAGUE = re.compile(r"日前|近日|不久前|最近|近期")
_DATELINE = re.compile(r"^(?:[^,。]{0,6})?(?:电|讯|消息|报道|信息|发布|专电|播发|刊发)")
_BYLINE = re.compile(r"(?:社|网|报|记者)[^,。;、\d]{0,8}$")
_OCCURS = re.compile(
    r"发生|突发|起火|着火|失火|爆炸|坍塌|垮塌|塌方|倒塌|相撞|追尾|侧翻|翻车|坠|地震"
    r"|山洪|滑坡|泥石流|决口|中毒|袭击|持刀|被困|泄漏|泄露|火灾|事故|出现|撞|遇难|死亡|身亡|被淹|冒顶"
)
_SAYS = re.compile(
    r"^[^,。;]{0,12}?(?:发表|发布|宣布|公布|披露|通报|报道|表示|证实|获悉|了解到|称|说|透露|召开|前往|赶到|赴)"
)
NEAR = 46  # characters after a time within which the incident is told


class When(NamedTuple):
    """From when to when (end excluded); minute, hour, part, day, month or vague; the words and their place."""

    start: datetime
    end: datetime
    precision: str
    written: str
    span: tuple[int, int]


class _Day(NamedTuple):
    day: date
    days: int  # how many days it may be
    known: bool  # the text names it, rather than it being the day of publication


def _int(text: str) -> int | None:
    return number(text.replace("廿", "二十"))


def _month_day(month: int, day: int, published: date, year: int | None) -> date | None:
    for back in range(3):
        try:
            found = date((year or published.year) - (0 if year else back), month, day)
        except ValueError:
            continue
        if year or found <= published + timedelta(days=1):
            return found
    return None


def _only_day(day: int, published: date) -> date | None:
    year, month = published.year, published.month
    for _ in range(3):
        try:
            found = date(year, month, day)
        except ValueError:
            found = None
        if found and found <= published + timedelta(days=1):
            return found
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return None


def _year(written: str | None, published: date) -> int | None:
    if not written:
        return None
    relative = {"去": 1, "今": 0, "前": 2}
    return published.year - relative[written] if written in relative else _int(written)


def _of_date(match: re.Match[str], published: date, last: date | None) -> _Day | None:  # noqa: PLR0911 (one a way of writing)
    if match["iso"]:
        try:
            return _Day(date(*map(int, re.split(r"[-/.]", match["iso"]))), 1, known=True)
        except ValueError:
            return None
    if match["rel"]:
        if match["rel"].startswith("当"):
            return _Day(last or published, 1, known=True)
        back = 3 if match["rel"].startswith("大前") else _DAYS[match["rel"][0]]
        return _Day(published - timedelta(days=back), 1, known=True)
    if match["weekday"]:
        back = (published.weekday() - _WEEK[match["weekday"]]) % 7 + (7 if match["week"].startswith("上") else 0)
        return _Day(published - timedelta(days=back), 1, known=True)
    if match["only"]:
        day = _only_day(_int(match["only"]) or 0, published)
        return _Day(day, 1, known=True) if day else None
    return _of_month(match, published)


def _of_month(match: re.Match[str], published: date) -> _Day | None:
    if not match["month"]:
        return None
    if match["month"] in "本上当":
        month = (published.replace(day=1) - timedelta(days=1)).month if match["month"] == "上" else published.month
    else:
        month = _int(match["month"]) or 0
    year = _year(match["year"], published)
    if match["day"]:
        day = _month_day(month, _int(match["day"]) or 0, published, year)
        return _Day(day, 1, known=True) if day else None
    first = _month_day(month, 1, published, year)
    return _Day(first, 31, known=True) if first else None


def _hour(match: re.Match[str]) -> tuple[int, int | None] | None:
    if not match["hour"]:
        return None
    hour = _int(match["hour"])
    minute = _int(match["minute"] or match["colon"] or "") if (match["minute"] or match["colon"]) else None
    if hour is None or hour > 24 or (minute is not None and minute > 59):
        return None
    part = match["part"] or ""
    if hour < 12 and (part in _AFTERNOON or (part == "中午" and hour < 4)):
        hour += 12
    elif hour == 12 and part in {"凌晨", "深夜", "晚上", "晚", "午夜"}:
        hour = 24 if part != "凌晨" else 0
    return hour, 30 if match["half"] else minute


def _placed(match: re.Match[str], published: datetime, last: date | None) -> When | None:
    if match["ago"]:
        return _ago(match, published)
    day = _of_date(match, published.date(), last) if match["date"] else _Day(last or published.date(), 1, known=False)
    if day is None:
        return None
    midnight = published.replace(hour=0, minute=0, second=0, microsecond=0)
    start = midnight + (day.day - published.date())
    clock = _hour(match)
    if clock:
        at = start + timedelta(hours=clock[0], minutes=clock[1] or 0)
        exact = clock[1] is not None and not match["about"]
        return When(
            at,
            at + timedelta(minutes=1 if exact else 60),
            "minute" if clock[1] is not None else "hour",
            match[0],
            match.span(),
        )
    if match["part"]:
        first, end = PARTS[match["part"]]
        return When(start + timedelta(hours=first), start + timedelta(hours=end), "part", match[0], match.span())
    if not match["date"]:
        return None
    return When(start, start + timedelta(days=day.days), "day" if day.days == 1 else "month", match[0], match.span())


def _ago(match: re.Match[str], published: datetime) -> When | None:
    units = {"分钟": 1 / 1440, "小时": 1 / 24, "天": 1, "日": 1, "周": 7, "星期": 7, "月": 30}
    amount = {"半": 0.5, "数": 3, "几": 3}.get(match["ago"]) or _int(match["ago"])
    if not amount:
        return None
    size = units[match["unit"]]
    if size < 1:
        at = published - timedelta(days=amount * size)
        return When(at - timedelta(hours=1), at + timedelta(hours=1), "hour", match[0], match.span())
    slack = max(1.0, amount * size * (0.5 if match["agomore"] or match["ago"] in "数几" else 0.1))
    middle = published.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=amount * size)
    return When(
        middle - timedelta(days=slack if match["agomore"] else 0),
        middle + timedelta(days=slack),
        "day",
        match[0],
        match.span(),
    )


def _matches(text: str) -> Iterator[re.Match[str]]:
    """What `_EXPRESSION.finditer` finds and is not empty, without trying at every character."""
    place = 0
    while begins := _BEGINS.search(text, place):
        match = _EXPRESSION.match(text, begins.start())
        if match and match.end() > match.start():
            yield match
            place = match.end()
        else:
            place = begins.end()


def expressions(text: str, published: datetime) -> list[tuple[When, bool]]:
    """Every time a text names, with whether it may be the incident's (neither a time line nor a state of affairs)."""
    found: list[tuple[When, bool]] = []
    last: date | None = None
    for match in _matches(text):
        if not (match["date"] or match["part"] or match["hour"]):
            continue
        if not match["date"] and not match["hour"] and len(match["part"]) == 1:
            continue  # 早 or 晚 alone is a word like any other
        when = _placed(match, published, last)
        if when is None:
            continue
        if match["date"] and when.precision != "month":
            last = when.start.date()
        after, before = text[match.end() : match.end() + 8], text[max(0, match.start() - 10) : match.start()]
        line = bool(match["till"]) or (
            (not match["hour"] and bool(_DATELINE.match(after) and (_BYLINE.search(before) or after[:1] in "电讯")))
            or after.startswith(("电", "讯"))
        )
        found.append((when, not line))
    return found


def event_time(text: str, published: datetime) -> When | None:
    """When the incident happened, or None if the text does not say. Never later than a day after publication."""
    latest = published + timedelta(days=1)
    likely = [(when, _weight(text, when)) for when, may in expressions(text, published) if may and when.start <= latest]
    if likely:
        best = max(likely, key=lambda pair: (pair[1], -pair[0].span[0]))[0]
        return _refined(best, [when for when, _ in likely])
    if match := _VAGUE.search(text):
        day = published.replace(hour=0, minute=0, second=0, microsecond=0)
        return When(day - timedelta(days=7), day + timedelta(days=1), "vague", match[0], match.span())
    return None


def _weight(text: str, when: When) -> float:
    after = text[when.span[1] : when.span[1] + NEAR]
    told = _OCCURS.search(after.split("。")[0])
    before = text[max(0, when.span[0] - 10) : when.span[0]]
    if _SAYS.match(text[when.span[1] : when.span[1] + 24]) and when.precision != "minute":
        told = None
    weight = (2.0 if told else 1.2 if _OCCURS.search(before) else 0.0) - min(when.span[0], 400) / 300
    return weight + {"minute": 0.5, "hour": 0.45, "part": 0.3, "day": 0.0, "month": -0.8}.get(when.precision, 0.0)


def _refined(best: When, others: list[When]) -> When:
    """A day named first and its hour told later are one time: 12日下午 … 12日14时30分左右."""
    if best.precision in {"minute", "hour", "month"}:
        return best
    for other in others:
        inside = best.start <= other.start < best.end
        if inside and other.precision in {"minute", "hour"} and 0 < other.span[0] - best.span[1] < NEAR:
            return other
    return best
