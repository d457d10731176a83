"""Bars on persons, and when two records are of one person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.kernel.statutes import (
    Appointment,
    BarGround,
    LawSettings,
    PersonFacts,
    Strength,
    bar_applies,
    bar_for,
    decide_appointment,
    link_persons,
)

A, B = b"a" * 32, b"b" * 32


@pytest.mark.parametrize(
    ("one", "other", "strength"),
    [
        (PersonFacts("甲", A), PersonFacts("甲", A), Strength.SAME),
        (PersonFacts("甲", A), PersonFacts("乙", A), Strength.SAME),
        (PersonFacts("甲", A), PersonFacts("甲", B), Strength.DIFFERENT),
        (PersonFacts("甲", A), PersonFacts("乙", B), None),
        (PersonFacts("甲"), PersonFacts("甲"), Strength.POSSIBLE),
        (PersonFacts("甲", A), PersonFacts("甲"), Strength.POSSIBLE),
        (PersonFacts("甲", birth_year=1980), PersonFacts("甲", birth_year=1980), Strength.POSSIBLE),
        (PersonFacts("甲", birth_year=1980), PersonFacts("甲", birth_year=1981), Strength.DIFFERENT),
        (PersonFacts("甲"), PersonFacts("乙"), None),
    ],
)
def test_how_two_records_hang_together(one, other, strength):
    link = link_persons(one, other)
    assert (link.strength if link else None) is strength


FACTS = st.builds(
    PersonFacts,
    st.sampled_from(["甲某某", "乙某某"]),
    st.sampled_from([None, A, B]),
    st.sampled_from([None, 1980, 1981]),
)


@given(FACTS, FACTS, st.booleans())
def test_only_the_number_joins(one, other, severed):
    link, back = link_persons(one, other, severed), link_persons(other, one, severed)
    assert link == back
    if link is not None and link.joins:
        assert one.key == other.key is not None
        assert not severed


@pytest.mark.parametrize(
    ("ground", "event", "token", "until"),
    [
        (BarGround.SERIOUS_LIST, date(2026, 3, 16), "R24:18.2[D]", date(2029, 3, 16)),
        (BarGround.SERIOUS_LIST, date(2024, 4, 30), "R14:17.2[D]", date(2027, 4, 30)),
        (BarGround.REVOKED_LICENCE, date(2025, 1, 6), "REG22:12(4)[C]", date(2028, 1, 6)),
        (BarGround.FAKE_REGISTRATION, date(2024, 2, 29), "REG22:40[C]", date(2027, 2, 28)),
    ],
)
def test_the_three_years(ground, event, token, until):
    found = bar_for(ground, event)
    assert (found.since, found.until, found.citation.token) == (event, until, token)
    assert found.runs(event)
    assert not found.runs(until)
    assert bool(found.cautions) == (ground is BarGround.SERIOUS_LIST)


def test_from_when_it_counts_is_a_setting():
    law = LawSettings(bar_counts_from_publication=True)
    found = bar_for(BarGround.SERIOUS_LIST, date(2026, 3, 16), date(2026, 3, 30), law)
    assert found.since == date(2026, 3, 30)
    assert "公示" in found.cautions[0].zh


@pytest.mark.parametrize(
    ("ground", "post", "founding", "same", "applies"),
    [
        (BarGround.SERIOUS_LIST, "legal-representative", False, False, True),
        (BarGround.SERIOUS_LIST, "person-in-charge", False, False, True),
        (BarGround.SERIOUS_LIST, "legal-representative", False, True, False),
        (BarGround.REVOKED_LICENCE, "legal-representative", False, True, True),
        (BarGround.REVOKED_LICENCE, "person-in-charge", True, False, False),
        (BarGround.FAKE_REGISTRATION, "legal-representative", False, False, False),
        (BarGround.FAKE_REGISTRATION, "person-in-charge", True, False, True),
    ],
)
def test_what_each_bar_is_about(ground, post, founding, same, applies):
    assert bar_applies(ground, post=post, founding=founding, same_enterprise=same) is applies


def test_the_answer():
    bar = bar_for(BarGround.SERIOUS_LIST, date(2026, 3, 16))
    same = link_persons(PersonFacts("甲", A), PersonFacts("甲", A))
    maybe = link_persons(PersonFacts("甲"), PersonFacts("甲", A))
    other = link_persons(PersonFacts("甲", A), PersonFacts("甲"), severed=True)
    on = date(2026, 6, 29)
    assert decide_appointment((), on) is Appointment.CLEAR
    assert decide_appointment(((bar, maybe),), on) is Appointment.POSSIBLE
    assert decide_appointment(((bar, maybe), (bar, same)), on) is Appointment.BARRED
    assert decide_appointment(((bar, other),), on) is Appointment.CLEAR
    assert decide_appointment(((bar, same),), date(2029, 3, 16)) is Appointment.CLEAR
