"""The serious list by the law of each day: S15 and S21, the gap between them, and every way out."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongbao.kernel.calendar import add_years, is_working_day
from gongbao.kernel.statutes import (
    ExitFacts,
    ExitOutcome,
    HeavierPenalty,
    InstrumentId,
    LawSettings,
    NoLawInForce,
    SeriousFacts,
    SeriousOutcome,
    ThreeYears,
    approval_needed,
    decide_serious_exit,
    decide_serious_listing,
    decide_three_years,
    full_term,
    may_apply,
    may_grant,
    old_entry,
    rule,
    serious_ground,
    serious_grounds,
    serious_grounds_on,
    serious_steps,
)

DAY = date(2026, 3, 2)
WHOLE = SeriousFacts(
    "s21-5-2", HeavierPenalty.LICENCE, True, notified_on=DAY, heard_on=DAY, approved_on=date(2026, 3, 10)
)


def case(on=date(2026, 3, 12), law=None, **changed):
    fields = {name: getattr(WHOLE, name) for name in WHOLE.__slots__} | changed
    return decide_serious_listing(SeriousFacts(**fields), on, law or LawSettings())


@pytest.mark.parametrize(
    ("id_", "amount", "token", "on"),
    [
        ("serious.publish", 20, "S21:14.1[C]", DAY),
        ("serious.push", 10, "S21:14.2[C]", DAY),
        ("serious.publish-pushed", 10, "S21:14.2[C]", DAY),
        ("serious.acceptance", 2, "S21:17.2[C]", DAY),
        ("serious.verification", 15, "S21:17.3[C]", DAY),
        ("serious.take-down", 3, "S21:18[C]", DAY),
        ("serious.revocation", 3, "S21:19[C]", DAY),
        ("serious.query", 20, "R24:13.2[C]", DAY),
        ("serious.query", 20, "R14:13.2[C]", date(2022, 3, 2)),
        ("serious.hearing", 5, "S21:13.1[D]", DAY),
        ("serious.approval", 10, "S21:22[M]", DAY),
        ("serious.list-three-years", 10, "S15:8[S]", date(2019, 3, 2)),
        ("serious.list-published", 10, "S15:8[S]", date(2019, 3, 2)),
        ("serious.remove-three-years", 5, "S15:10[S]", date(2019, 3, 2)),
    ],
)
def test_the_clocks(id_, amount, token, on):
    found = rule(id_, on)
    assert (found.amount, found.unit.value, found.citation.token) == (amount, "WD", token)


def test_the_clocks_that_are_ours_are_settings():
    ours = LawSettings(serious_hearing_days=3, serious_approval_days=7)
    assert rule("serious.hearing", DAY, ours).amount == 3
    assert rule("serious.approval", DAY, ours).amount == 7


def test_each_version_has_its_own_grounds():
    old, new = serious_grounds_on(date(2021, 8, 31)), serious_grounds_on(date(2021, 9, 1))
    assert (len(old), len(new)) == (10, 29)
    assert {one.citation.instrument for one in old} == {InstrumentId.S15}
    assert {one.citation.article for one in new} == {5, 6, 7, 8, 9, 10, 11}
    assert len({one.code for one in serious_grounds()}) == 40
    falsehood = {one.code for one in serious_grounds_on(date(2024, 5, 1))} - {one.code for one in new}
    assert falsehood == {"r24-18-2"}
    assert all(len(one.code) <= 20 and one.words.zh and one.words.en for one in serious_grounds())
    with pytest.raises(NoLawInForce):
        serious_grounds_on(date(2016, 3, 31))
    with pytest.raises(KeyError):
        serious_ground("s21-99")


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({}, SeriousOutcome.LIST),
        ({"penalty": HeavierPenalty.NONE}, SeriousOutcome.NOT_HEAVY),
        ({"ground": "s21-11", "penalty": HeavierPenalty.NONE}, SeriousOutcome.LIST),
        ({"grave": None}, SeriousOutcome.WEIGH),
        ({"grave": False}, SeriousOutcome.NOT_GRAVE),
        ({"proved_no_intent": True}, SeriousOutcome.NO_INTENT),
        ({"notified_on": None}, SeriousOutcome.NOTIFY),
        ({"notified_on": date(2026, 3, 10), "heard_on": None}, SeriousOutcome.AWAIT_STATEMENT),
        ({"notified_on": date(2026, 3, 10), "heard_on": None, "waived_hearing": True}, SeriousOutcome.LIST),
        ({"heard_on": None}, SeriousOutcome.LIST),
        ({"approved_on": None}, SeriousOutcome.ASK_APPROVAL),
        ({"approved_on": None, "approval_refused_on": date(2026, 3, 11)}, SeriousOutcome.NOT_APPROVED),
        ({"approved_on": None, "below_province": False}, SeriousOutcome.LIST),
        ({"ground": "s15-5-1"}, SeriousOutcome.NO_GROUND),
        ({"ground": "r24-18-2", "penalty": HeavierPenalty.HEAVY_FINE}, SeriousOutcome.LIST),
    ],
)
def test_a_case_under_s21(changed, outcome):
    assert case(**changed).outcome is outcome


def test_what_the_decision_cites_and_says():
    done = case()
    assert [one.token for one in done.citations] == ["S21:5(2)[C]", "S21:2.2(2)[C]", "S21:13.1[C]", "S21:22[C]"]
    assert any("2026-03-10同意" in one.zh for one in done.reasons)
    assert case(approved_on=None).cautions[0].zh.startswith("条文没有规定上一级答复的期限")
    waiting = case(on=date(2026, 3, 9), heard_on=None)
    assert waiting.clock is not None
    assert waiting.clock.date == date(2026, 3, 9)
    assert case(on=date(2026, 3, 10), heard_on=None, approved_on=None).outcome is SeriousOutcome.ASK_APPROVAL


def test_the_draft_revision_is_a_setting_and_says_so():
    revised = LawSettings(serious_approval_until=date(2026, 3, 1))
    assert approval_needed(True, date(2026, 2, 28), revised)
    assert not approval_needed(True, date(2026, 3, 1), revised)
    found = case(law=revised, approved_on=None)
    assert found.outcome is SeriousOutcome.LIST
    assert "修订草案" in found.cautions[0].zh
    assert case(approved_on=None).outcome is SeriousOutcome.ASK_APPROVAL


@pytest.mark.parametrize(
    ("since", "on", "performed", "outcome"),
    [
        (date(2016, 7, 8), date(2019, 5, 8), None, ThreeYears.NOT_YET),
        (date(2016, 7, 8), date(2019, 5, 9), None, ThreeYears.ANNOUNCE),
        (date(2016, 7, 8), date(2019, 7, 8), None, ThreeYears.LIST),
        (date(2016, 7, 8), date(2019, 7, 8), date(2019, 7, 8), ThreeYears.PERFORMED),
        (date(2016, 7, 8), date(2019, 7, 9), date(2019, 7, 9), ThreeYears.LIST),
        (date(2018, 9, 1), date(2021, 9, 1), None, ThreeYears.GAP),
        (date(2019, 7, 8), date(2022, 7, 8), None, ThreeYears.GAP),
        (date(2021, 4, 30), date(2024, 4, 30), None, ThreeYears.GAP),
        (date(2021, 4, 30), date(2024, 5, 1), None, ThreeYears.LAPSED),
        (date(2022, 7, 8), date(2025, 7, 8), None, ThreeYears.LAPSED),
    ],
)
def test_three_years_on_the_abnormal_list(since, on, performed, outcome):
    assert decide_three_years(since, on, performed).outcome is outcome


def test_the_gap_is_a_setting_and_says_so():
    found = decide_three_years(date(2019, 7, 8), date(2022, 7, 8), law=LawSettings(list_in_the_gap=True))
    assert found.outcome is ThreeYears.LIST
    assert found.caution is not None
    assert "未经证实" in found.caution.zh
    assert found.clock is None, "S15 8 was no longer in force"
    old = decide_three_years(date(2016, 7, 8), date(2019, 7, 8))
    assert old.clock is not None
    assert old.clock.date == date(2019, 7, 22)


LISTED = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("changed", "on", "outcome"),
    [
        ({}, date(2027, 3, 15), ExitOutcome.TOO_EARLY),
        ({}, date(2027, 3, 16), ExitOutcome.AWAIT_REMEDY),
        ({"performed_on": LISTED, "harm_removed_on": LISTED}, date(2027, 3, 16), ExitOutcome.AWAIT_APPLICATION),
        ({"restriction_until": date(2028, 1, 1)}, date(2028, 1, 1), ExitOutcome.RESTRICTED),
        ({"restriction_until": date(2028, 1, 1)}, date(2028, 1, 2), ExitOutcome.AWAIT_REMEDY),
        ({"new_penalty_on": date(2026, 9, 1)}, date(2027, 4, 1), ExitOutcome.NEW_PENALTY),
        ({"application_received_on": date(2027, 4, 1)}, date(2027, 4, 1), ExitOutcome.DECIDE_ACCEPTANCE),
        (
            {"application_received_on": date(2027, 4, 1), "accepted_on": date(2027, 4, 2)},
            date(2027, 4, 6),
            ExitOutcome.VERIFY,
        ),
        ({}, date(2029, 3, 15), ExitOutcome.AWAIT_REMEDY),
        ({}, date(2029, 3, 16), ExitOutcome.FULL_TERM),
        ({"restriction_until": date(2031, 1, 1)}, date(2029, 3, 16), ExitOutcome.RESTRICTED),
        ({"restriction_until": date(2031, 1, 1)}, date(2031, 1, 2), ExitOutcome.FULL_TERM),
        ({"basis_annulled_on": date(2026, 5, 6)}, date(2026, 5, 6), ExitOutcome.REVOKE),
    ],
)
def test_the_way_out_under_s21(changed, on, outcome):
    assert decide_serious_exit(ExitFacts(LISTED, **changed), on).outcome is outcome


def test_the_offices_clocks_and_what_is_not_confirmed():
    applied = ExitFacts(LISTED, application_received_on=date(2027, 4, 1))
    waiting = decide_serious_exit(applied, date(2027, 4, 3))
    assert waiting.clock is not None
    assert (waiting.clock.date, waiting.overdue) == (date(2027, 4, 5), False)
    assert decide_serious_exit(applied, date(2027, 4, 6)).overdue
    assert "未查到全文" in waiting.cautions[0].zh
    assert decide_serious_exit(ExitFacts(date(2023, 1, 5)), date(2024, 6, 1)).cautions == ()
    assert "满一年" in serious_steps(LISTED, LISTED)[1].zh


def test_an_old_entry_under_the_present_law():
    old = date(2020, 6, 1)
    assert old_entry(old)
    assert not old_entry(date(2021, 9, 1))
    assert full_term(old, None, date(2021, 8, 31))[0] == date(2025, 6, 1)
    assert full_term(old, None, date(2021, 9, 1))[0] == date(2023, 6, 1)
    assert full_term(old, None, date(2021, 9, 1), LawSettings(old_serious_years=5))[0] == date(2025, 6, 1)
    assert "2016年的办法" in decide_serious_exit(ExitFacts(old), date(2022, 1, 4)).cautions[0].zh


DAYS = st.dates(date(2021, 9, 1), date(2026, 1, 1))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure
@given(DAYS, st.integers(0, 1200), st.none() | st.integers(1, 3000))
def test_nobody_leaves_early_who_may_not_and_everybody_leaves_in_the_end(listed, later, restricted):
    until = listed + timedelta(days=restricted) if restricted else None
    on = listed + timedelta(days=later)
    facts = ExitFacts(listed, performed_on=listed, harm_removed_on=listed, restriction_until=until)
    found = decide_serious_exit(facts, on)
    if may_apply(found.outcome):
        assert on >= add_years(listed, 1)
        assert until is None or on > until
        assert may_grant(facts, on) is None
    if found.outcome is ExitOutcome.FULL_TERM:
        assert on >= add_years(listed, 3)
        assert until is None or on > until
    end = decide_serious_exit(facts, found.full_on)
    assert end.outcome is ExitOutcome.FULL_TERM
    assert decide_serious_exit(facts, found.full_on - timedelta(days=1)).outcome is not ExitOutcome.FULL_TERM


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure
@given(DAYS, st.booleans(), st.booleans(), st.booleans(), st.integers(0, 30))
def test_no_listing_without_notice_hearing_time_and_consent(notified, heard, below, approved, later):
    on = notified + timedelta(days=later)
    facts = SeriousFacts(
        "s21-9-5",
        HeavierPenalty.HEAVY_FINE,
        True,
        notified_on=notified,
        heard_on=notified if heard else None,
        below_province=below,
        approved_on=notified if approved else None,
    )
    found = decide_serious_listing(facts, on)
    last = rule("serious.hearing", notified).due(notified).date
    assert is_working_day(last)
    assert (found.outcome is SeriousOutcome.LIST) == ((heard or on > last) and (approved or not below))
