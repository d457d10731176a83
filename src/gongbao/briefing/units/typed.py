"""What a page of the line posts, read: a malformed value is none, never an error page."""

from datetime import date
from typing import Any
from uuid import UUID


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, AttributeError):
        return None


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def whole_of(text: str, otherwise: int = 0) -> int:
    """A whole number of at most nine digits, or `otherwise`."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def turn_of(data: Any) -> int:
    """The turn the page was made with; 0 never matches, so a page without one changes nothing."""
    return whole_of(data.get("revision", "") or data.get("turn", ""))
