"""`gongbao names compare`: every row is answered, in the language asked for, whatever stands in it."""

import csv
import io

import pytest
from click.testing import CliRunner

from gongbao.cli.names import names

LONG = "鲸" * 131_073


def compared(tmp_path, text, *options):
    file = tmp_path / "pairs.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    done = CliRunner().invoke(names, ["compare", str(file), *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done


def rows(done):
    return list(csv.DictReader(io.StringIO(done.stdout, newline="")))


PAIRS = "\n".join(
    ["a,b", "青岚花鲸商行,青岚花鲸商行", ",花鲸商行", "鲸" * 301 + ",花鲸商行", f'"{LONG}",花鲸', "＝1+1商行,花鲸商行"]
)


def test_with_english_every_explanation_is_english(tmp_path):
    done = compared(tmp_path, PAIRS, "--english")
    found = rows(done)
    assert [row["decision"] for row in found][:4] == ["same", "error", "error", "error"]
    assert "no name" in found[1]["explanation"]
    assert "more than 300 characters" in found[2]["explanation"]
    assert "more than 131,072 characters" in found[3]["explanation"]
    assert not [one for row in found[1:4] for one in row["explanation"] if "\u3400" <= one < "\ufe00"]
    assert "5 rows, 3 not readable" in done.stderr


def test_a_cell_beyond_the_readers_limit_costs_its_row_only(tmp_path):
    found = rows(compared(tmp_path, PAIRS))
    assert [row["decision"] == "error" for row in found] == [False, True, True, True, False]
    assert "超过 131,072 个字符" in found[3]["explanation"]
    assert found[4]["a"] == "'＝1+1商行"


@pytest.mark.parametrize("text", [f'"{LONG}",b\n甲,乙\n', "甲,乙\n", ""])
def test_a_file_without_both_columns_is_refused_in_words(tmp_path, text):
    done = compared(tmp_path, text)
    assert done.exit_code == 2
    assert "第一行须有 a 和 b" in done.output


def test_gb18030_is_read_and_what_is_no_text_is_refused(tmp_path):
    found = rows(compared(tmp_path, "a,b\n花鲸商行,花鲸商行\n".encode("gb18030")))
    assert found[0]["decision"] == "same"
    assert "GB18030" in compared(tmp_path, b"\xff\x80\x81\xff\xff").output
