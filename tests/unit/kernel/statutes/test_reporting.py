"""The clock of urgent reports, with the limits found in rules, and its arithmetic on anything."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.kernel.statutes.grading import GradeRule, suggest_grade
from gongbao.kernel.statutes.reporting import (
    Form,
    Instants,
    LimitRule,
    Pause,
    Situation,
    Standing,
    Start,
    due_at,
    limits_in_force,
    paused,
    share_used,
    standing,
    starting_point,
)

NIGHT = datetime(2026, 6, 28, 18, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SINCE = date(2024, 11, 1)


def limit(key="twp", **kw):
    given = {"version": 1, "level": "township", "form": Form.PHONE, "start": Start.LEARNED, "minutes": 20} | kw
    return LimitRule(key=key, valid_from=given.pop("valid_from", SINCE), **given)


def situation(**kw):
    facts = {"level": "township", "category": "natural", "hazard": "geological", "grade": None, "region": "999101004"}
    return Situation(on=kw.pop("on", date(2026, 6, 29)), **(facts | kw))


def test_one_rule_a_form_binds():
    found = limits_in_force([limit(), limit("w", form=Form.WRITTEN, minutes=40)], situation())
    assert [(one.form, one.minutes) for one in found] == [(Form.PHONE, 20), (Form.WRITTEN, 40)]


def test_the_most_special_rule_wins_whatever_its_length():
    rules = [limit(), limit("natural", category="natural", minutes=60), limit("geo", hazard="geological", minutes=90)]
    assert [one.key for one in limits_in_force(rules, situation())] == ["geo"]
    assert [one.key for one in limits_in_force(rules, situation(hazard="flood"))] == ["natural"]
    assert [one.key for one in limits_in_force(rules, situation(hazard="fire", category="accident"))] == ["twp"]


def test_a_grave_grade_has_its_own_limit_from_occurrence():
    """Wuhan: grade II and above within 30 minutes from when it happened."""
    rules = [
        limit("county", level="county", start=Start.RECEIVED, minutes=120),
        limit("grave", level="county", start=Start.OCCURRED, minutes=30, worst_grade=2),
    ]
    for grade, key in ((None, "county"), (4, "county"), (3, "county"), (2, "grave"), (1, "grave")):
        assert limits_in_force(rules, situation(level="county", grade=grade))[0].key == key


def test_a_nearer_region_beats_a_wider_one_and_another_s_does_not_bind():
    rules = [limit(), limit("here", region="999101", minutes=15), limit("elsewhere", region="999102", minutes=5)]
    assert [one.key for one in limits_in_force(rules, situation())] == ["here"]


def test_a_rule_binds_on_its_days_only():
    old = limit(valid_to=date(2026, 7, 1))
    new = limit(version=2, minutes=10, valid_from=date(2026, 7, 1))
    assert limits_in_force([old, new], situation(on=date(2026, 6, 30)))[0].minutes == 20
    assert limits_in_force([old, new], situation(on=date(2026, 7, 1)))[0].minutes == 10
    assert limits_in_force([old, new], situation(on=date(2024, 10, 31))) == ()


def test_where_the_starting_point_is_not_known_learning_counts():
    known = Instants(learned=NIGHT)
    assert starting_point(Start.OCCURRED, known) == (NIGHT, Start.LEARNED)
    before = NIGHT - 30 * MINUTE
    assert starting_point(Start.OCCURRED, Instants(learned=NIGHT, occurred=before)) == (before, Start.OCCURRED)


def test_the_instant_of_the_limit_is_late():
    due = due_at(NIGHT, 20)
    assert standing(due, due - timedelta(seconds=1), NIGHT) is Standing.MET
    assert standing(due, due, NIGHT) is Standing.LATE
    assert standing(due, None, due - timedelta(seconds=1)) is Standing.RUNNING
    assert standing(due, None, due) is Standing.OVERDUE


def test_an_outage_is_not_counted_and_overlapping_ones_only_once():
    pauses = [
        Pause(NIGHT - 10 * MINUTE, NIGHT + 5 * MINUTE),
        Pause(NIGHT + 3 * MINUTE, NIGHT + 8 * MINUTE),
        Pause(NIGHT + 200 * MINUTE, NIGHT + 300 * MINUTE),
    ]
    assert due_at(NIGHT, 20, pauses) == NIGHT + 28 * MINUTE


def test_an_outage_that_begins_in_what_another_added_counts_too():
    pauses = [Pause(NIGHT + 10 * MINUTE, NIGHT + 20 * MINUTE), Pause(NIGHT + 25 * MINUTE, NIGHT + 30 * MINUTE)]
    assert due_at(NIGHT, 20, pauses) == NIGHT + 35 * MINUTE


MINUTES = st.integers(1, 600)
STRETCHES = st.lists(st.tuples(st.integers(-600, 1200), st.integers(1, 300)), max_size=6)


def as_pauses(stretches):
    return [Pause(NIGHT + a * MINUTE, NIGHT + (a + b) * MINUTE) for a, b in stretches]


@given(MINUTES, STRETCHES)
def test_between_start_and_due_exactly_the_limit_ran(minutes, stretches):
    pauses = as_pauses(stretches)
    due = due_at(NIGHT, minutes, pauses)
    assert due - NIGHT - paused(NIGHT, due, pauses) == minutes * MINUTE


@given(MINUTES, STRETCHES, STRETCHES)
def test_more_outages_never_bring_it_nearer(minutes, some, more):
    assert due_at(NIGHT, minutes, as_pauses(some)) <= due_at(NIGHT, minutes, as_pauses(some + more))


@given(MINUTES, STRETCHES)
def test_the_order_of_outages_does_not_matter(minutes, stretches):
    assert due_at(NIGHT, minutes, as_pauses(stretches)) == due_at(NIGHT, minutes, as_pauses(stretches[::-1]))


@given(MINUTES, MINUTES, STRETCHES)
def test_a_longer_limit_is_never_earlier(one, other, stretches):
    pauses = as_pauses(stretches)
    short, long = sorted([one, other])
    assert due_at(NIGHT, short, pauses) <= due_at(NIGHT, long, pauses)


@given(st.lists(st.sampled_from(["", "natural", "accident"]), min_size=1, max_size=6), st.integers(1, 4) | st.none())
def test_the_order_of_rules_does_not_matter(categories, grade):
    rules = [limit(str(n), category=one, minutes=10 + n) for n, one in enumerate(categories)]
    there, back = (limits_in_force(given, situation(grade=grade)) for given in (rules, rules[::-1]))
    assert there == back


@given(st.integers(-1000, 1000))
def test_the_share_used_is_never_negative(minutes):
    assert share_used(NIGHT, NIGHT + 20 * MINUTE, NIGHT + minutes * MINUTE) >= 0


def grade(hazard, measure, *least):
    return [
        GradeRule(hazard=hazard, grade=n, measure=measure, at_least=Decimal(one), valid_from=SINCE, citation="art. 3")
        for n, one in enumerate(least, 1)
        if one is not None
    ]


TABLE = [
    *grade("work-safety", "dead", 30, 10, 3, 1),
    *grade("work-safety", "loss", 10000, 5000, 1000, None),
    *grade("earthquake", "dead-missing", 300, 50, 10, 1),
    *grade("food-poisoning", "poisoned", None, None, 100, 30),
]


def suggested(hazard, **figures):
    known = {name: None if value is None else Decimal(value) for name, value in figures.items()}
    found = suggest_grade(TABLE, hazard=hazard, figures=known, region="999101", on=date(2026, 6, 29))
    return found.grade if found else None


@pytest.mark.parametrize(
    ("hazard", "figures", "expected"),
    [
        ("work-safety", {"dead": 10}, 2),
        ("earthquake", {"dead": 10}, 3),
        ("earthquake", {"dead": 30, "missing": 20}, 2),
        ("work-safety", {"dead": 9}, 3),
        ("work-safety", {"dead": 2, "loss": 5000}, 2),
        ("work-safety", {"dead": 0}, None),
        ("work-safety", {"dead": None}, None),
        ("food-poisoning", {"poisoned": 29}, None),
        ("food-poisoning", {"poisoned": 30}, 4),
        ("flood", {"dead": 100}, None),
    ],
)
def test_the_table_suggests_by_hazard(hazard, figures, expected):
    """Order 493 art. 3: ten deaths are grade II in an accident; in an earthquake they are III."""
    assert suggested(hazard, **figures) == expected


@given(st.integers(0, 400), st.integers(0, 400))
def test_more_dead_are_never_a_milder_grade(one, other):
    few, many = sorted([one, other])
    assert (suggested("work-safety", dead=many) or 5) <= (suggested("work-safety", dead=few) or 5)


def test_a_league_s_own_table_replaces_the_nation_s_for_its_measure():
    own = [
        GradeRule(hazard="work-safety", grade=1, measure="dead", at_least=Decimal(5), valid_from=SINCE, region="9991")
    ]
    found = suggest_grade(
        TABLE + own, hazard="work-safety", figures={"dead": Decimal(4)}, region="999101", on=date(2026, 6, 29)
    )
    assert found is None
