"""Answers as a table to take away: CSV or Excel in which no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gongbao.kernel.cells import safe
from gongbao.kernel.screening.wording import DECIDERS, OUTCOMES, mistyped

BOM = b"\xef\xbb\xbf"
MOST_IN_EXCEL = 1_000_000
_HEADS = (
    ("行", "Line"),
    ("名称", "Name asked"),
    ("代码", "Code asked"),
    ("结论", "Decision"),
    ("把握", "Probability"),
    ("名录中的名称", "Listed name"),
    ("名录中的代码", "Listed code"),
    ("名录和事由", "List and ground"),
    ("列入日期", "Since"),
    ("决定文号", "Decision no."),
    ("说明", "Why"),
    ("还有什么能确定", "What else would decide"),
)
_WIDTHS = (8, 34, 22, 14, 8, 34, 22, 34, 12, 26, 60, 30)
Told = tuple[int, str, str, Mapping[str, Any]]


def heads(*, english: bool) -> list[str]:
    """The headings."""
    return [pair[english] for pair in _HEADS]


def table(rows: Iterable[Told], *, english: bool) -> Iterator[list[str]]:
    """Lines of the table: one for each hit, one for a row without. A row is (line, name, code, row of the receipt)."""
    lang = "en" if english else "zh"
    for number, name, code, row in rows:
        said = OUTCOMES[row["outcome"]][english]
        if not row["hits"]:
            doubt = mistyped(name, code)
            why = row.get("problem", {}).get(lang, "") or (doubt[english] if doubt else "")
            yield [str(number), name, code, said, "", "", "", "", "", "", why, ""]
        for hit in row["hits"]:
            entries: Sequence[Mapping[str, Any]] = hit["entries"]
            yield [
                str(number),
                name,
                code,
                OUTCOMES[hit["decision"]][english],
                f"{hit['chance'] / 100:.1f}%",
                hit["name"],
                " ".join(hit["codes"]),
                "; ".join(_words(entry, lang) for entry in entries),
                " ".join(str(entry.get("since", "")) for entry in entries),
                " ".join(str(entry.get("number", "")) for entry in entries),
                hit[lang],
                "、".join(DECIDERS[key][english] for key in hit["decides"]),
            ]


def _words(entry: Mapping[str, Any], lang: str) -> str:
    parts = [entry.get("list", {}), entry.get("ground", {})]
    return ": ".join(str(part[lang]) for part in parts if part.get(lang))


def as_csv(rows: Iterable[Told], *, english: bool = False) -> Iterator[bytes]:
    """CSV in UTF-8 with a mark, piece by piece."""
    yield BOM
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads(english=english))
    for line in table(rows, english=english):
        writer.writerow([safe(cell) for cell in line])
        if out.tell() > 65_536:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def as_xlsx(rows: Iterable[Told], notes: Sequence[tuple[str, str]], *, english: bool = False) -> bytes:
    """Excel: the results, and a sheet that says which list and algorithm answered."""
    import xlsxwriter  # noqa: PLC0415 (slow to load)

    packed = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(packed, options | {"strings_to_numbers": False})
    bold, text = book.add_format({"bold": True, "bg_color": "#eef2f6"}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("Results" if english else "结果")
    sheet.freeze_panes(1, 2)
    for column, (head, width) in enumerate(zip(heads(english=english), _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, head, bold)
    for number, line in enumerate(table(rows, english=english), 1):
        if number > MOST_IN_EXCEL:
            break
        for column, cell in enumerate(line):
            if cell:
                sheet.write_string(number, column, safe(cell), text)
    about = book.add_worksheet("About" if english else "说明")
    about.set_column(0, 1, 60, text)
    for number, (label, value) in enumerate(notes):
        about.write_string(number, 0, safe(label), bold)
        about.write_string(number, 1, safe(value), text)
    book.close()
    return packed.getvalue()
