"""The share of the target against the share of the year gone: exact, and never the other way round."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.briefing.targets.rules import month_before, months_agree, share_of_target, standing, year_share

D = Decimal
NONE = D(0)
MONTHS = st.integers(2_000, 2_999).flatmap(lambda year: st.integers(1, 12).map(lambda n: year * 100 + n))
MONEY = st.decimals(D("-1000000"), D("1000000000"), places=4)
TARGETS = st.decimals(D("0.0001"), D("1000000000"), places=4)
POINTS = st.decimals(D(0), D(100), places=2)


def at(total, target, month, *, direction="up", tolerance=NONE):
    return standing(total, target, month, direction=direction, tolerance=tolerance)


def test_half_a_year_is_half_and_december_is_all():
    assert [year_share(202600 + n) for n in (3, 6, 9, 12)] == [D("0.25"), D("0.5"), D("0.75"), D(1)]


def test_what_is_just_within_the_tolerance_is_not_behind():
    assert not at(D(47), D(100), 202606, tolerance=D(3)).lagging
    assert at(D("46.99"), D(100), 202606, tolerance=D(3)).lagging


def test_for_a_ceiling_more_is_worse():
    assert at(D(60), D(100), 202606, direction="down", tolerance=D(5)).lagging
    assert not at(D(40), D(100), 202606, direction="down").lagging
    assert not at(D(1), D(100), 202606, direction="plain").lagging


def test_comparison_comes_before_rounding():
    """49.996 % shows as 50.00 % at four places, and is behind all the same."""
    found = at(D("49.999"), D(100), 202606)
    assert (found.share, found.lagging) == (D("0.5000"), True)


@pytest.mark.parametrize("month", [202600, 202613])
def test_there_is_no_such_month(month):
    with pytest.raises(ValueError, match="no month"):
        year_share(month)


@given(MONTHS)
def test_the_year_goes_by_in_twelfths(month):
    share, number = year_share(month), month % 100
    assert 0 < share <= 1
    assert abs(Fraction(share) - Fraction(number, 12)) < Fraction(1, 10**20)
    assert number == 12 or year_share(month + 1) > share


@given(MONEY, TARGETS)
def test_the_share_of_the_target_gives_the_total_back(total, target):
    share = share_of_target(total, target)
    assert abs(share * target - total) <= D("0.0001")


@given(MONEY | st.none(), st.decimals(D(-10), D(0), places=2) | st.none())
def test_without_a_target_nothing_is_said(total, target):
    assert share_of_target(total, target) is None
    assert at(total, target, 202606) is None


@given(MONEY, TARGETS, MONTHS, POINTS, POINTS)
def test_more_patience_never_makes_anybody_behind(total, target, month, one, other):
    strict, patient = sorted((one, other))
    if at(total, target, month, tolerance=patient).lagging:
        assert at(total, target, month, tolerance=strict).lagging


@given(MONEY, MONEY, TARGETS, MONTHS, POINTS)
def test_more_done_never_makes_anybody_behind(one, other, target, month, tolerance):
    less, more = sorted((one, other))
    if at(more, target, month, tolerance=tolerance).lagging:
        assert at(less, target, month, tolerance=tolerance).lagging


@given(MONEY, TARGETS, MONTHS, POINTS)
def test_nobody_is_behind_up_and_down_at_once(total, target, month, tolerance):
    up = at(total, target, month, tolerance=tolerance).lagging
    down = at(total, target, month, direction="down", tolerance=tolerance).lagging
    assert not (up and down)


@given(TARGETS, MONTHS, POINTS)
def test_whoever_is_exactly_on_time_is_never_behind(target, month, tolerance):
    number = month % 100
    exact = target * number / 12
    if exact * 12 == target * number:  # where the decimal holds it
        assert not at(exact, target, month, tolerance=tolerance).lagging or Fraction(exact) / Fraction(
            target
        ) < Fraction(number, 12)


def test_months_that_do_not_add_up_are_seen():
    assert months_agree(D(100), D(20), D(120))
    assert months_agree(None, D(20), D(120))
    assert not months_agree(D(100), D(20), D(130))


@given(MONTHS)
def test_totals_begin_anew_in_january(month):
    before = month_before(month)
    assert (before is None) == (month % 100 == 1)
    assert before is None or before == month - 1
