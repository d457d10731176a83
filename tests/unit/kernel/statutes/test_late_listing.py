"""Who owes, who is listed, by which law: cases on both sides of each reform."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.kernel.statutes import (
    Ground,
    Kind,
    LateOutcome,
    LawSettings,
    Measure,
    NoLawInForce,
    ReportFacts,
    Standing,
    annual_report_due,
    decide_late_listing,
    ground_entry,
    grounds,
    late_report_consequences,
    owes_report,
)

FIRM = ReportFacts(Kind.ENTERPRISE, Standing.ACTIVE, date(2020, 5, 1), 2025)
STALL = replace(FIRM, kind=Kind.INDIVIDUAL)
COOP = replace(FIRM, kind=Kind.COOPERATIVE)
CLOSE = date(2026, 7, 10)


def tokens(facts: ReportFacts, on: date, law: LawSettings | None = None) -> list[str]:
    found = decide_late_listing(facts, on, law or LawSettings())
    assert found.outcome is LateOutcome.LIST
    return [citation.token for citation in found.citations]


def test_an_enterprise_in_2026() -> None:
    found = decide_late_listing(FIRM, CLOSE)
    assert found.outcome is LateOutcome.LIST
    assert found.overdue
    assert found.ground is not None
    assert (found.ground.ground, found.ground.code) == (Ground.LATE_REPORT, 1)
    assert found.measure is Measure.LIST
    assert found.last_day_to_list is not None
    assert found.last_day_to_list.date == date(2026, 7, 14)
    assert not found.office_late
    assert found.display is None
    assert found.cautions == ()
    assert [c.token for c in found.citations] == ["R24:8.1[C]", "R24:18.1[C]", "A25:4(1)[C]", "A25:6[C]"]
    text = "".join(reason.zh for reason in found.reasons)
    assert "2026-06-30" in text
    assert "2026-07-14" in text
    assert "《企业经营异常名录管理办法》第六条" in text
    assert all(reason.en for reason in found.reasons)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 7, 5), ["R14:8.1[C]", "R14:17.1(1)[C]", "A14:4(1)[C]", "A14:6[C]"]),
        (date(2024, 7, 5), ["R24:8.1[C]", "R24:18.1[C]", "A14:4(1)[C]", "A14:6[C]"]),
        (date(2025, 7, 5), ["R24:8.1[C]", "R24:18.1[C]", "A25:4(1)[C]", "A25:6[C]"]),
    ],
)
def test_the_law_of_the_day_for_enterprises(on: date, expected: list[str]) -> None:
    assert tokens(replace(FIRM, report_year=on.year - 1), on) == expected


def test_a_late_decision_follows_the_law_of_its_own_day() -> None:
    # report of 2022: owed under the text of 2014, decided after both reforms
    facts = replace(FIRM, report_year=2022)
    assert tokens(facts, date(2024, 4, 30)) == ["R14:8.1[C]", "R14:17.1(1)[C]", "A14:4(1)[C]", "A14:6[C]"]
    assert tokens(facts, date(2024, 5, 1)) == ["R14:8.1[C]", "R24:18.1[C]", "A14:4(1)[C]", "A14:6[C]"]
    assert tokens(facts, date(2025, 4, 30))[2:] == ["A14:4(1)[C]", "A14:6[C]"]
    assert tokens(facts, date(2025, 5, 1))[2:] == ["A25:4(1)[C]", "A25:6[C]"]
    assert decide_late_listing(facts, date(2025, 5, 1)).office_late


def test_the_date_of_order_101_is_a_parameter() -> None:
    facts = replace(FIRM, report_year=2023)
    early = LawSettings(order_101_from=date(2025, 3, 18))
    assert tokens(facts, date(2025, 4, 1))[2:] == ["A14:4(1)[C]", "A14:6[C]"]
    assert tokens(facts, date(2025, 4, 1), early)[2:] == ["A25:4(1)[C]", "A25:6[C]"]
    cautions = decide_late_listing(facts, date(2025, 4, 1)).cautions
    assert any("第101号" in caution.zh for caution in cautions)
    assert not any("第101号" in c.zh for c in decide_late_listing(facts, date(2025, 3, 17)).cautions)


def test_individual_businesses_were_marked_and_are_now_listed() -> None:
    before = decide_late_listing(replace(STALL, report_year=2023), date(2024, 7, 5))
    assert before.measure is Measure.MARK
    assert any("标记为经营异常状态" in reason.zh for reason in before.reasons)
    assert [c.token for c in before.citations] == ["G14:3.1[C]", "G14:13[C]"]
    after = decide_late_listing(replace(STALL, report_year=2024), date(2025, 7, 5))
    assert after.measure is Measure.LIST
    assert any("列入经营异常名录" in reason.zh for reason in after.reasons)
    assert [c.token for c in after.citations] == ["G25:3.1[C]", "G25:13[C]"]


def test_individual_businesses_are_shown_for_a_year() -> None:
    found = decide_late_listing(STALL, CLOSE)
    assert found.display is not None
    assert (found.display.first, found.display.last) == (date(2026, 7, 1), date(2027, 6, 30))
    late = decide_late_listing(STALL, date(2027, 7, 1))
    assert any("公示期" in caution.zh for caution in late.cautions)


def test_cooperatives() -> None:
    assert tokens(COOP, CLOSE) == ["N25:4.1[C]", "N25:10[C]"]
    assert tokens(replace(COOP, report_year=2023), date(2024, 7, 5)) == ["N14:4.1[C]", "N14:10[C]"]
    found = decide_late_listing(COOP, CLOSE)
    assert found.ground is not None
    assert found.ground.code == 1


def test_the_first_report_is_due_the_year_after_set_up() -> None:
    assert decide_late_listing(replace(FIRM, established_on=date(2025, 12, 31)), CLOSE).outcome is LateOutcome.LIST
    new = decide_late_listing(replace(FIRM, established_on=date(2026, 1, 1)), CLOSE)
    assert new.outcome is LateOutcome.NOT_OWED
    assert new.owes is False
    assert [c.token for c in new.citations] == ["R24:8.2[C]"]


def test_standing() -> None:
    suspended = decide_late_listing(replace(FIRM, standing=Standing.SUSPENDED), CLOSE)
    assert suspended.outcome is LateOutcome.LIST
    assert "REGR22:63[C]" in [c.token for c in suspended.citations]
    assert decide_late_listing(replace(FIRM, standing=Standing.GONE), CLOSE).outcome is LateOutcome.NOT_OWED
    revoked = replace(FIRM, standing=Standing.REVOKED)
    assert decide_late_listing(revoked, CLOSE).outcome is LateOutcome.NOT_OWED
    assert decide_late_listing(revoked, CLOSE, LawSettings(revoked_owe_report=True)).outcome is LateOutcome.LIST


def test_suspension_is_not_cited_before_it_existed() -> None:
    old = replace(FIRM, standing=Standing.SUSPENDED, report_year=2020)
    assert not any(c.instrument == "REGR22" for c in decide_late_listing(old, date(2021, 7, 5)).citations)


def test_an_unknown_day_of_set_up_is_not_guessed() -> None:
    found = decide_late_listing(replace(FIRM, established_on=None), CLOSE)
    assert found.outcome is LateOutcome.UNCERTAIN
    assert found.owes is None
    filed = replace(FIRM, established_on=None, filed_on=date(2026, 3, 1))
    assert decide_late_listing(filed, CLOSE).outcome is LateOutcome.ON_TIME


@pytest.mark.parametrize(
    ("filed_on", "on", "outcome"),
    [
        (None, date(2026, 6, 30), LateOutcome.NOT_YET_DUE),
        (None, date(2026, 7, 1), LateOutcome.LIST),
        (date(2026, 6, 30), date(2026, 7, 1), LateOutcome.ON_TIME),
        (date(2026, 7, 1), date(2026, 7, 10), LateOutcome.FILED_LATE),
        (date(2026, 7, 11), date(2026, 7, 10), LateOutcome.LIST),  # not yet known on that day
        (date(2026, 1, 1), date(2026, 1, 1), LateOutcome.ON_TIME),
    ],
)
def test_filing_around_30_june(filed_on: date | None, on: date, outcome: LateOutcome) -> None:
    assert decide_late_listing(replace(FIRM, filed_on=filed_on), on).outcome is outcome


def test_listing_those_who_filed_late_is_a_choice_of_settings() -> None:
    late = replace(FIRM, filed_on=date(2026, 7, 3))
    assert decide_late_listing(late, CLOSE).overdue
    strict = decide_late_listing(late, CLOSE, LawSettings(list_late_filers=True))
    assert strict.outcome is LateOutcome.LIST
    assert any("2026-07-03" in reason.zh for reason in strict.reasons)


def test_reports_before_the_system_began_are_not_owed() -> None:
    found = decide_late_listing(replace(FIRM, established_on=date(2000, 1, 1), report_year=2013), CLOSE)
    assert found.outcome is LateOutcome.NOT_OWED
    assert found.due is None
    assert owes_report(replace(FIRM, established_on=date(2000, 1, 1), report_year=2014)).owes


def test_the_office_is_late_after_its_ten_days() -> None:
    assert not decide_late_listing(FIRM, date(2026, 7, 14)).office_late
    late = decide_late_listing(FIRM, date(2026, 7, 15))
    assert late.outcome is LateOutcome.LIST
    assert late.office_late
    assert any("2026-07-14" in caution.zh for caution in late.cautions)


def test_a_year_without_a_calendar_is_provisional() -> None:
    found = decide_late_listing(replace(FIRM, report_year=2039), date(2040, 7, 5))
    assert found.last_day_to_list is not None
    assert found.last_day_to_list.provisional
    assert any("暂定" in caution.zh for caution in found.cautions)


def test_code_three_is_never_used_again() -> None:
    assert ground_entry(Kind.ENTERPRISE, Ground.FALSE_INFORMATION, date(2025, 4, 30)).code == 3
    with pytest.raises(NoLawInForce):
        ground_entry(Kind.ENTERPRISE, Ground.FALSE_INFORMATION, date(2025, 5, 1))
    assert ground_entry(Kind.ENTERPRISE, Ground.NAME_CHANGE, date(2025, 5, 1)).code == 5
    assert ground_entry(Kind.ENTERPRISE, Ground.NAME_CHANGE, date(2025, 5, 1)).citation.token == "A25:4(3)[C]"
    by_code: dict[tuple[Kind, int], set[Ground]] = {}
    for entry in grounds():
        by_code.setdefault((entry.kind, entry.code), set()).add(entry.ground)
    assert all(len(found) == 1 for found in by_code.values())
    # the slug is what a listing stores
    assert all(len(ground) <= 20 for ground in Ground)


def test_false_reports_are_still_a_ground_for_the_others() -> None:
    for kind in (Kind.INDIVIDUAL, Kind.COOPERATIVE):
        assert ground_entry(kind, Ground.FALSE_INFORMATION, CLOSE).code == 2


def test_consequences_by_date() -> None:
    def cited(kind: Kind, on: date) -> list[str]:
        return [provision.citation.token for provision in late_report_consequences(kind, on)]

    assert cited(Kind.ENTERPRISE, date(2024, 4, 30)) == ["REGR22:70[C]", "R14:17.2[C]", "REG22:33[C]"]
    assert cited(Kind.ENTERPRISE, date(2024, 5, 1)) == ["REGR22:70[C]", "R24:18.1[C]", "REG22:33[C]"]
    assert cited(Kind.INDIVIDUAL, CLOSE) == ["REGR22:70[C]", "REG22:33[C]"]
    assert cited(Kind.ENTERPRISE, date(2021, 7, 1)) == ["R14:17.2[C]"]


@given(
    kind=st.sampled_from(Kind),
    standing=st.sampled_from(Standing),
    established=st.none() | st.dates(min_value=date(1980, 1, 1), max_value=date(2027, 12, 31)),
    year=st.integers(2010, 2027),
    filed=st.none() | st.dates(min_value=date(2014, 1, 1), max_value=date(2028, 12, 31)),
    on=st.dates(min_value=date(2014, 10, 1), max_value=date(2028, 12, 31)),
)
def test_what_always_holds(
    kind: Kind, standing: Standing, established: date | None, year: int, filed: date | None, on: date
) -> None:
    facts = ReportFacts(kind, standing, established, year, filed)
    found = decide_late_listing(facts, on)
    listed = found.outcome is LateOutcome.LIST
    assert listed is (found.ground is not None) is (found.last_day_to_list is not None) is (found.measure is not None)
    assert found.reasons
    if listed:
        assert on > annual_report_due(kind, year).date
        assert established is not None
        assert established.year <= year
        assert standing in {Standing.ACTIVE, Standing.SUSPENDED}
        assert filed is None or filed > on
    if found.outcome is not LateOutcome.NOT_OWED:
        assert found.citations
    # a filing in time always spares; without one, later days never undo a listing
    if listed:
        assert decide_late_listing(replace(facts, filed_on=date(year + 1, 6, 30)), on).outcome is LateOutcome.ON_TIME
