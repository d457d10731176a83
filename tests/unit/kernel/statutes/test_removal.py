"""The way off the list, before and after each reform."""

from dataclasses import replace
from datetime import date

import pytest

from gongbao.kernel.statutes import (
    Effect,
    Ground,
    Kind,
    NoLawInForce,
    RemovalFacts,
    RemovalOutcome,
    RemovalReason,
    decide_removal,
    removal_steps,
)

FIRM = RemovalFacts(Kind.ENTERPRISE, Ground.LATE_REPORT, date(2026, 7, 10))
READY = replace(FIRM, remedied_on=date(2026, 9, 28), application_received_on=date(2026, 9, 30))


def test_step_by_step_to_the_decision() -> None:
    on = date(2026, 10, 9)
    start = decide_removal(replace(FIRM, missing_years=(2025, 2024)), on)
    assert start.outcome is RemovalOutcome.AWAIT_REMEDY
    assert "2024年度、2025年度" in start.step.zh
    assert "2024, 2025" in start.step.en
    filed = decide_removal(replace(FIRM, remedied_on=date(2026, 9, 28)), on)
    assert filed.outcome is RemovalOutcome.AWAIT_APPLICATION
    assert filed.clock is None
    granted = decide_removal(READY, on)
    assert granted.outcome is RemovalOutcome.GRANT
    assert granted.clock is not None
    assert granted.clock.date == date(2026, 10, 13)
    assert not granted.overdue
    assert granted.effect is Effect.STOP_PUBLICATION
    assert [c.token for c in granted.citations] == ["A25:11[C]", "A25:10[C]"]
    assert "2026-10-13" in granted.step.zh
    assert any("停止公示" in reason.zh for reason in granted.reasons)


def test_all_missing_years_must_be_in() -> None:
    assert decide_removal(replace(READY, missing_years=(2023,)), date(2026, 10, 9)).outcome is (
        RemovalOutcome.AWAIT_REMEDY
    )


def test_the_office_is_late_after_five_working_days() -> None:
    assert not decide_removal(READY, date(2026, 10, 13)).overdue
    assert decide_removal(READY, date(2026, 10, 14)).overdue


def test_facts_of_tomorrow_do_not_count_today() -> None:
    assert decide_removal(READY, date(2026, 9, 27)).outcome is RemovalOutcome.AWAIT_REMEDY
    assert decide_removal(READY, date(2026, 9, 29)).outcome is RemovalOutcome.AWAIT_APPLICATION


def test_an_application_ahead_of_the_report_waits_for_it() -> None:
    early = replace(READY, application_received_on=date(2026, 9, 1))
    found = decide_removal(early, date(2026, 10, 9))
    assert found.clock is not None
    assert found.clock.start == date(2026, 9, 28)
    assert any("先于" in caution.zh for caution in found.cautions)


def test_removal_before_2025_was_published() -> None:
    old = replace(
        FIRM,
        listed_on=date(2023, 7, 10),
        remedied_on=date(2025, 4, 20),
        application_received_on=date(2025, 4, 21),
    )
    before = decide_removal(old, date(2025, 4, 30))
    assert before.effect is Effect.PUBLISH_REMOVAL
    assert [c.token for c in before.citations] == ["A14:11[C]", "A14:10[C]"]
    after = decide_removal(old, date(2025, 5, 1))
    assert after.effect is Effect.STOP_PUBLICATION
    assert [c.token for c in after.citations] == ["A25:11[C]", "A25:10[C]"]


def test_three_years_to_apply_until_the_reform() -> None:
    listed = replace(FIRM, listed_on=date(2020, 7, 10), remedied_on=date(2023, 7, 1))
    on_the_day = replace(listed, application_received_on=date(2023, 7, 10))
    assert decide_removal(on_the_day, date(2023, 7, 12)).outcome is RemovalOutcome.GRANT
    too_late = replace(listed, application_received_on=date(2023, 7, 11))
    refused = decide_removal(too_late, date(2023, 7, 12))
    assert refused.outcome is RemovalOutcome.EXPIRED
    assert refused.apply_until == date(2023, 7, 10)
    assert "A14:10.1[C]" in [c.token for c in refused.citations]
    # never applied: still too late the day before the reform, free the day of it
    assert decide_removal(listed, date(2025, 4, 30)).outcome is RemovalOutcome.EXPIRED
    free = decide_removal(listed, date(2025, 5, 1))
    assert free.outcome is RemovalOutcome.AWAIT_APPLICATION
    assert free.apply_until is None
    assert any("过渡" in caution.zh for caution in free.cautions)


def test_there_was_never_a_three_year_limit_for_the_others() -> None:
    for kind in (Kind.INDIVIDUAL, Kind.COOPERATIVE):
        old = replace(FIRM, kind=kind, listed_on=date(2018, 7, 10))
        assert decide_removal(old, date(2024, 7, 10)).outcome is RemovalOutcome.AWAIT_REMEDY


def test_individual_businesses_file_on_paper() -> None:
    stall = replace(READY, kind=Kind.INDIVIDUAL)
    waits = decide_removal(stall, date(2026, 10, 9))
    assert waits.outcome is RemovalOutcome.AWAIT_PAPER
    assert "纸质" in waits.step.zh
    assert "《个体工商户年度报告办法》第十六条" in waits.step.zh
    granted = decide_removal(replace(stall, on_paper=True), date(2026, 10, 9))
    assert granted.outcome is RemovalOutcome.GRANT
    assert [c.token for c in granted.citations] == ["G25:16[C]", "A25:10[D]"]
    assert granted.ending.zh == "移出经营异常名录"


def test_individual_businesses_were_restored_before_2025() -> None:
    stall = RemovalFacts(
        Kind.INDIVIDUAL,
        Ground.LATE_REPORT,
        date(2024, 7, 10),
        remedied_on=date(2024, 9, 2),
        on_paper=True,
        application_received_on=date(2024, 9, 2),
    )
    before = decide_removal(stall, date(2024, 9, 3))
    assert before.effect is Effect.RESTORE
    assert before.ending.zh == "恢复正常记载状态"
    assert before.citations[0].token == "G14:16[C]"
    after = decide_removal(stall, date(2025, 9, 3))
    assert after.ending.zh == "移出经营异常名录"
    assert any("标记为经营异常状态" in caution.zh for caution in after.cautions)


@pytest.mark.parametrize(
    ("kind", "ground", "token"),
    [
        (Kind.ENTERPRISE, Ground.NAME_CHANGE, "A25:13[C]"),
        (Kind.ENTERPRISE, Ground.UNREACHABLE, "A25:14[C]"),
        (Kind.INDIVIDUAL, Ground.UNREACHABLE, "G25:18[C]"),
        (Kind.COOPERATIVE, Ground.FALSE_INFORMATION, "N25:14[C]"),
        (Kind.COOPERATIVE, Ground.UNREACHABLE, "N25:15[C]"),
    ],
)
def test_grounds_counted_from_verification(kind: Kind, ground: Ground, token: str) -> None:
    facts = replace(READY, kind=kind, ground=ground)
    waits = decide_removal(facts, date(2026, 10, 9))
    assert waits.outcome is RemovalOutcome.AWAIT_VERIFICATION
    assert waits.clock is None
    granted = decide_removal(replace(facts, verified_on=date(2026, 10, 9)), date(2026, 10, 9))
    assert granted.outcome is RemovalOutcome.GRANT
    assert granted.clock is not None
    assert granted.clock.start == date(2026, 10, 9)
    assert granted.clock.date == date(2026, 10, 15)
    assert granted.citations[0].token == token


def test_ordered_information_is_counted_from_the_application() -> None:
    facts = replace(READY, ground=Ground.ORDERED_INFORMATION)
    granted = decide_removal(facts, date(2026, 10, 9))
    assert granted.outcome is RemovalOutcome.GRANT
    assert granted.citations[0].token == "A25:12[C]"


def test_an_entry_on_an_abolished_ground_still_has_a_way_out() -> None:
    old = replace(READY, ground=Ground.FALSE_INFORMATION, listed_on=date(2024, 9, 2), verified_on=date(2026, 10, 9))
    found = decide_removal(old, date(2026, 10, 9))
    assert found.outcome is RemovalOutcome.GRANT
    assert found.citations[0].token == "A14:13[D]"
    assert any("已被废止" in caution.zh for caution in found.cautions)


def test_grounds_that_do_not_exist_for_a_kind() -> None:
    with pytest.raises(NoLawInForce):
        decide_removal(replace(FIRM, kind=Kind.COOPERATIVE, ground=Ground.NAME_CHANGE), date(2026, 10, 9))
    with pytest.raises(NoLawInForce):
        decide_removal(replace(FIRM, ground=Ground.NAME_CHANGE), date(2024, 10, 9))


def test_the_way_out_in_steps() -> None:
    steps = removal_steps(Kind.ENTERPRISE, Ground.LATE_REPORT, date(2026, 7, 10))
    assert len(steps) == 3
    assert "补报" in steps[0].zh
    assert "申请移出经营异常名录" in steps[1].zh
    assert "5个工作日" in steps[2].zh
    assert "第十一条" in steps[2].zh
    assert "纸质" in removal_steps(Kind.INDIVIDUAL, Ground.LATE_REPORT, date(2026, 7, 10))[0].zh


def test_removal_reasons_keep_the_old_numbers() -> None:
    numbers = {reason.value: reason.code for reason in RemovalReason}
    assert numbers["late-report-filed"] == 1
    assert numbers["other"] == 6
    assert len(set(numbers.values())) == len(RemovalReason)
