"""Instruments, their validity, and how a place in them is written."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.kernel.statutes import (
    TITLES,
    Citation,
    Confidence,
    InstrumentId,
    LawSettings,
    cite,
    date_caution,
    in_force,
    instrument,
    instruments,
)
from gongbao.kernel.statutes.instruments import NoLawInForce, version
from gongbao.kernel.statutes.numerals import chinese_numeral

I = InstrumentId  # noqa: E741 (a name for a table of short names)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("number", "zh"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (66, "六十六"),
        (100, "一百"),
        (103, "一百零三"),
        (110, "一百一十"),
        (203, "二百零三"),
        (251, "二百五十一"),
        (1000, "一千"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (1260, "一千二百六十"),
    ],
)
def test_chinese_numerals(number: int, zh: str) -> None:
    assert chinese_numeral(number) == zh


def test_every_article_number_is_written_differently() -> None:
    assert len({chinese_numeral(n) for n in range(1, 1300)}) == 1299
    with pytest.raises(ValueError, match="no article"):
        chinese_numeral(0)


def test_citations_in_words() -> None:
    assert cite(I.A25, 6).zh == "《企业经营异常名录管理办法》第六条"
    assert cite(I.A14, 6).zh == "《企业经营异常名录管理暂行办法》第六条"
    assert cite(I.A25, 4, item=1).zh == "《企业经营异常名录管理办法》第四条第（一）项"
    assert cite(I.R24, 18, 1).zh == "《企业信息公示暂行条例》第十八条第一款"
    assert cite(I.CIV20, 203).zh == "《中华人民共和国民法典》第二百零三条"
    assert cite(I.CIV20, 203).en == "Civil Code, art. 203"
    assert cite(I.R14, 17, 1, 2).en.endswith("art. 17 para. 1 (2)")


@given(
    st.builds(
        Citation,
        st.sampled_from(InstrumentId),
        st.integers(1, 1300),
        st.integers(0, 9),
        st.integers(0, 20),
        st.sampled_from(Confidence),
    )
)
def test_a_citation_survives_storage(citation: Citation) -> None:
    assert Citation.parse(citation.token) == citation


@pytest.mark.parametrize("token", ["", "A25", "A25:0[C]", "Q9:1[C]", "A25:6", "A25:6[Z]", " A25:6[C]"])
def test_what_is_no_citation_is_refused(token: str) -> None:
    with pytest.raises(ValueError):
        Citation.parse(token)


def test_every_instrument_has_titles_and_runs_forward() -> None:
    for id_, one in instruments().items():
        assert one.title == TITLES[id_]
        assert one.title.zh
        assert one.title.en
        assert one.valid_to is None or one.valid_to > one.valid_from
        assert one.made is None or one.made <= one.valid_from
    assert set(instruments()) == set(InstrumentId)


@pytest.mark.parametrize(
    ("old", "new"), [(I.R14, I.R24), (I.A14, I.A25), (I.K14, I.K25), (I.G14, I.G25), (I.N14, I.N25)]
)
def test_versions_follow_without_gap_or_overlap(old: InstrumentId, new: InstrumentId) -> None:
    change = instrument(new).valid_from
    assert instrument(old).valid_to == change
    assert version(old, new, change - DAY) is old
    assert version(old, new, change) is new
    assert in_force(old, change - DAY)
    assert not in_force(old, change)
    with pytest.raises(NoLawInForce):
        version(old, new, date(2014, 9, 30))
    assert version(old, new, date(2014, 10, 1)) is old


def test_the_regulation_changed_on_1_may_2024() -> None:
    assert version(I.R14, I.R24, date(2024, 4, 30)) is I.R14
    assert version(I.R14, I.R24, date(2024, 5, 1)) is I.R24


def test_the_unconfirmed_date_is_a_setting_and_is_marked() -> None:
    assert instrument(I.A25).dates is Confidence.UNCONFIRMED
    early = LawSettings(order_101_from=date(2025, 3, 18), order_101_confidence=Confidence.TEXT)
    for id_ in (I.A25, I.K25, I.G25, I.N25):
        assert instrument(id_).valid_from == date(2025, 5, 1)
        assert instrument(id_, early).valid_from == date(2025, 3, 18)
        assert instrument(id_, early).dates is Confidence.TEXT
    assert instrument(I.A14, early).valid_to == date(2025, 3, 18)
    with pytest.raises(ValueError, match="101"):
        LawSettings(order_101_from=date(2025, 3, 17))


def test_a_caution_is_given_only_where_that_date_decides() -> None:
    assert date_caution(date(2025, 3, 17)) is None
    assert date_caution(date(2025, 3, 18)) is not None
    assert date_caution(date(2025, 6, 30)) is not None
    assert date_caution(date(2025, 7, 1)) is None
    sure = LawSettings(order_101_confidence=Confidence.TEXT)
    assert date_caution(date(2025, 4, 1), sure) is None
