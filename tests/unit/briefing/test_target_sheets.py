"""Reading what people hand in: merged cells, GB18030, numbers and months as they are written."""

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from gongbao.briefing.targets.sheets import heads_of, lines_of, month_of, number_of, plain, sheets_of
from gongbao.foundation.events.refusals import Refusal

WORDS = {plain(word): key for key, word in {"unit": "单位", "indicator": "指标", "total": "累计"}.items()}


def merged():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("六月")
    sheet.merge_range(0, 0, 0, 2, "青岚县主要指标")
    sheet.write_row(1, 0, ["单 位", "指标 *", "累计（万元）"])
    sheet.merge_range(2, 0, 3, 0, "石门镇")
    sheet.write_row(2, 1, ["投资", 12.5])
    sheet.write(3, 1, "税收")
    sheet.write_formula(3, 2, "=1+1", value=2)
    book.close()
    return out.getvalue()


def test_merged_cells_are_read_as_they_are_seen_and_titles_passed_over():
    rows = sheets_of(merged(), "a.xlsx")["六月"]
    places, start = heads_of(rows, WORDS, {"unit", "indicator"})
    read = [(number, row[places["unit"]], row[places["total"]]) for number, row in lines_of(rows, start)]
    assert read == [(3, "石门镇", 12.5), (4, "石门镇", 2.0)]  # a formula counts as what it last showed


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_files_in_both_encodings(encoding, mark):
    text = f"单位{mark}指标{mark}累计\r\n石门镇{mark}投资{mark}1\r\n"
    assert sheets_of(text.encode(encoding), "a.csv")["a.csv"][1] == ["石门镇", "投资", "1"]


def test_what_is_no_workbook_is_refused_in_words():
    with pytest.raises(Refusal, match=r"unreadable"):
        sheets_of(b"PK\x03\x04 and then nothing", "a.xlsx")


def test_a_file_too_long_is_refused():
    with pytest.raises(Refusal, match=r"too-long"):
        sheets_of(("a,b\n" * 5_001).encode(), "a.csv")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,234.5", "1234.5"),
        (" 12.3% ", "12.3"),
        ("（3.5）", "-3.5"),
        ("'7", "7"),
        (8.25, "8.25"),
        ("-", None),
        ("—", None),
        ("", None),
        (None, None),
        ("-0.4", "-0.4"),
    ],
)
def test_numbers_as_people_write_them(cell, number):
    assert number_of(cell) == (Decimal(number) if number is not None else None)


@pytest.mark.parametrize("cell", ["约三成", "1.2.3", "=1+1", "NaN", "1e99", True, date(2026, 6, 1), "inf"])
def test_what_is_no_number_is_never_taken_for_one(cell):
    with pytest.raises(ValueError, match=r"number|large"):
        number_of(cell)


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("202606", 202606),
        (202606.0, 202606),
        ("2026-06", 202606),
        ("2026年6月", 202606),
        ("2026.6", 202606),
        (date(2026, 6, 30), 202606),
        ("2026-06-30", 202606),
        ("2026-13", None),
        ("六月", None),
        ("1906", None),
    ],
)
def test_months_as_people_write_them(cell, month):
    assert month_of(cell) == month


@given(st.text(max_size=30) | st.floats() | st.integers())
def test_nothing_makes_reading_fall_over(cell):
    try:
        number_of(cell)
    except ValueError:
        pass
    month_of(cell)
    plain(str(cell))
