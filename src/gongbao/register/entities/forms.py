"""The question as it stands in the address: what is no known value is no filter, never an error."""

from collections.abc import Mapping, Sequence
from datetime import date

from gongbao.register.entities.models.entity import Category, Standing
from gongbao.register.entities.selectors import Filters

LISTINGS = ("abnormal", "serious", "none")
MOST_PAGES = 50


def filters_from(given: Mapping[str, str], today: date) -> Filters:
    """The filters of an address."""
    return Filters(
        region=_digits(given.get("region", "")),
        category=_one_of(given.get("category", ""), Category.values),
        standing=_one_of(given.get("standing", ""), Standing.values),
        kind=_digits(given.get("kind", "")),
        status=_digits(given.get("status", "")),
        industry=_industry(given.get("industry", "")),
        listing=_one_of(given.get("listing", ""), LISTINGS),
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
        today=today,
    )


def page_number(raw: str) -> int:
    """A page from 1 to MOST_PAGES."""
    return min(max(int(raw), 1), MOST_PAGES) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 1


def _digits(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) <= 12 else ""


def _industry(text: str) -> str:
    text = text.strip().upper()
    return text if text.isascii() and text.isalnum() and len(text) <= 6 else ""


def _one_of(text: str, known: Sequence[str]) -> str:
    return text if text in known else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
