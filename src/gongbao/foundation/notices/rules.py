"""When a message goes out, and when it is tried again."""

from datetime import datetime, time, timedelta

from gongbao.foundation.clock import CHINA

#: Seconds to the next try, after the first, the second…: urgent ones for about an hour, others for about a day.
URGENT = (10, 20, 40, 60, 120, 120, 300, 300, 600, 900, 900)
ORDINARY = (60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800)


def next_try(attempts: int, *, urgent: bool) -> timedelta | None:
    """How long to wait after so many failed attempts; None when it is given up."""
    pauses = URGENT if urgent else ORDINARY
    return timedelta(seconds=pauses[attempts - 1]) if 0 < attempts <= len(pauses) else None


def first_try(now: datetime, quiet_from: time | None, quiet_until: time | None, *, urgent: bool) -> datetime:
    """At once, or when the person's quiet hours (China's clock, possibly over midnight) end. Urgent ones don't wait."""
    if urgent or quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return now
    here = now.astimezone(CHINA)
    at = here.time().replace(tzinfo=None)
    over_midnight = quiet_from > quiet_until
    quiet = at >= quiet_from or at < quiet_until if over_midnight else quiet_from <= at < quiet_until
    if not quiet:
        return now
    end = datetime.combine(here.date(), quiet_until, CHINA)
    return end if end > now else end + timedelta(days=1)
