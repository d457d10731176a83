"""What the desk is shown to look at: figures that disagree, personal data, names, quotes, marks."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.briefing.desk.rules import check_text, contradictions, even_shares, figures, office_names, personal_data
from gongbao.briefing.items.rules import TRANSITIONS, bigrams, jaccard, next_state, secrecy_mark
from gongbao.foundation.events.refusals import Refusal


@pytest.mark.parametrize(
    ("text", "value", "unit", "topic"),
    [
        ("造成3人死亡", 3, "人", "死亡"),
        ("遇难者三人", 3, "人", "死亡"),
        ("转移群众一百二十人", 120, "人", "转移"),
        ("投资1.2亿元", 120_000_000, "元", "投资"),
        ("种植面积达3,400亩", 3400, "亩", "面积"),
        ("转移地质灾害点群众12人", 12, "人", "转移"),
    ],
)
def test_figures_are_read_with_what_they_count(text, value, unit, topic):
    found = figures(text)
    assert [(one.value, one.unit, one.topic) for one in found] == [(Decimal(value), unit, topic)]


def test_title_and_text_that_disagree_are_shown():
    found = check_text("石门镇滑坡2人死亡", "经核实，死亡3人，受伤5人。")
    assert [one.code for one in found] == ["figures.title"]
    assert contradictions("死亡3人", "3人死亡，5人受伤") == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("身份证11010519491231002X", ["personal.id"]),
        ("联系13800005678", ["personal.phone"]),
        ("卡号4111111111111111", ["personal.card"]),
        ("2026年全县生产总值1234567890123456元", []),
        ("编号1234567890123456", []),
    ],
)
def test_personal_data_is_found_and_plain_figures_are_not(text, codes):
    assert [one.code for one in personal_data(text)] == codes


def test_names_one_character_off_are_asked_about():
    known = {"石门镇", "松坪镇", "青岚县应急管理局"}
    assert [one.where for one in office_names("石闷镇组织转移", known)] == ["石闷镇"]
    assert office_names("石门镇组织转移", known) == []


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("机密★一年", "机密"),
        ("密级：秘密", "秘密"),
        ("绝 密\n正文", "绝密"),
        ("内部", ""),
        ("加强商业秘密保护", ""),
        ("保守秘密的规定", ""),
    ],
)
def test_marks_are_told_from_mentions(text, mark):
    assert secrecy_mark(text) == mark


@given(st.integers(1, 30))
def test_shares_add_up_to_one(count):
    shares = even_shares(count)
    assert sum(shares) == 1
    assert min(shares) > 0


@given(st.text(max_size=300))
def test_a_text_is_wholly_like_itself(text):
    grams = bigrams(text)
    assert grams == sorted(set(grams))
    assert jaccard(grams, grams) == (1.0 if grams else 0.0)


def test_the_table_refuses_what_it_does_not_have():
    assert next_state("claim", "lodged") == "claimed"
    with pytest.raises(Refusal, match=r"not-now"):
        next_state("recall", "claimed", words="x")
    with pytest.raises(Refusal, match=r"words-needed"):
        next_state("return", "claimed")
    assert len({one.action for one in TRANSITIONS}) == len(TRANSITIONS)
