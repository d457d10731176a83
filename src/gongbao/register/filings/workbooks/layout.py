"""How a form lies in a workbook: one sheet with a line an entity, one sheet a table with a line an entry.

Two heading rows: the words people read, and beneath them the ids programs read. Either is enough.
"""

import re
from dataclasses import dataclass

from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.filings.rules import CHOICE, CONTENT, Column, Field, Form

CODE, NAME = "code", "name"
SHOWN = "shown."
MAIN, MAIN_EN = "填报", "Reports"
WORDS = {CODE: Sentence("统一社会信用代码", "Unified social credit code"), NAME: Sentence("名称", "Name of the entity")}
_UNITS = {"money": Sentence("（万元）", " (10,000 yuan)"), "percent": Sentence("（%）", " (%)")}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Place:
    """A column of a sheet: its id, its heading, and the item's column it is for (None: code, name or a switch)."""

    id: str
    words: Sentence
    column: Column | None = None
    required: bool = False

    @property
    def heading(self) -> str:
        """The Chinese heading."""
        return self.words.zh

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading it is known by: Chinese, English, both in one cell."""
        return self.words.zh, self.words.en, f"{self.words.zh}\n{self.words.en}"


def columns_of(form: Form) -> list[Place]:
    """The columns of the main sheet, each value followed by its switch."""
    places = [Place(CODE, WORDS[CODE], required=True), Place(NAME, WORDS[NAME])]
    if form.content_choice:
        places.append(Place(SHOWN + CONTENT, Sentence("公示内容", "Publish the content")))
    told: set[str] = set()
    for field in form.fields:
        if field.type != "table":
            places.append(Place(field.id, _heading(field), field, field.required and not field.when))
        if field.publicity == CHOICE and field.flag not in told:
            told.add(field.flag)
            words = Sentence(f"公示：{field.label.zh}", f"Publish: {field.label.en}")
            places.append(Place(SHOWN + field.flag, words))
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


def _heading(column: Column) -> Sentence:
    unit = _UNITS.get(column.type, Sentence("", ""))
    return Sentence(column.label.zh + unit.zh, column.label.en + unit.en)


def sheet_name(field: Field, *, english: bool = False) -> str:
    """A table's label as a sheet may be called: at most 31 characters, without brackets, colons, slashes, quotes."""
    return _FORBIDDEN.sub(" ", field.label.en if english else field.label.zh)[:31].strip(" '")
