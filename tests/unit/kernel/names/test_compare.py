"""Company names compared: the cases of the labelled set, by hand, and laws that hold for any names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.kernel.names.compare import Decision, compare
from gongbao.kernel.names.lexicon import extended
from gongbao.kernel.names.parts import read
from gongbao.kernel.names.text import MAX_LENGTH, NotAName

LEXICON = extended([("青岚县", ""), ("云岭市", ""), ("松坪县", "云岭市")])
NAME = "青岚宏昌达茶业有限公司"


def decision(a: str, b: str) -> str:
    return compare(a, b, lexicon=LEXICON).decision


@pytest.mark.parametrize(
    "other",
    [
        "青嵐宏昌達茶業有限公司",
        "青岚 宏昌达 茶业 有限公司",
        "“青岚宏昌达茶业有限公司”。",
        "青岚县宏昌达茶业有限公司",
        "宏昌达(青岚)茶业有限公司",
        "宏昌达茶业（青岚）有限公司",
        "宏昌达青岚茶业有限公司",
        "青岚宏昌达茶业有限责任公司",
        "青岚宏昌达茶业股份有限公司",
        "青岚宏昌达茶业有限公司司",
        "青岚宏昌达茶业有现公司",
        "青岚鼎丰食品有限公司(原名:青岚宏昌达茶业有限公司)",
    ],
)
def test_the_same_firm_in_other_words(other: str) -> None:
    assert decision(NAME, other) == Decision.SAME


@pytest.mark.parametrize(
    "other",
    [
        "青岚宏昌达茶业有限公司城关分公司",
        "青岚宏昌达茶业有限公司第一分店",
        "青岚宏昌达集团有限公司",
        "青岚宏昌达茶业集团有限公司",
    ],
)
def test_a_branch_and_a_group_are_related(other: str) -> None:
    assert decision(NAME, other) == Decision.RELATED


@pytest.mark.parametrize(
    "other",
    [
        "青岚宏昌大茶业有限公司",  # the same sound: a slip, or another firm
        "Qing Lan Hong Chang Da Cha Ye You Xian Gong Si",
        "QINGLANHONGCHANGDACHAYEYOUXIANGONGSI",
        "Qinglan Hongchangda Tea Co., Ltd.",
    ],
)
def test_what_names_alone_cannot_decide_is_for_a_person(other: str) -> None:
    found = compare(NAME, other, lexicon=LEXICON)
    assert found.decision == Decision.POSSIBLE
    assert "统一社会信用代码" in found.zh


@pytest.mark.parametrize(
    "other",
    [
        "青岚宏昌福茶业有限公司",
        "松坪鼎丰茶业有限公司",
        "青岚鼎丰茶业有限公司",
        "Songping Dingfeng Machinery Co., Ltd.",
    ],
)
def test_another_firm(other: str) -> None:
    assert decision(NAME, other) == Decision.DIFFERENT


def test_two_firms_one_unlike_character_apart_are_two_firms() -> None:
    """What a score of similar letters can't see: most of the name agrees, the part that tells firms apart does not."""
    assert decision("青岚华讯科技有限公司", "青岚华夏科技有限公司") == Decision.DIFFERENT
    assert decision("青岚华讯科技有限公司", "青嵐華訊科技有限公司") == Decision.SAME


def test_numbers_tell_firms_apart() -> None:
    assert decision("青岚县第一粮油有限公司", "青岚县第二粮油有限公司") == Decision.DIFFERENT
    assert decision("青岚县宏昌达第一茶厂", "青岚县宏昌达第壹茶厂") == Decision.SAME


def test_a_common_trade_name_proves_less_than_a_rare_one() -> None:
    common = compare("青岚宏达茶业有限公司", "宏达茶业有限公司", lexicon=LEXICON)
    rare = compare("青岚薏麓坞茶业有限公司", "薏麓坞茶业有限公司", lexicon=LEXICON)
    assert common.probability < rare.probability


def test_codes_decide_by_themselves() -> None:
    assert decision("91999101MA00A3552R", "91999101ma00a3552r") == Decision.SAME
    assert decision("MA00A355-2", "91999101MA00A35525") == Decision.SAME
    assert decision("91999101MA00A35525", "91999101MA00A35533") == Decision.DIFFERENT
    assert decision("999101000012345", "91999101MA00A35533") == Decision.POSSIBLE


def test_a_renamed_city_is_the_same_place() -> None:
    assert decision("襄樊宏昌达茶业有限公司", "襄阳宏昌达茶业有限公司") == Decision.SAME


def test_the_reason_is_a_sentence_with_the_parts_in_it() -> None:
    found = compare("青岚宏昌达茶业有限公司", "松坪宏昌达茶业有限公司", lexicon=LEXICON)
    assert "字号都是“宏昌达”" in found.zh
    assert "地名“青岚”与“松坪”不同" in found.zh
    assert "places “青岚” and “松坪” differ" in found.en


def test_a_name_is_read_into_its_parts() -> None:
    parts = read("云岭市青岚县宏昌达茶业科技（集团）有限责任公司城关分公司", LEXICON)
    assert parts.places == ("云岭", "青岚")
    assert (parts.trade, parts.lines) == ("宏昌达", ("茶业", "科技"))
    assert (parts.form, parts.group, parts.branch) == ("有限公司", True, "城关分公司")


@pytest.mark.parametrize("text", ["", "  ", "。,!", "\u200b", "甲" * (MAX_LENGTH + 1)])
def test_what_is_no_name_is_refused_in_words(text: str) -> None:
    with pytest.raises(NotAName, match=r"名称"):
        compare(NAME, text, lexicon=LEXICON)


NAMES = st.text(
    st.one_of(
        st.sampled_from("青岚宏昌达茶业有限责任公司股份集团第一分店(原名:)()科技Ltd Co., "),
        st.characters(codec="utf-8"),
    ),
    min_size=1,
    max_size=40,
).filter(lambda text: any(c.isalnum() for c in text))


@given(NAMES, NAMES)
def test_the_order_of_the_two_names_makes_no_difference(a: str, b: str) -> None:
    try:
        one, other = compare(a, b, lexicon=LEXICON), compare(b, a, lexicon=LEXICON)
    except NotAName:
        return
    assert (one.decision, one.probability) == (other.decision, other.probability)
    assert 0 <= one.probability <= 1


@given(NAMES)
def test_any_name_is_itself(name: str) -> None:
    try:
        assert compare(name, name, lexicon=LEXICON).decision == Decision.SAME
    except NotAName:
        return


def test_two_names_of_nine_letters_are_no_codes():
    assert compare("Microsoft", "Microsoft").outcomes == {"text": "same"}
    assert "code" not in compare("Microsoft", "Macrosoft").outcomes
    assert "code" not in compare("Huawei Technologies", "Huawei Technologiez").outcomes
    assert compare("91999101MA0AGENT0X", "９１９９９１０１ma0agent0x").outcomes == {"code": "same"}
