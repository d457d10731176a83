"""The clock of urgent reports: which limit binds, from which instant it counts, when it ends. Values in, values out.

No limit is written here: they differ from place to place (20 minutes by telephone in one county, two hours a level in
another) and come as dated rows, each with its citation and confidence. Emergency Response Law (2024) art. 61 asks for
reports in time; the numbers are those of lower rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from gongbao.kernel.statutes.vocabulary import Confidence, Sentence


class Form(StrEnum):
    """In which form a report is owed."""

    PHONE = "phone"
    WRITTEN = "written"
    ANY = "any"
    FOLLOW_UP = "follow-up"


class Start(StrEnum):
    """From which instant a limit counts."""

    OCCURRED = "occurred"
    LEARNED = "learned"
    RECEIVED = "received"
    REPORTED = "reported"

    @property
    def words(self) -> Sentence:
        """The starting point as pages say it."""
        return _STARTS[self]


_STARTS = {
    Start.OCCURRED: Sentence("自事发时起", "from when it happened"),
    Start.LEARNED: Sentence("自得知时起", "from when it was learned of"),
    Start.RECEIVED: Sentence("自收到下级报告时起", "from when the report from below came in"),
    Start.REPORTED: Sentence("自上一次报告时起", "from the report before"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRule:
    """Who reports within how many minutes in which form, counted from when. Blank conditions bind everybody.

    `worst_grade` 2 means: grade I or II only (一级 is the gravest). `region` covers every code that begins with it.
    `valid_to` is the first day no longer in force.
    """

    key: str
    version: int
    level: str
    form: Form
    start: Start
    minutes: int
    valid_from: date
    valid_to: date | None = None
    category: str = ""
    hazard: str = ""
    worst_grade: int | None = None
    region: str = ""
    written_counts: bool = True
    confidence: Confidence = Confidence.UNCONFIRMED

    def in_force(self, on: date) -> bool:
        """True if it applies on that day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    @property
    def weight(self) -> tuple[int, int, int]:
        """How special it is: the hazard beats the class, a grade beats none, a nearer region a wider one."""
        of_kind = 2 if self.hazard else 1 if self.category else 0
        return (0 if self.worst_grade is None else 5 - self.worst_grade, of_kind, len(self.region))


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What decides which limits bind: the level that must report, kind and grade of the incident (None: not graded)."""

    level: str
    category: str
    hazard: str
    grade: int | None
    region: str
    on: date


@dataclass(frozen=True, slots=True)
class Instants:
    """The instants a limit may count from, as far as they are known."""

    learned: datetime
    occurred: datetime | None = None
    received: datetime | None = None
    reported: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which no clock ran: the system was out of order. `until` None: it still is."""

    since: datetime
    until: datetime | None


class Standing(StrEnum):
    """How a limit stands. Only these follow from instants alone; omitted, false and concealed are people's findings."""

    RUNNING = "running"
    OVERDUE = "overdue"
    MET = "met"
    LATE = "late"


def binds(rule: LimitRule, facts: Situation) -> bool:
    """Whether a rule applies to this level and incident on this day. A condition on the grade needs a grade."""
    return (
        rule.level == facts.level
        and rule.in_force(facts.on)
        and rule.category in {"", facts.category}
        and rule.hazard in {"", facts.hazard}
        and facts.region.startswith(rule.region)
        and (rule.worst_grade is None or (facts.grade is not None and facts.grade <= rule.worst_grade))
    )


def limits_in_force(rules: Iterable[LimitRule], facts: Situation) -> tuple[LimitRule, ...]:
    """The one rule that binds for each form: the most special wins; between equals the shorter, then the newer."""
    best: dict[Form, LimitRule] = {}
    for rule in rules:
        if not binds(rule, facts):
            continue
        known = best.get(rule.form)
        if known is None or _rank(rule) > _rank(known):
            best[rule.form] = rule
    return tuple(best[form] for form in Form if form in best)


def _rank(rule: LimitRule) -> tuple[tuple[int, int, int], int, int]:
    return (rule.weight, -rule.minutes, rule.version)


def starting_point(start: Start, known: Instants) -> tuple[datetime, Start]:
    """The instant a limit counts from, and which one it is: where the one named is not known, when it was learned."""
    wanted = {
        Start.OCCURRED: known.occurred,
        Start.LEARNED: known.learned,
        Start.RECEIVED: known.received,
        Start.REPORTED: known.reported,
    }[start]
    return (known.learned, Start.LEARNED) if wanted is None else (wanted, start)


def due_at(start: datetime, minutes: int, pauses: Sequence[Pause] = ()) -> datetime:
    """The first instant at which a limit of so many minutes is late: pauses do not count, overlapping ones once.

    With a pause that goes on the result stands for what is known so far: everything after the pause began is added
    when it ends.
    """
    due = start + timedelta(minutes=minutes)
    for since, until in _joined(pauses):
        if until <= start:
            continue
        if since >= due:
            break
        due += until - max(since, start)
    return due


def paused(start: datetime, end: datetime, pauses: Sequence[Pause]) -> timedelta:
    """How long the clock stood still between two instants."""
    stretches = [
        min(until, end) - max(since, start) for since, until in _joined(pauses) if until > start and since < end
    ]
    return sum(stretches, timedelta())


def _joined(pauses: Sequence[Pause]) -> list[tuple[datetime, datetime]]:
    """Ended pauses in order, those that touch made one."""
    joined: list[tuple[datetime, datetime]] = []
    for since, until in sorted((one.since, one.until) for one in pauses if one.until is not None):
        if until <= since:
            continue
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((since, until))
    return joined


def standing(due: datetime, done: datetime | None, now: datetime) -> Standing:
    """Met before `due`, late from that instant on; while nothing is done, running or overdue at `now`."""
    if done is not None:
        return Standing.MET if done < due else Standing.LATE
    return Standing.RUNNING if now < due else Standing.OVERDUE


def share_used(start: datetime, due: datetime, now: datetime) -> float:
    """How much of the limit is used, 0 at its start, 1 when it is late."""
    whole = (due - start).total_seconds()
    return max(0.0, (now - start).total_seconds() / whole) if whole > 0 else 1.0
