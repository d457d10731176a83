"""The names an audit event may have. An unknown name is refused, so that the trail stays a closed vocabulary."""

import re

_NAME = re.compile(r"^[a-z]+(\.[a-z][a-z-]*){1,2}$")
_names: dict[str, tuple[str, str]] = {}


def register(name: str, zh: str, en: str) -> str:
    """Declare an event name like `filing.submitted` with its words in both languages; returns the name."""
    if not _NAME.match(name):
        raise ValueError(f"not an event name: {name}")
    if _names.get(name, (zh, en)) != (zh, en):
        raise ValueError(f"event name declared twice: {name}")
    _names[name] = (zh, en)
    return name


def words(name: str) -> tuple[str, str]:
    """The Chinese and English words for a declared name; KeyError if nobody declared it."""
    return _names[name]


def known(name: str) -> bool:
    return name in _names


def declared() -> list[str]:
    """Every name, sorted."""
    return sorted(_names)
