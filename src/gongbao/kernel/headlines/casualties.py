"""How many are dead, hurt, missing, trapped, ill or moved, as a text says it (briefing-rules 1.5 and 5).

A text may give several figures for one thing: parts (其中2人当场死亡), earlier states, a new total (升至31人). What
counts is the last figure called a total; without one, the greatest. 至少, 余 and the like are kept as "at least".
"""

import re
from typing import NamedTuple

from .numerals import NUMBER, SOME, is_some, number

#: What is counted -> the words that say it, longest first where one begins another.
WORDS: dict[str, tuple[str, ...]] = {
    "dead": (
        "死亡",
        "遇难",
        "身亡",
        "丧生",
        "罹难",
        "丧命",
        "毙命",
        "溺亡",
        "坠亡",
        "殉职",
        "牺牲",
        "遇害",
        "致死",
        "亡",
        "死",
    ),
    "injured": (
        "受伤",
        "重伤",
        "轻伤",
        "负伤",
        "烧伤",
        "灼伤",
        "烫伤",
        "刺伤",
        "砍伤",
        "撞伤",
        "炸伤",
        "摔伤",
        "砸伤",
        "轻微伤",
        "伤",
    ),
    "missing": ("失踪", "失联", "下落不明"),
    "trapped": ("被困", "受困", "被埋", "被压"),
    "sick": ("中毒", "食物中毒", "送医", "入院", "住院", "就医", "不适"),
    "moved": ("转移", "疏散", "撤离", "安置"),
}
_KIND = {word: kind for kind, words in WORDS.items() for word in words}
_WORD = "|".join(sorted(_KIND, key=len, reverse=True))
_ANY = re.compile(_WORD)  # without one of them no pattern below can match; most headlines have none
_PEOPLE = r"(?:名|位|个|人|口|户籍)?(?:[^\d,。;:!?、零一二两三四五六七八九十]{0,9}?)"
_ONE = (
    r"(?:男子|女子|男童|女童|男孩|女孩|老人|老太|老汉|学生|司机|工人|村民|儿童|员工|民警|消防员|游客|男生|女生"
    r"|婴儿|幼童|人)"
)
_LEAST = r"(?P<least>至少|超过|超|逾|不少于|已有|近|约|大约|共有|共)?"
_MORE = r"(?P<more>余|多|几|以上)?"
_N = rf"(?P<n>{SOME}|{NUMBER})"
# 29人死亡 · 4名学生当场死亡 · 二死二伤 · 一家三口遇难
_BEFORE = re.compile(
    rf"{_LEAST}(?<![\d.第]){_N}{_MORE}(?P<of>{_PEOPLE})(?P<word>{_WORD})(?!者家属|人员家属|险|病|心|害)"
)
# 死亡人数升至31人 · 死亡2人 · 遇难者增至12名 · 受伤20余人
_AFTER = re.compile(
    rf"(?P<word>{_WORD})(?:者|人员|人数|总数)*(?:现已|目前已|已经|已|又|则|也)?(?:达到|达|为|至|到|有|了|:|上升至|升至|升到|增至|增加到|增加至|上升到)?"
    rf"{_LEAST}{_N}{_MORE}(?:人|名|例|位)"
)
_SINGLE = re.compile(rf"一(?P<of>{_ONE})[^\d,。;:!?、]{{0,12}}?(?P<word>{_WORD})")
_ALONE = re.compile(rf"(?P<of>{_ONE})[^\d,。;:!?、]{{0,6}}?(?P<word>身亡|遇难|溺亡|坠亡|丧生)")
_NONE = re.compile(
    r"(?:无|未造成|没有造成|没有|未发现|暂无|尚无|并未造成|未发生|未出现)(?:任何)?(?:人员)?(?:的)?(?P<word>伤亡|死亡|受伤|死伤|人死亡|人受伤)"
)
_TOTAL = re.compile(r"(?:共|已致|已造成|累计|总数|人数|升至|增至|上升|增加到|增加至|共计)")
_NOT_SO = re.compile(r"(?:核载|荷载|限载|如果|可能造成|险些|曾|去年|历史上|当年|模拟|假设|防止|避免)[^,。]{0,14}$")
# 3车, 2小时, 5岁, 6级 …: a figure of something else that stands before the word.
_THINGS = re.compile(
    r"^[多余几]?(?:年|月|日|时|分|点|岁|级|车|辆|小时|天|米|公里|平方|元|吨|度|路|号|楼|层|栋|间|家|起|次|%|国|省|市|县|乡|镇|街|区|座|艘|条|台)"
)
LARGEST = 10_000_000


class Count(NamedTuple):
    """One figure: what is counted, how many, whether at least that, whether called a total, where it stands."""

    kind: str
    value: int
    least: bool
    total: bool
    start: int
    end: int
    written: str


class Casualties(NamedTuple):
    """The figures of a text; None: it does not say. `least` holds the kinds of which it says at least."""

    dead: int | None = None
    injured: int | None = None
    missing: int | None = None
    trapped: int | None = None
    sick: int | None = None
    moved: int | None = None
    least: frozenset[str] = frozenset()

    def said(self) -> dict[str, int]:
        return {kind: value for kind in WORDS if (value := getattr(self, kind)) is not None}


def mentions(text: str) -> list[Count]:
    """Every figure of people a text gives, in order of place; a figure counted once even where two patterns see it."""
    found: list[Count] = []
    if not _ANY.search(text):
        return found
    for pattern in (_BEFORE, _AFTER):
        for match in pattern.finditer(text):
            if (count := _counted(text, match)) and not _seen(found, count):
                found.append(count)
    for pattern in (_SINGLE, _ALONE):
        for match in pattern.finditer(text):
            start, end = match.span()
            count = Count(_KIND[match["word"]], 1, False, False, start, end, match[0])
            if not _seen(found, count) and (pattern is _SINGLE or not found):
                found.append(count)
    for match in _NONE.finditer(text):
        for kind in _denied(match["word"]):
            found.append(Count(kind, 0, False, False, *match.span(), match[0]))  # noqa: PERF401 (reads as a list of facts)
    return sorted(found, key=lambda count: count.start)


def _denied(word: str) -> tuple[str, ...]:
    if word in {"伤亡", "死伤"}:
        return ("dead", "injured")
    return ("dead",) if "死" in word else ("injured",)


def _seen(found: list[Count], count: Count) -> bool:
    return any(count.start < other.end and other.start < count.end for other in found)


def _counted(text: str, match: re.Match[str]) -> Count | None:
    value = number(match["n"])
    of = match.groupdict().get("of") or ""
    if (
        value is None
        or value > LARGEST
        or _THINGS.match(of)
        or _NOT_SO.search(text[max(0, match.start() - 24) : match.start()])
    ):
        return None
    kind = _KIND[match["word"]]
    if (
        not of
        and "of" in match.groupdict()
        and match["word"] not in {"死", "伤", "亡"}
        and not match["more"]
        and not match["least"]
    ):
        return None  # 2死亡: no news writes so; 110受伤 is a telephone number
    if "伤" in of or "亡" in of:
        return None
    least = (
        match["least"] in {"至少", "超过", "超", "逾", "不少于", "已有"} or bool(match["more"]) or is_some(match["n"])
    )
    around = text[max(0, match.start() - 8) : match.end()]
    return Count(kind, value, least, bool(_TOTAL.search(around)), *match.span(), match[0])


def casualties(text: str) -> Casualties:
    """The figures that hold by the end of a text. A denial (无人员伤亡) is a nought, unless a figure is beside it."""
    held: dict[str, Count] = {}
    for count in mentions(text):
        now = held.get(count.kind)
        if now is None or _replaces(count, now):
            held[count.kind] = count
    least = frozenset(kind for kind, count in held.items() if count.least)
    return Casualties(**{kind: count.value for kind, count in held.items()}, least=least)


def _replaces(new: Count, held: Count) -> bool:
    if new.total != held.total:
        return new.total and new.value >= held.value
    if new.total:
        return new.value > 0
    return new.value > held.value
