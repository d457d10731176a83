"""Names as search sees them: simplified, half-width, lower case, without punctuation; their bigrams and initials.

A register holds hundreds of thousands of names, so each step runs inside C: a class of characters tells in one scan
that a name needs no folding at all, bigrams are the bytes of the name itself, and initials are looked up.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from struct import Struct, pack

import opencc

from gongbao.kernel.names.pinyin import dictionary

_HAN = range(0x4E00, 0xA000)
_FIGURES = re.compile(r"[0-9]+")
_INT4 = 23  # the type's number in every PostgreSQL


@lru_cache(maxsize=1)
def _folds() -> tuple[dict[int, str | None], re.Pattern[str]]:
    """What becomes of each character (traditional to simplified, full to half width, capitals small, marks dropped),
    and the class of those characters that change.
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
    return table, re.compile("[" + "".join(map(re.escape, map(chr, table))) + "]")


class _Initials(dict[str, str]):
    """The first letter of each character's first reading; figures and letters stay, all else falls away."""

    def __missing__(self, character: str) -> str:
        readings = dictionary().get(ord(character))
        first = unicodedata.normalize("NFD", readings.split(",")[0])[:1] if readings else character
        self[character] = letter = first if first.isascii() else ""
        return letter


_INITIALS = _Initials({"长": "c", "行": "h"})  # as they are read in names of firms: 长城, 银行, 商行
_initial = _INITIALS.__getitem__


def warm_up() -> None:
    """Build the tables now, so that processes forked later share them."""
    fold("")


def fold(name: str) -> str:
    """A name with nothing left but what distinguishes it."""
    table, changing = _folds()
    return name.translate(table) if changing.search(name) else name


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


def keys_field(folded: str, region: str) -> bytes:
    """The same as the field of a binary COPY, length first; the order of bigrams does not matter to anybody."""
    units = folded.encode("utf-16-be", errors="replace")
    places = _packed_places(region)
    size = max(len(units), 2)
    if size < 4 and not places:
        return _NO_KEYS
    head, even, odd = _shape(size, len(places))
    return _FOUR.join((head, *places, *even(units), *odd(units, 2)) if size >= 4 else (head, *places))


_FOUR = pack(">i", 4)  # the length of an int4
_NO_KEYS = pack(">iiii", 12, 0, 0, _INT4)
_Unpack = Callable[..., tuple[bytes, ...]]


@lru_cache(maxsize=20_000)
def _packed_places(region: str) -> tuple[bytes, ...]:
    return tuple(pack(">i", key) for key in place_keys(region))


@lru_cache(maxsize=2_000)
def _shape(size: int, places: int) -> tuple[bytes, _Unpack, _Unpack]:
    """For names of so many bytes with so many places: the head of an int4[] (length, dimensions, flags, type, size,
    lower bound), and how to take the bigrams that begin at every other character.
    """
    count = size // 2 - 1 + places
    head = pack(">iiiiii", 20 + 8 * count, 1, 0, _INT4, count, 1)
    return head, Struct("4s" * (size // 4)).unpack_from, Struct("4s" * ((size - 2) // 4)).unpack_from


def initials(folded: str) -> str:
    """The first letters of the pinyin of each character; letters and figures stay as they are."""
    return "".join(map(_initial, folded))
