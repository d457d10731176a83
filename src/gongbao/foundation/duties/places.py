"""What an office's duty is called and on which page it is done: each slice says so for its own kinds."""

from collections.abc import Callable
from dataclasses import dataclass

from gongbao.foundation.duties.models import Duty


@dataclass(frozen=True, slots=True)
class Place:
    """`title` in the reader's language; `href` empty where the duty has no page of its own."""

    title: Callable[[], str]
    href: Callable[[Duty], str]


_places: dict[str, Place] = {}


def register(kind: str, title: Callable[[], str], href: Callable[[Duty], str]) -> None:
    """Say it for one kind of duty (in AppConfig.ready())."""
    _places[kind] = Place(title, href)


def place_of(kind: str) -> Place | None:
    """What was said of a kind, if anything."""
    return _places.get(kind)
