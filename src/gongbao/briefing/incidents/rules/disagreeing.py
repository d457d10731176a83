"""Where a report disagrees with itself, with the report before it, or with another unit's: shown before it goes up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from gongbao.briefing.desk.rules import Figure, by_topic, contradictions
from gongbao.briefing.items.rules import bigrams, jaccard

#: How a measure is written out, so that its figure can be compared with those of a text.
WRITTEN = {
    "dead": "死亡{}人",
    "missing": "失踪{}人",
    "trapped": "被困{}人",
    "injured": "受伤{}人",
    "serious": "重伤{}人",
    "evacuated": "转移{}人",
    "affected": "受影响{}人",
    "homes": "受损房屋{}间",
    "loss": "损失{}万元",
}
SAME_TIME = timedelta(minutes=10)
LIKE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one report says, as far as it can be compared. `label` names it to the reader."""

    label: str
    title: str = ""
    body: str = ""
    place: str = ""
    occurred_at: datetime | None = None
    figures: Mapping[str, Decimal | None] = field(default_factory=dict)

    @property
    def whole(self) -> str:
        """Everything it says in words."""
        return f"{self.title}\n{self.body}\n{self.table}"

    @property
    def table(self) -> str:
        """Its structured figures in words."""
        return "，".join(
            WRITTEN[name].format(f"{value.normalize():f}")
            for name, value in self.figures.items()
            if value is not None and name in WRITTEN
        )


class Disagreement(NamedTuple):
    """`here` and `there` are what the two say; `where` names the other: its own table, an earlier or sibling report.

    `whose` names the one that says `here`: empty for the draft before the reader.
    """

    what: str
    here: str
    there: str
    where: str
    whose: str = ""


def disagreements(mine: Account, others: Sequence[Account]) -> list[Disagreement]:
    """Everything in `mine` that does not agree with itself or with the others. Advice: the person who sends decides."""
    found = [_figure(one, "title-body") for one in contradictions(mine.title, mine.body)]
    found += [_figure(one, "text-table") for one in contradictions(f"{mine.title}\n{mine.body}", mine.table)]
    for other in others:
        found += [_figure(one, other.label) for one in contradictions(mine.whole, other.whole)]
        found += _place_and_time(mine, other)
    return list(dict.fromkeys(one._replace(whose=mine.label) for one in found))


class Said(NamedTuple):
    """One thing of which several say different: each value with who says it, the first said first."""

    what: str
    values: Sequence[tuple[str, Sequence[str]]]


def said_apart(accounts: Sequence[Account]) -> list[Said]:
    """What accounts of one event say differently, one thing after the other: as many lines as things, not as pairs."""
    figures = [by_topic(one.whole) for one in accounts]
    found = []
    for key in dict.fromkeys(key for one in figures for key in one):
        saying = [(account.label, one[key]) for account, one in zip(accounts, figures, strict=True) if key in one]
        sets = [{figure.value for figure in mine} for _label, mine in saying]
        if any(not one <= other for one, other in combinations(sets, 2)):
            found.append(_said(key[0], [(figure.written, label) for label, mine in saying for figure in mine]))
    times = [(one.occurred_at, one.label) for one in accounts if one.occurred_at]
    if any(abs(one - other) > SAME_TIME for one, other in combinations({at for at, _label in times}, 2)):
        found.append(_said("time", [(at.isoformat(), label) for at, label in times]))
    places = [(one.place, one.label) for one in accounts if one.place]
    if any(not _same_place(*two) for two in combinations(dict.fromkeys(place for place, _label in places), 2)):
        found.append(_said("place", places))
    return found


def _said(what: str, pairs: Sequence[tuple[str, str]]) -> Said:
    values: dict[str, list[str]] = {}
    for value, label in pairs:
        values.setdefault(value, []).append(label)
    return Said(what, [(value, list(dict.fromkeys(labels))) for value, labels in values.items()])


def _figure(pair: tuple[Figure, Figure], where: str) -> Disagreement:
    one, other = pair
    return Disagreement(one.topic, one.written, other.written, where)


def _place_and_time(mine: Account, other: Account) -> list[Disagreement]:
    found = []
    if mine.occurred_at and other.occurred_at and abs(mine.occurred_at - other.occurred_at) > SAME_TIME:
        found.append(Disagreement("time", mine.occurred_at.isoformat(), other.occurred_at.isoformat(), other.label))
    if mine.place and other.place and not _same_place(mine.place, other.place):
        found.append(Disagreement("place", mine.place, other.place, other.label))
    return found


def _same_place(one: str, other: str) -> bool:
    return one in other or other in one or jaccard(bigrams(one), bigrams(other)) >= LIKE
