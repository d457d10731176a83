"""The year's form as a value: what is asked, in which words, who sees the answer, by which article."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson

from gongbao.kernel.statutes import Confidence, Kind
from gongbao.kernel.statutes.vocabulary import Sentence

MUST, CHOICE, NEVER = "must", "choice", "never"
#: The switch of an individual business: publish the content of the report, or only that it was filed (G 8).
CONTENT = "content"
_SILENT = Sentence("", "")


@dataclass(frozen=True, slots=True)
class Source:
    """The article behind an item, in words, and how well it is known."""

    words: Sentence
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table; also the shape of a single answer."""

    id: str
    type: str
    label: Sentence
    required: bool = False
    choices: tuple[tuple[str, Sentence], ...] = ()
    longest: int = 500
    least: str = ""
    most: str = ""
    future: bool = False
    within_year: bool = False

    def choice_words(self, code: str) -> Sentence:
        """What a chosen code means; the code itself where the form does not know it."""
        return dict(self.choices).get(code, Sentence(code, code))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Column):
    """One item. `when` maps another item's id to the answers that make this one asked. `publicity` is must, choice or
    never; with choice, `flag` is the id under which the answer to "publish?" is kept.
    """

    section: str
    source: Source
    help: Sentence = _SILENT
    unit: Sentence = _SILENT
    publicity: str = MUST
    personal: bool = False
    flag: str = ""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form; one step on the page."""

    id: str
    title: Sentence
    help: Sentence
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A comparison between items. It warns; it never stops a filing."""

    id: str
    kind: str
    words: Sentence
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """The report's form of one year for one kind of entity."""

    kind: Kind
    year: int
    title: Sentence
    source: Source
    sections: tuple[Section, ...]
    checks: tuple[Check, ...]
    content_choice: bool = False
    content_source: Source | None = None
    paper_source: Source | None = None
    #: Every item, in the form's order.
    fields: tuple[Field, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", tuple(one for section in self.sections for one in section.fields))

    def section(self, id_: str) -> Section | None:
        """The section with this id."""
        return next((one for one in self.sections if one.id == id_), None)

    def field(self, id_: str) -> Field | None:
        """The item with this id."""
        return next((one for one in self.fields if one.id == id_), None)

    @property
    def flags(self) -> tuple[str, ...]:
        """The switches the entity may set, in the form's order."""
        found = [CONTENT] if self.content_choice else []
        found += [one.flag for one in self.fields if one.publicity == CHOICE]
        return tuple(dict.fromkeys(found))


def parse_form(definition: Mapping[str, Any]) -> Form:
    """The form a stored definition describes. KeyError or ValueError if it is not one.

    There are a few dozen definitions, and each request needs one: what was read once is known by its bytes.
    """
    return _read(orjson.dumps(definition))


@lru_cache(maxsize=128)
def _read(stored: bytes) -> Form:
    definition = orjson.loads(stored)
    return Form(
        kind=Kind(definition["category"]),
        year=int(definition["year"]),
        title=_words(definition["title"]),
        source=_source(definition["source"]),
        sections=tuple(_section(one) for one in definition["sections"]),
        checks=tuple(
            Check(one["id"], one["kind"], _words(one["words"]), {**one}) for one in definition.get("checks", [])
        ),
        content_choice=bool(definition.get("content_choice", False)),
        content_source=_source(definition["content_source"]) if "content_source" in definition else None,
        paper_source=_source(definition["paper_source"]) if "paper_source" in definition else None,
    )


def _words(pair: Sequence[str]) -> Sentence:
    return Sentence(str(pair[0]), str(pair[1]))


def _source(given: Mapping[str, str]) -> Source:
    return Source(Sentence(given["zh"], given["en"]), Confidence(given["confidence"]))


def _section(given: Mapping[str, Any]) -> Section:
    return Section(
        given["id"],
        _words(given["title"]),
        _words(given.get("help", ["", ""])),
        tuple(_field(one, given["id"]) for one in given["fields"]),
    )


def _shape(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": given["id"],
        "type": given["type"],
        "label": _words(given["label"]),
        "required": bool(given.get("required", False)),
        "choices": tuple((code, Sentence(zh, en)) for code, zh, en in given.get("choices", [])),
        "longest": int(given.get("max", 500)),
        "least": str(given.get("min", "")),
        "most": str(given.get("max_value", "")),
        "future": bool(given.get("future", False)),
        "within_year": bool(given.get("within_year", False)),
    }


def _field(given: Mapping[str, Any], section: str) -> Field:
    publicity = given["publicity"]
    if publicity not in {MUST, CHOICE, NEVER}:
        raise ValueError(f"{given['id']}: publicity is must, choice or never, not {publicity!r}")
    when = {key: (value,) if isinstance(value, str) else tuple(value) for key, value in given.get("when", {}).items()}
    return Field(
        **_shape(given),
        section=section,
        source=_source(given["source"]),
        help=_words(given.get("help", ["", ""])),
        unit=_words(given.get("unit", ["", ""])),
        publicity=publicity,
        personal=bool(given.get("personal", False)),
        flag=given.get("flag", given["id"]) if publicity == CHOICE else "",
        when=when,
        columns=tuple(Column(**_shape(one)) for one in given.get("columns", [])),
    )
