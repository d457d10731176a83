"""Where a report disagrees with itself, with the report before it, or with another unit's: shown before it goes up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from gongbao.briefing.desk.rules import Figure, contradictions
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
    text = f"{mine.title}\n{mine.body}\n{mine.table}"
    for other in others:
        theirs = f"{other.title}\n{other.body}\n{other.table}"
        found += [_figure(one, other.label) for one in contradictions(text, theirs)]
        found += _place_and_time(mine, other)
    return list(dict.fromkeys(one._replace(whose=mine.label) for one in found))


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
