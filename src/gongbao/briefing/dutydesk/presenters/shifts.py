"""Shifts in words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from gongbao.briefing.dutydesk.models import Handover, Role, Shift
from gongbao.briefing.dutydesk.rules import Span
from gongbao.foundation.shapes import State
from gongbao.foundation.wording import moment_words


def span_words(begins: datetime, ends: datetime) -> str:
    """From when until when."""
    return f"{moment_words(begins)} — {moment_words(ends)}"


def gap_words(gaps: Sequence[Span]) -> list[str]:
    return [span_words(*gap) for gap in gaps[:10]]


def shift_row(shift: Shift, now: datetime, *, stays: bool = False) -> dict[str, Any]:
    """A shift with who sits on it and how its handover stands; `stays`: the same people are on the next."""
    seats = list(shift.seats.all())

    def names(role: str) -> str:
        return "、".join(str(seat.user) for seat in seats if seat.role == role) or "—"

    return {
        "id": shift.pk,
        "when": span_words(shift.begins_at, shift.ends_at),
        "officers": names(Role.OFFICER),
        "leaders": names(Role.LEADER),
        "substitutes": names(Role.SUBSTITUTE),
        "now": shift.begins_at <= now < shift.ends_at,
        "state": None if stays and shift.ends_at <= now else state(shift, now),
    }


def state(shift: Shift, now: datetime) -> State | None:
    """Nobody leaves without handing over: a shift that ended says whether it was."""
    held: Handover | None = getattr(shift, "handover", None)
    if held is not None and held.taken_at is not None:
        return State(text=_("已交接"), tone="done")
    if held is not None:
        return State(text=_("已交班，等接班签字"), tone="soon")
    if shift.ends_at <= now:
        return State(text=_("未交班"), tone="late")
    if shift.begins_at <= now:
        return State(text=_("当班"), tone="open")
    return None
