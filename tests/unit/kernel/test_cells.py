"""No cell that leaves the house runs in a spreadsheet."""

import csv
import io

import pytest

from gongbao.kernel.cells import safe
from gongbao.kernel.screening import results
from gongbao.register.entities.report import Report


@pytest.mark.parametrize("first", list("=+-@\t\r\n＝＋－＠"))
def test_what_any_spreadsheet_takes_for_a_formula_is_text(first: str, tmp_path) -> None:
    cell = f"{first}1+1"
    assert safe(cell) == f"'{cell}"
    text = b"".join(results.as_csv([(1, cell, cell, {"outcome": "none", "hits": []})])).decode("utf-8-sig")
    assert next(iter(list(csv.reader(io.StringIO(text, newline="")))[1:]))[1:3] == [safe(cell)] * 2
    with Report(tmp_path / "report.csv") as report:
        report.write([(1, "rejected", "no-name", [cell])])
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][-1] == safe(cell)


def test_other_texts_stay_as_they_are() -> None:
    assert [safe(one) for one in ("青岚", "", "'", "1=1")] == ["青岚", "", "'", "1=1"]
