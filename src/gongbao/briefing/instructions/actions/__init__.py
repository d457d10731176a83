"""Every write about leaders' instructions and what came of them."""

from gongbao.briefing.instructions.actions.following import (
    answer,
    answer_extension,
    ask_extension,
    ask_more,
    close,
    remind_due,
)
from gongbao.briefing.instructions.actions.giving import assign, give
from gongbao.briefing.instructions.actions.reporting import write_follow_up

__all__ = [
    "answer",
    "answer_extension",
    "ask_extension",
    "ask_more",
    "assign",
    "close",
    "give",
    "remind_due",
    "write_follow_up",
]
