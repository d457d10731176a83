"""What is typed about an item. Nothing is refused here that a draft may be without: drafts are kept as they are."""

from typing import Any

from gongbao.briefing.items.actions import Draft
from gongbao.briefing.items.models import Angle, Mood, Stage
from gongbao.briefing.units.typed import day_of, uuid_of


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
