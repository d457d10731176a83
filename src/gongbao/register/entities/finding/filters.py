"""What narrows a search, as conditions on the entity's row `e`. Other parts of the register add theirs by name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

# A condition in SQL on `e`, with one %s for its value where it takes one.
Condition = tuple[str, list[Any]]
_listing: dict[str, Callable[[str], Condition]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Empty: no matter. `region` and `industry` hold with everything below them; days are inclusive."""

    region: str = ""
    category: str = ""
    standing: str = ""
    kind: str = ""
    status: str = ""
    industry: str = ""
    listing: str = ""
    since: date | None = None
    until: date | None = None

    def is_empty(self) -> bool:
        return self == Filters()

    def conditions(self) -> Condition:
        """All of them as one condition; an empty string when nothing narrows."""
        parts: list[str] = []
        values: list[Any] = []
        for column in ("category", "standing", "kind", "status"):
            if value := getattr(self, column):
                parts.append(f"e.{column} = %s")
                values.append(value)
        for column in ("region", "industry"):
            if value := getattr(self, column):
                parts.append(f"e.{column} LIKE %s")
                values.append(f"{value}%")
        for sign, day in ((">=", self.since), ("<=", self.until)):
            if day:
                parts.append(f"e.established_on {sign} %s")
                values.append(day)
        if self.listing:
            sql, more = listing_condition(self.listing)
            parts.append(sql)
            values += more
        return " AND ".join(parts), values


def offer_listing(condition: Callable[[str], Condition]) -> None:
    """Called once, when the lists are there to be searched by: a list's name to its condition on `e`."""
    _listing["offered"] = condition


def listing_condition(name: str) -> Condition:
    """Entities in a list now; none while nobody offers lists."""
    offered = _listing.get("offered")
    return offered(name) if offered else ("false", [])
