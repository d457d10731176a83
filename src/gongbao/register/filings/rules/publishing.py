"""What the public sees of a report: nothing withheld, no telephone number in full. And what changed between two."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.filings.rules.checking import is_asked
from gongbao.register.filings.rules.form import CHOICE, CONTENT, NEVER, Column, Field, Form, Section

#: How a withheld value is shown: 企业选择不公示 (register-rules 1.2).
WITHHELD = Sentence("企业选择不公示", "withheld by choice")
NOTHING = Sentence("(无)", "(none)")
_YESNO = {"yes": Sentence("是", "Yes"), "no": Sentence("否", "No")}


def published_view(
    form: Form, values: Mapping[str, Any], shown: Mapping[str, Any], *, stored: bool = False
) -> list[dict[str, Any]]:
    """The sections as the public reads them: JSON without floats. `values` are canonical answers.

    Items nobody may see are left out, withheld ones carry `withheld` and no value, contact details are masked
    (register-rules section 11); of `stored` answers they are masked already. An individual business that keeps its
    content to itself shows no section at all.
    """
    if form.content_choice and not shown.get(CONTENT):
        return []
    return _view(form, values, shown, reveal=False, stored=stored)


def own_view(form: Form, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same shape with everything in it, for the entity itself."""
    return _view(form, values, {}, reveal=True)


def mask(value: str) -> str:
    """A telephone number by its first three and last four digits, an address by its first letter and host."""
    local, at, host = value.partition("@")
    if at:
        return f"{local[:1]}***@{host}"
    digits = "".join(c for c in value if c.isdigit())
    if len(digits) >= 8:
        return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
    if digits:
        return "*" * max(len(digits) - 2, 1) + digits[-2:][: len(digits) - 1]
    return value[:1] + "*" * min(max(len(value) - 1, 1), 3)


def mask_personal(form: Form, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers with personal ones masked, and the personal ones in full, to be kept apart."""
    personal = {one.id: str(values[one.id]) for one in form.fields if one.personal and one.id in values}
    return {**values, **{id_: mask(value) for id_, value in personal.items()}}, personal


def _view(
    form: Form, values: Mapping[str, Any], shown: Mapping[str, Any], *, reveal: bool, stored: bool = False
) -> list[dict[str, Any]]:
    sections = []
    for section in form.sections:
        items = list(_items(section, values, shown, reveal, stored))
        if items:
            sections.append({"id": section.id, "items": items, "title": section.title.zh, "title_en": section.title.en})
    return sections


def _items(
    section: Section, values: Mapping[str, Any], shown: Mapping[str, Any], reveal: bool, stored: bool
) -> Iterator[dict[str, Any]]:
    for field in section.fields:
        value = values.get(field.id)
        if not is_asked(field, values) or (field.publicity == NEVER and not reveal):
            continue
        head = {"id": field.id, "kind": field.type, "label": field.label.zh, "label_en": field.label.en}
        if field.publicity == CHOICE and not reveal and not shown.get(field.flag):
            if _speaks_for_flag(field, section):
                yield {**head, "withheld": True}
            continue
        if value in (None, "", []):
            continue
        yield {**head, **_content(field, value, reveal, stored)}


def _speaks_for_flag(field: Field, section: Section) -> bool:
    """Items under one switch are withheld as one, by the first: a list after its question would tell the answer."""
    return next(one for one in section.fields if one.flag == field.flag).id == field.id


def _content(field: Field, value: Any, reveal: bool, stored: bool) -> dict[str, Any]:
    if field.type == "table":
        return {
            "columns": [
                {"id": one.id, "kind": one.type, "label": one.label.zh, "label_en": one.label.en} | _used(one, value)
                for one in field.columns
            ],
            "rows": value,
        }
    if field.personal and not reveal:
        return {"masked": True, "value": str(value) if stored else mask(str(value))}
    unit = {"unit": field.unit.zh, "unit_en": field.unit.en} if field.unit.zh else {}
    return {"value": value} | unit | _used(field, [{field.id: value}])


def _used(column: Column, rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    """What the codes that occur mean, so that the record can be read without the form."""
    codes = sorted({str(row[column.id]) for row in rows if row.get(column.id)}) if column.type == "choice" else []
    return {"choices": {code: list(column.choice_words(code)) for code in codes}} if codes else {}


@dataclass(frozen=True, slots=True)
class Change:
    """One item before and after, as text in both languages."""

    item: str
    label: Sentence
    before: Sentence
    after: Sentence


def differences(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[Change]:
    """What differs between two views of the same year's report, in the form's order."""
    old, new = _by_id(before), _by_id(after)
    found = []
    for id_ in [*new, *(one for one in old if one not in new)]:
        was, now = said_item(old.get(id_)), said_item(new.get(id_))
        if was != now:
            item = new.get(id_) or old[id_]
            found.append(Change(id_, Sentence(item["label"], item["label_en"]), was, now))
    return found


def _by_id(view: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for section in view for item in section["items"]}


def said_item(item: Mapping[str, Any] | None) -> Sentence:
    """A whole item of a view as text, a table as lines; what is withheld says only that."""
    if item is None:
        return NOTHING
    if item.get("withheld"):
        return WITHHELD
    if "rows" in item:
        lines = [_line(item["columns"], row) for row in item["rows"]]
        return Sentence("\n".join(one.zh for one in lines), "\n".join(one.en for one in lines))
    return said_value(item, item["value"])


def said_value(item: Mapping[str, Any], value: Any) -> Sentence:
    """A value of a view's item (or a cell under its column) as text."""
    if value in (None, ""):
        return Sentence("", "")
    if item["kind"] == "yesno":
        return _YESNO.get(str(value), Sentence(str(value), str(value)))
    if item["kind"] == "choice":
        zh, en = item.get("choices", {}).get(value, (str(value), str(value)))
        return Sentence(zh, en)
    if item["kind"] == "money":
        return Sentence(f"{value} 万元", f"{value} × 10,000 yuan")
    if item["kind"] == "percent":
        return Sentence(f"{value}%", f"{value}%")
    unit, unit_en = item.get("unit", ""), item.get("unit_en", "")
    return Sentence(f"{value} {unit}".strip(), f"{value} {unit_en}".strip())


def _line(columns: list[Mapping[str, Any]], row: Mapping[str, Any]) -> Sentence:
    cells = [said_value(column, row.get(column["id"])) for column in columns]
    return Sentence("，".join(cell.zh for cell in cells if cell.zh), ", ".join(cell.en for cell in cells if cell.en))
