"""What a record is made of: each slice contributes one section, declared in its AppConfig.ready().

An extension point, so that `records` knows none of the slices above it. A slice gives the section's value
(`register`) and how a reader sees that value (`show`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongbao.foundation.shapes import Fact, Ground, Moment, State, Table


@dataclass(frozen=True, kw_only=True)
class SectionView:
    """One section as its reader sees it. `sentence` goes into the plain-words summary at the top of the page."""

    anchor: str
    title: str
    order: int
    sentence: str = ""
    facts: Sequence[Fact] = ()
    tables: Sequence[Table] = ()
    moments: Sequence[Moment] = ()
    states: Sequence[State] = ()
    grounds: Sequence[Ground] = ()
    empty: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One fact of a section in the reader's words, under a key that is the same in every version and language.

    `since`: the day from which the record itself says it holds; None: only the day it was published is known.
    `passing`: once a later version no longer says it, the law has ended its publication and history doesn't repeat it.
    """

    key: str
    label: str
    words: str
    since: date | None = None
    passing: bool = False


Provider = Callable[[Sequence[int], date], Mapping[int, Any]]
Presenter = Callable[[Any], SectionView]
Teller = Callable[[Any], Sequence[Told]]

_providers: dict[str, Provider] = {}
_presenters: dict[str, Presenter] = {}
_tellers: dict[str, Teller] = {}


def show(name: str, presenter: Presenter) -> None:
    """Let `presenter(value)` say how the section `name` is read; value None: the record has no such part."""
    _presenters[name] = presenter


def tell(name: str, teller: Teller) -> None:
    """Let `teller(value)` take the section `name` apart into facts that are followed through time one by one."""
    _tellers[name] = teller


def told(parts: Mapping[str, Any]) -> list[Told]:
    """Every fact of a record, in the order of its sections; a section without a teller is one fact as a whole."""
    found: list[tuple[int, list[Told]]] = []
    for name, present in _presenters.items():
        value = parts.get(name)
        if value is not None:
            view = present(value)
            found.append((view.order, list(_tellers[name](value)) if name in _tellers else _whole(name, view)))
    return [fact for _order, facts in sorted(found, key=lambda pair: pair[0]) for fact in facts]


def _whole(name: str, view: SectionView) -> list[Told]:
    lines = [view.sentence, *(f"{fact.label}:{_line(fact.value)}" for fact in view.facts)]
    return [Told(key=name, label=view.title, words="\n".join(line for line in lines if line), passing=True)]


def _line(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def views(parts: Mapping[str, Any]) -> list[SectionView]:
    """The sections of a record in their reading order."""
    return sorted((present(parts.get(name)) for name, present in _presenters.items()), key=lambda view: view.order)


def register(name: str, provider: Provider) -> None:
    """Let `provider(entity_ids, on)` fill the section `name`: entity id to JSON value, public facts only.

    The value must be the same for the same facts, whatever the order of the ids, and hold no float.
    An entity the provider leaves out gets no such section.
    """
    if _providers.get(name, provider) is not provider:
        raise ValueError(f"two providers for the section {name}")
    _providers[name] = provider


def collect(entity_ids: Sequence[int], on: date) -> dict[int, dict[str, Any]]:
    """All sections of these entities: one call per section, whatever the number of entities."""
    whole: dict[int, dict[str, Any]] = {entity: {} for entity in entity_ids}
    for name, provider in sorted(_providers.items()):
        for entity, value in provider(entity_ids, on).items():
            whole[entity][name] = value
    return whole
