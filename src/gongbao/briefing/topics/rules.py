"""When a commission is reminded of, and what counts as late: pure decisions over times."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple


class Reminder(NamedTuple):
    """A reminder that is due: `key` is said once, `hours` are left (negative: late by so many)."""

    key: str
    hours: int


def reminder_due(
    due_at: datetime,
    now: datetime,
    *,
    issued_at: datetime,
    before: Sequence[int],
    after: int | None,
    after_most: int,
    sent: frozenset[str] | set[str],
) -> Reminder | None:
    """The one reminder that is due now and was not sent, or None.

    Before the time only the nearest mark that has come counts: a system that slept sends one word, not three. A mark
    that lay before the commission was issued is none. Once late, every `after` hours, at most `after_most` times.
    """
    stamp = due_at.strftime("%y%m%d%H%M")
    if now < due_at:
        come = [hours for hours in before if issued_at < due_at - timedelta(hours=hours) <= now]
        if not come:
            return None
        key = f"b{min(come)}:{stamp}"
        left = int((due_at - now).total_seconds() // 3_600)
        return None if key in sent else Reminder(key, left)
    if not after:
        return None
    number = int((now - due_at).total_seconds() // (after * 3_600))
    key = f"a{number}:{stamp}"
    if not 0 <= number < after_most or key in sent:
        return None
    return Reminder(key, -max(1, int((now - due_at).total_seconds() // 3_600)))


def is_late(due_at: datetime, submitted_at: datetime | None, now: datetime) -> bool:
    """Late: lodged at or after the first instant that is too late, or not lodged when it has come."""
    return (submitted_at or now) >= due_at


def hours_of(text: str) -> list[int] | None:
    """Hours as typed, "48, 24，2": the largest first, each once, 1 to 720; None where it is something else."""
    parts = [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()]
    if len(parts) > 8 or not all(part.isascii() and part.isdigit() and 1 <= int(part) <= 720 for part in parts):
        return None
    return sorted({int(part) for part in parts}, reverse=True)
