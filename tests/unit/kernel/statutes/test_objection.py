"""Objections: thirty days, five, twenty, five; each clock from its own start."""

from dataclasses import replace
from datetime import date

import pytest

from gongbao.kernel.calendar import RollPolicy
from gongbao.kernel.statutes import Kind, LawSettings, ObjectionFacts, ObjectionOutcome, decide_objection

LISTED = ObjectionFacts(Kind.ENTERPRISE, date(2026, 9, 7))
FILED = replace(LISTED, received_on=date(2026, 9, 30))


def test_the_window_ends_after_the_holiday() -> None:
    open_ = decide_objection(LISTED, date(2026, 10, 8))
    assert open_.outcome is ObjectionOutcome.OPEN
    assert open_.last_day.date == date(2026, 10, 8)
    assert open_.last_day.unrolled == date(2026, 10, 7)
    assert "第二百零三条" in open_.reasons[0].zh
    assert decide_objection(LISTED, date(2026, 10, 9)).outcome is ObjectionOutcome.CLOSED
    plain = LawSettings(calendar_day_roll=RollPolicy.NONE)
    assert decide_objection(LISTED, date(2026, 10, 8), plain).outcome is ObjectionOutcome.CLOSED


def test_acceptance_within_five_working_days() -> None:
    found = decide_objection(FILED, date(2026, 10, 9))
    assert found.outcome is ObjectionOutcome.DECIDE_ACCEPTANCE
    assert found.clock is not None
    assert found.clock.date == date(2026, 10, 13)
    assert not found.overdue
    assert decide_objection(FILED, date(2026, 10, 14)).overdue


def test_late_or_incomplete() -> None:
    assert decide_objection(replace(LISTED, received_on=date(2026, 10, 8)), date(2026, 10, 12)).outcome is (
        ObjectionOutcome.DECIDE_ACCEPTANCE
    )
    late = decide_objection(replace(LISTED, received_on=date(2026, 10, 9)), date(2026, 10, 12))
    assert late.outcome is ObjectionOutcome.TOO_LATE
    assert late.clock is not None
    for fault in ({"in_writing": False}, {"with_evidence": False}):
        assert decide_objection(replace(FILED, **fault), date(2026, 10, 9)).outcome is ObjectionOutcome.INCOMPLETE


def test_verification_within_twenty_working_days_of_acceptance() -> None:
    accepted = replace(FILED, accepted_on=date(2026, 10, 9))
    found = decide_objection(accepted, date(2026, 10, 12))
    assert found.outcome is ObjectionOutcome.VERIFY
    assert found.clock is not None
    assert found.clock.start == date(2026, 10, 9)
    assert found.clock.date == date(2026, 11, 5)
    # the start of the twenty days is our reading, and is marked so
    assert [c.token for c in found.citations] == ["A25:15.1[C]", "A25:15.1[D]"]


def test_an_error_is_corrected_within_five_working_days() -> None:
    verified = replace(FILED, accepted_on=date(2026, 10, 9), verified_on=date(2026, 10, 20))
    wrong = decide_objection(replace(verified, wrong=True), date(2026, 10, 21))
    assert wrong.outcome is ObjectionOutcome.CORRECT
    assert wrong.clock is not None
    assert wrong.clock.date == date(2026, 10, 27)
    assert wrong.citations[-1].token == "A25:15.2[C]"
    right = decide_objection(replace(verified, wrong=False), date(2026, 10, 21))
    assert right.outcome is ObjectionOutcome.UPHOLD
    assert right.clock is None


def test_a_refusal_ends_it() -> None:
    found = decide_objection(replace(FILED, refused_on=date(2026, 10, 9)), date(2026, 10, 9))
    assert found.outcome is ObjectionOutcome.REFUSED


@pytest.mark.parametrize(
    ("kind", "published", "token"),
    [
        (Kind.ENTERPRISE, date(2025, 4, 30), "A14:16.1[C]"),
        (Kind.ENTERPRISE, date(2025, 5, 1), "A25:15.1[C]"),
        (Kind.INDIVIDUAL, date(2025, 4, 30), "G14:19.1[C]"),
        (Kind.INDIVIDUAL, date(2025, 5, 1), "G25:19.1[C]"),
        (Kind.COOPERATIVE, date(2025, 4, 30), "N14:16.1[C]"),
        (Kind.COOPERATIVE, date(2025, 5, 1), "N25:16.1[C]"),
    ],
)
def test_the_law_of_the_day_of_publication(kind: Kind, published: date, token: str) -> None:
    found = decide_objection(ObjectionFacts(kind, published), published)
    assert found.citations[0].token == token
    assert any("第101号" in caution.zh for caution in found.cautions)
