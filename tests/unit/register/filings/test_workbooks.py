"""Whatever is uploaded: read, or refused in words; and nothing we hand out runs as a formula."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests.made_reports import form

from gongbao.foundation.events.refusals import Refusal
from gongbao.register.filings.rules import validate
from gongbao.register.filings.workbooks import Sheet, list_csv, list_xlsx, read_workbook

FORM = form()
HEADS = st.lists(
    st.sampled_from(
        ["code", "统一社会信用代码*", "name", "assets", "资产总额(万元)", "web.1.name", "web.x.name", "shown.tax", "??"]
    ),
    min_size=1,
    max_size=6,
)
CELLS = st.text(max_size=12) | st.sampled_from(["91999101MA00000001", "=1+1", "是", "-3.5", "2026-06-30"])


def read(data):
    try:
        return read_workbook(data, "a.csv", FORM).entries
    except Refusal:
        return []


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400) | st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest))
def test_any_bytes_are_read_or_refused(data):
    read(data)


@settings(max_examples=100, deadline=None)
@given(HEADS, st.lists(st.lists(CELLS, max_size=7), max_size=5))
def test_any_table_is_read_and_can_be_checked(heads, rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([heads, *rows])
    for entry in read(text.getvalue().encode("utf-8", "surrogatepass")):
        validate(FORM, entry.values, entry.shown)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=2, max_size=2)))
def test_lists_come_back_as_text_without_formulas(rows):
    back = list(csv.reader(io.StringIO(list_csv(["a", "b"], rows).decode("utf-8-sig"), newline="")))
    assert len(back) == len(rows) + 1
    assert not [cell for row in back for cell in row if cell[:1] in {"=", "+", "-", "@"} and cell]
    book = CalamineWorkbook.from_filelike(io.BytesIO(list_xlsx(Sheet("x", ["a", "b"], rows))))
    assert book.sheet_names == ["x"]
