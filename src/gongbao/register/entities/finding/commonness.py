"""How common a bigram is, from the statistics PostgreSQL keeps for its planner: nothing more to keep up."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from django.db import connection

from gongbao.register.entities.folding import BIGRAMS_FROM, characters, initials

FRESH_FOR = 600.0  # seconds
RARE = 0.0005  # less common than what the statistics list (about 1,000 bigrams)
_STATISTICS = """
    SELECT most_common_elems::text::int[], most_common_elem_freqs,
           (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'entities_entityname'::regclass),
           pg_relation_size('entities_entityname') / current_setting('block_size')::int
    FROM pg_stats
    WHERE schemaname = current_schema() AND tablename = 'entities_entityname' AND attname = 'grams'
"""


class Known(NamedTuple):
    """The share of names that have a bigram or a place, of the common ones; the same of two initials side by side, at
    most; about how many names there are, and how many pages they take.
    """

    shares: Mapping[int, float]
    initials: Mapping[str, float]
    names: int
    pages: int


NOTHING = Known({}, {}, 0, 0)
_known: dict[str, tuple[float, Known]] = {}


def known() -> Known:
    """What the statistics say, read again from time to time."""
    name = str(connection.settings_dict["NAME"])
    at, found = _known.get(name, (-FRESH_FOR, NOTHING))
    if time.monotonic() - at > (FRESH_FOR if found.shares else FRESH_FOR / 60):
        found = _read()
        _known[name] = (time.monotonic(), found)
    return found


def commonness() -> Mapping[int, float]:
    """Bigram or place to the share of names that have it, of the common ones."""
    return known().shares


def _read() -> Known:
    with connection.cursor() as cursor:
        cursor.execute(_STATISTICS)
        row = cursor.fetchone()
    if not row or not row[0]:
        return NOTHING
    shares = dict(zip(row[0], row[1], strict=False))  # after as many shares come their bounds
    letters: Counter[str] = Counter()
    for gram, part in shares.items():
        if not 0 <= gram < BIGRAMS_FROM:
            letters[initials(characters(gram))] += part
    return Known(shares, letters, row[2], row[3])


def share_of_initials(letters: str) -> float:
    """The share of names that may have these initials, three or more: at most that of the rarest two neighbours."""
    found = known().initials
    return min(found.get(a + b, 4 * RARE) for a, b in pairwise(letters))


def forget() -> None:
    """Read the statistics again when next asked (tests, and after a great load)."""
    _known.clear()


def rarest(grams: Sequence[int], most: int) -> list[int]:
    """The least common of some bigrams, least common first, each once."""
    known = commonness()
    return sorted(dict.fromkeys(grams), key=lambda gram: known.get(gram, RARE))[:most]


def share(grams: Sequence[int]) -> float:
    """The share of names that may have all of these: that of the rarest."""
    known = commonness()
    return min((known.get(gram, RARE) for gram in grams), default=1.0)
