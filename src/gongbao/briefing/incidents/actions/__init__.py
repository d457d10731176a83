"""Every write about incidents. There is none that changes or deletes a lodged report."""

from gongbao.briefing.incidents.actions.clocks import take_in_hand, tell_due
from gongbao.briefing.incidents.actions.grading import decide_grade
from gongbao.briefing.incidents.actions.joining import join, part
from gongbao.briefing.incidents.actions.lodging import About, Call, Said, SaidFigure, Sent, lodge, send_up
from gongbao.briefing.incidents.actions.noting import note
from gongbao.briefing.incidents.actions.outages import beat, end_outage, record_outage, strike_outage
from gongbao.briefing.incidents.actions.starting import load_starting_data

__all__ = [
    "About",
    "Call",
    "Said",
    "SaidFigure",
    "Sent",
    "beat",
    "decide_grade",
    "end_outage",
    "join",
    "load_starting_data",
    "lodge",
    "note",
    "part",
    "record_outage",
    "send_up",
    "strike_outage",
    "take_in_hand",
    "tell_due",
]
