"""What grade (一般 IV to 特别重大 I) the figures of an incident suggest, and by which clause. A person decides.

Grades differ by hazard: ten deaths are grade II in an accident and III in an earthquake. Thresholds are dated rows;
以上 includes the number (work-safety Order 493 art. 45).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gongbao.kernel.statutes.vocabulary import Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRule:
    """A hazard has this grade when `measure` reaches `at_least`. The grade I is 1. Blank region: everywhere."""

    hazard: str
    grade: int
    measure: str
    at_least: Decimal
    valid_from: date
    valid_to: date | None = None
    region: str = ""
    citation: str = ""
    confidence: Confidence = Confidence.UNCONFIRMED

    def in_force(self, on: date) -> bool:
        """True if it applies on that day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The gravest grade any figure reaches, and the clauses that fired for it."""

    grade: int
    fired: tuple[GradeRule, ...]


def suggest_grade(
    rules: Iterable[GradeRule], *, hazard: str, figures: Mapping[str, Decimal | None], region: str, on: date
) -> Suggestion | None:
    """The grade suggested by what is known; None where no threshold is reached or none is known for the hazard.

    A figure being verified counts for nothing. The nearest region's table replaces a wider one for the same measure.
    """
    known = _with_sums(figures)
    live = [
        rule
        for rule in rules
        if rule.hazard == hazard and rule.in_force(on) and region.startswith(rule.region) and rule.measure in known
    ]
    nearest: dict[str, int] = {}
    for rule in live:
        nearest[rule.measure] = max(nearest.get(rule.measure, 0), len(rule.region))
    fired = [
        rule for rule in live if len(rule.region) == nearest[rule.measure] and known[rule.measure] >= rule.at_least
    ]
    if not fired:
        return None
    gravest = min(rule.grade for rule in fired)
    strongest: dict[str, GradeRule] = {}
    for rule in sorted((one for one in fired if one.grade == gravest), key=lambda one: one.at_least):
        strongest[rule.measure] = rule
    return Suggestion(gravest, tuple(strongest.values()))


def _with_sums(figures: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    """The figures that are known, and the dead and missing together, which earthquakes are graded by."""
    known = {measure: value for measure, value in figures.items() if value is not None}
    if "dead" in known or "missing" in known:
        known["dead-missing"] = known.get("dead", Decimal()) + known.get("missing", Decimal())
    return known
