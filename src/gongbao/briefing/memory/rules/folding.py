"""One spelling for what is searched and what is sought: simplified, half-width, small letters; never another length.

A place in the folded text is the same place in the text, so that excerpts can be marked.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise

import opencc

MOST_WORDS = 8
MOST_LETTERS = 60
_RUN = re.compile(r"[0-9a-z\u3400-\u9fff]+")


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0x3000), *range(0xFE00, 0xFFF0)):
        after = unicodedata.normalize("NFKC", chr(code)).lower()
        if len(after) == 1 and after != chr(code):
            table[code] = after
    han = "".join(map(chr, range(0x4E00, 0xA000)))
    for before, after in zip(han, opencc.OpenCC("t2s").convert(" ".join(han)).split(" "), strict=True):
        if before != after and len(after) == 1:
            table[ord(before)] = after
    return table


def fold(text: str) -> str:
    """The text as it is compared, character by character."""
    return text.translate(_table())


def bigrams(folded: str) -> list[int]:
    """The different pairs of neighbours within runs of letters, figures and characters, as sorted numbers."""
    found: set[int] = set()
    for run in _RUN.findall(folded):
        found.update((ord(a) * 65_599 + ord(b)) & 0x7FFF_FFFF for a, b in pairwise(run))
    return sorted(found)


def key(kind: str, value: object) -> int:
    """A reach or filter as a number for the index. Two may fall on one number: the columns decide."""
    return int.from_bytes(sha256(f"{kind}:{value}".encode()).digest()[:4], "big", signed=True)


def month_key(year: int, month: int) -> int:
    """The key of a calendar month."""
    return key("m", f"{year:04}{month:02}")


@dataclass(frozen=True, slots=True)
class Words:
    """What is sought: runs of two and more characters that must all occur, and single ones beside them."""

    runs: tuple[str, ...]
    singles: tuple[str, ...] = ()

    @property
    def grams(self) -> list[int]:
        """The pairs of all runs: what the index is asked for."""
        return sorted({gram for run in self.runs for gram in bigrams(run)})

    @property
    def long(self) -> tuple[str, ...]:
        """The runs that pairs alone do not decide, and the single characters."""
        return (*(run for run in self.runs if len(run) > 2), *self.singles)


def words_of(query: str) -> Words:
    """The words of a query, in any order, however they are parted; at most eight."""
    runs = list(dict.fromkeys(_RUN.findall(fold(query)[:200])))[:MOST_WORDS]
    return Words(tuple(run[:MOST_LETTERS] for run in runs if len(run) > 1), tuple(run for run in runs if len(run) == 1))


def looser(words: Words) -> Words | None:
    """The same with long runs cut into words, for what was typed without gaps; None where that changes nothing."""
    import rjieba  # noqa: PLC0415 (slow to load)

    cut: list[str] = []
    for run in words.runs:
        parts = [part for part in rjieba.cut(run) if len(part) > 1] if len(run) > 3 else []
        cut += parts or [run]
    runs = tuple(dict.fromkeys(cut))[: MOST_WORDS * 2]
    return Words(runs, words.singles) if runs != words.runs else None
