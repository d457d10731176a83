"""A piece of a text around what was sought, cut into marked and unmarked parts."""

from collections.abc import Sequence

LONG = 120


def excerpt(text: str, folded: str, words: Sequence[str], *, long: int = LONG) -> list[tuple[str, bool]]:
    """Parts of the text in order, each with whether it is marked; begins a little before the first word found."""
    places = sorted((at, at + len(word)) for word in words if word and (at := folded.find(word)) >= 0)
    begin = max(0, places[0][0] - 24) if places else 0
    end = min(len(text), begin + long)
    marks = _spans(folded, words, begin, end)
    parts: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for first, last in marks:
        if first > at:
            parts.append((text[at:first], False))
        parts.append((text[first:last], True))
        at = last
    if at < end:
        parts.append((text[at:end], False))
    return [*parts, ("…", False)] if end < len(text) else parts


def _spans(folded: str, words: Sequence[str], begin: int, end: int) -> list[tuple[int, int]]:
    """Where the words lie between two places, joined where they touch."""
    found: list[tuple[int, int]] = []
    for word in words:
        at = folded.find(word, begin, end) if word else -1
        while at >= 0:
            found.append((at, at + len(word)))
            at = folded.find(word, at + len(word), end)
    joined: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
