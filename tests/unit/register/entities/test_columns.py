"""Rows read by columns become to the letter what they become one by one."""

import csv
import io
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.array import ArrayBinaryLoader

from gongbao.kernel.statutes.identifiers import ALPHABET, are_sound_usccs, is_sound_uscc
from gongbao.register.entities.actions import chunks, columns
from gongbao.register.entities.actions.columns import Columns, Reader
from gongbao.register.entities.actions.joining import name_tuples
from gongbao.register.entities.actions.tuples import BEGIN, END, fields, stamp, tuples
from gongbao.register.entities.cleaning import HEADER, Cleaner
from gongbao.register.entities.folding import fold, initials, keys
from gongbao.register.entities.places import Places
from gongbao.register.entities.sources import Block, _parse

PLACES = Places.of(
    [
        ("37", "山东省"),
        ("3701", "济南市"),
        ("370102", "历下区"),
        ("370103", "市中区"),
        ("370102001", "解放路街道"),
        ("370102002", "历下区解放路街道"),
        ("370103001", "临溪镇"),
        ("3702", "青岛市"),
    ]
)
KINDS = {
    "有限责任公司": ("1100", "enterprise"),
    "股份有限公司": ("1200", "enterprise"),
    "分公司": ("2100", "enterprise"),
    "个体工商户": ("9500", "individual"),
    "农民专业合作社": ("9600", "cooperative"),
    "有限公司(外)": ("1300", "enterprise"),
}
CLEANER = Cleaner(KINDS, PLACES, "2026-06-29")
SOUND = [
    "913701026131600076",
    "91370103613160007L",
    "91370199613160007N",
    "923701026131600073",
    "933701026131600070",
    "91880101613160007D",
    "12370102613160007B",
    "91370202613160007B",
]
CELLS = (
    [
        "青岚茶业有限公司",
        "青嵐（Ｔ）股份有限公司",
        "青岚社",
        "青",
        "无",
        "A青岚分公司",
        " 青岚\u200b店 ",
        "青岚\\店铺行",
        "青" * 298 + "有限公司",
    ],
    [*SOUND, "91370102613160000X", "370102000000001", "", "N/A", "x", "91370102é13160000M"],
    ["2015-03-04", "", "N/A", "2015/3/4", "1900-01-01", "2099-01-01", "x"],
    ["有限责任公司", "N/A", "", "个体工商户", "有限公司（外）", "别的公司", "不是种类", "3号"],
    [
        "100万元",
        "1,286.5(万)",
        "N/A",
        "",
        "100",
        "一百万",
        "30(万美元)",
        "茶叶销售，零售批发，以及其他许多许多的各种各样的业务",
    ],
    ["茶叶种植", "N/A", "", "茶" * 20_001, "茶\t叶", "a\\b", "茶\ufffd叶", " 茶 叶 ", "茶\n叶"],
    ["山东", "3", "某某公司", ""],
    ["济南", "青岛市", "N/A", ""],
    ["历下区解放路街道1号", "解放路街道", "市中区临溪镇", "别处", "N/A", "", "路" * 501, "临溪\n镇"],
)
ROW = ["青岚茶业有限公司", SOUND[0], "2015-03-04", "N/A", "100万元", "茶叶种植", "山东", "济南", "历下区解放路街道1号"]


class OneByOne(Reader):
    """Leaves every row to the cleaner."""

    def read(self, block):
        lines, rows = [line for line, _ in block.rows()], [row for _, row in block.rows()]
        nothing = pa.array([b""] * len(rows), pa.binary())
        blank = [""] * len(rows)
        apart = list(range(len(rows)))
        return Columns(lines, list(blank), list(blank), list(blank), nothing, nothing, nothing, apart, rows.__getitem__)


def prepared(rows, reader):
    return prepared_block(Block(b"", [list(HEADER), *rows], True, "", (), len(HEADER)), reader)


def prepared_block(block, reader):
    chunks._worker[:] = [(CLEANER, reader(CLEANER), stamp("import:x", datetime(2026, 11, 29, tzinfo=UTC)))]
    try:
        return chunks.prepare(block, 7)
    finally:
        chunks._worker.clear()


mostly_good = st.tuples(
    *(st.one_of(st.just(good), st.sampled_from(cells)) for good, cells in zip(ROW, CELLS, strict=True))
)
rows = st.lists(
    st.one_of(mostly_good.map(list), st.just(["青岚", "x"]), st.just([*ROW, "", "", "", "", "王一"])), max_size=12
)


def test_the_codes_of_these_tests_are_sound():
    assert all(map(is_sound_uscc, SOUND)), [code for code in SOUND if not is_sound_uscc(code)]


@given(rows)
def test_by_columns_as_one_by_one(rows):
    assert prepared(rows, Reader) == prepared(rows, OneByOne)


@pytest.mark.parametrize(("place", "cell"), [(at, cell) for at, cells in enumerate(CELLS) for cell in cells])
def test_every_cell_by_columns_as_one_by_one(place, cell):
    row = [*ROW[:place], cell, *ROW[place + 1 :]]
    assert prepared([row], Reader) == prepared([row], OneByOne)


def test_a_good_row_is_not_left_to_the_cleaner():
    assert Reader(CLEANER).read(Block(b"", [ROW], False, "", (), len(HEADER))).apart == []


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
            st.sampled_from(["", "9", "99", "9991", "999101001", "x1"]),
        ),
        min_size=1,
    )
)
def test_names_together_as_each_by_itself(pairs):
    names = [name for name, _ in pairs]
    made = list(tuples(BEGIN + name_tuples(range(3, 3 + len(names)), names, [region for _, region in pairs]) + END))
    assert len(made) == len(names)
    for id_, (name, region), one in zip(range(3, 3 + len(names)), pairs, made, strict=True):
        found = fields(one)
        folded = fold(name)
        assert found[:2] == [id_.to_bytes(8, "big"), b"\0\0"]
        assert [field.decode() for field in found[2:5]] == [name, folded, initials(folded)]
        assert ArrayBinaryLoader(1007).load(found[5]) == keys(folded, region)


def test_a_name_that_folding_makes_longer_is_cut_as_by_itself():
    (one,) = tuples(BEGIN + name_tuples(range(1, 2), ["İ" * 300], [""]) + END)
    assert fields(one)[3].decode() == fold("İ" * 300)[:300]


@given(
    st.lists(st.one_of(st.text(max_size=19), st.sampled_from(CELLS[1]), st.text(ALPHABET, min_size=18, max_size=18)))
)
def test_codes_together_as_each_by_itself(codes):
    assert are_sound_usccs(codes) == [is_sound_uscc(code) for code in codes]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["370102", "370103", "370199", "379999", "880101", "110101", "", "3701", "3702"]),
            st.sampled_from(["", "济南", "青岛市", "别市"]),
            st.sampled_from([*CELLS[8][:-1], "济南市市中区", "青岛市解放路街道"]),
        )
    )
)
def test_places_together_as_each_by_itself(asked):
    each = [PLACES.find(*one) for one in asked]
    together = PLACES.find_all(*(list(column) for column in zip(*asked, strict=True))) if asked else []
    assert together == [region if certain else "" for region, certain in each]


@given(st.text('a,"青 ', max_size=12))
def test_a_line_with_a_cell_in_quotes_as_csv_reads_it(line):
    rows = [row for _, row in _parse(line, 3)]
    assert rows == ([next(csv.reader([line]))] if line else [])


line = st.one_of(
    st.lists(st.sampled_from(["", "a", "青", '"b,c"', '"b', '"d""e"']), min_size=8, max_size=10).map(",".join),
    st.text('a,"', max_size=12),
    st.just(",".join(ROW)),
)


texts = st.lists(line, max_size=12).map("\n".join)


@given(texts, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_text_by_columns_is_what_its_rows_are(text, end, first):
    whole = f"{','.join(HEADER)}\n{text}" if first else text
    block = Block(whole.replace("\n", end).encode(), [], first, "utf-8", (), len(HEADER))
    table = columns._out_of_text(block)
    if table is not None:
        cells = [[cell.as_py() for cell in row] for row in zip(*table.columns, strict=True)]
        rows = list(block.rows())
        assert list(zip(table.lines, cells, strict=True)) == rows
        assert [table.row(at) for at in range(len(rows))] == cells


def test_whole_rows_are_read_by_columns_also_with_quotes():
    quoted = ",".join([*ROW[:4], '"1,000万元"', *ROW[5:8], '""'])
    block = Block(f"{','.join(ROW)}\n{quoted}\n".encode(), [], False, "utf-8", (), len(HEADER))
    table = columns._out_of_text(block)
    assert [cell.as_py() for cell in table.columns[4]] == [ROW[4], "1,000万元"]
    assert [cell.as_py() for cell in table.columns[8]] == [ROW[8], ""]


@pytest.mark.parametrize(
    "odd",
    ['a"b', '"a"b', '"a""b"', '"ab', "", f"{','.join(ROW)},x", ",".join(ROW[:8]), "\ufeff" + ",".join(ROW)],
)
def test_text_with_an_odd_line_is_left_to_the_rows(odd):
    if odd and "," not in odd:
        odd = ",".join([odd, *ROW[1:]])
    block = Block(f"{odd}\n{','.join(ROW)}\n".encode(), [], False, "utf-8", (), len(HEADER))
    assert columns._out_of_text(block) is None
    assert prepared_block(block, Reader) == prepared_block(block, OneByOne)


@given(rows, st.booleans())
def test_by_columns_out_of_text_as_one_by_one(some, first):
    text = io.StringIO()
    told = [HEADER, *some] if first else some
    csv.writer(text, lineterminator="\n").writerows([cell.replace("\n", "") for cell in row] for row in told)
    block = Block(text.getvalue().encode(), [], first, "utf-8", (), len(HEADER))
    assert prepared_block(block, Reader) == prepared_block(block, OneByOne)


@given(texts)
def test_any_text_by_columns_as_one_by_one(text):
    block = Block(text.encode(), [], False, "utf-8", (), len(HEADER))
    assert prepared_block(block, Reader) == prepared_block(block, OneByOne)
