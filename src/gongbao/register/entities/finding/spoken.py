"""Syllables as conditions on names, by the pairs of characters that names have and how these are read.

As long as some names' pairs have not been read (a great import, the first minute after an upgrade: actions/sounds.py),
by initials or by every pair of usual characters instead: the same is found, more slowly.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from django.db import connection

from gongbao.register.entities.finding.commonness import RARE, commonness, known, share_of_initials
from gongbao.register.entities.finding.conditions import COMMON, MOST, SAMPLE, Condition, having
from gongbao.register.entities.finding.pinyin import is_syllable, letters_of, mark_of_readings, pattern, read_as
from gongbao.register.entities.folding import characters

COMMON_INITIALS = 0.03  # above it, three initials in all their readings bring more names than can be read
COMMON_FOUR = 0.1  # the same of four and more, of which the index asks two trigrams and more
COMMON_SAID = 0.01  # when each of its pairs is in more names than this, a sample of the names is looked at
PAIR_COSTS = 4  # names read: what a pair costs that the index is asked for
MOST_SPOKEN = 4_000  # pairs of characters that two syllables may stand for
MOST_BEGUN = 1_000  # pairs asked for when the last syllable is unfinished; of more, the most common
CUTS = (4, 32)  # bigrams asked for in one: for each name that one of them leads to, all of them are gone through
USUAL = 0.02  # of the names with two syllables: what their spelling must have to be looked for in a sample
MOST_USUAL = 3
Syllables = tuple[str, ...]


class Pairs(NamedTuple):
    """The bigrams that names have for two syllables, the most common first, and about how many names have each."""

    grams: list[int]
    counts: list[int]
    names: int

    @property
    def cost(self) -> int:
        """Of reading the names of these, in names."""
        return self.names + PAIR_COSTS * len(self.grams)

    @property
    def also(self) -> int:
        """Of asking for these too, so that fewer names are read: the index alone is an eighth of it."""
        return self.names // 8 + PAIR_COSTS * len(self.grams)

    @property
    def usual(self) -> int:
        """How many of them are usual spellings."""
        return sum(count >= USUAL * self.names for count in self.counts)

    def rare(self) -> "Pairs":
        """The others."""
        counts = self.counts[self.usual :]
        return Pairs(self.grams[self.usual :], counts, sum(counts))


# What two syllables are looked up by: all sounds from the first text up to the second.
Range = tuple[str, str]
_PAIRS = """
    SELECT w.low, w.high, p.grams, p.counts
    FROM unnest(%s::text[], %s::text[]) AS w (low, high), LATERAL (
        SELECT array_agg(gram ORDER BY names DESC) AS grams, array_agg(names ORDER BY names DESC) AS counts FROM (
            SELECT gram, max(names) AS names FROM entities_soundpair
            WHERE sounds >= w.low COLLATE "C" AND sounds < w.high COLLATE "C" GROUP BY gram) AS s) AS p
    WHERE EXISTS (SELECT FROM entities_soundsheard WHERE written = heard AND readings = %s)
"""
Heard = Mapping[Range, Pairs]


def heard(spoken: Sequence[Syllables]) -> Heard | None:
    """The pairs that names have for every two neighbours among these syllables. None when not all names were read."""
    wanted = list(dict.fromkeys(one for syllables in spoken for one in _ranges(syllables)))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, [[low for low, _ in wanted], [high for _, high in wanted], mark_of_readings()])
        rows = cursor.fetchall()
    found = {(low, high): Pairs(grams or [], counts or [], sum(counts or [])) for low, high, grams, counts in rows}
    return found or None


def said(spoken: Sequence[Syllables], pairs: Heard | None, *, sampling: bool, placed: bool) -> list[Condition]:
    """For each way to divide letters into syllables the names that are read so. Without `sampling` none is looked for
    in a sample of the names only; `placed`: a place narrows them, which takes the sample's place.
    """
    several = [one for one in spoken if len(one) > 1]
    if pairs is None:
        return [arm for one in several if (arm := _by_guess(one, sampling=sampling))]
    sampling = sampling and not placed and known().pages > SAMPLE
    each = [[pairs[two] for two in _ranges(one)] for one in several]
    return [arm for some in each for arm in _by_pairs(some, sampling=sampling, placed=placed)]


def _ranges(syllables: Syllables) -> list[Range]:
    """Of two whole syllables, just these; else the last may be unfinished."""
    found = [(f"{a} {b}", f"{a} {b}!") for a, b in pairwise(syllables)]
    if len(syllables) > 2 or (len(syllables) > 1 and not is_syllable(syllables[-1])):
        low, _ = found[-1]
        found[-1] = (low, f"{low}~")
    return found


def _by_pairs(pairs: Sequence[Pairs], *, sampling: bool, placed: bool) -> list[Condition]:
    """By the two least common neighbours; which characters there are tells the names."""
    characters_read = _pattern(pairs)
    if not characters_read:
        return []
    least, *others = sorted(pairs, key=lambda pair: pair.cost)
    share = min(least.names / known().names, 1.0) if known().names else 0.0
    sound = Condition("n.folded ~ %s", [characters_read], share)
    if placed and share > COMMON:
        return [sound]
    if sampling and share > COMMON_SAID and (usual := _usual(pairs)):
        either = " OR ".join(["strpos(n.folded, %s) > 0"] * len(usual))
        sample = Condition(f"({either})", [*usual], 1.0, sampled=True)
        rare = least.rare()
        return [sample, _any_of(rare.grams, RARE).also(sound)] if 0 < rare.names <= MOST else [sample]
    if not others:
        return [_any_of(least.grams[:MOST_BEGUN], share)]
    found = _any_of(least.grams, share)
    second = min(others, key=lambda pair: pair.also)
    if second.also < least.names:
        found = found.also(_any_of(second.grams, share))
    return [found.also(sound)]


def _any_of(grams: Sequence[int], share: float) -> Condition:
    """The index's condition, in parts: few common ones must not wait for many rare ones."""
    parts = [part for a, b in pairwise((0, *CUTS, len(grams))) if (part := grams[a:b])]
    each = [having(part, any_of=True) for part in parts]
    sql = " OR ".join(one.sql for one in each)
    return Condition(f"({sql})", [value for one in each for value in one.values], max(share, RARE * 4))


def _pattern(pairs: Sequence[Pairs]) -> str:
    """A regular expression of the characters that names have for these syllables; empty when none can have them all."""
    each = [[characters(gram) for gram in pair.grams] for pair in pairs]
    firsts = [{text[0] for text in some} for some in each]
    seconds = [{text[1] for text in some} for some in each]
    between = [a & b for a, b in zip(seconds, firsts[1:], strict=False)]
    classes = [firsts[0], *between, seconds[-1]]
    return "".join(f"[{''.join(sorted(some))}]" for some in classes) if all(classes) else ""


def _usual(pairs: Sequence[Pairs]) -> list[str]:
    """The usual spellings, when they are few."""
    found, *each = [[characters(gram) for gram in pair.grams[: pair.usual]] for pair in pairs]
    for some in each:
        found = [text + more[1] for text in found for more in some if text[-1] == more[0]]
    return found if len(found) <= MOST_USUAL else []


def _by_guess(syllables: Syllables, *, sampling: bool) -> Condition | None:
    """Syllables side by side: three and more by their initials where these are not too common, else by the pairs of
    characters that two of them may stand for; the sound of what is found decides.

    A condition on many pairs must never be left to the rows: it costs a thousandth of a second each. So the initials
    beside it are written in a way that no index serves.
    """
    letters = "".join(s[0] for s in syllables)
    ways = letters_of(syllables)
    sound = Condition("n.folded ~ %s", [pattern(syllables)], 1.0)
    common = COMMON_FOUR if len(letters) > 3 else COMMON_INITIALS
    if len(letters) > 2 and sum(map(share_of_initials, ways)) <= common:
        patterns = [f"%{one}%" for one in ways]
        return Condition("n.initials LIKE ANY(%s)", [patterns], RARE * 4).also(sound)
    said = Condition(f"({' OR '.join(['strpos(n.initials, %s) > 0'] * len(ways))})", [*ways], 1.0)
    shares = commonness()
    usual = [(sum(shares[key] for key in shares.keys() & keys), keys) for keys in map(_pairs, syllables, syllables[1:])]
    often, among = min(usual, key=lambda one: one[0] * known().names + PAIR_COSTS * len(one[1]))
    if not among:
        return None
    if often > COMMON and sampling:
        return said.also(sound)._replace(sampled=True)
    if often * known().names > 2 * MOST:  # the common ones alone are more than a search looks at
        among = frozenset(shares.keys() & among)
    found = having(sorted(among), any_of=True)._replace(share=max(often, RARE * 4))
    return found.also(said, sound) if letters[2:] else found


@lru_cache(maxsize=500)
def _pairs(first: str, second: str) -> frozenset[int]:
    """The bigrams that two syllables may stand for, of the usual characters when they are too many."""
    one, other = read_as(first), read_as(second, beginning=True)
    while len(one) * len(other) > MOST_SPOKEN:
        one, other = one[: len(one) * 3 // 4], other[: len(other) * 3 // 4]
    return frozenset(ord(a) - (ord(a) >> 15 << 16) << 16 | ord(b) for a in one for b in other)
