"""Every write about leaders' instructions and what came of them."""

from gongbao.briefing.instructions.actions.following import (
    answer,
    answer_extension,
    ask_extension,
    ask_more,
    close,
    remind_due,
    remind_hours,
)
from gongbao.briefing.instructions.actions.giving import assign, give, give_about
from gongbao.briefing.instructions.actions.reporting import write_follow_up

__all__ = [
    "answer",
    "answer_extension",
    "ask_extension",
    "ask_more",
    "assign",
    "close",
    "give",
    "give_about",
    "remind_due",
    "remind_hours",
    "write_follow_up",
]
