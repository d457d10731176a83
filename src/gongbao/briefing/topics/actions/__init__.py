"""Every write about key points and commissions: publishing, asking, answering, reminding, ending."""

from gongbao.briefing.topics.actions.answering import hear_move, link_item, say_nothing
from gongbao.briefing.topics.actions.calling import accept, answer_time, ask_time, decline, insist, remind
from gongbao.briefing.topics.actions.commissioning import (
    CommissionDraft,
    issue,
    make_reminder_rule,
    retire_reminder_rule,
    withdraw,
)
from gongbao.briefing.topics.actions.publishing import (
    PointDraft,
    change_list,
    drop_point,
    make_list,
    publish,
    put_point,
    withdraw_list,
)

__all__ = [
    "CommissionDraft",
    "PointDraft",
    "accept",
    "answer_time",
    "ask_time",
    "change_list",
    "decline",
    "drop_point",
    "hear_move",
    "insist",
    "issue",
    "link_item",
    "make_list",
    "make_reminder_rule",
    "publish",
    "put_point",
    "remind",
    "retire_reminder_rule",
    "say_nothing",
    "withdraw",
    "withdraw_list",
]
