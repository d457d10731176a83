"""Which listed names an asked name could be: keys that any true pair shares at least one of.

A pair of one firm agrees in the whole but for one slip, in trade name and place, in trade name and business while one
names no place, in its characters in another order, or in its sounds. Branches of one firm are found with their head
office and with their own kind only: a bank has thousands.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from gongbao.kernel.names.lexicon import Lexicon
from gongbao.kernel.names.parts import Parts
from gongbao.kernel.names.sounds import spelled
from gongbao.kernel.screening.hashing import Keys, Owners, keys, keys_with_slips

SHORTEST = 3  # characters that must be left of a text with a slip
Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
_SYLLABLE_TAILS = ("gufenyouxiangongsi", "youxianzerengongsi", "youxiangongsi", "zonggongsi", "gongsi")


class Block:
    """Keys of listed names, sorted, with the row each is of."""

    def __init__(self, found: tuple[Keys, Owners]) -> None:
        order = np.argsort(found[0], kind="stable")
        self.keys, self.rows = found[0][order], found[1][order].astype(np.int32)

    def join(self, asked: tuple[Keys, Owners]) -> Pairs:
        """(who asks, listed row) for each shared key, each pair once, in order."""
        order = np.argsort(asked[0])  # neighbours in the list are then asked for one after the other: far fewer misses
        asked = asked[0][order], asked[1][order]
        first = np.searchsorted(self.keys, asked[0], side="left")
        counts = np.searchsorted(self.keys, asked[0], side="right") - first
        hit = np.flatnonzero(counts)
        if not hit.size:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        counts, first = counts[hit], first[hit]
        ends = np.cumsum(counts)
        places = np.arange(ends[-1]) + np.repeat(first - (ends - counts), counts)
        pairs = np.unique((np.repeat(asked[1][hit], counts) << 32) | self.rows[places])
        return pairs >> 32, pairs & 0xFFFFFFFF


def listed_keys(names: Sequence[tuple[int, Parts]], lexicon: Lexicon) -> tuple[Keys, Owners]:
    """The keys under which each listed name, given with its row, is found."""
    return _both(names, [(row, text) for row, parts in names for text in _listed(parts, lexicon)])


def asked_keys(names: Sequence[tuple[int, Parts]], lexicon: Lexicon) -> tuple[Keys, Owners]:
    """The keys under which each asked name, given with its number, looks."""
    return _both(names, [(row, text) for row, parts in names for text in _asked(parts, lexicon)])


def _both(names: Sequence[tuple[int, Parts]], exact: Sequence[tuple[int, str]]) -> tuple[Keys, Owners]:
    slips = keys_with_slips([p.core + p.branch for _, p in names], [row for row, _ in names], shortest=SHORTEST)
    whole = keys([text for _, text in exact], [row for row, _ in exact])
    return np.concatenate((slips[0], whole[0])), np.concatenate((slips[1], whole[1]))


def _listed(parts: Parts, lexicon: Lexicon) -> list[str]:
    if parts.latin:
        return ["l" + "".join(sorted(parts.lines))]
    found = ["a" + _characters(parts)]
    branch = parts.branch
    if branch:
        found.append(f"b{parts.core}")
    if parts.trade:
        for place in parts.places:
            found.append(f"t{parts.trade}|{place}|{branch}")
            found += [f"u{parts.trade}|{around}|{branch}" for around in lexicon.parents.get(place, ())]
        found.append(f"{'n' if parts.places else 'm'}{parts.trade}|{''.join(parts.lines)}|{branch}")
    return found


def _asked(parts: Parts, lexicon: Lexicon) -> list[str]:
    if parts.latin:
        return ["l" + "".join(sorted(parts.lines))]
    found = ["a" + _characters(parts)]
    if not parts.branch:
        found.append(f"b{parts.core}")
    if parts.trade:
        found += [text for branch in {"", parts.branch} for text in _trade(parts, branch, lexicon)]
    return found


def _trade(parts: Parts, branch: str, lexicon: Lexicon) -> Iterable[str]:
    trade, lines = parts.trade, "".join(parts.lines)
    yield f"m{trade}|{lines}|{branch}"
    if not parts.places:
        yield f"n{trade}|{lines}|{branch}"
    for place in parts.places:
        yield f"t{trade}|{place}|{branch}"
        yield f"u{trade}|{place}|{branch}"
        for around in lexicon.parents.get(place, ()):
            yield f"t{trade}|{around}|{branch}"


def _characters(parts: Parts) -> str:
    return "".join(sorted(parts.text.replace("(", "").replace(")", "")))


def sounds_of_listed(names: Sequence[tuple[int, Parts]]) -> tuple[Keys, Owners]:
    """How Chinese names sound, for those asked in letters: the whole without its form, and the trade name."""
    said = [
        (row, text)
        for row, parts in names
        if not parts.latin
        for text in (f"w{''.join(spelled(parts.core))}", f"s{''.join(spelled(parts.trade))}")
    ]
    return keys([text for _, text in said], [row for row, _ in said])


def sounds_of_asked(names: Sequence[tuple[int, Parts]]) -> tuple[Keys, Owners]:
    """What a name in letters may spell: the whole, and each run of its words, as a trade name."""
    said: list[tuple[int, str]] = []
    for row, parts in names:
        if not parts.latin:
            continue
        letters = parts.text
        for tail in _SYLLABLE_TAILS:
            letters = letters.removesuffix(tail)
        said.append((row, f"w{letters}"))
        said += [(row, f"s{run}") for run in _runs(parts.lines or (parts.text,))]
    return keys([text for _, text in said], [row for row, _ in said])


def _runs(words: Sequence[str]) -> set[str]:
    return {"".join(words[n:m]) for n in range(min(len(words), 8)) for m in range(n + 1, min(len(words), n + 4) + 1)}
