"""One section of the form as its page shows it: inputs with help, last year's value, errors, and the public's view."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gongbao.foundation.events.refusals import Refusals
from gongbao.foundation.shapes import Ground
from gongbao.foundation.wording import is_english
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.filings import refusals
from gongbao.register.filings.presenters.answers import SWITCH
from gongbao.register.filings.presenters.guidance import Guide, guide
from gongbao.register.filings.rules import (
    CONTENT,
    NEVER,
    Checked,
    Column,
    Field,
    Finding,
    Form,
    Section,
    is_asked,
    is_missing,
    said_value,
)

TYPES = {"int": "number", "money": "decimal", "percent": "decimal", "phone": "tel", "email": "email", "date": "date"}
FEW = 4


def said(words: Sentence) -> str:
    """The words in the reader's language."""
    return words.en if is_english() else words.zh


@dataclass(frozen=True, kw_only=True)
class Switch:
    """The publish switch beside a value."""

    name: str
    public: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """One input. `when` is the condition as JSON for the page's script; `hidden` how it stands as saved."""

    name: str
    label: str
    type: str
    value: Any = ""
    choices: Sequence[tuple[str, str]] = ()
    help: str = ""
    unit: str = ""
    last: str = ""
    required: bool = False
    errors: Sequence[str] = ()
    warnings: Sequence[str] = ()
    publish: Switch | None = None
    why: Ground | None = None
    width: str = ""
    when: str = ""
    hidden: bool = False
    table: "Grid | None" = None
    private: bool = False
    guide: Guide | None = None


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table as rows of inputs."""

    id: str
    rows: Sequence[Sequence[Line]]
    count: str = ""


@dataclass(frozen=True, kw_only=True)
class Public:
    """A line of 公众将看到."""

    id: str
    label: str
    value: str = ""
    unit: str = ""
    kind: str = ""
    publish: str = ""
    public: bool = True


@dataclass(frozen=True, kw_only=True)
class SectionPage:
    """What the page of one section shows."""

    id: str
    title: str
    help: str
    lines: Sequence[Line]
    public: Sequence[Public]
    errors: Sequence[tuple[str, str]]
    warnings: Sequence[tuple[str, str]]
    has_last: bool
    grounds: Sequence[Ground] = ()
    kept_back: bool = False
    choice: Line | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the page is made of: the answers as typed, the switches, what was found, last year's answers."""

    form: Form
    values: Mapping[str, Any]
    shown: Mapping[str, Any]
    checked: Checked
    last: Mapping[str, Any]


def section_page(draft: Draft, section: Section, *, strict: bool) -> SectionPage:
    """The page of a section. With `strict` also what is still blank is an error; else only what is wrong."""
    ids = {field.id for field in section.fields}
    first = section.id == draft.form.sections[0].id
    kept_back = draft.form.content_choice and not first and not draft.shown.get(CONTENT, True)
    mine = [one for one in draft.checked.findings if one.field in ids]
    found = [one for one in mine if strict or not is_missing(one, draft.values)]
    lines = [_line(field, draft, found) for field in section.fields]
    return SectionPage(
        id=section.id,
        title=said(section.title),
        help=said(section.help),
        lines=lines,
        public=[]
        if kept_back
        else [
            _public(field, draft)
            for field in section.fields
            if field.publicity != NEVER and is_asked(field, draft.checked.values)
        ],
        kept_back=kept_back,
        choice=_choice(draft) if draft.form.content_choice and first else None,
        errors=summary(draft.form, [one for one in found if one.error]),
        warnings=summary(draft.form, [one for one in found if not one.error]),
        grounds=_grounds(section),
        has_last=any(_could_copy(field, draft) for field in section.fields),
    )


def _choice(draft: Draft) -> Line:
    """An individual business decides once for the whole report (G 8)."""
    source = draft.form.content_source
    return Line(
        name=SWITCH + CONTENT,
        label=_("年报内容是否公示"),
        type="radio",
        value="true" if draft.shown.get(CONTENT, True) else "false",
        choices=[("true", _("公示内容，在网上提交")), ("false", _("不公示内容，改交纸质年报"))],
        help=_("不公示的，公众只看到“已报送”；要打印本表、签字后交到登记机关。"),
        required=True,
        why=Ground(instrument=said(source.words), confidence=source.confidence.value) if source else None,
    )


def summary(form: Form, findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """(words, id of the input) for the list at the top of the page."""
    told: Refusals = refusals.of_findings(form, Checked({}, {}, tuple(_as_error(one) for one in findings)))
    return [(one.words(), f"id_{one.field}") for one in told.refusals]


def _as_error(one: Finding) -> Finding:
    return Finding(one.field, one.words, True, one.row, one.column)


def _line(field: Field, draft: Draft, found: Sequence[Finding]) -> Line:
    mine = [one for one in found if one.field == field.id]
    own = [one for one in mine if one.row is None]
    raw = draft.values.get(field.id)
    last = _last(field, draft.last.get(field.id))
    unit = "万元" if field.type == "money" else said(field.unit)
    return Line(
        name=field.id,
        label=said(field.label),
        type=_type(field),
        value="" if raw is None or field.type == "table" else raw,
        choices=_choices(field),
        help=said(field.help),
        unit=unit,
        last=last,
        required=field.required,
        errors=[said(one.words) for one in own if one.error],
        warnings=[said(one.words) for one in own if not one.error],
        publish=_switch(field, draft),
        width=_width(field),
        when=json.dumps({other: list(answers) for other, answers in field.when.items()}) if field.when else "",
        hidden=bool(field.when) and not is_asked(field, draft.checked.values),
        table=_grid(field, raw, mine) if field.type == "table" else None,
        private=field.publicity == NEVER,
        guide=guide(
            draft.form.kind.value,
            field.id,
            last=f"{last} {unit}".strip() if last else "",
            open_=any(one.error for one in mine),
        ),
    )


def _type(column: Column) -> str:
    if column.type == "yesno":
        return "radio"
    if column.type == "choice":
        return "radio" if len(column.choices) <= FEW and isinstance(column, Field) else "select"
    return TYPES.get(column.type, "text")


def _choices(column: Column) -> list[tuple[str, str]]:
    if column.type == "yesno":
        return [("yes", _("是")), ("no", _("否"))]
    offered = [(code, said(words)) for code, words in column.choices]
    return offered if _type(column) == "radio" or not offered else [("", _("请选择")), *offered]


def _width(field: Field) -> str:
    if field.type in {"postcode", "phone", "date", "int"}:
        return "short"
    return "full" if field.type in {"address", "table"} else ""


def _last(field: Field, last: Any) -> str:
    if last in (None, "", []):
        return ""
    if field.type == "table":
        return _("%(n)d 行") % {"n": len(last)}
    if field.type in {"money", "int"}:
        return str(last)
    item = {"kind": field.type, "choices": {code: list(words) for code, words in field.choices}}
    return said(said_value(item, last))


def _switch(field: Field, draft: Draft) -> Switch | None:
    """The switch stands at the first item it covers; a list shares the switch of its question."""
    if not field.flag:
        return None
    first = next(one for one in draft.form.fields if one.flag == field.flag)
    if first.id != field.id:
        return None
    return Switch(name=SWITCH + field.flag, public=bool(draft.shown.get(field.flag)))


def _could_copy(field: Field, draft: Draft) -> bool:
    """Whether last year's answer could fill a blank here."""
    blank = draft.values.get(field.id) in (None, "", [])
    return blank and draft.last.get(field.id) not in (None, "", []) and is_asked(field, draft.checked.values)


def _grounds(section: Section) -> list[Ground]:
    """Why this is asked: each article behind the section once."""
    sources = dict.fromkeys(field.source for field in section.fields)
    return [Ground(instrument=said(one.words), confidence=one.confidence.value) for one in sources]


def _grid(field: Field, raw: Any, found: Sequence[Finding]) -> Grid:
    given = [row if isinstance(row, dict) else {} for row in raw] if isinstance(raw, list) else []
    rows = given or [{}]
    return Grid(
        id=field.id,
        rows=[
            [_cell(field, column, number, row, found) for column in field.columns] for number, row in enumerate(rows)
        ],
    )


def _cell(field: Field, column: Column, number: int, row: Mapping[str, Any], found: Sequence[Finding]) -> Line:
    mine = [one for one in found if one.row == number and one.column == column.id]
    return Line(
        name=f"{field.id}.{number}.{column.id}",
        label=said(column.label),
        type=_type(column),
        value=row.get(column.id, ""),
        choices=_choices(column),
        unit="万元" if column.type == "money" else "%" if column.type == "percent" else "",
        required=column.required,
        errors=[said(one.words) for one in mine if one.error],
        warnings=[said(one.words) for one in mine if not one.error],
    )


def _public(field: Field, draft: Draft) -> Public:
    value = draft.checked.values.get(field.id, draft.values.get(field.id) or "")
    flag = field.flag or (CONTENT if draft.form.content_choice else "")
    public = bool(draft.shown.get(flag, flag == CONTENT)) if flag else True
    return Public(
        id=f"id_{field.id}{'_count' if field.type == 'table' else ''}",
        label=said(field.label),
        value=_public_value(field, value),
        unit=_("万元") if field.type == "money" else said(field.unit),
        kind=field.type if field.personal else "",
        publish=SWITCH + flag if flag else "",
        public=public,
    )


def _public_value(field: Field, value: Any) -> str:
    if field.type == "table":
        return _("%(n)d 行") % {"n": len(value)} if value else ""
    if field.type in {"choice", "yesno"}:
        item = {"kind": field.type, "choices": {code: list(words) for code, words in field.choices}}
        return said(said_value(item, value))
    return str(value)
