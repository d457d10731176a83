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


Provider = Callable[[Sequence[int], date], Mapping[int, Any]]
Presenter = Callable[[Any], SectionView]

_providers: dict[str, Provider] = {}
_presenters: dict[str, Presenter] = {}


def show(name: str, presenter: Presenter) -> None:
    """Let `presenter(value)` say how the section `name` is read; value None: the record has no such part."""
    _presenters[name] = presenter


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
