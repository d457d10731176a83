"""The season's law made ready for a pass over the whole register: who owes, and what missing it leads to.

Nothing is decided here: the kernel is asked about each kind and standing, and its answers become conditions and texts.
"""

from dataclasses import dataclass
from datetime import date

from gongbao.kernel.calendar import Deadline
from gongbao.kernel.statutes import (
    DEFAULT_LAW,
    Kind,
    LateListing,
    LateOutcome,
    LawSettings,
    NoLawInForce,
    ReportFacts,
    Sentence,
    Standing,
    annual_report_due,
    decide_late_listing,
    owes_report,
    rule,
    rule_id,
)
from gongbao.register.listings.rules import Document, late_document

FIRST_YEAR = 2013  # the first year reported on: the duty began on 1 October 2014 (R14)


@dataclass(frozen=True, slots=True)
class OwingRule:
    """Who of one category owes: with these standings, set up before this day."""

    category: str
    standings: tuple[str, ...]
    set_up_before: date


@dataclass(frozen=True, slots=True)
class Decided:
    """What the kernel decides on a day about one category and standing that owes and did not file."""

    category: str
    standing: str
    decision: LateListing


def owing_rules(year: int, law: LawSettings = DEFAULT_LAW) -> tuple[OwingRule, ...]:
    """Who owes the report on `year`, as conditions; empty where no law asked for it (R 8, G 3, N 4)."""
    found = []
    for kind in Kind:
        standings = tuple(
            standing.value
            for standing in Standing
            if owes_report(ReportFacts(kind, standing, date(year, 1, 1), year), law).owes
        )
        if standings:
            found.append(OwingRule(kind.value, standings, _first_day_free(kind, Standing(standings[0]), year, law)))
    return tuple(found)


def _first_day_free(kind: Kind, standing: Standing, year: int, law: LawSettings) -> date:
    """The first day of setting-up that owes nothing for `year`: the year after begins, unless the kernel says else."""
    for day in (date(year, 12, 31), date(year + 1, 1, 1)):
        if not owes_report(ReportFacts(kind, standing, day, year), law).owes:
            return day
    raise ValueError(f"the rule on the first report of a {kind} has changed: this pass does not know it")


def decisions(year: int, on: date, law: LawSettings = DEFAULT_LAW) -> tuple[Decided, ...]:
    """The decision on every category and standing that owes the report on `year` and has not filed by `on`."""
    return tuple(
        Decided(rule_.category, standing, decided)
        for rule_ in owing_rules(year, law)
        for standing in rule_.standings
        if (
            decided := decide_late_listing(
                ReportFacts(Kind(rule_.category), Standing(standing), date(year, 1, 1), year), on, law
            )
        ).outcome
        is LateOutcome.LIST
    )


def document(decided: Decided, year: int, on: date, law: LawSettings = DEFAULT_LAW) -> Document:
    """The decision's text, still without name, code, number and authority."""
    return late_document(Kind(decided.category), year, decided.decision, on, law)


def last_day_to_list(kind: Kind, year: int, law: LawSettings = DEFAULT_LAW) -> Deadline:
    """The office's own time limit: ten working days from the end of the reporting period (A 6, G 13, N 10)."""
    end = annual_report_due(kind, year, law).date
    return rule(rule_id(kind, "list-late-report"), end, law).due(end)


def known_year(year: int, law: LawSettings = DEFAULT_LAW) -> bool:
    """Whether any law asked for a report on that year."""
    try:
        annual_report_due(Kind.ENTERPRISE, year, law)
    except NoLawInForce:
        return False
    return year >= FIRST_YEAR


def reading(law: LawSettings) -> Sentence:
    """Which reading of the law this is, for comparisons."""
    return Sentence(f"第101号令自{law.order_101_from}施行", f"with Order 101 in force from {law.order_101_from}")
