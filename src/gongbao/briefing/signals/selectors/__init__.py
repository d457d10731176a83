"""Reading signals: every list paged or bounded, every reach by desk or unit."""

from gongbao.briefing.signals.selectors.boards import (
    board,
    cluster_at_desk,
    counts,
    feed_of,
    feeds,
    fetches,
    signals_of,
    tasks_of_cluster,
)
from gongbao.briefing.signals.selectors.charts import Alarm, DayKinds, bursts, days, town_names
from gongbao.briefing.signals.selectors.due import due_feeds, limit_for, limits, open_tasks_due, unit_for_place
from gongbao.briefing.signals.selectors.matching import Candidate, candidates
from gongbao.briefing.signals.selectors.tasks import of_units, own_task, recent_incidents

__all__ = [
    "Alarm",
    "Candidate",
    "DayKinds",
    "board",
    "bursts",
    "candidates",
    "cluster_at_desk",
    "counts",
    "days",
    "due_feeds",
    "feed_of",
    "feeds",
    "fetches",
    "limit_for",
    "limits",
    "of_units",
    "open_tasks_due",
    "own_task",
    "recent_incidents",
    "signals_of",
    "tasks_of_cluster",
    "town_names",
    "unit_for_place",
]
