"""What is typed about an item. Nothing is refused here that a draft may be without: drafts are kept as they are."""

from datetime import date
from typing import Any
from uuid import UUID

from gongbao.briefing.items.actions import Draft
from gongbao.briefing.items.models import Angle, Mood, Stage


def draft_of(data: Any) -> Draft:
    """A draft from posted fields; unknown choices become the ordinary ones, a malformed date none."""
    return Draft(
        title=data.get("title", ""),
        body=data.get("body", ""),
        type=data.get("type", "") or "dynamic",
        angle=data.get("angle", "") if data.get("angle", "") in Angle.values else "",
        mood=data.get("mood", "") if data.get("mood", "") in Mood.values else "plain",
        stage=data.get("stage", "") if data.get("stage", "") in Stage.values else "",
        undertaking=uuid_of(data.get("undertaking", "")),
        places=[code for code in data.getlist("places") if code.isdigit() and len(code) <= 12],
        figures=data.get("figures", ""),
        causes=data.get("causes", ""),
        trend=data.get("trend", ""),
        suggestion=data.get("suggestion", ""),
        happened_on=day_of(data.get("happened_on", "")),
    )


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


def turn_of(data: Any) -> int:
    """The turn the page was made with; 0 never matches, so a page without one changes nothing."""
    text = data.get("revision", "") or data.get("turn", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
