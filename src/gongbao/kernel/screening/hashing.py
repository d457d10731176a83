"""Keys of many texts at once: each text, and each text with one character left out, as 64-bit numbers.

Two texts that one slip of the hand turns into each other share a key (symmetric deletion). A key only proposes a pair;
what the pair is, the comparison of names decides, so a chance collision costs time and never an answer.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Owners = NDArray[np.int64]
_BASE = np.uint64(0x9E3779B97F4A7C15 | 1)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(29)
_ALL = (1 << 64) - 1
FEW = 64  # texts; for fewer the vectors cost more than they save
LONGEST = 64  # of longer texts no variants are made


@lru_cache(maxsize=LONGEST + 2)
def _powers(length: int) -> Keys:
    found = np.ones(max(1, length), dtype=np.uint64)
    for n in range(1, length):
        found[n] = found[n - 1] * _BASE
    return found


def keys(texts: Sequence[str], owners: Sequence[int]) -> tuple[Keys, Owners]:
    """One key for each text, with its owner."""
    return _hashed(texts, owners, shortest=1 << 30)


def keys_with_slips(texts: Sequence[str], owners: Sequence[int], *, shortest: int) -> tuple[Keys, Owners]:
    """One key for each text and one for each character left out of it, unless less than `shortest` would be left."""
    return _hashed(texts, owners, shortest=shortest)


def _hashed(texts: Sequence[str], owners: Sequence[int], *, shortest: int) -> tuple[Keys, Owners]:
    if len(texts) <= FEW:
        return _hashed_few(texts, owners, shortest=shortest)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)[:-1]))
    flat = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    who = np.asarray(owners, np.int64)
    found: list[Keys] = []
    whose: list[Owners] = []
    with np.errstate(over="ignore"):
        for length in np.unique(lengths).tolist():
            if not length:
                continue
            mine = np.flatnonzero(lengths == length)
            matrix = flat[starts[mine][:, None] + np.arange(length)]
            some = _of_length(matrix, variants=shortest < length <= LONGEST)
            found.append(some.ravel())
            whose.append(np.repeat(who[mine], some.shape[1]))
    return np.concatenate(found), np.concatenate(whose)


def _hashed_few(texts: Sequence[str], owners: Sequence[int], *, shortest: int) -> tuple[Keys, Owners]:
    """The same numbers without the cost of starting the machinery for many."""
    found: list[int] = []
    whose: list[int] = []
    for text, owner in zip(texts, owners, strict=True):
        if not text:
            continue
        length = len(text)
        some = _of_one(list(map(ord, text)), variants=shortest < length <= LONGEST)
        found += some
        whose += [owner] * len(some)
    return np.array(found, np.uint64), np.array(whose, np.int64)


def _of_one(codes: list[int], *, variants: bool) -> list[int]:
    length = len(codes)
    powers = _whole_powers(length)
    weighted = [code * power & _ALL for code, power in zip(codes, powers, strict=True)]
    whole = sum(weighted) & _ALL
    keys_ = [_mixed_one(whole, length)]
    if variants:
        before, after = 0, whole
        for n in range(length):
            after = (after - weighted[n]) & _ALL
            keys_.append(_mixed_one((before + after) & _ALL, length - 1))
            if n + 1 < length:
                before = (before + codes[n] * powers[n + 1]) & _ALL
    return keys_


def _mixed_one(value: int, length: int) -> int:
    mixed = ((value ^ (value >> 29)) * int(_MIX) + length) & _ALL
    return mixed ^ (mixed >> 29)


@lru_cache(maxsize=512)
def _whole_powers(length: int) -> tuple[int, ...]:
    """The weights of a text's characters, first to last."""
    return tuple(pow(int(_BASE), length - 1 - n, _ALL + 1) for n in range(length))


def _of_length(matrix: Keys, *, variants: bool) -> Keys:
    """The keys of texts of one length, a row a text: the text itself, then each character left out."""
    count, length = matrix.shape
    powers = _powers(length)[::-1]
    whole = (matrix * powers).sum(axis=1, dtype=np.uint64)[:, None]
    if not variants:
        return _mixed(whole, length)
    weighted = matrix * powers
    zero = np.zeros((count, 1), np.uint64)
    after = whole - np.cumsum(weighted, axis=1, dtype=np.uint64)
    # What stands before the gap moves one place to the right.
    before = np.concatenate((zero, np.cumsum(matrix[:, :-1] * powers[1:], axis=1, dtype=np.uint64)), axis=1)
    return np.concatenate((_mixed(whole, length), _mixed(before + after, length - 1)), axis=1)


def _mixed(values: Keys, length: int) -> Keys:
    mixed = (values ^ (values >> _SHIFT)) * _MIX + np.uint64(length)
    return np.asarray(mixed ^ (mixed >> _SHIFT), np.uint64)
