"""What narrows a search, as conditions on the entity's row `e`. Other parts of the register add theirs by name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongbao.register.entities.folding import place_keys

# A condition in SQL on `e`, with one %s for its value where it takes one.
Condition = tuple[str, list[Any]]
Listed = Callable[[str, date | None], Condition]
_offered: list[Listed] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Empty: no matter. `region` and `industry` hold with everything below them; days are inclusive.

    `listing` is a list's name, or `none` for firms in no list; `today` says which entries are shown.
    """

    region: str = ""
    category: str = ""
    standing: str = ""
    kind: str = ""
    status: str = ""
    industry: str = ""
    listing: str = ""
    since: date | None = None
    until: date | None = None
    today: date | None = None

    def is_empty(self) -> bool:
        return not self.conditions()[0]

    @property
    def place(self) -> int | None:
        """The finest place asked for that stands among the keys of names."""
        found = place_keys(self.region)
        return found[-1] if found else None

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
            sql, more = _offered[0](self.listing, self.today) if _offered else ("false", [])
            parts.append(sql)
            values += more
        return " AND ".join(parts), values


def offer_listing(listed: Listed) -> None:
    """Called by the part of the register that knows every list: from a list's name and the day to a condition."""
    _offered[:] = [listed]
