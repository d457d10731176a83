"""Every write about bulletins: setting them up, making an issue, signing it, what its readers did with it."""

from gongbao.briefing.bulletins.actions.making import move_entry, open_issue, place, set_issue, take_out
from gongbao.briefing.bulletins.actions.reading import acknowledge, open_copy, take_copy_back
from gongbao.briefing.bulletins.actions.setting_up import (
    add_column,
    add_reader,
    begin_periodical,
    drop_reader,
    merge_periodicals,
)
from gongbao.briefing.bulletins.actions.signing import pass_proof, recall, sign

__all__ = [
    "acknowledge",
    "add_column",
    "add_reader",
    "begin_periodical",
    "drop_reader",
    "merge_periodicals",
    "move_entry",
    "open_copy",
    "open_issue",
    "pass_proof",
    "place",
    "recall",
    "set_issue",
    "sign",
    "take_copy_back",
    "take_out",
]
