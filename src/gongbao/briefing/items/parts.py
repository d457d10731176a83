"""What slices above show above a unit's items and in an item's form, keep of it, and do when an item moves on.

Items know nothing of them: each registers in its AppConfig.ready(). Beside an item that is read: `beside`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from gongbao.briefing.items.models import Item, Move
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.actor import Actor

Context = Mapping[str, Any] | None
HomePart = Callable[[HttpRequest, Unit], Context]
FormPart = Callable[[HttpRequest, Unit, Item | None], Context]
Keeper = Callable[[HttpRequest, Item], None]
Watcher = Callable[[Item, Move, Actor, datetime], None]


@dataclass(frozen=True, slots=True)
class Extra:
    """Fields a slice adds to the form of an item: their template and context, and what keeps them once saved."""

    template: str
    context: FormPart
    keep: Keeper


_home: dict[str, HomePart] = {}
_extras: dict[str, Extra] = {}
_watchers: list[Watcher] = []


def show_at_home(template: str, part: HomePart) -> None:
    """Show a part above a unit's own items."""
    _home[template] = part


def add_to_form(extra: Extra) -> None:
    """Add fields to the form of an item."""
    _extras[extra.template] = extra


def watch(watcher: Watcher) -> None:
    """Call it with every step of an item, inside the step's transaction: its failure is the step's failure."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def _shown(found: list[tuple[str, Context]]) -> list[tuple[str, Mapping[str, Any]]]:
    return [(template, context) for template, context in found if context is not None]


def home_parts(request: HttpRequest, unit: Unit) -> list[tuple[str, Mapping[str, Any]]]:
    """The templates and contexts above a unit's items, in the order of registration."""
    return _shown([(template, part(request, unit)) for template, part in _home.items()])


def form_parts(request: HttpRequest, unit: Unit, item: Item | None) -> list[tuple[str, Mapping[str, Any]]]:
    """The same for the form of an item, which may not be begun yet."""
    return _shown([(one.template, one.context(request, unit, item)) for one in _extras.values()])


def keep_extras(request: HttpRequest, item: Item) -> None:
    """Keep what the added fields say of a saved item. What does not fit is left out, never refused: drafts stay."""
    for one in _extras.values():
        one.keep(request, item)


def tell_watchers(item: Item, step: Move, by: Actor, now: datetime) -> None:
    for one in _watchers:
        one(item, step, by, now)
