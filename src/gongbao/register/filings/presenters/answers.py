"""Between a section's fields on the page and its answers: names of inputs, what was posted."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from gongbao.register.filings.rules import CONTENT, Field, Form, Section

SWITCH = "shown."
MOST_LINES = 300


def posted(section: Section, post: QueryDict) -> tuple[dict[str, Any], dict[str, bool]]:
    """The answers and switches of one section as they were posted, right or wrong. What was not posted is left out."""
    values: dict[str, Any] = {}
    for field in section.fields:
        if field.type == "table":
            if f"{field.id}.lines" in post:
                values[field.id] = _lines(field, post)
        elif field.id in post:
            values[field.id] = post[field.id]
    flags = {field.flag for field in section.fields if field.flag} | {CONTENT}
    shown = {flag: post[SWITCH + flag] == "true" for flag in flags if SWITCH + flag in post}
    return values, shown


def posted_whole(form: Form, post: QueryDict) -> tuple[dict[str, Any], dict[str, bool]]:
    """The same for a page that holds the whole form."""
    values: dict[str, Any] = {}
    shown: dict[str, bool] = {}
    for section in form.sections:
        some, switches = posted(section, post)
        values.update(some)
        shown.update(switches)
    return values, shown


def _lines(field: Field, post: QueryDict) -> list[dict[str, str]]:
    count = post.get(f"{field.id}.lines", "0")
    lines = min(int(count), MOST_LINES) if count.isascii() and count.isdigit() else 0
    return [
        {column.id: post.get(f"{field.id}.{number}.{column.id}", "") for column in field.columns}
        for number in range(lines)
    ]


def with_line_added(section: Section, values: dict[str, Any], table: str) -> dict[str, Any]:
    """One more empty line in a table."""
    if any(field.id == table and field.type == "table" for field in section.fields):
        return {**values, table: [*_rows(values.get(table)), {}][:MOST_LINES]}
    return values


def with_line_removed(values: dict[str, Any], which: str) -> dict[str, Any]:
    """Without the line `table.number`."""
    table, _, number = which.rpartition(".")
    rows = _rows(values.get(table))
    if number.isascii() and number.isdigit() and int(number) < len(rows):
        return {**values, table: [row for place, row in enumerate(rows) if place != int(number)]}
    return values


def _rows(raw: Any) -> list[Mapping[str, Any]]:
    return [row for row in raw if isinstance(row, dict)] if isinstance(raw, list) else []
