"""Every class of fault in a registrar's file, on made-up rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.kernel.cells import safe
from gongbao.register.entities.capital import read_capital
from gongbao.register.entities.cleaning import Cleaned, Cleaner, Refused
from gongbao.register.entities.doubts import WORDS
from gongbao.register.entities.folding import BIGRAMS_FROM, fold, grams, initials, keys, place_keys
from gongbao.register.entities.places import Places

PLACES = Places.of(
    [
        ("99", "云岭省"),
        ("9991", "青云市"),
        ("999101", "青岚县"),
        ("999101001", "城关镇"),
        ("999101002", "临溪镇"),
    ]
)
CLEANER = Cleaner({"有限责任公司": ("1100", "enterprise"), "个体工商户": ("9500", "individual")}, PLACES, "2026-06-29")
ROW = [
    "青岚明远茶业有限公司",
    "91999101MA00001037",
    "2015-03-04",
    "有限责任公司",
    "100万元人民币",
    "茶叶种植、加工、销售",
    "云岭省",
    "青云市",
    "青岚县临溪镇建设路1号",
]


def clean(**changes):
    row = list(ROW)
    for place, value in changes.items():
        row[int(place[1:])] = value
    return CLEANER.clean(row)


def test_a_good_row_is_taken_in_without_doubt():
    found = clean()
    assert isinstance(found, Cleaned)
    assert found.doubts == ["code-check"]  # made-up code: its check characters are those of another prefix
    assert (found.region, found.kind, found.category) == ("999101002", "1100", "enterprise")
    assert (found.capital, found.currency) == ("100.000000", "CNY")


CAPITALS = {
    "26万元": ("26.000000", "CNY", ""),
    "233.6000(万元人民币)": ("233.600000", "CNY", ""),
    "1,286.5000(万)": ("1286.500000", "CNY", ""),
    "63.5万人民币": ("63.500000", "CNY", ""),
    "100万元人民币": ("100.000000", "CNY", ""),
    "50万人民币元": ("50.000000", "CNY", ""),
    "30(万美元)": ("30.000000", "USD", ""),
    "500万美元": ("500.000000", "USD", ""),
    "12(万香港元)": ("12.000000", "HKD", ""),
    "80(万日元)": ("80.000000", "JPY", ""),
    "7(万元(人民币))": ("7.000000", "CNY", ""),
    "500": ("500.000000", "CNY", "capital-unit"),
    "1E-4万人民币": ("0.000100", "CNY", ""),
    "N/A": ("", "", ""),
    "-": ("", "", ""),
    "万人民币": ("", "", "capital-unreadable"),
    "一百万": ("", "", "capital-unreadable"),
    "100(万泰铢)": ("", "", "capital-unreadable"),
}


@pytest.mark.parametrize("text", CAPITALS)
def test_capital_in_every_spelling(text):
    assert read_capital(text) == CAPITALS[text]


DOUBTS = {
    "a short code": ({"_1": "9991010123"}, "code-unknown"),
    "an old registration number": ({"_1": "999101000181702"}, "code-old"),
    "a date that is none": ({"_2": "2015-02-30"}, "date-unreadable"),
    "a date of no known form": ({"_2": "3.4.2015"}, "date-unreadable"),
    "a date before the republic": ({"_2": "1912-01-01"}, "date-range"),
    "a date to come": ({"_2": "2026-06-30"}, "date-range"),
    "a kind not in the list": ({"_3": "集体所有制"}, "kind-unknown"),
    "capital that cannot be read": ({"_4": "一百万"}, "capital-unreadable"),
    "a place nobody knows": ({"_1": "91888801MA00001037", "_7": "N/A", "_8": "某处"}, "region-unknown"),
    "a short name": ({"_0": "茶业社"}, "name-short"),
    "an invisible character": ({"_0": "青岚明远\u200b茶业有限公司"}, "name-controls"),
    "a person's name where the kind should be": ({"_3": "甲某某"}, "shifted"),
    "an amount where the province should be": ({"_6": "500(万美元)"}, "shifted"),
}


@pytest.mark.parametrize("case", DOUBTS)
def test_a_doubtful_row_is_taken_in_with_its_doubt(case):
    changes, doubt = DOUBTS[case]
    found = clean(**changes)
    assert isinstance(found, Cleaned)
    assert doubt in found.doubts


def test_shifted_fields_are_not_believed_and_no_person_slips_in():
    found = clean(_3="甲某某", _4="CHRISTIAN", _5="乙某某")
    assert (found.kind_text, found.capital_text, found.scope, found.address) == ("", "", "", "")


REFUSED = {
    "no name": ({"_0": " "}, "no-name"),
    "no Chinese name": ({"_0": "N/A"}, "no-name"),
    "no code": ({"_1": "N/A"}, "no-code"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_row_that_names_nobody_is_refused(case):
    changes, reason = REFUSED[case]
    assert clean(**changes) == Refused(reason)


@pytest.mark.parametrize("width", [0, 8, 10])
def test_a_row_of_another_width_is_refused(width):
    assert CLEANER.clean((ROW * 2)[:width]) == Refused("columns")


@given(st.lists(st.text(max_size=40), min_size=9, max_size=9))
def test_any_nine_texts_are_judged(row):
    found = CLEANER.clean(row)
    assert found.reason in WORDS if isinstance(found, Refused) else set(found.doubts) <= set(WORDS)
    if isinstance(found, Cleaned):
        assert not set("\t\n\r\x00") & set(found.name + found.address + found.scope + found.kind_text)


INDUSTRIES = {"A0164": "A0164", "0164": "A0164", "茶叶种植": "A0164"}


@pytest.mark.parametrize(("said", "taken"), [*INDUSTRIES.items(), ("0165", ""), ("", "")])
def test_an_industry_is_taken_by_its_code_with_or_without_letter_or_by_its_title(said, taken):
    found = Cleaner({}, PLACES, "2026-06-29", industries=INDUSTRIES).clean([*ROW, "", said, "", "", ""])
    assert found.industry == taken
    assert ("industry-unknown" in found.doubts) == bool(said and not taken)


def test_broken_characters_are_doubted():
    assert "garbled" in clean(_8="青岚县临\ufffd镇建设路1号").doubts


def test_folding_leaves_what_distinguishes():
    assert fold("青嵐華訊科技(集團)有限公司") == fold("青岚华讯科技（集团）有限公司") == "青岚华讯科技集团有限公司"
    assert fold("ＡＢ１２ tea-House") == "ab12teahouse"
    assert initials(fold("青岚华讯ＡＢ")) == "qlhxab"
    assert len(grams("青岚华讯")) == 3
    assert not grams("青")


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(["", "9", "99", "9991", "999101001", "x1"]),
)
def test_places_stand_among_bigrams_and_are_never_taken_for_one(name, region):
    folded = fold(name)
    assert not any(0 <= gram < BIGRAMS_FROM for gram in grams(folded))
    assert all(0 <= key < BIGRAMS_FROM for key in place_keys(region))
    assert set(place_keys(region)) <= set(keys(folded, region))


def test_a_place_is_known_by_province_prefecture_and_county():
    assert place_keys("370102001") == (37, 3701, 370102)
    assert place_keys("3701") == (37, 3701)
    assert place_keys("") == place_keys("3") == ()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@A1", "\tx"])
def test_the_report_is_safe_in_a_spreadsheet(cell):
    assert safe(cell) == "'" + cell
    assert safe("青岚") == "青岚"


def test_a_province_the_list_does_not_cover_is_taken_from_the_code():
    """A county's list of divisions says nothing about firms from elsewhere: they are not doubtful for that."""
    assert PLACES.find("370101", "别市", "别市某区一号") == ("370101", True)
    assert PLACES.find("880101", "别市", "别市某区一号") == ("880101", False)
    assert PLACES.find("998888", "别市", "某区一号") == ("998888", False)
