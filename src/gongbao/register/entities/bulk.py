"""Many names prepared for search at once: the same as folding.py says of each, for COPY.

Names stand in one text, a line each: a step is one pass through all of them and not a call for each.
"""

from collections.abc import Sequence
from functools import lru_cache
from struct import pack

import numpy as np
import pyarrow as pa

from gongbao.kernel.names.pinyin import dictionary
from gongbao.register.entities.actions.fields import BINARY, Column, cut
from gongbao.register.entities.folding import first_letter, folds, place_keys

MOST = 300  # characters of a name
_INT4 = 23  # the type's number in every PostgreSQL
_LINE = 10
_UNKNOWN = 0xFF
_letters = np.full(1 << 16, _UNKNOWN, np.uint8)  # of each character of the basic plane, looked up when first met


def warm_up() -> None:
    """Build the tables now, so that processes forked later share them."""
    Folded("中")
    dictionary()


class Folded:
    """Names folded: as text and as UTF-16, a line each. No name holds a line end."""

    def __init__(self, names: str) -> None:
        table, changing = folds()
        text = changing.sub(lambda found: table[ord(found[0])] or "", names)
        if text != names:  # some become longer
            text = "\n".join([name[:MOST] for name in text.split("\n")])
        self.text = text
        self._units = np.frombuffer(text.encode("utf-16-le", errors="replace"), "<u2")

    def initials(self) -> bytes:
        """The initials of each, a line each."""
        units = self._units
        if len(units) > len(self.text):
            return "".join(map(first_letter, self.text)).encode()
        letters = _letters[units]
        new = units[letters == _UNKNOWN]
        if len(new):
            for unit in set(new.tolist()):
                _letters[unit] = ord(first_letter(chr(unit)) or "\0")
            letters = _letters[units]
        line: bytes = letters.tobytes().translate(None, b"\0")
        return line

    def keys(self, regions: Sequence[str]) -> tuple[Column, Column]:
        """The keys of each as the field of a binary COPY, length first, in two: up to the places, and the bigrams."""
        units = self._units.astype(np.uint32)
        line = units == _LINE
        pairs = ((units[:-1] << 16) | units[1:])[~(line[:-1] | line[1:])]
        elements = np.empty((len(pairs), 2), ">u4")
        elements[:, 0], elements[:, 1] = 4, pairs
        ends = np.concatenate(([-1], np.flatnonzero(line), [len(units)]))
        counts = np.maximum(np.diff(ends) - 2, 0)
        cuts = np.concatenate(([0], np.cumsum(counts) * 8)).astype(np.int32)
        heads = [_head(count, region[:6]) for count, region in zip(counts.tolist(), regions, strict=True)]
        return pa.array(heads, BINARY), cut(cuts, elements.tobytes())


@lru_cache(maxsize=50_000)
def _head(bigrams: int, region: str) -> bytes:
    """The beginning of an int4[]: length, dimensions, flags, type, size, lower bound; then the places."""
    places = place_keys(region)
    count = bigrams + len(places)
    if not count:
        return pack(">iiii", 12, 0, 0, _INT4)
    head = pack(">iiiiii", 20 + 8 * count, 1, 0, _INT4, count, 1)
    return head + b"".join(pack(">ii", 4, key) for key in places)
