"""The shapes that presenters hand to the component tags of the pages.

Plain frozen values, so that a page's content can be tested without a page. A template may pass anything else with the
same attribute names (a dict, a named tuple). Text is already in the reader's language; times are aware.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Link:
    """A place to go. `current` marks where the reader is; `count` stands beside the words."""

    text: str
    href: str = ""
    current: bool = False
    count: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class State:
    """A state in words with its tone: done, soon, late, open, provisional or plain. Tone gives colour and icon."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """By when: a day (or an instant, for duties in minutes) and what is left in the law's `unit` (WD, CD, FIXED, MIN).

    `left` is negative once late and None when nothing is to be said (discharged, or the calendar is not known).
    `provisional` says that the calendar of that year is not announced yet.
    """

    due: date
    left: int | None = None
    unit: str = "FIXED"
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Why: the instrument and article behind a decision or a deadline, in force when, decided by whom.

    `confidence` is the grade C, S, M or D of the rule's source; `dates` are (words, day) pairs such as ("施行", …).
    """

    instrument: str
    article: str = ""
    words: str = ""
    dates: Sequence[tuple[str, date | None]] = ()
    decided_by: str = ""
    decided_at: datetime | None = None
    confidence: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """How far a publication's proof has come: recorded, in_log or witnessed, and where the proof opens."""

    state: str
    href: str = ""
    index: int | None = None
    size: int | None = None
    cosigned: int = 0
    witnesses: int = 0


@dataclass(frozen=True, kw_only=True)
class DutyCard:
    """One duty as a card: what, who owes it, by when, and the one thing to do."""

    title: str
    href: str
    button: str
    deadline: Deadline | None = None
    party: str = ""
    words: str = ""
    state: State | None = None
    ground: Ground | None = None
    hand: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact of a record with its publisher and day. A list of values shows as lines; `hidden` shows 不公示."""

    label: str
    value: Any = ""
    publisher: str = ""
    day: date | None = None
    note: str = ""
    href: str = ""
    hidden: bool = False
    proof: Proof | None = None
    kind: str = "text"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: `kind` is text, number, money, date, moment, code, state, deadline, link, proof, phone or share.

    `sort` is the value of the page's `sort` parameter that orders by it (empty: not sortable).
    """

    key: str
    label: str
    kind: str = "text"
    sort: str = ""
    primary: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """A captioned table. Rows are mappings or objects with the columns' keys; `href` links the primary cell."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Any]
    sort: str = ""
    empty: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One entry of a timeline: when, what happened, by whom, and how it stands."""

    at: date
    title: str
    words: str = ""
    by: str = ""
    href: str = ""
    tone: str = "plain"
    proof: Proof | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """A value before and after, side by side; texts are marked word by word with ins and del."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Stat:
    """One number worth a tile, with what it counts and, where useful, the comparison."""

    label: str
    value: str | int
    unit: str = ""
    note: str = ""
    href: str = ""
    tone: str = "plain"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One section of a long form: done, current, todo or wrong."""

    title: str
    href: str = ""
    state: str = "todo"
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A long job: how far, how long still (minutes), and that it can be left."""

    title: str
    done: int
    total: int
    unit: str = ""
    minutes_left: int | None = None
    finished: bool = False
    failed: str = ""
    refresh: str = ""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Proof for the one who filed: what was received, when, under which number and digest."""

    title: str
    number: str
    received_at: datetime
    party: str
    facts: Sequence[Fact] = ()
    digest: str = ""
    proof: Proof | None = None
    verify_href: str = ""


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line or set of bars; None is a gap."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart that is also a table: `kind` is line, bar, stack, row or share. `by` names the first column."""

    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    kind: str = "line"
    unit: str = ""
    by: str = ""
    source: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
