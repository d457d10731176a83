from gongbao.briefing.dutydesk.models.alarms import Alarm, AlarmState, Call, Firing, Policy, PolicyStep, Trigger, Whose
from gongbao.briefing.dutydesk.models.handoffs import Direction, HandOff, ReceivedMessage
from gongbao.briefing.dutydesk.models.roster import (
    CalendarLink,
    Handover,
    Matter,
    Role,
    Roster,
    Seat,
    Shift,
    Swap,
)

__all__ = [
    "Alarm",
    "AlarmState",
    "CalendarLink",
    "Call",
    "Direction",
    "Firing",
    "HandOff",
    "Handover",
    "Matter",
    "Policy",
    "PolicyStep",
    "ReceivedMessage",
    "Role",
    "Roster",
    "Seat",
    "Shift",
    "Swap",
    "Trigger",
    "Whose",
]
