"""A text as the set of its pairs of neighbouring characters, and how much two such sets share."""

from struct import unpack_from

from .text import folded

SAME, LOOK = 0.85, 0.5  # one text; worth a look (briefing-rules 5)


def grams(text: str) -> frozenset[int]:
    """The pairs of neighbouring letters, figures and characters of a text, as numbers."""
    plain = folded(text)
    size = len(plain) - 1
    if size < 1:
        return frozenset(map(ord, plain))
    # Folded characters are of sixteen bits; written backwards, two neighbours read as one number are a << 16 ^ b.
    wide = plain[::-1].encode("utf-16-le")
    even, odd = (size + 1) // 2, size // 2
    return frozenset(unpack_from(f"<{even}I", wide) + unpack_from(f"<{odd}I", wide, 2))


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    """Shared of all, 0 to 1; 0 for two empty texts."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def held(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of the smaller set the other holds: a headline within a report."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
