"""Numbers as news writes them: 12, 1,200, 1.2万, 二十三, 两, 十几, 数十."""

import re

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
#: A number, for other patterns to build on. No group of its own.
NUMBER = r"(?:\d[\d,]*(?:\.\d+)?[百千万亿]?|[零〇一二两三四五六七八九十百千万俩仨]+)"
SOME = r"(?:十几|几十|数十|上百|数百|几百|上千|数千|上万|数万|近百|近千)"
_SOME = {"十几": 10, "几十": 20, "数十": 20, "上百": 100, "数百": 200, "几百": 200, "上千": 1_000, "数千": 2_000}
_SOME |= {"上万": 10_000, "数万": 20_000, "近百": 100, "近千": 1_000}
_PLAIN = re.compile(r"(\d[\d,]*(?:\.\d+)?)([百千万亿]?)")


def number(text: str) -> int | None:
    """The number a text writes; None if it writes none. Of 十几 or 数十 the least it can mean."""
    if text in _SOME:
        return _SOME[text]
    if match := _PLAIN.fullmatch(text):
        digits = match[1].replace(",", "")
        return round(float(digits) * SCALES.get(match[2], 1)) if len(digits) <= 12 else None
    if not text or any(c not in DIGITS and c not in SCALES for c in text):
        return None
    if all(c in DIGITS for c in text):  # 二〇二六: read figure by figure
        return int("".join(str(DIGITS[c]) for c in text)) if len(text) <= 9 else None
    return _scaled(text)


def _scaled(text: str) -> int:
    total, section, digit = 0, 0, 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
            continue
        scale = SCALES[char]
        if scale >= 10_000:
            total, section = (total + section + digit) * scale or scale, 0
        else:
            section += (digit or 1) * scale
        digit = 0
    return total + section + digit


def is_some(text: str) -> bool:
    """Whether a number only says about how many."""
    return text in _SOME
