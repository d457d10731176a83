"""Every write of duties: opened one by one or by the million, discharged, waived, reminded of."""

from gongbao.foundation.duties.actions.closing import (
    Done,
    discharge,
    discharge_all,
    discharge_many,
    hand_over,
    move_all,
    reopen,
    reset_clock,
    waive,
    waive_all,
)
from gongbao.foundation.duties.actions.opening import open_duty, open_for_all, open_many, remeasure
from gongbao.foundation.duties.actions.reminding import begin_wave, mark_reacted

__all__ = [
    "Done",
    "begin_wave",
    "discharge",
    "discharge_all",
    "discharge_many",
    "hand_over",
    "mark_reacted",
    "move_all",
    "open_duty",
    "open_for_all",
    "open_many",
    "remeasure",
    "reopen",
    "reset_clock",
    "waive",
    "waive_all",
]
