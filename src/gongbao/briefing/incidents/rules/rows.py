"""Rows of the tables as values of the kernel's rules."""

from collections.abc import Iterable

from gongbao.briefing.incidents.models import GradeThreshold, Limit, Outage
from gongbao.kernel.statutes.grading import GradeRule
from gongbao.kernel.statutes.reporting import Form, LimitRule, Pause, Start
from gongbao.kernel.statutes.vocabulary import Confidence


def limit_rule(row: Limit) -> LimitRule:
    """A version of a limit as the rule it is."""
    return LimitRule(
        key=row.key,
        version=row.version,
        level=row.level,
        form=Form(row.form),
        start=Start(row.start),
        minutes=row.minutes,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        category=row.category,
        hazard=row.hazard_id or "",
        worst_grade=row.worst_grade,
        region=row.region,
        written_counts=row.written_counts,
        confidence=Confidence(row.confidence),
    )


def grade_rule(row: GradeThreshold) -> GradeRule:
    """One threshold of the table of grades as the rule it is."""
    return GradeRule(
        hazard=row.hazard_id,
        grade=row.grade,
        measure=row.measure,
        at_least=row.at_least,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        region=row.region,
        citation=row.citation_zh,
        confidence=Confidence(row.confidence),
    )


def pauses(rows: Iterable[Outage]) -> list[Pause]:
    """Outages as pauses of every clock; those struck as entered in error are none."""
    return [Pause(row.since, row.until) for row in rows if row.struck_at is None]
