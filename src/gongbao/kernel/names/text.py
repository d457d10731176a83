"""One spelling for one name: width, script, marks and numerals that make no difference to whose name it is."""

import unicodedata
from functools import lru_cache

import opencc

MAX_LENGTH = 300  # characters; longer texts are no names
_HAN = range(0x4E00, 0xA000)
_OPEN, _CLOSE = "([{（［｛【〔《〈", ")]}）］｝】〕》〉"
_FINANCIAL: dict[int, str | None] = dict(zip(map(ord, "壹贰叁肆伍陆柒捌玖"), "一二三四五六七八九", strict=True))


class NotAName(ValueError):
    """The text can't be a name; the message says why, in Chinese."""


@lru_cache(maxsize=1)
def _table() -> dict[int, str | None]:
    """What becomes of each character: simplified, half-width, small letters; brackets of every shape become ( and )."""
    table: dict[int, str | None] = {}
    for code in (*range(0x3400), *range(0xFE00, 0xFFF0)):
        character = unicodedata.normalize("NFKC", chr(code))
        kept = "".join(c for c in character.lower() if c.isalnum())
        if kept != chr(code):
            table[code] = kept or None
    han = "".join(map(chr, _HAN))
    for before, after in zip(han, opencc.OpenCC("t2s").convert(" ".join(han)).split(" "), strict=True):
        if before != after and len(after) == 1:
            table[ord(before)] = after
    table |= dict.fromkeys(map(ord, _OPEN), "(") | dict.fromkeys(map(ord, _CLOSE), ")")
    return table | {ord("〇"): "零"} | _FINANCIAL


def canonical(name: str) -> str:
    """The name as it is compared: no spaces, no marks but round brackets. Raises NotAName for what can't be one."""
    if len(name) > MAX_LENGTH:
        raise NotAName(f"名称超过 {MAX_LENGTH} 个字符，请核对这一行")
    text = name.translate(_table())
    if not text.isalnum() and not any(character.isalnum() for character in text):
        raise NotAName("这一格没有名称，请填写企业名称或代码")
    return text


def is_latin(text: str) -> bool:
    """Whether a name is written in letters: English, or the sounds of Chinese in pinyin."""
    if not (text[0].isascii() or text[-1].isascii()):
        return False
    letters = sum(character.isascii() and character.isalpha() for character in text)
    return letters * 2 > len(text)
