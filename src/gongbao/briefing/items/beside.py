"""What other slices show beside an item, on its unit's page and at the desk: each gives a template and its context."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

from gongbao.briefing.items.models import Item

Part = Callable[[HttpRequest, Item], Mapping[str, Any] | None]
_parts: dict[str, Part] = {}


def register(template: str, part: Part) -> None:
    """Add a part (in AppConfig.ready()); a part that returns None shows nothing."""
    _parts[template] = part


def parts_of(request: HttpRequest, item: Item) -> list[tuple[str, Mapping[str, Any]]]:
    """The templates and contexts for one item, in the order of registration."""
    found = [(template, part(request, item)) for template, part in _parts.items()]
    return [(template, context) for template, context in found if context is not None]
