"""Every write of the serious list: from the notice to the end of publication."""

from gongbao.register.serious.actions.contesting import answer_query, ask_about
from gongbao.register.serious.actions.deciding import decide, publish_entry, push_entry, receive_push
from gongbao.register.serious.actions.ending import correct, expire, note_annulled, restore, revoke
from gongbao.register.serious.actions.former import Former, enter_former, enter_former_rows
from gongbao.register.serious.actions.leaving import (
    answer_application,
    apply_early,
    decide_early,
    note_new_penalty,
    take_down,
)
from gongbao.register.serious.actions.opening import Weighed, answer_consent, ask_consent, drop, hear, notify
from gongbao.register.serious.actions.pushed import Pushed, end_pushed, enter_pushed

__all__ = [
    "Former",
    "Pushed",
    "Weighed",
    "answer_application",
    "answer_consent",
    "answer_query",
    "apply_early",
    "ask_about",
    "ask_consent",
    "correct",
    "decide",
    "decide_early",
    "drop",
    "end_pushed",
    "enter_former",
    "enter_former_rows",
    "enter_pushed",
    "expire",
    "hear",
    "note_annulled",
    "note_new_penalty",
    "notify",
    "publish_entry",
    "push_entry",
    "receive_push",
    "restore",
    "revoke",
    "take_down",
]
