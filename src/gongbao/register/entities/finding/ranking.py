"""Which of the names found is meant: whole name, beginning of the name or of what follows its place, then early, short.

Every word must stand in the name, as written, by initials or by sound; where it stands is what is marked.
"""

import time
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from gongbao.foundation.codes.models import Division
from gongbao.register.entities.finding.asking import Asked, Word
from gongbao.register.entities.finding.candidates import Candidate
from gongbao.register.entities.finding.pinyin import read_by, spoken_at
from gongbao.register.entities.folding import fold

Span = tuple[int, int]
NOWHERE = frozenset[str]()
WRITTEN, SPOKEN, INITIALS = range(3)
FRESH_FOR = 3600.0  # seconds; divisions change once a year
_places: dict[str, tuple[float, frozenset[str], frozenset[str]]] = {}


class Ranked(NamedTuple):
    """A candidate with its place in the order (smaller is better) and what is marked in its folded name."""

    order: tuple[object, ...]
    candidate: Candidate
    spans: tuple[Span, ...]


def rank(candidates: Sequence[Candidate], asked: Asked) -> list[Ranked]:
    """Those that match every word, best first, each entity once under its best name."""
    if len(asked.words) == 1:
        one = _with_one_sound(candidates, asked.words[0]) if asked.sounds else _with_one_word(candidates, asked.joined)
        return best_names(one)
    ends = _ends_of_places()
    return best_names([ranked for one in candidates if (ranked := _judged(one, asked, ends))])


def _with_one_word(candidates: Sequence[Candidate], text: str) -> list[Ranked]:
    """The usual case, a thousand at a time: the same order as `order`, written out."""
    found = []
    ends = _ends_of_places()
    for one in candidates:
        entity, number, folded, _ = one
        at = folded.find(text)
        if at >= 0:
            place = (folded != text, WRITTEN, _is_far(folded, at, ends), number > 0, at, len(folded), entity)
            found.append(Ranked(place, one, ((at, at + len(text)),)))
    return found


def _with_one_sound(candidates: Sequence[Candidate], word: Word) -> list[Ranked]:
    """The same for letters: a thousand names that are read so are the usual case too."""
    found = []
    text, ends = word.text, _ends_of_places()
    for one in candidates:
        if match := _match(word, one):
            (at, end), how = match
            entity, number, folded, initials = one
            whole = text in (folded, initials)
            place = (not whole, how, _is_far(folded, at, ends), number > 0, at, len(folded), entity)
            found.append(Ranked(place, one, ((at, end),)))
    return found


def best_names(found: list[Ranked]) -> list[Ranked]:
    """Best first, each entity once."""
    found.sort(key=lambda ranked: ranked.order)
    best: dict[int, Ranked] = {}
    for ranked in found:
        best.setdefault(ranked.candidate.entity_id, ranked)
    return list(best.values())


def order(
    one: Candidate, spans: Sequence[Span], how: int, *, whole: bool, ends: frozenset[str] | None = None
) -> tuple[object, ...]:
    """What decides between two names that both match. `ends`: those of places, for who judges many."""
    first = min(spans)[0] if spans else 0
    return (
        not whole,
        how,
        _is_far(one.folded, first, _ends_of_places() if ends is None else ends),
        one.number > 0,
        first,
        len(one.folded),
        one.entity_id,
    )


def _is_far(folded: str, at: int, ends: frozenset[str]) -> bool:
    """Whether more than places stands before what was found."""
    return at > 0 and (folded[max(at - 2, 0) : at] not in ends or not _is_place(folded[:at]))


def _judged(one: Candidate, asked: Asked, ends: frozenset[str]) -> Ranked | None:
    spans: list[Span] = []
    how = WRITTEN
    for word in asked.words:
        found = _match(word, one)
        if found is None:
            return None
        spans.append(found[0])
        how = max(how, found[1])
    joined = asked.joined
    whole = joined in (one.folded, one.initials)
    if len(spans) > 1 and (at := one.folded.find(joined)) >= 0:
        spans = [(at, at + len(joined))]
    return Ranked(order(one, spans, how, whole=whole, ends=ends), one, tuple(sorted(spans)))


def _match(word: Word, one: Candidate) -> tuple[Span, int] | None:
    at = one.folded.find(word.text)
    if at >= 0:
        return (at, at + len(word.text)), WRITTEN
    if not word.is_letters:
        return None
    for syllables in word.spoken:
        if (at := spoken_at(one.folded, read_by(syllables))) >= 0:
            return (at, at + len(syllables)), SPOKEN
    at = one.initials.find(word.text)
    if at < 0:
        return None
    return ((at, at + len(word.text)) if len(one.initials) == len(one.folded) else (0, 0)), INITIALS


def warm_up() -> None:
    """Read the divisions now."""
    _ends_of_places()


def forget() -> None:
    """Read the divisions again when next asked."""
    _places.clear()
    _is_place.cache_clear()


def _names_of_places() -> frozenset[str]:
    name = str(connection.settings_dict["NAME"])
    at, known, _ = _places.get(name, (-FRESH_FOR, NOWHERE, NOWHERE))
    if time.monotonic() - at > FRESH_FOR:
        names = {fold(n) for n in Division.objects.filter(valid_to=None, level__lte=3).values_list("name", flat=True)}
        known = frozenset(names | {stem for n in names if len(stem := n.rstrip("省市县区")) > 1})
        _places[name] = (time.monotonic(), known, frozenset(place[-2:] for place in known))
        _is_place.cache_clear()
    return known


def _ends_of_places() -> frozenset[str]:
    """The last two characters of each: most of what is no place is told by these, without being looked into."""
    _names_of_places()
    return _places[str(connection.settings_dict["NAME"])][2]


@lru_cache(maxsize=20_000)
def _is_place(text: str) -> bool:
    """Whether this is the name of a place, or of places one after the other: what stands before a trade name."""
    if not text:
        return True
    if len(text) < 2 or len(text) > 24:
        return False
    known = _names_of_places()
    return any(text[:n] in known and _is_place(text[n:]) for n in range(len(text), 1, -1))
