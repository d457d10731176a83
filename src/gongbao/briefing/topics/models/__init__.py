from gongbao.briefing.topics.models.commissions import (
    DECLINE,
    TIME_KINDS,
    Call,
    CallState,
    CallStep,
    CallStepKind,
    Commission,
    ReminderRule,
)
from gongbao.briefing.topics.models.points import COUNTS, Answer, Asked, KeyPoint, ListState, PointList

__all__ = [
    "COUNTS",
    "DECLINE",
    "TIME_KINDS",
    "Answer",
    "Asked",
    "Call",
    "CallState",
    "CallStep",
    "CallStepKind",
    "Commission",
    "KeyPoint",
    "ListState",
    "PointList",
    "ReminderRule",
]
