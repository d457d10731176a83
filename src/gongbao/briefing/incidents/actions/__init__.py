"""Every write about incidents. There is none that changes or deletes a lodged report."""

from gongbao.briefing.incidents.actions.clocks import take_in_hand, tell_due
from gongbao.briefing.incidents.actions.finding import find, hold, release, set_aside
from gongbao.briefing.incidents.actions.grading import decide_grade
from gongbao.briefing.incidents.actions.instructing import instruct
from gongbao.briefing.incidents.actions.joining import join, part
from gongbao.briefing.incidents.actions.limits import Terms, change_limit, change_threshold, end_limit
from gongbao.briefing.incidents.actions.lodging import About, Call, Said, SaidFigure, Sent, lodge, send_up
from gongbao.briefing.incidents.actions.noting import note
from gongbao.briefing.incidents.actions.outages import beat, end_outage, record_outage, strike_outage
from gongbao.briefing.incidents.actions.starting import load_starting_data
from gongbao.briefing.incidents.actions.tips import Heard, put_up, read_teller, take_down, take_tip, verify_tip
from gongbao.briefing.incidents.actions.watching import close_incident, end_watches, make_item

__all__ = [
    "About",
    "Call",
    "Heard",
    "Said",
    "SaidFigure",
    "Sent",
    "Terms",
    "beat",
    "change_limit",
    "change_threshold",
    "close_incident",
    "decide_grade",
    "end_limit",
    "end_outage",
    "end_watches",
    "find",
    "hold",
    "instruct",
    "join",
    "load_starting_data",
    "lodge",
    "make_item",
    "note",
    "part",
    "put_up",
    "read_teller",
    "record_outage",
    "release",
    "send_up",
    "set_aside",
    "strike_outage",
    "take_down",
    "take_in_hand",
    "take_tip",
    "tell_due",
    "verify_tip",
]
