"""Every write about signals. Nothing here filters or removes anybody's words elsewhere: it reads, asks and answers."""

from gongbao.briefing.signals.actions.answering import answer, report_now, write_clarification
from gongbao.briefing.signals.actions.asking import ask, ask_due, drop, remind_due, set_limit
from gongbao.briefing.signals.actions.feeding import add_feed, change_feed, fetch_soon, record_failure, take_file, tidy
from gongbao.briefing.signals.actions.matching import hear_report, link, look_again, set_aside
from gongbao.briefing.signals.actions.parting import take_out
from gongbao.briefing.signals.actions.taking import take, take_counts

__all__ = [
    "add_feed",
    "answer",
    "ask",
    "ask_due",
    "change_feed",
    "drop",
    "fetch_soon",
    "hear_report",
    "link",
    "look_again",
    "record_failure",
    "remind_due",
    "report_now",
    "set_aside",
    "set_limit",
    "take",
    "take_counts",
    "take_file",
    "take_out",
    "tidy",
    "write_clarification",
]
