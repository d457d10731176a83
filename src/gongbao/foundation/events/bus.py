"""Named events between the wings. Who listens is one table in config (`config/subscriptions.py`), nowhere else."""

from collections.abc import Callable, Mapping
from typing import Any

Handler = Callable[[Mapping[str, Any]], None]

_handlers: dict[str, tuple[Handler, ...]] = {}


def subscribe(table: Mapping[str, tuple[Handler, ...]]) -> None:
    """Install the whole table of subscriptions at start-up, replacing what was there."""
    _handlers.clear()
    _handlers.update(table)


def tell(name: str, facts: Mapping[str, Any]) -> None:
    """Tell the subscribers of `name`, in table order, inside the caller's transaction: their failure is its failure."""
    for handler in _handlers.get(name, ()):
        handler(facts)
