"""How alike two texts are, by their pairs of characters: no words, no segmentation (briefing-rules 5)."""

import re
from collections.abc import Collection
from itertools import pairwise

_KEPT = re.compile(r"[0-9A-Za-z\u3400-\u9fff]")
MOST_GRAMS = 400


def bigrams(text: str) -> list[int]:
    """The different pairs of neighbouring letters, figures and characters, as sorted numbers; at most 400 of them.

    Of longer texts those with the smallest hash stand for all: two texts that share much share these too.
    """
    folded = "".join(_KEPT.findall(text.lower()))
    found = {(ord(a) * 65_599 + ord(b)) & 0x7FFF_FFFF for a, b in pairwise(folded)}
    if len(found) > MOST_GRAMS:
        found = set(sorted(found, key=lambda gram: (gram * 2_654_435_761) & 0xFFFF_FFFF)[:MOST_GRAMS])
    return sorted(found)


def jaccard(one: Collection[int], other: Collection[int]) -> float:
    """Shared of all, 0 to 1; 0 for two empty texts."""
    a, b = set(one), set(other)
    return len(a & b) / len(a | b) if a or b else 0.0
