"""Rows with quotation marks, of any length, without a limit of the process being moved."""

import csv
import subprocess
import sys

from hypothesis import example, given
from hypothesis import strategies as st

from gongbao.register.entities import sources


def test_reading_a_register_leaves_the_limit_of_the_process_alone():
    code = "import csv; before = csv.field_size_limit(); import {0}; assert csv.field_size_limit() == before, {0}"
    subprocess.run([sys.executable, "-c", code.format("gongbao.register.entities.sources")], check=True, timeout=120)


def test_a_cell_beyond_the_limit_is_read_whole():
    long = "鲸" * (csv.field_size_limit() + 1)
    rows = list(sources._parse(f'甲,"{long}",乙\n丙,"丁,""戊""",己\n', 3))
    assert rows == [(1, ["甲", long, "乙"]), (2, ["丙", '丁,"戊"', "己"])]


@given(st.lists(st.text('ab",', max_size=12), min_size=1, max_size=3).filter(any))
@example(['"a', 'b",c'])
@example(['a"b,"c"d""e","'])
def test_cells_read_by_hand_are_those_the_reader_reads(lines):
    limit = csv.field_size_limit(0)  # so that every row is too long for the reader
    try:
        by_hand = sources._cells(lines)
    finally:
        csv.field_size_limit(limit)
    assert by_hand == next(csv.reader(["".join(lines)]))
