"""What people bring: encodings, merged cells, formulas, control characters. What is wrong is said by its line."""

import io

import pytest
import xlsxwriter

from gongbao.kernel.screening import results, sheets
from gongbao.kernel.screening.parties import Question


def questions(data: bytes) -> list[tuple[int, Question]]:
    return [(line.number, line.question) for line in sheets.lines_of_file(data) if not line.problem]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    data = "企业名称,统一社会信用代码\n花鲸科技有限公司,91999101MA0AGENT0X\n\n云岭商行,\n".encode(encoding)
    assert questions(data) == [
        (2, Question("花鲸科技有限公司", "91999101MA0AGENT0X")),
        (4, Question("云岭商行", "")),
    ]


def test_bytes_of_no_encoding_are_refused_in_words() -> None:
    with pytest.raises(sheets.Unreadable, match="encoding"):
        list(sheets.lines_of_file(b"\xff\x80\x81\xff\xff"))
    with pytest.raises(sheets.Unreadable, match="Excel"):
        list(sheets.lines_of_file(b"PK\x03\x04 no workbook"))


def test_pasted_lines_without_a_heading() -> None:
    found = list(sheets.lines_of_text("花鲸科技有限公司\n云岭商行\t91999101MA0AGENT0X\n\n\u202e反写\x07名\n"))
    assert [(line.number, line.question) for line in found] == [
        (1, Question("花鲸科技有限公司", "")),
        (2, Question("云岭商行", "91999101MA0AGENT0X")),
        (4, Question("反写 名", "")),
    ]


def test_a_stray_quote_swallows_no_line() -> None:
    assert len(questions('名称,代码\n"甲商行,\n乙商行,\n丙商行,\n'.encode())) == 3


def test_excel_with_a_title_merged_cells_and_a_code_that_lost_digits() -> None:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 2, "某银行客户名单")
    sheet.write_row(1, 0, ["序号", "客户名称", "统一社会信用代码"])
    sheet.merge_range(2, 1, 3, 1, "花鲸科技有限公司")
    sheet.write(4, 2, 913302010000000123)
    sheet.write(5, 1, "=HYPERLINK(1)")
    sheet.write_row(6, 0, [3, "云岭商行", "91999101MA0AGENT0X"])
    book.close()
    found = list(sheets.lines_of_file(packed.getvalue()))
    asked = {line.number: line.question.name for line in found if not line.problem}
    assert asked | {6: ""} == {3: "花鲸科技有限公司", 6: "", 7: "云岭商行"}  # of a formula only what it showed is read
    (lost,) = [line for line in found if line.problem]
    assert lost.number == 5
    assert lost.problem is not None
    assert "文本" in lost.problem.zh


def test_no_cell_of_a_result_is_a_formula() -> None:
    row = {"outcome": "none", "hits": []}
    text = b"".join(results.as_csv([(1, "=1+1", "@x", row)])).decode("utf-8-sig")
    assert "'=1+1,'@x" in text
