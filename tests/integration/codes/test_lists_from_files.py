"""Industries and divisions from files: dated, never deleted, and refused whole when a line is none."""

from datetime import date

import pytest

from gongbao.foundation.codes.actions import load_divisions, load_industries, read_divisions, read_industries
from gongbao.foundation.codes.models import CodeEntry, Division
from gongbao.foundation.codes.selectors import place_names, words
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.refusals import Refusal

pytestmark = pytest.mark.django_db
BY = command("test")
INDUSTRIES = [("A", "农业"), ("A01", "种植业"), ("A011", "谷物种植"), ("A0111", "稻谷种植"), ("A0112", "小麦种植")]


def load(rows, day, now):
    return load_industries(rows=rows, valid_from=date.fromisoformat(day), source="test", by=BY, now=now)


def test_industries_begin_with_their_parents_and_the_same_again_changes_nothing(now):
    assert load(INDUSTRIES, "2017-10-01", now) == (5, 0)
    above = dict(CodeEntry.objects.filter(list="industry").values_list("code", "parent"))
    assert above == {"A": "", "A01": "A", "A011": "A01", "A0111": "A011", "A0112": "A011"}
    assert load(INDUSTRIES, "2017-10-01", now) == load(INDUSTRIES, "2018-01-01", now) == (0, 0)
    assert Event.objects.filter(name="codes.loaded").count() == 1


def test_the_next_version_ends_what_it_renames_or_leaves_out(now):
    load(INDUSTRIES, "2017-10-01", now)
    following = [*INDUSTRIES[:3], ("A0111", "水稻种植"), ("A0119", "其他谷物种植")]
    assert load(following, "2027-01-01", now) == (2, 2)
    assert words("industry")["A0111"] == ("水稻种植", "")
    assert "A0112" not in words("industry")
    kept = CodeEntry.objects.get(list="industry", code="A0111", valid_from=date(2017, 10, 1))
    assert (kept.zh, kept.valid_to) == ("稻谷种植", date(2027, 1, 1))
    with pytest.raises(Refusal) as refused:
        load(INDUSTRIES, "2020-01-01", now)
    assert refused.value.code == "codes.past"


@pytest.mark.parametrize("rows", [[], INDUSTRIES[1:], [INDUSTRIES[0], INDUSTRIES[2]]])
def test_a_classification_with_holes_is_refused_whole(rows, now):
    with pytest.raises(Refusal) as refused:
        load(rows, "2017-10-01", now)
    assert refused.value.code == "codes.incomplete"
    assert not CodeEntry.objects.filter(list="industry").exists()


FAULTS = {
    "codes.header": "number,title\nA,农业\n",
    "codes.row": "code,name\nA,农业\n01,种植业\n",
    "codes.encoding": "code,name\nA,农、林、牧、渔业\n".encode("gb18030"),
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_file_that_is_none_is_refused_with_the_reason(code, tmp_path):
    path = tmp_path / "i.csv"
    path.write_bytes(FAULTS[code] if isinstance(FAULTS[code], bytes) else FAULTS[code].encode())
    with pytest.raises(Refusal) as refused:
        read_industries([path])
    assert refused.value.code == code
    if code == "codes.row":
        assert "3" in refused.value.zh


def test_files_are_read_in_order_of_code(tmp_path):
    path = tmp_path / "i.csv"
    path.write_text("\ufeffcode,name,note\nA01,种植业,x\nA,农业,\n", encoding="utf-8")
    assert read_industries([path]) == [("A", "农业"), ("A01", "种植业")]
    with pytest.raises(Refusal):
        read_divisions([path])
    with pytest.raises(Refusal):
        read_industries([tmp_path / "missing.csv"])


def test_a_renamed_county_gives_its_towns_new_full_names(now):
    def divisions(county, day):
        rows = [("99", "云岭省"), ("9991", "青云市"), ("999101", county), ("999101001", "城关镇")]
        return load_divisions(rows=rows, valid_from=date.fromisoformat(day), source="test", by=BY, now=now)

    assert divisions("青岚县", "2020-01-01") == (4, 0)
    assert divisions("青岚市", "2026-01-01") == (2, 2)
    assert place_names(["999101001"]) == {"999101001": "云岭省青云市青岚市城关镇"}
    kept = Division.objects.get(code="999101001", valid_to=date(2026, 1, 1))
    assert kept.full_name == "云岭省青云市青岚县城关镇"
    with pytest.raises(Refusal):
        divisions("青岚县", "2025-01-01")
