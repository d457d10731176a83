"""The search itself: a code, else names that match, else names that nearly match."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gongbao.register.entities import folding
from gongbao.register.entities.finding import candidates, commonness, conditions, near, pinyin, ranking
from gongbao.register.entities.finding.asking import Asked, paired, parted, read
from gongbao.register.entities.finding.filters import Filters
from gongbao.register.entities.finding.ranking import Ranked, Span, rank

PAGE = 20
COUNT_LIMIT = conditions.MOST
SUGGESTED = 8
SURE = 6  # characters of which one may be wrong without a doubt which name is meant
CLASS = 4  # of the order, what makes two hits equals
EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """One firm found. `matched` is the name the words stand in, when it is a former one; `spans` are the places in the
    folded form of that name (or of the present one) where they stand.
    """

    entity_id: int
    name: str
    code: str
    category: str
    status: str
    standing: str
    region: str
    established_on: date | None
    matched: str = ""
    spans: tuple[Span, ...] = ()

    @property
    def address(self) -> str:
        """What its page is called by: the credit code, or its number where it has none."""
        return self.code or f"n{self.entity_id}"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits; `total` is exact up to COUNT_LIMIT and `more` says that there are more.

    `how`: code, name, near (one character differs), apart (the characters stand apart), filters, empty, none.
    """

    hits: list[Hit]
    total: int
    more: bool
    how: str


def search(query: str, filters: Filters = EVERYTHING, *, page: int = 1) -> Found:
    """Firms by any code, any part of a name in any order, initials, pinyin, or nearly so."""
    return _search(query, filters, (max(page, 1) - 1) * PAGE, PAGE)


def suggest(query: str, filters: Filters = EVERYTHING) -> list[Hit]:
    """The few best, for the field being typed in."""
    return _search(query, filters, 0, SUGGESTED).hits


def warm_up() -> None:
    """Load what the first question would wait for: half a second of tables, and what the database knows of names."""
    folding.warm_up()
    pinyin.warm_up()
    commonness.known()
    ranking.warm_up()


def _search(query: str, filters: Filters, start: int, size: int) -> Found:
    asked = read(query)
    if asked.code and (ids := candidates.with_code(asked.code, filters, COUNT_LIMIT + 1)):
        return _of_entities(ids, start, size, "code")
    if not asked.words:
        if filters.is_empty():
            return Found([], 0, False, "empty")
        return _of_entities(candidates.browsed(filters), start, size, "filters")
    ranked, more, how = _ranked(asked, filters)
    return Found(_hits(ranked[start : start + size]), min(len(ranked), COUNT_LIMIT), more, how)


def _ranked(asked: Asked, filters: Filters) -> tuple[list[Ranked], bool, str]:
    """What matches, whether there is more, and how it was found: each way only when the one before found nothing."""
    fetched = candidates.containing(asked, filters)
    names = fetched.names if fetched.whole else fetched.names + candidates.beginning(asked.joined, filters)
    if ranked := rank(names, asked):
        return ranked, not fetched.whole, "name"
    for divided, how in ((parted, "name"), (paired, "apart")):
        pieces = divided(asked)
        if pieces and (ranked := rank(candidates.containing(pieces, filters).names, pieces)):
            return ranked, False, how
    # A short text with one character changed is like much; all its characters in order mean more.
    attempts = [("near", near.almost), ("apart", near.apart)]
    for how, attempt in attempts if len(asked.joined) >= SURE else reversed(attempts):
        if ranked := attempt(asked, filters):
            return ranked, False, how
    return [], False, "none"


def _of_entities(ids: list[int], start: int, size: int, how: str) -> Found:
    wanted = ids[start : start + size]
    known = candidates.details(wanted)
    hits = [_hit(known[one]) for one in wanted if one in known]
    return Found(hits, min(len(ids), COUNT_LIMIT), len(ids) > COUNT_LIMIT, how)


def _hits(ranked: list[Ranked]) -> list[Hit]:
    """A page of results; among equals on it, firms in business come before those that are gone."""
    known = candidates.details(one.candidate.entity_id for one in ranked)
    former = candidates.names((one.candidate.entity_id, one.candidate.number) for one in ranked if one.candidate.number)
    shown = [one for one in ranked if one.candidate.entity_id in known]
    shown.sort(key=lambda one: (one.order[:CLASS], known[one.candidate.entity_id][5] == "gone"))
    return [
        replace(_hit(known[entity := one.candidate.entity_id]), matched=former.get(entity, ""), spans=one.spans)
        for one in shown
    ]


def _hit(row: tuple[Any, ...]) -> Hit:
    return Hit(*row)
