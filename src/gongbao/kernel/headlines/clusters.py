"""Which texts tell of the same incident: kind, place, time, figures, wording weighed together; a person decides.

Kind and place can refuse (a fire is not a quake; two towns are two towns); time can refuse; wording only adds; a toll
that falls, or a day between two texts that name no time, speaks against. What is weighed is
returned in words, so that a screen can say why two things stand together.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from .facts import Facts
from .grams import grams, held, jaccard
from .hazards import akin
from .places import CITY, COUNTY, Gazetteer

ENOUGH = 1.6  # weight from which two texts are taken to tell of one incident
REFUSED = -1.0  # a part that says the two cannot be one
LOOK = 1.3  # weight from which a person should look
BEFORE, AFTER = timedelta(hours=2), timedelta(hours=24)  # around an incident's time (briefing-rules 4)
APART = timedelta(hours=72)  # between publications, where neither text says when it happened
SILENT = -1.2  # off where neither says when and they came out more than a day apart
ELSEWHERE = 0.6  # off where two places within one town are described and share no word
FALLEN = 0.35  # off where a later text counts fewer harmed than an earlier one
_ROUGH = {"vague", "month"}


class Likeness(NamedTuple):
    """How far two texts tell of one incident: the weight, and its parts (0: does not speak; below 0: refuses)."""

    weight: float
    kind: float
    place: float
    time: float
    words: float
    figures: float

    @property
    def same(self) -> bool:
        return self.weight >= ENOUGH


class Words(NamedTuple):
    """The pairs of characters of a title, and of title and text together."""

    title: frozenset[int]
    whole: frozenset[int]


def words_of(fact: Facts) -> Words:
    title = grams(fact.title)
    return Words(title, title | grams(fact.text[:300]) if fact.text else title)


def likeness(one: Facts, other: Facts, gazetteer: Gazetteer, *, said: tuple[Words, Words] | None = None) -> Likeness:
    """Weigh two texts. A refusal by kind, place or time makes the weight nought, unless the wording is all but one."""
    a, b = said or (words_of(one), words_of(other))
    within = max(_within(a.title, b.whole), _within(b.title, a.whole))
    words = max(jaccard(a.title, b.title) * 1.6, within)
    kind, place, time = _kind(one, other), _place(one, other, gazetteer), _time(one, other)
    figures = _figures(one, other)
    if place <= REFUSED or time == REFUSED or (kind < 0 and words < 1.2):
        return Likeness(0.0, kind, place, time, words, figures)
    return Likeness(round(max(kind, 0.0) + place + time + words + figures, 3), kind, place, time, words, figures)


def _within(title: frozenset[int], whole: frozenset[int]) -> float:
    """How far a text tells what a title says; what any two texts share by chance is taken off."""
    return max(0.0, len(title & whole) / len(title) - 0.12) * 1.1 if title else 0.0


def _kind(one: Facts, other: Facts) -> float:
    if one.hazard is None or other.hazard is None:
        return 0.0 if one.hazard is other.hazard else -0.5
    if one.hazard.kind == other.hazard.kind:
        return 0.7
    if (
        akin(one.hazard.kind, other.hazard.kind)
        or one.hazard.kind in other.hazard.also
        or other.hazard.kind in one.hazard.also
    ):
        return 0.4
    return -1.0


def _place(one: Facts, other: Facts, gazetteer: Gazetteer) -> float:
    if one.place is None or other.place is None:
        return 0.0
    if one.place.abroad or other.place.abroad:
        return 0.6 if one.place.abroad and other.place.abroad and one.place.name == other.place.name else -1.0
    if not gazetteer.related(one.place.code, other.place.code):
        return -1.0
    level = min(one.place.level, other.place.level)
    # Two texts that share no more than the county are two texts until their words or figures agree as well.
    weight = 0.35 if level < CITY else 0.6 if level < COUNTY else 1.0 if level > COUNTY else 0.5
    if one.place.detail and other.place.detail:
        shared = held(grams(one.place.detail), grams(other.place.detail))
        weight += 0.5 * shared if shared or level <= COUNTY else -ELSEWHERE
    return weight


def _time(one: Facts, other: Facts) -> float:
    apart = abs(one.published - other.published)
    told = [facts.when for facts in (one, other) if facts.when and facts.when.precision not in _ROUGH]
    if len(told) == 2:
        first, second = sorted(told, key=lambda when: when.start)
        gap = second.start - first.end
        if gap <= timedelta(0):
            return 0.6
        exact = all(when.precision in {"minute", "hour"} for when in told)
        return -1.0 if gap > (timedelta(hours=6) if exact else AFTER) else 0.3
    if told:
        silent = other if one.when is told[0] else one
        early, late = told[0].start - BEFORE, told[0].end + APART
        return (
            0.3
            if early <= silent.published <= late
            else -1.0
            if silent.published < early - AFTER
            else REFUSED
            if apart > APART * 3
            else 0.0
        )
    return 0.2 if apart <= AFTER else SILENT if apart <= APART else -1.0


def _figures(one: Facts, other: Facts) -> float:
    mine, theirs = one.hurt.said(), other.hurt.said()
    equal = sum(1 for kind, value in mine.items() if value and theirs.get(kind) == value)
    return min(0.7, 0.35 * equal) - (FALLEN if _fallen(one, other) else 0.0)


def _fallen(one: Facts, other: Facts) -> bool:
    """Whether the later text counts fewer dead, or fewer harmed in all: tolls are corrected upwards."""
    early, late = (one.hurt, other.hurt) if one.published < other.published else (other.hurt, one.hurt)
    if early.dead is None or late.dead is None or one.published == other.published:
        return False
    if late.dead < early.dead:
        return True
    both = early.injured is not None and late.injured is not None
    return both and late.dead + (late.injured or 0) < early.dead + (early.injured or 0)


class _Open:
    """An incident still told of: its texts, first to latest, and when last."""

    __slots__ = ("last", "members")

    def __init__(self, first: int, at: datetime) -> None:
        self.members = [first]
        self.last = at


def clusters(facts: Sequence[Facts], gazetteer: Gazetteer) -> list[int]:
    """For each text the number of the first text of its incident, in one pass by time; texts of no kind stay alone.

    A text joins the open incident it is most like; an incident is represented by its first and latest texts.
    """
    said = [words_of(f) for f in facts]
    label = list(range(len(facts)))
    rooms: dict[str, list[_Open]] = {}
    for n in sorted(range(len(facts)), key=lambda n: (facts[n].published, n)):
        fact = facts[n]
        if fact.hazard is None:
            continue
        best, joins = ENOUGH, None
        for group in _near(rooms, fact, gazetteer):
            told = {m for m in (group.members[0], group.members[-1]) if _kind(facts[m], fact) > 0}
            weight = max((likeness(facts[m], fact, gazetteer, said=(said[m], said[n])).weight for m in told), default=0)
            if weight >= best:
                best, joins = weight + 1e-9, group
        if joins is None:
            group = _Open(n, fact.published)
            for room in _enters(fact, gazetteer):
                rooms.setdefault(room, []).append(group)
            continue
        label[n] = joins.members[0]
        joins.members.append(n)
        joins.last = fact.published
    return label


def _near(rooms: dict[str, list[_Open]], fact: Facts, gazetteer: Gazetteer) -> list[_Open]:
    """The open incidents in a text's place, at the places above it, and those without a place; latest first."""
    found: list[_Open] = []
    for name in _asks(fact, gazetteer):
        if room := rooms.get(name):
            if fact.published - room[0].last > APART * 2:
                room[:] = [group for group in room if fact.published - group.last <= APART * 2]
            found += reversed(room)
    return found


def _enters(fact: Facts, gazetteer: Gazetteer) -> list[str]:
    if fact.place is None:
        return ["at ?"]
    if fact.place.abroad:
        return [f"at {fact.place.name}"]
    return [f"at {fact.place.code}", *(f"in {code}" for code in gazetteer.above(fact.place.code))]


def _asks(fact: Facts, gazetteer: Gazetteer) -> list[str]:
    if fact.place is None:
        return ["at ?"]
    if fact.place.abroad:
        return [f"at {fact.place.name}", "at ?"]
    above = gazetteer.above(fact.place.code) - {fact.place.code}
    return [f"in {fact.place.code}", *(f"at {code}" for code in sorted(above)), "at ?"]
