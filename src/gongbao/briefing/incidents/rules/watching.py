"""How long after an incident changed figures are owed, and when a running clock is worth telling of."""

from datetime import date, datetime, timedelta

from gongbao.foundation.clock import china_date

#: Shares of a limit, in percent, at which others are told (our proposal; the wall and the escalation listen).
THRESHOLDS = (50, 75, 90, 100)


def watch_until(occurred_at: datetime | None, learned_at: datetime, days: int) -> date:
    """The last day on which changed casualties must still be reported: so many days from when it happened.

    Order 493 art. 13: 30 days, 7 for road traffic and fire. Counted from the day after; from when it was learned of
    where nobody knows when it happened.
    """
    return china_date(occurred_at or learned_at) + timedelta(days=days)


def worth_telling(share: float, told: int) -> int:
    """The highest threshold reached that was not told of yet, in percent; 0 for none."""
    reached = [one for one in THRESHOLDS if share * 100 >= one]
    return reached[-1] if reached and reached[-1] > told else 0
