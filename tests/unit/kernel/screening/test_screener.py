"""Screening: what is found, by which of code and name, and that the candidates miss nothing true."""

import csv
from pathlib import Path

import pytest

from gongbao.kernel.names.compare import Decision
from gongbao.kernel.names.lexicon import extended
from gongbao.kernel.names.parts import read
from gongbao.kernel.screening.bulk import answered
from gongbao.kernel.screening.parties import Party, Question
from gongbao.kernel.screening.screener import FORMER_VERSION, VERSION, Screener
from gongbao.kernel.statutes.identifiers import organisation_check_character, uscc_check_character

PLACES = "青岚 云岭 松坪 临溪 白鹤 柳湾 石门 竹溪 南坡 大塘 桐花 北涧"
COUNTY = extended([(f"{name}县", "") for name in PLACES.split()])
HUAXIN = Party("1", "青岚县花鲸信科技有限公司", codes=("91999101MA0AGENT0X",))
RENAMED = Party("2", "临溪县鑫鲸源商贸有限公司", former=("临溪县金鲸源商贸有限公司",))
BANK = Party("3", "青岚县花鲸农商银行股份有限公司")
LISTED = [HUAXIN, RENAMED, BANK]


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener(LISTED, COUNTY)


def outcome(screener: Screener, name: str = "", code: str = "") -> tuple[str, list[str]]:
    answer = screener.answer(Question(name, code))
    return answer.outcome, [hit.party.id for hit in answer.hits]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("青岚县花鲸信科技有限公司", ("same", ["1"])),
        ("青嵐縣花鯨信科技有限公司", ("same", ["1"])),
        ("花鲸信科技(青岚)有限公司", ("same", ["1"])),
        ("青岚县花鲸信科枝有限公司", ("same", ["1"])),
        ("青岚县花鲸鑫科技有限公司", ("possible", ["1"])),
        ("花鲸信科技有限公司", ("possible", ["1"])),
        ("Qinglan Huajingxin Technology Co., Ltd.", ("possible", ["1"])),
        ("青岚县花鲸信科技有限公司城关分公司", ("related", ["1"])),
        ("临溪县金鲸源商贸有限公司", ("same", ["2"])),
        ("云岭县花鲸农商银行股份有限公司", ("none", [])),
        ("青岚县花鲸商贸有限公司", ("none", [])),
        ("有" * 301, ("unreadable", [])),
        ("……", ("unreadable", [])),
    ],
)
def test_name(screener: Screener, name: str, expected: tuple[str, list[str]]) -> None:
    assert outcome(screener, name) == expected


def test_a_code_decides_also_in_the_column_of_names_and_without_its_hyphen(screener: Screener) -> None:
    assert outcome(screener, code="91999101MA0AGENT0X") == ("same", ["1"])
    assert outcome(screener, "91999101ma0agent0x") == ("same", ["1"])
    assert outcome(screener, code="MA0AGENT-0") == ("same", ["1"])
    by_code = screener.answer(Question("另一家名字商行", "91999101MA0AGENT0X")).hits[0]
    assert by_code.by == "code"
    assert "名称与名录所载不同" in by_code.zh


def sound_code(body: str) -> str:
    first = f"91999101{body}{organisation_check_character(body)}"
    return first + uscc_check_character(first)


def test_the_same_name_under_another_sound_code_is_a_lead_only() -> None:
    listed = Screener([Party("9", HUAXIN.name, codes=(sound_code("12345678"),))], COUNTY)
    (hit,) = listed.answer(Question(HUAXIN.name, sound_code("87654321"))).hits
    assert hit.decision is Decision.POSSIBLE
    assert "代码不同" in hit.zh
    assert outcome(listed, "青岚县花鲸鑫科技有限公司", sound_code("87654321")) == ("none", [])
    assert outcome(listed, HUAXIN.name, "12345678X") == ("same", ["9"])  # no sound code: the name speaks


def test_a_firm_found_to_be_another_is_not_told_of_again() -> None:
    party = Party("1", HUAXIN.name, distinct=("91999101MA0OTHER0X",))
    assert outcome(Screener([party], COUNTY), HUAXIN.name, "91999101MA0OTHER0X") == ("none", [])


def test_every_hit_says_why_in_both_languages_and_what_else_would_decide(screener: Screener) -> None:
    hit = screener.answer(Question("花鲸信科技有限公司")).hits[0]
    assert "花鲸信" in hit.zh
    assert hit.en.startswith("Possibly the same firm")
    assert hit.decides[:2] == ("code", "address")


def test_many_at_once_are_answered_as_one_by_one(screener: Screener) -> None:
    names = ["青岚县花鲸信科技有限公司", "无此企业有限公司", "……"] * 4_000
    many = list(answered(map(Question, names), screener, processes=2))
    one = [screener.answer(Question(name)) for name in names[:3]]
    assert many == one * 4_000


def test_candidates_miss_no_true_pair_of_the_published_set() -> None:
    path = Path(__file__).parents[4] / "bench" / "data" / "name-pairs.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [
            row
            for row in csv.DictReader(lines)
            if row["half"] == "measure" and row["one_firm"] == "True" and "code" not in row["case"]
        ][::4]
    screener = Screener([Party(str(n), row["a"]) for n, row in enumerate(rows)], COUNTY)
    asked = [(n, read(row["b"], COUNTY)) for n, row in enumerate(rows)]
    found = {(n, screener.row_of(place)) for n, place in screener.candidates(asked)}
    missed = [row for n, row in enumerate(rows) if (n, n) not in found]
    assert len(missed) <= len(rows) * 0.005, missed[:5]


@pytest.mark.parametrize("name", ["Microsoft", "Huawei Technologies", "ABCDEFGH-I", "Studio 54321"])
def test_a_name_in_letters_is_no_code_however_long_it_is(name: str) -> None:
    screener = Screener([Party("1", name)], COUNTY)
    assert screener.answer(Question(name)).outcome == "same"
    assert Screener([Party("1", name)], COUNTY, version=VERSION).answer(Question(name)).outcome == "same"


@pytest.mark.parametrize("code", ["9199910", "91999101MA0AGENT0", "123456789012", "91999101MA0AGENT0XX", "无此代码"])
def test_what_is_no_whole_code_is_not_said_to_be_unlisted(screener: Screener, code: str) -> None:
    answer = screener.answer(Question(code=code))
    assert (answer.outcome, answer.problem_zh[:8]) == ("unreadable", "这不是完整的代码")
    assert screener.answer(Question("云岭商行", code)).outcome == "none"
    assert Screener([Party("1", "甲商行", codes=(code,))], COUNTY).answer(Question(code=code)).outcome == "same"


def test_a_code_in_the_name_field_is_a_code_in_any_width(screener: Screener) -> None:
    for text in (
        "91999101MA0AGENT0X",
        "９１９９９１０１ＭＡ０ＡＧＥＮＴ０Ｘ",
        "91999101-MA0AGENT0X",
        "91 999101 ma0agent0x",
    ):
        assert outcome(screener, text) == ("same", ["1"])


def test_receipts_of_the_former_version_are_answered_as_then() -> None:
    then = Screener([Party("1", "Microsoft")], COUNTY, version=FORMER_VERSION)
    assert then.answer(Question("Microsoft")).outcome == "none"
    assert then.answer(Question(code="9199910")).outcome == "none"
