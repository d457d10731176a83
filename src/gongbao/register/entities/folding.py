"""Names as search sees them: simplified, half-width, lower case, without punctuation; their bigrams and initials.

A class of characters tells in one scan that a name needs no folding at all; `bulk` does the same for many names.
"""

import re
import unicodedata
from functools import lru_cache

import opencc

from gongbao.kernel.names.pinyin import dictionary

_HAN = range(0x4E00, 0xA000)
_FIGURES = re.compile(r"[0-9]+")


@lru_cache(maxsize=1)
def folds() -> tuple[dict[int, str | None], re.Pattern[str]]:
    """What becomes of each character (traditional to simplified, full to half width, capitals small, marks dropped),
    and the class of those characters that change, but for the line end, which parts many names in one text.
    """
    table: dict[int, str | None] = {}
    for code in range(0x3000):
        character = chr(code)
        if not character.isalnum():
            table[code] = None
        elif character.lower() != character:
            table[code] = character.lower()
    for code in range(0x3000, 0x3400):
        table[code] = None
    table[0x3007] = table[0x25CB] = "〇"
    for code in range(0xFF00, 0xFFF0):
        half = unicodedata.normalize("NFKC", chr(code))
        table[code] = half.lower() if half.isalnum() else None
    converter = opencc.OpenCC("t2s")
    han = "".join(map(chr, _HAN))
    for before, after in zip(han, converter.convert(" ".join(han)).split(" "), strict=True):
        if before != after and len(after) == 1:
            table[ord(before)] = after
    return table, re.compile("[" + "".join(re.escape(chr(code)) for code in table if code != 0x0A) + "]")


class _Initials(dict[str, str]):
    """The first letter of each character's first reading; figures and letters stay, all else falls away."""

    def __missing__(self, character: str) -> str:
        readings = dictionary().get(ord(character))
        first = unicodedata.normalize("NFD", readings.split(",")[0])[:1] if readings else character
        self[character] = letter = first if first.isascii() else ""
        return letter


_INITIALS = _Initials({"长": "c", "行": "h"})  # as they are read in names of firms: 长城, 银行, 商行
first_letter = _INITIALS.__getitem__


def warm_up() -> None:
    """Build the tables now, so that processes forked later share them."""
    fold("")


def fold(name: str) -> str:
    """A name with nothing left but what distinguishes it."""
    table, changing = folds()
    return name.translate(table) if changing.search(name) or "\n" in name else name


def grams(folded: str) -> list[int]:
    """The bigrams of a folded name as signed 32-bit integers: the UTF-16 units of two neighbours side by side.

    Two rare characters outside the basic plane may share halves with others: the text has the last word.
    """
    units = folded.encode("utf-16-be", errors="replace")
    return [int.from_bytes(units[at : at + 4], "big", signed=True) for at in range(0, len(units) - 2, 2)]


def characters(gram: int) -> str:
    """The two characters of a bigram; halves of those outside the basic plane become question marks."""
    return gram.to_bytes(4, "big", signed=True).decode("utf-16-be", errors="replace")


@lru_cache(maxsize=20_000)
def place_keys(region: str) -> tuple[int, ...]:
    """The province, prefecture and county of a place as integers to stand among bigrams: the codes themselves.

    A folded name has letters and figures only, so no bigram is as small as these (below BIGRAMS_FROM, not negative).
    """
    return tuple(
        int(region[:size]) for size in PLACE_SIZES if len(region) >= size and _FIGURES.fullmatch(region, 0, size)
    )


PLACE_SIZES = (2, 4, 6)
BIGRAMS_FROM = ord("0") << 16  # the least bigram that a folded name can have


def keys(folded: str, region: str) -> list[int]:
    """What a name is looked up by: the places its entity is in, and its bigrams."""
    return [*place_keys(region), *grams(folded)]


def initials(folded: str) -> str:
    """The first letters of the pinyin of each character; letters and figures stay as they are."""
    return "".join(map(first_letter, folded))
