"""When a commission is reminded of: each mark once, the nearest one only, and an end to it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.briefing.topics.rules import hours_of, is_late, reminder_due

ISSUED = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
DUE = ISSUED + timedelta(hours=100)
BEFORE = [48, 24, 2]


def due(now, sent=(), **how):
    how = {"issued_at": ISSUED, "before": BEFORE, "after": 24, "after_most": 2} | how
    return reminder_due(DUE, now, sent=set(sent), **how)


def test_marks_come_one_after_another_each_once():
    assert due(DUE - timedelta(hours=49)) is None
    first = due(DUE - timedelta(hours=48))
    assert (first.key[:4], first.hours) == ("b48:", 48)
    assert due(DUE - timedelta(hours=30), [first.key]) is None
    assert due(DUE - timedelta(hours=24), [first.key]).key.startswith("b24:")


def test_a_system_that_slept_sends_one_word_not_three():
    found = due(DUE - timedelta(hours=1))
    assert (found.key[:3], found.hours) == ("b2:", 1)


def test_a_mark_before_the_commission_was_issued_is_none():
    assert due(DUE - timedelta(hours=20), issued_at=DUE - timedelta(hours=21), before=[48, 24]) is None


def test_once_late_it_is_said_so_often_and_then_no_more():
    late = [due(DUE + timedelta(hours=hours)) for hours in (0, 25, 49)]
    assert [one and one.key[:3] for one in late] == ["a0:", "a1:", None]
    assert late[0].hours == -1
    assert due(DUE + timedelta(hours=30), after=None, after_most=0) is None


def test_more_time_begins_the_marks_anew():
    key = due(DUE - timedelta(hours=1)).key
    assert reminder_due(
        DUE + timedelta(hours=50),
        DUE + timedelta(hours=49),
        issued_at=ISSUED,
        before=BEFORE,
        after=None,
        after_most=0,
        sent={key},
    )


@given(st.integers(-5_000, 20_000))
def test_nothing_is_sent_twice_and_the_sign_says_whether_it_is_late(minutes):
    now = DUE + timedelta(minutes=minutes)
    found = due(now)
    if found is not None:
        assert due(now, [found.key]) is None
        assert (found.hours < 0) == is_late(DUE, None, now)
        assert len(found.key) <= 40


def test_late_is_from_the_instant_on():
    assert is_late(DUE, DUE, DUE)
    assert not is_late(DUE, DUE - timedelta(seconds=1), DUE + timedelta(days=9))


@pytest.mark.parametrize(
    ("typed", "hours"), [("48, 24，2", [48, 24, 2]), ("2、2", [2]), ("", []), ("0", None), ("二", None), ("721", None)]
)
def test_hours_as_people_type_them(typed, hours):
    assert hours_of(typed) == hours
