"""Figures in a text, and where two texts disagree about them (briefing-rules section 7, point 3)."""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

_NUMBER = re.compile(
    r"(?P<number>\d[\d,\uff0c]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千万亿]+)\s*(?P<scale>[万亿千百]?)\s*"
    r"(?P<unit>人死亡|人遇难|人受伤|人失踪|人|名|户|家|个|起|件|亩|公顷|公里|千米|米|吨|公斤|元|美元|%|\uff05|个百分点|小时|天|头|只|辆|间|处|条|次|项)"
)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
#: What is counted, taken from the words just before or after a figure: the key on which two texts are compared.
_TOPICS = (
    ("死亡", ("死亡", "遇难", "身亡", "牺牲", "致死")),
    ("失踪", ("失踪", "失联", "被困")),
    ("受伤", ("受伤", "重伤", "轻伤", "伤者")),
    ("转移", ("转移", "疏散", "安置")),
    ("受灾", ("受灾", "受影响", "受损")),
    ("损失", ("损失",)),
    ("投资", ("投资", "投入")),
    ("产值", ("产值", "营收", "收入", "销售")),
    ("面积", ("面积", "种植", "改造")),
    ("参加", ("参加", "出动", "投入力量")),
)
NEAR = 14
_CLAUSE = re.compile(r"[,\uff0c。;\uff1b\n]")


class Figure(NamedTuple):
    """A number as written, its value, its unit, and what it counts (empty if the words around do not say)."""

    written: str
    value: Decimal
    unit: str
    topic: str


def _chinese(text: str) -> Decimal | None:
    total, section, digit = 0, 0, 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
            continue
        scale = _SCALES[char]
        if scale >= 10_000:
            section = (section + digit) or 1
            total, section = (total + section) * scale, 0
        else:
            section += (digit or 1) * scale
        digit = 0
    return Decimal(total + section + digit)


def _value(number: str, scale: str) -> Decimal | None:
    plain = number.replace(",", "").replace("\uff0c", "")
    try:
        value = Decimal(plain) if plain[0].isdigit() else _chinese(plain)
    except InvalidOperation:
        return None
    return value * _SCALES[scale] if value is not None and scale else value


def _topic(before: str, after: str, unit: str) -> str:
    for topic, words in _TOPICS:
        if any(word in unit for word in words):
            return topic
    for text in (_CLAUSE.split(after, maxsplit=1)[0], _CLAUSE.split(before)[-1]):
        for topic, words in _TOPICS:
            if any(word in text for word in words):
                return topic
    return ""


@lru_cache(maxsize=1_000)  # one text is compared with many
def figures(text: str) -> tuple[Figure, ...]:
    """The counted figures of a text, in order; years, document numbers and the like have no unit and are left out."""
    found = []
    for match in _NUMBER.finditer(text):
        value = _value(match["number"], match["scale"])
        if value is None:
            continue
        unit = (
            "%" if match["unit"] == "\uff05" else match["unit"][0] if match["unit"].startswith("人") else match["unit"]
        )
        begin, end = match.span()
        topic = _topic(text[max(0, begin - NEAR) : begin], text[end : end + 4], match["unit"])
        found.append(Figure(match[0].strip(), value, "人" if unit == "名" else unit, topic))
    return tuple(found)


def by_topic(text: str) -> dict[tuple[str, str], list[Figure]]:
    """A text's figures of each named topic and unit, in order."""
    grouped: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures(text):
        if figure.topic:
            grouped.setdefault((figure.topic, figure.unit), []).append(figure)
    return grouped


def contradictions(one: str, other: str) -> list[tuple[Figure, Figure]]:
    """Figures that count the same thing in the same unit and differ: one of each text. Only named topics are compared.

    A figure that the other text has anywhere for the topic does not contradict it.
    """
    pairs: list[tuple[Figure, Figure]] = []
    theirs = by_topic(other)
    for key, mine in by_topic(one).items():
        known = {figure.value for figure in theirs.get(key, ())}
        if known:
            pairs += [(figure, theirs[key][0]) for figure in mine if figure.value not in known]
    return pairs
