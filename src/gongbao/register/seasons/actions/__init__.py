"""Every write of the season: opened, kept in step with the register, reminded, closed."""

from gongbao.register.seasons.actions.calling import note_call
from gongbao.register.seasons.actions.closing import CHUNK, carry_out, discard, order_close, prepare_close, sign_close
from gongbao.register.seasons.actions.numbers import MOST_NUMBERS, read_numbers
from gongbao.register.seasons.actions.opening import open_season, sync_season
from gongbao.register.seasons.actions.rehearsing import Rehearsal, rehearse
from gongbao.register.seasons.actions.reminding import remind

__all__ = [
    "CHUNK",
    "MOST_NUMBERS",
    "Rehearsal",
    "carry_out",
    "discard",
    "note_call",
    "open_season",
    "order_close",
    "prepare_close",
    "read_numbers",
    "rehearse",
    "remind",
    "sign_close",
    "sync_season",
]
