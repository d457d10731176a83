"""What slices above show on an incident's page: each gives a template and its context."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

from gongbao.briefing.incidents.models import Incident

Part = Callable[[HttpRequest, Incident], Mapping[str, Any] | None]
_parts: dict[str, Part] = {}


def register(template: str, part: Part) -> None:
    """Add a part (in AppConfig.ready()); a part that returns None shows nothing."""
    _parts[template] = part


def parts_of(request: HttpRequest, incident: Incident) -> list[tuple[str, Mapping[str, Any]]]:
    """The templates and contexts for one incident, in the order of registration."""
    found = [(template, part(request, incident)) for template, part in _parts.items()]
    return [(template, context) for template, context in found if context is not None]
