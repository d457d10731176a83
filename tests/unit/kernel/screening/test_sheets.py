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
    with pytest.raises(sheets.Unreadable, match="PDF"):
        list(sheets.lines_of_file(b"%PDF-1.7\nx"))
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


CODE, OLD = "91370100MA3C12345X", "370100000000001"
ENGLISH = "Shenzhen Huaxin Technology Co., Ltd."


def asked(text: str) -> list[tuple[str, str]]:
    return [(line.question.name, line.question.code) for line in sheets.lines_of_text(text) if not line.problem]


@pytest.mark.parametrize(
    "name",
    [
        ENGLISH,
        "Huaxin, Inc.",
        "HUAXIN TECHNOLOGY, LLC",
        "Huaxin Trading, CO",
        "Huaxin Technology, Co., Ltd",
        "Huaxin (Singapore), Pte. Ltd.",
        "Huaxin Holdings, L.L.C.",
        "Smith, Jones & Partners, LLP",
    ],
)
def test_the_legal_form_behind_a_comma_stays_with_its_name(name: str) -> None:
    for before, after in (("", ""), ("云岭商行\n", "\n花鲸科技有限公司"), (f"云岭商行,{CODE}\n", f"\n花鲸商行,{CODE}")):
        assert (name, "") in asked(before + name + after)
    assert asked(f"{name},{CODE}") == [(name, CODE)]
    assert asked(f"{name}\t{CODE}\n云岭商行\t") == [(name, CODE), ("云岭商行", "")]


def test_under_a_heading_the_legal_form_shifts_no_column() -> None:
    text = f"name,code,note\n{ENGLISH},{CODE},old\n云岭商行,{OLD},\n"
    assert asked(text) == [(ENGLISH, CODE), ("云岭商行", OLD)]


@pytest.mark.parametrize(
    "cell",
    [
        "华讯科技有限公司 {}",
        "华讯科技有限公司，{}",
        "华讯科技有限公司　　{}",
        "华讯科技有限公司{}",
        "华讯科技有限公司（{}）",
        "华讯科技有限公司 统一社会信用代码：{}",
        "{} 华讯科技有限公司",
        "{}，华讯科技有限公司",
    ],
)
def test_name_and_code_of_one_cell_are_parted(cell: str) -> None:
    for code in (CODE, OLD):
        assert asked(cell.format(code)) == [("华讯科技有限公司", code)]
        assert asked(f"企业名称,备注\n{cell.format(code)},x") == [("华讯科技有限公司", code)]
    assert asked(cell.format("９１３７０１００ＭＡ３Ｃ１２３４５Ｘ")) == [("华讯科技有限公司", CODE)]


def test_what_only_looks_like_a_code_stays_in_the_name() -> None:
    for name in (
        "Internationalisation Bureau",
        "第370100000000001234号商行",
        "华讯（深圳）有限公司",
        "A" * 18 + " 商行",
    ):
        assert asked(name) == [(name, "")]
    assert asked(f"名称,代码\n华讯公司 {OLD},{CODE}") == [("华讯公司", CODE)]


def test_a_running_number_is_no_name() -> None:
    text = f"1,花鲸科技有限公司,{CODE}\n2.,云岭商行\n（3）,,{OLD}\n4,{CODE},华讯商行\n360\n"
    assert asked(text) == [
        ("花鲸科技有限公司", CODE),
        ("云岭商行", ""),
        ("", OLD),
        ("华讯商行", CODE),
        ("360", ""),
    ]
    assert asked("1、花鲸科技有限公司\n2. 云岭商行\n3.15消费维权中心\n") == [
        ("花鲸科技有限公司", ""),
        ("云岭商行", ""),
        ("3.15消费维权中心", ""),
    ]


def test_a_heading_of_which_only_the_code_is_known_loses_no_name() -> None:
    assert asked(f"序号,公司全称,代码\n1,花鲸科技有限公司,\n2,云岭商行,{CODE}") == [
        ("花鲸科技有限公司", ""),
        ("云岭商行", CODE),
    ]
    assert asked("序号,甲方,代码\n1,花鲸科技有限公司,\n") == [("花鲸科技有限公司", "")]
    assert asked(f"代码,名称,统一社会信用代码\nK1,云岭商行,{CODE}") == [("云岭商行", CODE)]


def test_a_text_that_begins_with_the_letters_of_a_packed_file_is_text() -> None:
    assert questions("PK体育用品有限公司\n云岭商行\n".encode()) == [
        (1, Question("PK体育用品有限公司", "")),
        (2, Question("云岭商行", "")),
    ]


def test_stray_quotes_and_endless_cells_cost_no_other_line() -> None:
    long = "鲸" * 200_000
    text = f'名称,代码\n"甲商行,\n乙商行,\n"丙商行,\n"丁\n商行",{CODE}\n"{long}",\n戊商行,\n'
    found = [(line.number, line.question) for line in sheets.lines_of_text(text)]
    assert [(number, question.name[:3]) for number, question in found] == [
        (2, "甲商行"),
        (3, "乙商行"),
        (4, "丙商行"),
        (5, "丁 商"),
        (7, "鲸鲸鲸"),
        (8, "戊商行"),
    ]
    assert found[3][1] == Question("丁 商行", CODE)


def a_list_in_excel() -> bytes:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 2, "贷后检查")
    sheet.merge_range(1, 1, 1, 2, "客户名称")
    sheet.write_row(1, 3, ["统一社会信用代码"])
    sheet.merge_range(2, 1, 2, 2, ENGLISH)
    sheet.write(2, 3, CODE)
    sheet.merge_range(3, 1, 4, 2, f"云岭商行 {OLD}")
    sheet.write(5, 1, "花鲸科技有限公司")
    book.close()
    return packed.getvalue()


def test_a_bank_officers_lists_come_out_row_by_row() -> None:
    pasted = f"1. {ENGLISH}\n2. 云岭商行 {OLD}\n\n3. 花鲸科技有限公司，{CODE}\n"
    assert [(line.number, line.question) for line in sheets.lines_of_text(pasted)] == [
        (1, Question(ENGLISH)),
        (2, Question("云岭商行", OLD)),
        (4, Question("花鲸科技有限公司", CODE)),
    ]
    filed = f"序号,户名,备注\r\n1,{ENGLISH},在贷\r\n2,云岭商行　{OLD},\r\n3,“花鲸”科技有限公司,\r\n".encode("gb18030")
    assert questions(filed) == [
        (2, Question(ENGLISH)),
        (3, Question("云岭商行", OLD)),
        (4, Question("“花鲸”科技有限公司")),
    ]
    assert questions(a_list_in_excel()) == [
        (3, Question(ENGLISH, CODE)),
        (4, Question("云岭商行", OLD)),
        (6, Question("花鲸科技有限公司")),
    ]


def a_book(**sheets: list[list[str]]) -> bytes:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if name.startswith("hidden"):
            sheet.hide()
    book.close()
    return packed.getvalue()


def test_of_several_sheets_the_list_is_read_and_no_second_list_is_left_out_unsaid() -> None:
    notes, firms = [["说明"]] * 40, [["户名"], ["云岭商行"]]
    assert questions(a_book(a=notes, b=firms, hidden1=firms)) == [(2, Question("云岭商行"))]
    assert len(questions(a_book(a=[["云岭商行"]], b=[["花鲸商行"], ["华讯商行"]]))) == 2
    with pytest.raises(sheets.Unreadable, match=r"Several sheets look like lists \(b, c\)"):
        list(sheets.lines_of_file(a_book(a=notes, b=firms, c=firms)))
