"""What a record is made of: each slice contributes one section, declared in its AppConfig.ready().

An extension point, so that `records` knows none of the slices above it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

Provider = Callable[[Sequence[int], date], Mapping[int, Any]]

_providers: dict[str, Provider] = {}


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
