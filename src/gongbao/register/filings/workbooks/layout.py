"""How a form lies in a workbook: one sheet with a line an entity, one sheet a table with a line an entry.

Two heading rows: the words people read, and beneath them the ids programs read. Either is enough.
"""

import re
from dataclasses import dataclass

from gongbao.register.filings.rules import CHOICE, CONTENT, Column, Field, Form

CODE, NAME = "code", "name"
SHOWN = "shown."
MAIN = "填报"
WORDS = {CODE: "统一社会信用代码", NAME: "名称"}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Place:
    """A column of a sheet: its id, its heading, and the item's column it is for (None: code, name or a switch)."""

    id: str
    heading: str
    column: Column | None = None
    required: bool = False


def columns_of(form: Form) -> list[Place]:
    """The columns of the main sheet, each value followed by its switch."""
    places = [Place(CODE, WORDS[CODE], required=True), Place(NAME, WORDS[NAME])]
    if form.content_choice:
        places.append(Place(SHOWN + CONTENT, "公示内容"))
    told: set[str] = set()
    for field in form.fields:
        if field.type != "table":
            places.append(Place(field.id, _heading(field), field, field.required and not field.when))
        if field.publicity == CHOICE and field.flag not in told:
            told.add(field.flag)
            places.append(Place(SHOWN + field.flag, f"公示：{field.label.zh}"))
    return places


def columns_of_table(field: Field) -> list[Place]:
    """The columns of a table's own sheet."""
    return [
        Place(CODE, WORDS[CODE], required=True),
        *(Place(column.id, _heading(column), column, column.required) for column in field.columns),
    ]


def tables_of(form: Form) -> list[Field]:
    """The tables of a form, in its order."""
    return [field for field in form.fields if field.type == "table"]


def _heading(column: Column) -> str:
    if column.type == "money":
        return f"{column.label.zh}（万元）"
    if column.type == "percent":
        return f"{column.label.zh}（%）"
    return column.label.zh


def sheet_name(field: Field) -> str:
    """A table's label as a sheet may be called: at most 31 characters, without brackets, colons, slashes."""
    return _FORBIDDEN.sub(" ", field.label.zh)[:31].strip()


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
