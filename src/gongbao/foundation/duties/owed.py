"""What is owed, as a value: from a dated rule and the day it counts from to the terms of a duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from uuid import UUID

from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties.models import PartyKind
from gongbao.kernel.statutes import DeadlineRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is owed and by when. `unit` is WD, CD, FIXED or MIN; `due_at` the first instant at which it is late."""

    kind: str
    rule: str
    citation: str
    unit: str
    amount: int
    due_on: date
    due_at: datetime
    period: int = 0
    provisional: bool = False

    @classmethod
    def by_rule(cls, rule: DeadlineRule, base: date, *, kind: str, period: int = 0) -> Self:
        """The terms that follow from a rule whose base event fell on `base`. `citation` is the rule's token."""
        due = rule.due(base)
        return cls(
            kind=kind,
            rule=rule.id,
            citation=rule.citation.token,
            unit=due.unit.value,
            amount=due.amount,
            due_on=due.date,
            due_at=first_late_instant(due.date),
            period=period,
            provisional=due.provisional,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One party's duty on these terms. `subject` is (kind, id) of what it is about; `hand` whose hand it is in."""

    party_id: int
    region: str
    terms: Terms
    party_kind: PartyKind = PartyKind.ENTITY
    subject: tuple[str, str] = ("", "")
    about_entity: int | None = None
    hand: str = ""


@dataclass(frozen=True, slots=True)
class Parties:
    """A query for parties, found by the database in one pass; its user says which columns it must have."""

    query: str
    params: Sequence[str | int | date | list[str] | list[date] | UUID] = ()


def first_late_instant(last_day: date) -> datetime:
    """Midnight in China after the last day."""
    return datetime.combine(last_day + timedelta(days=1), time.min, CHINA)
