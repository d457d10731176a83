"""What is typed about points and commissions. What cannot be read becomes nothing; the action says what is wrong."""

from datetime import datetime
from typing import Any

from gongbao.briefing.topics import selectors
from gongbao.briefing.topics.actions import CommissionDraft, PointDraft
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.typed import uuid_of
from gongbao.foundation.clock import CHINA


def moment_of(text: str) -> datetime | None:
    """A day and time of a datetime-local field, as China's clock reads; None if malformed."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found.replace(tzinfo=CHINA) if found.tzinfo is None else found


def number_of(text: str, most: int) -> int | None:
    """A whole number from 1 to `most`; None otherwise."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= most else None


def point_of(data: Any, desk: Unit) -> PointDraft:
    known = set(selectors.bands_of(selectors.units_below(desk)))
    return PointDraft(
        title=data.get("title", ""),
        words=data.get("words", ""),
        angle=data.get("angle", ""),
        everybody=data.get("everybody", "") == "1",
        bands=[band for band in data.getlist("bands") if band in known],
        units=selectors.chosen_units(desk, data.getlist("units")),
    )


def commission_of(data: Any, desk: Unit) -> CommissionDraft:
    return CommissionDraft(
        title=data.get("title", ""),
        words=data.get("words", ""),
        type=data.get("type", ""),
        contact=data.get("contact", ""),
        due_at=moment_of(data.get("due_at", "")),
        rule=uuid_of(data.get("rule", "")),
        length=number_of(data.get("length", ""), 50_000),
        units=selectors.chosen_units(desk, data.getlist("units"), data.getlist("bands")),
    )
