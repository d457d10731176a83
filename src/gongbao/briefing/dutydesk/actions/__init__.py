"""Every write of the duty desk."""

from gongbao.briefing.dutydesk.actions.alarms import answer, fire_due, hear_due, hear_lodged, hear_reported, hear_tried
from gongbao.briefing.dutydesk.actions.handing import give_over, take_over
from gongbao.briefing.dutydesk.actions.handoffs import (
    Given,
    acknowledge,
    answer_received,
    hand_off,
    receive,
)
from gongbao.briefing.dutydesk.actions.policies import PlannedStep, put_policy, start_policies
from gongbao.briefing.dutydesk.actions.rosters import (
    answer_swap,
    ask_swap,
    close_roster,
    end_link,
    make_link,
    open_roster,
    put_shifts,
    remove_shift,
)

__all__ = [
    "Given",
    "PlannedStep",
    "acknowledge",
    "answer",
    "answer_received",
    "answer_swap",
    "ask_swap",
    "close_roster",
    "end_link",
    "fire_due",
    "give_over",
    "hand_off",
    "hear_due",
    "hear_lodged",
    "hear_reported",
    "hear_tried",
    "make_link",
    "open_roster",
    "put_policy",
    "put_shifts",
    "receive",
    "remove_shift",
    "start_policies",
    "take_over",
]
