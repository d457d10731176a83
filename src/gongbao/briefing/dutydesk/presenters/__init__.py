"""What the pages of the duty desk show."""

from gongbao.briefing.dutydesk.presenters.alarms import moments, policy_row, waiting_row
from gongbao.briefing.dutydesk.presenters.handoffs import hand_off_row, received_row
from gongbao.briefing.dutydesk.presenters.shifts import gap_words, shift_row, span_words

__all__ = [
    "gap_words",
    "hand_off_row",
    "moments",
    "policy_row",
    "received_row",
    "shift_row",
    "span_words",
    "waiting_row",
]
