"""Doubles, incidents told several times, and days out of the ordinary."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.kernel.headlines import facts
from gongbao.kernel.headlines.bursts import burst, limit
from gongbao.kernel.headlines.clusters import ENOUGH, LOOK, clusters, likeness
from gongbao.kernel.headlines.grams import grams, held, jaccard
from gongbao.kernel.headlines.similar import alike, proposals, united
from gongbao.kernel.headlines.text import folded

from .places_made import HOME

NOW = datetime(2026, 6, 28, 9, 30, tzinfo=UTC)


def read(title, text="", hours=0):
    return facts.read(title, text, NOW + timedelta(hours=hours), gazetteer=HOME)


@settings(deadline=None)
@given(st.lists(st.text(alphabet="松坪镇石门起火山洪一二三", max_size=14), max_size=25))
def test_nothing_is_proposed_twice_and_the_same_text_always(texts):
    sets = [grams(text) for text in texts]
    pairs = [tuple(pair) for pair in proposals(sets).tolist()]
    assert len(pairs) == len(set(pairs))
    assert all(a < b for a, b in pairs)
    first = {}
    for n, some in enumerate(sets):
        if some and some in first:
            assert any(share == 1.0 for a, b, share in alike(sets) if b == n or a == n)
        first.setdefault(some, n)


def test_how_alike():
    a, b = grams("松坪镇一民房起火"), grams("松坪镇一民房起火2人受伤")
    assert jaccard(a, a) == 1.0
    assert 0.5 < jaccard(a, b) < 0.85
    assert held(a, b) == 1.0
    assert jaccard(frozenset(), a) == held(frozenset(), a) == 0.0
    assert united(4, [(2, 3), (1, 2)]) == [0, 1, 1, 1]


def test_what_is_proposed_finds_nearly_all_that_is_alike():
    chance = np.random.default_rng(7)
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 400)]
    texts = []
    for _ in range(300):
        base = "".join(chance.choice(letters, 20))
        texts += [base, base[:18] + "".join(chance.choice(letters, 2))]
    sets = [grams(text) for text in texts]
    exact = {(n, n + 1) for n in range(0, 600, 2) if jaccard(sets[n], sets[n + 1]) >= 0.6}
    found = {(a, b) for a, b, _ in alike(sets, enough=0.6)}
    assert len(exact) > 250
    assert len(exact & found) / len(exact) > 0.97
    assert found <= {(n, n + 1) for n in range(0, 600, 2)}


def test_one_incident_told_three_times_and_two_others():
    texts = [
        read("松坪镇一民房起火"),
        read("突发!青岚县松坪镇民房火灾致1人受伤", hours=1),
        read("青岚松坪凌晨火灾:起火民房无人死亡", hours=2),
        read("石门镇一民房起火", hours=1),  # another town
        read("松坪镇山体滑坡", hours=1),  # another kind
        read("茶叶节开幕"),
    ]
    assert clusters(texts, HOME) == [0, 0, 0, 3, 4, 5]


def test_what_refuses_and_what_only_adds():
    fire = read("松坪镇一民房起火")
    assert likeness(fire, read("松坪镇一民房起火"), HOME).same
    assert likeness(fire, read("石门镇一民房起火"), HOME).weight == 0
    assert likeness(fire, read("松坪镇地震"), HOME).weight == 0
    assert likeness(fire, read("松坪镇一民房起火", hours=24 * 9), HOME).weight == 0
    assert likeness(fire, read("日本一民房起火"), HOME).weight == 0
    county = likeness(fire, read("青岚县发生一起火灾"), HOME)
    assert county.weight >= LOOK
    early, late = read("6月27日8时10分,松坪镇民房起火"), read("6月28日8时10分,松坪镇民房起火")
    assert likeness(early, late, HOME).time < 0
    assert likeness(early, early, HOME).weight >= ENOUGH
    report = read("松坪镇火灾首报", "6月28日8时,松坪镇老街一民房起火,2人受伤,消防已到场。")
    assert likeness(read("松坪镇老街火灾2人受伤"), report, HOME).figures > 0


def test_two_that_name_no_time_a_day_apart_are_one_only_by_their_wording():
    fire = read("松坪镇一民房起火")
    assert likeness(fire, read("松坪镇民房火灾", hours=20), HOME).same
    assert not likeness(fire, read("松坪镇民房火灾", hours=30), HOME).same
    assert likeness(fire, read("松坪镇一民房起火", hours=30), HOME).same


def test_two_places_described_in_one_town_are_two():
    old_street = read("石门镇老街一民房凌晨起火 1人受伤")
    warehouse = facts.read("石门镇茶厂路仓库火灾", "", NOW, gazetteer=HOME)
    again = read("石门镇老街民房起火1人受伤", hours=1)
    assert likeness(old_street, again, HOME).same
    assert not likeness(old_street, warehouse, HOME).same


def test_a_toll_that_falls_speaks_against():
    grave, less = read("松坪镇民房起火致3死2伤"), read("松坪镇民房起火致1死2伤", hours=2)
    graver = read("松坪镇民房起火致5死2伤", hours=2)
    assert likeness(grave, less, HOME).figures < likeness(grave, graver, HOME).figures
    assert likeness(less, grave, HOME) == likeness(grave, less, HOME)


@given(st.text(alphabet="ab1中毒食物，", max_size=12))
def test_grams_are_the_pairs_of_neighbours(text):
    plain = folded(text)
    pairs = {ord(a) << 16 ^ ord(b) for a, b in pairwise(plain)} if len(plain) > 1 else set(map(ord, plain))
    assert grams(text) == pairs


@pytest.mark.parametrize(
    ("count", "past", "is_burst"),
    [
        (1, [0] * 8, False),
        (2, [0] * 8, False),
        (5, [0] * 8, True),
        (6, [1, 0, 2, 1, 0, 1, 1, 0], True),
        (3, [1, 2, 1, 0, 2, 1, 1, 2], False),
        (12, [0, 12, 0, 0, 9, 0, 0, 11], False),  # it often is so
        (99, [], False),
    ],
)
def test_bursts(count, past, is_burst):
    assert burst(count, past).burst is is_burst


@pytest.mark.parametrize("mean", [0.3, 1.0, 4.0])
def test_the_rate_of_false_alarms_is_kept(mean):
    """On ordinary weeks an alarm is no more frequent than the stated rate (with three standard errors)."""
    chance, rate, runs = np.random.default_rng(11), 0.01, 4_000
    draws = chance.poisson(mean, (runs, 9))
    alarms = sum(burst(int(row[8]), row[:8].tolist(), rate=rate).burst for row in draws)
    assert alarms / runs <= rate + 3 * (rate / runs) ** 0.5


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_the_limit_is_where_a_burst_begins(past):
    most = limit(past)
    assert burst(most, past).burst
    assert most == 3 or not burst(most - 1, past).burst
