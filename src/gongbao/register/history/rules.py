"""What was true on a day, as known at an instant: pure decisions over the versions of a record.

Two times, kept apart. *Knowledge*: a version stands from the instant it was published until the next one; the ledger
proves it. *Validity*: a fact holds from the day the record itself says; where it says none, the register answers for it
only from the day it was published, and for nothing before. Whatever was published later and reaches back to a day
overrides what was published earlier about that day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from gongbao.foundation.clock import china_date
from gongbao.register.records.sections import Told


@dataclass(frozen=True, slots=True)
class Seen:
    """One version as history needs it. `facts` is None where its content was erased by law."""

    version: int
    at: datetime
    reason: str
    facts: Mapping[str, Told] | None


@dataclass(frozen=True, slots=True)
class Assertion:
    """From this version on the register said this of one fact. `told` None: that there is no such fact."""

    version: int
    at: datetime
    reason: str
    told: Told | None
    erased: bool = False

    @property
    def start(self) -> date:
        """The day from which it answers: the day stated, or else the day it was published."""
        return self.told.since if self.told and self.told.since else china_date(self.at)


class Standing(StrEnum):
    """How well an answer is known."""

    STATED = "stated"  # the register says since when
    RECORDED = "recorded"  # known since it was published; since when it was true isn't on file
    ABSENT = "absent"  # the register said that there is no such fact
    ERASED = "erased"  # what was said then has been erased by law
    WITHDRAWN = "withdrawn"  # the law has ended its publication
    UNKNOWN = "unknown"  # before anything the register knows


def standing(found: Assertion | None) -> Standing:
    """How well an answer is known, and why not better."""
    if found is None:
        return Standing.UNKNOWN
    if found.erased:
        return Standing.ERASED
    if found.told is None:
        return Standing.ABSENT
    if found.told.passing and not found.told.words:
        return Standing.WITHDRAWN
    return Standing.STATED if found.told.since else Standing.RECORDED


def follow(versions: Sequence[Seen]) -> dict[str, list[Assertion]]:
    """The line of every fact through these versions (in their order): one assertion each time what is said changes.

    An erased version says nothing of any fact, and whatever follows it counts as said anew: nobody can tell any more
    whether it changed then or later.
    """
    keys = dict.fromkeys(key for seen in reversed(versions) for key in seen.facts or {})
    lines: dict[str, list[Assertion]] = {key: [] for key in keys}
    for seen in versions:
        for key, line in lines.items():
            told = seen.facts.get(key) if seen.facts is not None else None
            erased = seen.facts is None
            last = line[-1] if line else None
            nothing_new = last is not None and (last.told, last.erased) == (told, erased)
            if nothing_new or (last is None and told is None and not erased):
                continue
            line.append(Assertion(seen.version, seen.at, seen.reason, told, erased))
    return lines


def on_day(line: Sequence[Assertion], day: date, known: datetime) -> Assertion | None:
    """What the register, by what it had published at `known`, says of a fact on `day`; None: it knows nothing of it."""
    for said in reversed(line):
        if said.at <= known and said.start <= day:
            return said
    return None


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact in two versions; None where a version doesn't have it."""

    key: str
    before: Told | None
    after: Told | None

    @property
    def label(self) -> str:
        told = self.after or self.before
        return told.label if told else ""


def differences(before: Mapping[str, Told], after: Mapping[str, Told]) -> list[Difference]:
    """The facts whose words or whose stated day differ, in the later version's order, then those that are gone."""
    keys = [*after, *(key for key in before if key not in after)]
    pairs = [Difference(key, before.get(key), after.get(key)) for key in keys]
    return [pair for pair in pairs if pair.before != pair.after]


@dataclass(frozen=True, slots=True)
class Step:
    """One version and what it changed from the one before. `blind`: one of the two was erased, so nobody can say."""

    seen: Seen
    previous: int | None
    changes: Sequence[Difference] = field(default_factory=list)
    blind: bool = False


def steps(versions: Sequence[Seen]) -> list[Step]:
    """What each version changed, in the order given (oldest first); a first version without another before it: none."""
    found: list[Step] = []
    for before, seen in zip([None, *versions], versions, strict=False):
        if before is None or before.facts is None or seen.facts is None:
            blind = seen.facts is None or before is not None
            found.append(Step(seen, before.version if before else None, blind=blind))
        else:
            found.append(Step(seen, before.version, differences(before.facts, seen.facts)))
    return found
