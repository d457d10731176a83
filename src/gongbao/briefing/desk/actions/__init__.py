"""Every write the desk makes: taking items in hand, wording them, adopting them; and a unit's by-pass of it."""

from gongbao.briefing.desk.actions.adopting import adopt, withdraw_adoption
from gongbao.briefing.desk.actions.bypassing import bypass
from gongbao.briefing.desk.actions.handling import ask, claim, hold, keep, lay_back, pass_on, reopen, send_back
from gongbao.briefing.desk.actions.wording import (
    edit_manuscript,
    join_items,
    set_shares,
    take_item_out,
    write_manuscript,
)

__all__ = [
    "adopt",
    "ask",
    "bypass",
    "claim",
    "edit_manuscript",
    "hold",
    "join_items",
    "keep",
    "lay_back",
    "pass_on",
    "reopen",
    "send_back",
    "set_shares",
    "take_item_out",
    "withdraw_adoption",
    "write_manuscript",
]
