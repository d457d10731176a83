"""Names as search sees them: simplified, half-width, lower case, without punctuation; their bigrams and initials."""

import unicodedata
from functools import lru_cache
from itertools import pairwise

import opencc
from pypinyin.constants import PINYIN_DICT

_HAN = range(0x4E00, 0xA000)


@lru_cache(maxsize=1)
def _folds() -> dict[int, str | None]:
    """What becomes of each character: traditional to simplified, full to half width, capitals small, marks dropped."""
    table: dict[int, str | None] = {}
    for code in range(0x3000):
        character = chr(code)
        if not character.isalnum():
            table[code] = None
        elif character.lower() != character:
            table[code] = character.lower()
    for code in range(0x3000, 0x3400):
        table[code] = None
    for code in range(0xFF00, 0xFFF0):
        half = unicodedata.normalize("NFKC", chr(code))
        table[code] = half.lower() if half.isalnum() else None
    converter = opencc.OpenCC("t2s")
    han = "".join(map(chr, _HAN))
    for before, after in zip(han, converter.convert(" ".join(han)).split(" "), strict=True):
        if before != after and len(after) == 1:
            table[ord(before)] = after
    return table


class _Initials(dict[int, str | None]):
    """The first letter of each character's first reading; figures and letters stay, all else falls away."""

    def __missing__(self, code: int) -> str | None:
        readings = PINYIN_DICT.get(code)
        first = unicodedata.normalize("NFD", readings.split(",")[0])[:1] if readings else chr(code)
        self[code] = letter = first if first.isascii() else None
        return letter


_INITIALS = _Initials()


def fold(name: str) -> str:
    """A name with nothing left but what distinguishes it."""
    return name.translate(_folds())


def grams(folded: str) -> list[int]:
    """The bigrams of a folded name as integers, each once. Two far-apart characters may share one; the text decides."""
    codes = [ord(c) & 0x7FFF for c in folded]
    return list({a << 16 | b for a, b in pairwise(codes)})


def initials(folded: str) -> str:
    """The first letters of the pinyin of each character; letters and figures stay as they are."""
    return folded.translate(_INITIALS)
