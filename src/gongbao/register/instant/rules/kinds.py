"""Each kind of information as data: its fields, the words for its day of arising, the article that asks for it.

Firms': R 10 (and for companies Company Law 40 and CR25 11 beside it). Authorities' and departments': R 6 and 7.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import orjson

from gongbao.kernel.statutes import Citation, DeadlineRule, InstrumentId, Kind, NoLawInForce, in_force, rule
from gongbao.kernel.statutes.vocabulary import Confidence, Sentence
from gongbao.register.filings.rules import Column

FIRM, OFFICE, DEPARTMENT = "firm", "office", "department"
_SILENT = Sentence("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Column):
    """One field of a kind of information."""

    help: Sentence = _SILENT


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationKind:
    """One kind. `item` is its number in R 10(1) or R 6(1), 0 for what only R 7 names; `company` a rule for companies
    besides, the article of the Company Law, and that of its sanction; `tells_firm` the firms' kind that says the same;
    `before` the first day on which this is no longer registered with the authority.
    """

    id: str
    title: Sentence
    item: int
    formed: Sentence
    fields: tuple[Item, ...]
    company: tuple[str, str, str] = ("", "", "")
    office_only: bool = False
    tells_firm: str = ""
    before: date | None = None

    def field(self, id_: str) -> Item | None:
        """The field with this id."""
        return next((one for one in self.fields if one.id == id_), None)


@cache
def firm_kinds() -> Mapping[str, InformationKind]:
    """What enterprises publish (R 10)."""
    return _read("firm.json")


@cache
def official_kinds() -> Mapping[str, InformationKind]:
    """What the authority (R 6) and other departments (R 7) publish."""
    return _read("official.json")


def kinds_of(origin: str) -> Mapping[str, InformationKind]:
    """The kinds that a firm, the market authority or another department publishes."""
    if origin == FIRM:
        return firm_kinds()
    if origin == OFFICE:
        return official_kinds()
    return MappingProxyType({id_: one for id_, one in official_kinds().items() if not one.office_only})


def duty_rule(origin: str, kind: InformationKind, on: date, *, company: bool = False) -> DeadlineRule | None:
    """By which rule, and so by when, it must be published. None where no text sets a time (R 7).

    The rule is that of the day on which the information arose. Raises NoLawInForce before 2014-10-01.
    """
    if origin == FIRM:
        special = kind.company[0]
        if company and special:
            try:
                return rule(special, on)
            except NoLawInForce:
                pass
        return rule("enterprise.instant-information", on)
    if origin == OFFICE:
        if kind.id == "penalty":
            try:
                return rule("penalty.publish", on)
            except NoLawInForce:
                pass
        return rule("enterprise.office-information", on)
    return None


def basis(origin: str, kind: InformationKind, on: date, *, company: bool = False) -> tuple[Citation, ...]:
    """The articles that ask for it on that day, the general one first."""
    regulation = InstrumentId.R24 if in_force(InstrumentId.R24, on) else InstrumentId.R14
    if origin == FIRM:
        cited = [Citation(regulation, 10, 1, kind.item)]
        if company and kind.company[1] and in_force(InstrumentId.CO23, on):
            cited.append(Citation.parse(kind.company[1]))
        return tuple(cited)
    if origin == OFFICE and kind.item:
        return (Citation(regulation, 6, 1, kind.item),)
    return (Citation(regulation, 7, 1),)


def sanction(kind: InformationKind, on: date, *, company: bool) -> Citation | None:
    """For companies: the article that fines late or missing publication without an order before (Company Law 251)."""
    if company and kind.company[2] and in_force(InstrumentId.CO23, on):
        return Citation.parse(kind.company[2])
    return None


def owes_instant_information(kind: Kind) -> bool:
    """Whether this sort of entity owes it: R 10 speaks of enterprises only."""
    return kind is Kind.ENTERPRISE


MOVABLES = Sentence(
    "2021年1月1日起，动产抵押一般在人民银行征信中心的统一登记系统登记，此处只保留以前的登记（未经证实）。",
    "Since 1 January 2021 mortgages of movables are as a rule registered in the credit centre of the central bank; "
    "only earlier registrations stand here (not confirmed).",
)
MOVABLES_CONFIDENCE = Confidence.UNCONFIRMED


def _read(name: str) -> Mapping[str, InformationKind]:
    text = resources.files("gongbao.register.instant").joinpath("definitions", name).read_bytes()
    return MappingProxyType({one["id"]: _kind(one) for one in orjson.loads(text)})


def _kind(given: Mapping[str, Any]) -> InformationKind:
    return InformationKind(
        id=given["id"],
        title=Sentence(*given["title"]),
        item=int(given["item"]),
        formed=Sentence(*given["formed"]),
        fields=tuple(_item(one) for one in given["fields"]),
        company=tuple(given.get("company", ("", "", ""))),
        office_only=bool(given.get("office_only", False)),
        tells_firm=given.get("tells_firm", ""),
        before=date.fromisoformat(given["before"]) if "before" in given else None,
    )


def _item(given: Mapping[str, Any]) -> Item:
    return Item(
        id=given["id"],
        type=given["type"],
        label=Sentence(*given["label"]),
        required=bool(given.get("required", False)),
        choices=tuple((code, Sentence(zh, en)) for code, zh, en in given.get("choices", [])),
        longest=int(given.get("max", 500)),
        least=str(given.get("min", "")),
        future=bool(given.get("future", False)),
        help=Sentence(*given.get("help", ("", ""))),
    )
