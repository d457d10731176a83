"""Every write of this slice."""

from gongbao.register.subscriptions.actions.collecting import collect_files
from gongbao.register.subscriptions.actions.correcting import acknowledge, hear_match_corrected
from gongbao.register.subscriptions.actions.delivering import Outcome, fan_out, prune, settle
from gongbao.register.subscriptions.actions.publishing import take_edition
from gongbao.register.subscriptions.actions.recording import FOLLOWS, record_changes
from gongbao.register.subscriptions.actions.subscribing import (
    Made,
    Scope,
    end,
    pause,
    renew_secret,
    replay,
    resume,
    subscribe,
)

__all__ = [
    "FOLLOWS",
    "Made",
    "Outcome",
    "Scope",
    "acknowledge",
    "collect_files",
    "end",
    "fan_out",
    "hear_match_corrected",
    "pause",
    "prune",
    "record_changes",
    "renew_secret",
    "replay",
    "resume",
    "settle",
    "subscribe",
    "take_edition",
]
