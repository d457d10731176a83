"""Every write: asking with a purpose, following a firm, the list of purposes."""

from gongbao.register.consultations.actions.asking import MOST_AT_ONCE, consult, consult_list, hear_answered
from gongbao.register.consultations.actions.following import LONGEST_DAYS, follow, stop_following, tell_followers
from gongbao.register.consultations.actions.purposes import add_purpose, ensure_purposes, set_active

__all__ = [
    "LONGEST_DAYS",
    "MOST_AT_ONCE",
    "add_purpose",
    "consult",
    "consult_list",
    "ensure_purposes",
    "follow",
    "hear_answered",
    "set_active",
    "stop_following",
    "tell_followers",
]
