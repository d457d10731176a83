from gongbao.briefing.signals.models.cluster import Cluster, ClusterState
from gongbao.briefing.signals.models.feed import DayCount, Feed, FeedKind, Fetch, Outcome
from gongbao.briefing.signals.models.signal import Signal
from gongbao.briefing.signals.models.task import Answer, Task, TaskLimit, TaskState

__all__ = [
    "Answer",
    "Cluster",
    "ClusterState",
    "DayCount",
    "Feed",
    "FeedKind",
    "Fetch",
    "Outcome",
    "Signal",
    "Task",
    "TaskLimit",
    "TaskState",
]
