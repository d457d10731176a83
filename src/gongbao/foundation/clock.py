"""The one place that reads the clock. Everything below the edge takes the time as an argument."""

import os
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone

CHINA = ZoneInfo("Asia/Shanghai")
#: Between processes only: the offset in seconds that whoever started the others found.
SHIFT = "GONGBAO_CLOCK_SHIFT"


@lru_cache(maxsize=1)
def _shift() -> timedelta:
    """The offset asked for by GONGBAO_NOW (an ISO instant), so that a demonstration can live on another day."""
    wanted = os.environ.get("GONGBAO_NOW", "")
    if not wanted:
        return timedelta(0)
    if handed_on := os.environ.get(SHIFT):
        return timedelta(seconds=float(handed_on))
    start = datetime.fromisoformat(wanted)
    if start.tzinfo is None:
        start = start.replace(tzinfo=CHINA)
    return start - datetime.now(UTC)  # noqa: TID251 (this is the edge itself)


def hand_on_clock() -> None:
    """Let the processes started from here live in one present: each by itself would begin at GONGBAO_NOW anew."""
    if os.environ.get("GONGBAO_NOW"):
        os.environ[SHIFT] = str(_shift().total_seconds())


def read_clock() -> datetime:
    """The present instant, aware. Called by views, endpoints, commands and tasks; never by rules or actions."""
    return timezone.now() + _shift()  # noqa: TID251 (this is the edge itself)


def china_date(now: datetime) -> date:
    """The calendar day in Asia/Shanghai at `now`: the law's days are China's days."""
    return now.astimezone(CHINA).date()
