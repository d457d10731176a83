"""Deadline rules: their amounts, their law by date, and that they round-trip to text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.kernel.calendar import RollPolicy, Unit
from gongbao.kernel.statutes import (
    Base,
    Citation,
    Confidence,
    DeadlineRule,
    InstrumentId,
    Kind,
    LawSettings,
    NoLawInForce,
    annual_report_due,
    decide_correction,
    instruments,
    rule,
    rules,
)

ALL = [one for versions in rules().values() for one in versions]
TODAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("id_", "base", "amount", "unit", "token"),
    [
        ("enterprise.instant-information", Base.FORMED, 20, "WD", "R24:10.1[C]"),
        ("enterprise.order-to-publish", Base.SERVED, 10, "CD", "A25:7[C]"),
        ("enterprise.name-change", Base.SERVED, 30, "CD", "NAME20:23[C]"),
        ("enterprise.list-late-report", Base.WINDOW_ENDS, 10, "WD", "A25:6[C]"),
        ("enterprise.list-ordered-information", Base.ORDER_EXPIRED, 10, "WD", "A25:7[C]"),
        ("enterprise.list-name-change", Base.NAME_PERIOD_EXPIRED, 10, "WD", "A25:8[C]"),
        ("enterprise.list-unreachable", Base.VERIFIED, 10, "WD", "A25:9.1[C]"),
        ("enterprise.remove-late-report", Base.APPLICATION_RECEIVED, 5, "WD", "A25:11[C]"),
        ("enterprise.remove-ordered-information", Base.APPLICATION_RECEIVED, 5, "WD", "A25:12[C]"),
        ("enterprise.remove-name-change", Base.VERIFIED, 5, "WD", "A25:13[C]"),
        ("enterprise.remove-unreachable", Base.VERIFIED, 5, "WD", "A25:14[C]"),
        ("enterprise.objection", Base.PUBLISHED, 30, "CD", "A25:15.1[C]"),
        ("enterprise.objection-acceptance", Base.APPLICATION_RECEIVED, 5, "WD", "A25:15.1[C]"),
        ("enterprise.objection-verification", Base.ACCEPTED, 20, "WD", "A25:15.1[D]"),
        ("enterprise.objection-correction", Base.VERIFIED, 5, "WD", "A25:15.2[C]"),
        ("enterprise.falsehood-report", Base.REPORT_RECEIVED, 20, "WD", "R24:13.1[C]"),
        ("enterprise.spot-check-result", Base.INSPECTION_ENDED, 20, "WD", "K25:12[C]"),
        ("individual.paper-notice", Base.PAPER_RECEIVED, 10, "WD", "G25:10[C]"),
        ("individual.list-late-report", Base.WINDOW_ENDS, 10, "WD", "G25:13[C]"),
        ("individual.remove-late-report", Base.APPLICATION_RECEIVED, 5, "WD", "G25:16[C]"),
        ("individual.remove-unreachable", Base.VERIFIED, 5, "WD", "G25:18[C]"),
        ("individual.objection", Base.PUBLISHED, 30, "CD", "G25:19.1[C]"),
        ("individual.falsehood-report", Base.REPORT_RECEIVED, 20, "WD", "G25:12[C]"),
        ("cooperative.list-late-report", Base.WINDOW_ENDS, 10, "WD", "N25:10[C]"),
        ("cooperative.remove-late-report", Base.APPLICATION_RECEIVED, 5, "WD", "N25:13[C]"),
        ("cooperative.remove-false-information", Base.VERIFIED, 5, "WD", "N25:14[C]"),
        ("cooperative.objection-correction", Base.VERIFIED, 5, "WD", "N25:16.2[C]"),
    ],
)
def test_the_rules_of_2026(id_: str, base: Base, amount: int, unit: str, token: str) -> None:
    found = rule(id_, TODAY)
    assert (found.base, found.amount, found.unit, found.citation.token) == (base, amount, unit, token)


@pytest.mark.parametrize(
    ("id_", "old"),
    [
        ("enterprise.list-late-report", "A14:6[C]"),
        ("enterprise.objection", "A14:16.1[C]"),
        ("enterprise.spot-check-result", "K14:11[C]"),
        ("individual.list-late-report", "G14:13[C]"),
        ("cooperative.list-late-report", "N14:10[C]"),
    ],
)
def test_the_law_changes_with_order_101(id_: str, old: str) -> None:
    assert rule(id_, date(2025, 4, 30)).citation.token == old
    assert rule(id_, date(2025, 5, 1)).citation.token != old
    late = LawSettings(order_101_from=date(2025, 6, 1))
    assert rule(id_, date(2025, 5, 31), late).citation.token == old


def test_false_information_went_and_the_name_change_came() -> None:
    assert rule("enterprise.list-false-information", date(2025, 4, 30)).citation.token == "A14:8[C]"
    with pytest.raises(NoLawInForce):
        rule("enterprise.list-false-information", date(2025, 5, 1))
    with pytest.raises(NoLawInForce):
        rule("enterprise.list-name-change", date(2025, 4, 30))
    assert rule("individual.list-false-information", TODAY).citation.token == "G25:14[C]"


def test_no_rule_before_the_system_began() -> None:
    with pytest.raises(NoLawInForce):
        rule("enterprise.list-late-report", date(2014, 9, 30))
    with pytest.raises(NoLawInForce):
        annual_report_due(Kind.ENTERPRISE, 2013)
    with pytest.raises(KeyError):
        rule("enterprise.nothing", TODAY)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_annual_report_is_due_on_30_june_come_what_may(kind: Kind) -> None:
    assert annual_report_due(kind, 2014).date == date(2015, 6, 30)
    # rest days: Saturday 2018, Sundays 2019, 2024 and 2030, Saturday 2029; no text moves them
    for year in (2018, 2019, 2024, 2029, 2030):
        due = annual_report_due(kind, year - 1)
        assert due.date == date(year, 6, 30)
        assert due.date.weekday() >= 5
        assert not due.rolled
        assert not due.provisional
        assert due.unit is Unit.FIXED


def test_rolling_30_june_is_a_choice_of_settings() -> None:
    law = LawSettings(fixed_date_roll=RollPolicy.NEXT_WORKING_DAY)
    due = annual_report_due(Kind.ENTERPRISE, 2023, law)
    assert due.date == date(2024, 7, 1)
    assert due.rolled
    assert annual_report_due(Kind.ENTERPRISE, 2028, law).provisional


def test_calendar_day_limits_roll_in_favour_of_the_person() -> None:
    order = rule("enterprise.order-to-publish", TODAY)
    assert order.due(date(2026, 9, 21)).date == date(2026, 10, 8)
    listing = rule("enterprise.list-ordered-information", TODAY)
    assert listing.due(date(2026, 10, 8)).date == date(2026, 10, 21)
    assert rule("enterprise.objection", TODAY).due(date(2026, 9, 7)).date == date(2026, 10, 8)
    plain = LawSettings(calendar_day_roll=RollPolicy.NONE)
    assert rule("enterprise.order-to-publish", TODAY, plain).due(date(2026, 9, 21)).date == date(2026, 10, 1)
    assert rule("enterprise.list-ordered-information", TODAY).due(date(2026, 10, 1)).date == date(2026, 10, 20)


def test_every_rule_round_trips_and_says_what_it_is() -> None:
    assert len(ALL) > 90
    for one in ALL:
        assert DeadlineRule.from_text(one.to_text()) == one
        assert len(one.id) <= 60  # stored with the duty
        assert len(one.citation.token) <= 200
        assert one.words.zh
        assert one.words.en
    assert rule("enterprise.remove-late-report", TODAY).words.zh == "自收到申请之日起5个工作日内"
    assert rule("enterprise.annual-report", TODAY).words.en == "by 30 June of that year"


def test_every_version_lives_exactly_as_long_as_its_instrument() -> None:
    for one in ALL:
        home = instruments()[one.citation.instrument]
        assert (one.valid_from, one.valid_to) == (home.valid_from, home.valid_to)


@given(
    one=st.builds(
        DeadlineRule,
        id=st.from_regex(r"[a-z]+\.[a-z]+(-[a-z]+)*", fullmatch=True),
        base=st.sampled_from(Base),
        unit=st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]),
        amount=st.integers(0, 400),
        valid_from=st.dates(min_value=date(1000, 1, 1)),
        valid_to=st.none() | st.dates(min_value=date(1000, 1, 1)),
        citation=st.builds(
            Citation, st.sampled_from(InstrumentId), st.integers(1, 300), confidence=st.sampled_from(Confidence)
        ),
        roll=st.sampled_from(RollPolicy),
    )
)
def test_any_rule_round_trips(one: DeadlineRule) -> None:
    assert DeadlineRule.from_text(one.to_text()) == one


@pytest.mark.parametrize("text", ["", "x", "a.b: served +5 MIN roll=none from=2020-01-01 by=A25:6[C]"])
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        DeadlineRule.from_text(text)


@given(base=st.dates(min_value=date(2014, 10, 1), max_value=date(2026, 11, 30)), which=st.integers(0, len(ALL) - 1))
def test_no_deadline_lies_before_its_base_unless_fixed(base: date, which: int) -> None:
    one = ALL[which]
    due = one.due(base).date
    if one.unit is Unit.FIXED:
        assert due == date(base.year, 6, 30)
    else:
        assert due >= base + timedelta(days=one.amount)


@pytest.mark.parametrize("kind", list(Kind))
def test_corrections_are_open_until_30_june(kind: Kind) -> None:
    assert not decide_correction(kind, 2025, date(2025, 12, 31)).allowed
    assert decide_correction(kind, 2025, date(2026, 1, 1)).allowed
    last = decide_correction(kind, 2025, date(2026, 6, 30))
    assert last.allowed
    assert last.both_shown
    closed = decide_correction(kind, 2025, date(2026, 7, 1))
    assert not closed.allowed
    assert "2026-06-30" in closed.reasons[0].zh
    article = {"enterprise": "R24:12.2[C]", "individual": "G25:9[C]", "cooperative": "N25:7[C]"}[kind]
    assert [c.token for c in closed.citations] == [article]
