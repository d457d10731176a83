"""Scores: shares, bands, caps, the highest only, shortfalls; and that every point has its line."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gongbao.briefing.assessment.rules import Event, Row, score

D = Decimal
ROWS = [
    Row(1, "lodged", "", D(1), cap=D(3)),
    Row(2, "own", "", D(5)),
    Row(3, "upward", "", D(10)),
    Row(4, "shortfall", "乡镇", D(-1), base=4),
    Row(5, "lodged", "部门", D(2)),
]


def total(events, **how):
    return score(events, ROWS, **({"band": "乡镇", "counting": "each", "ended": False} | how)).total


def test_joined_items_count_by_their_share():
    assert total([Event("own", "甲", D("0.5")), Event("own", "乙", D("0.3333"))]) == D("4.17")


def test_a_band_with_a_row_of_its_own_uses_it():
    assert total([Event("lodged", "甲")], band="部门") == 2


def test_caps_cut_and_keep_the_lines():
    found = score([Event("lodged", str(n)) for n in range(5)], ROWS, band="", counting="each", ended=False)
    assert [line.points for line in found.lines] == [1, 1, 1, 0, 0]


def test_only_the_highest_adoption_of_an_item_counts_where_the_rules_say_so():
    events = [Event("own", "甲", group="a"), Event("upward", "甲", group="a"), Event("own", "乙", group="b")]
    assert total(events) == 20
    assert total(events, counting="highest") == 15


def test_a_shortfall_is_told_only_when_the_month_is_over():
    events = [Event("lodged", "甲")]
    assert total(events) == 1
    assert total(events, ended=True) == 1 - 3
    assert total(events, ended=True, band="直报点") == 1


@given(st.lists(st.sampled_from(["lodged", "own", "upward", "unknown"]), max_size=30), st.booleans())
def test_the_total_is_the_sum_of_what_is_shown(kinds, ended):
    found = score([Event(kind, kind) for kind in kinds], ROWS, band="乡镇", counting="each", ended=ended)
    assert found.total == sum(line.points for line in found.lines)
    assert sum(line.points for line in found.lines if line.event.kind == "lodged") <= 3
