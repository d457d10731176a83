"""What is listed, what is asked, and what is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from gongbao.kernel.names.compare import Decision

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Party:
    """A listed party: its names, present and former, its codes, and its entries in the lists as they are published.

    `distinct` are the codes of parties of which an office has found that they are not this one.
    """

    id: str
    name: str
    former: Sequence[str] = ()
    codes: Sequence[str] = ()
    entries: Sequence[Entry] = ()
    distinct: Sequence[str] = ()


class Question(NamedTuple):
    """A name, a code, or both."""

    name: str = ""
    code: str = ""


class Hit(NamedTuple):
    """A listed party that was perhaps asked about. `chance` is of 10,000; `by` says what spoke: code or name; `row` is
    the party's place in the list.
    """

    party: Party
    row: int
    decision: Decision
    chance: int
    by: str
    listed_name: str
    zh: str
    en: str
    decides: tuple[str, ...] = ()


class Answer(NamedTuple):
    """What the list says to one question: hits, surest first, or why the question can't be read."""

    question: Question
    hits: tuple[Hit, ...] = ()
    problem_zh: str = ""
    problem_en: str = ""

    @property
    def outcome(self) -> str:
        """same, related, possible, none, or unreadable."""
        if self.problem_zh:
            return "unreadable"
        return str(self.hits[0].decision.value) if self.hits else "none"
