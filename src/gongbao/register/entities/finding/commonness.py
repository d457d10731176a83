"""How common a bigram is, from the statistics PostgreSQL keeps for its planner: nothing more to keep up."""

import time
from collections.abc import Mapping, Sequence

from django.db import connection

FRESH_FOR = 600.0  # seconds
RARE = 0.0005  # less common than what the statistics list (about 1,000 bigrams)
_STATISTICS = """
    SELECT most_common_elems::text::int[], most_common_elem_freqs FROM pg_stats
    WHERE schemaname = current_schema() AND tablename = 'entities_entityname' AND attname = 'grams'
"""
_known: dict[str, tuple[float, Mapping[int, float]]] = {}


def commonness() -> Mapping[int, float]:
    """Bigram to the share of names that have it, of the common ones."""
    name = str(connection.settings_dict["NAME"])
    at, known = _known.get(name, (-FRESH_FOR, {}))
    if time.monotonic() - at > (FRESH_FOR if known else FRESH_FOR / 60):
        known = _read()
        _known[name] = (time.monotonic(), known)
    return known


def _read() -> Mapping[int, float]:
    with connection.cursor() as cursor:
        cursor.execute(_STATISTICS)
        row = cursor.fetchone()
    return dict(zip(row[0], row[1], strict=False)) if row and row[0] else {}  # after as many shares come their bounds


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
