"""What the pages of incidents post, read: a malformed value is none, and the action says what is missing."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from gongbao.briefing.incidents.actions import About, Call, Heard, Said, SaidFigure, Sent, Terms
from gongbao.briefing.incidents.models import Measure, Precision, Sure
from gongbao.briefing.units.typed import day_of, uuid_of, whole_of
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.refusals import Refusal

VERIFYING = "verifying"
ELEMENTS = ("cause", "trend", "measures", "hazards", "access", "present", "needed", "occurred_at")
MOST = 20_000


def moment_of(text: str) -> datetime | None:
    """2026-06-29T02:10 in China's time, or with an offset."""
    try:
        found = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def text_of(data: Any, name: str, most: int = MOST) -> str:
    return str(data.get(name, ""))[:most].strip()


def figure_of(text: str, name: str) -> Decimal:
    """A figure as typed. Refusal for what is no number, with its field."""
    try:
        value = Decimal(text.replace(",", "").replace("\uff0c", ""))
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0 or value > Decimal(99999999999):
        raise Refusal(
            "incident.figure",
            f"“{text[:20]}”不是数字。不清楚就选“正在核实”。",
            f"“{text[:20]}” is no number. Choose “being verified” if it is not known.",
            field=f"figure-{name}",
        )
    return value.quantize(Decimal("0.01"))


def said_of(data: Any) -> Said:
    """A report's content from posted fields. Figures: `figure-dead`, `sure-dead`; `verifying` names elements."""
    figures = {}
    for name in Measure.values:
        typed, sure = text_of(data, f"figure-{name}", 20), data.get(f"sure-{name}", "")
        if sure == VERIFYING:
            figures[name] = SaidFigure(None)
        elif typed:
            figures[name] = SaidFigure(figure_of(typed, name), sure if sure in Sure.values else Sure.UNVERIFIED)
    occurred = moment_of(data.get("occurred_at", ""))
    precision = data.get("precision", "")
    return Said(
        title=text_of(data, "title", 200),
        body=text_of(data, "body"),
        place=text_of(data, "place", 200),
        occurred_at=occurred,
        precision=precision if precision in Precision.values and occurred else Precision.UNKNOWN,
        cause=text_of(data, "cause", 4_000),
        trend=text_of(data, "trend", 4_000),
        measures=text_of(data, "measures", 4_000),
        hazards=text_of(data, "hazards", 300),
        access=text_of(data, "access", 300),
        present=text_of(data, "present", 300),
        needed=text_of(data, "needed", 300),
        leaders=text_of(data, "leaders", 300),
        verifying=tuple(name for name in data.getlist("verifying") if name in ELEMENTS),
        figures=figures,
        next_at=moment_of(data.get("next_at", "")),
    )


def about_of(data: Any, division: str = "") -> About:
    return About(
        hazard=text_of(data, "hazard", 30),
        division=division,
        drill=bool(data.get("drill")),
        sensitive=frozenset(one for one in data.getlist("sensitive") if one in {"place", "time", "group"}),
    )


def call_of(data: Any) -> Call:
    return Call(
        name=text_of(data, "caller_name", 80),
        post=text_of(data, "caller_post", 80),
        phone=text_of(data, "caller_phone", 40),
        informant=bool(data.get("informant")),
        began_at=moment_of(data.get("called_at", "")),
    )


def sent_of(data: Any) -> Sent:
    return Sent(
        offline_id=uuid_of(data.get("record", "")),
        device_at=moment_of(data.get("device_at", "")),
        away_since=moment_of(data.get("away_since", "")),
    )


def heard_of(data: Any) -> Heard:
    return Heard(
        words=text_of(data, "words", 2_000),
        place=text_of(data, "place", 200),
        hazard=text_of(data, "hazard", 30),
        seen_at=moment_of(data.get("seen_at", "")),
        name=text_of(data, "who_name", 80),
        phone=text_of(data, "who_phone", 40),
        offline_id=uuid_of(data.get("record", "")),
    )


def terms_of(data: Any) -> Terms:
    minutes = whole_of(text_of(data, "minutes", 9), -1)
    grade = whole_of(text_of(data, "worst_grade", 2), 0)
    return Terms(
        level=text_of(data, "level", 12),
        form=text_of(data, "form", 10),
        start=text_of(data, "start", 10),
        minutes=None if minutes < 0 else minutes,
        category=text_of(data, "category", 10),
        hazard=text_of(data, "hazard", 30),
        worst_grade=grade or None,
        region="".join(one for one in text_of(data, "region", 12) if one.isdigit()),
        written_counts=bool(data.get("written_counts")),
        citation_zh=text_of(data, "citation_zh", 160),
        citation_en=text_of(data, "citation_en", 240),
        confidence=text_of(data, "confidence", 1),
        valid_from=day_of(data.get("valid_from", "")),
        why=text_of(data, "why", 300),
    )


def grade_of(data: Any) -> int | None:
    return whole_of(text_of(data, "grade", 1), 0) or None


def threshold_of(data: Any) -> Decimal | None:
    try:
        found = Decimal(text_of(data, "at_least", 20).replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
