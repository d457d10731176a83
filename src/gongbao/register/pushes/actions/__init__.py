"""Every write: what is to be pushed, its sending and acknowledgement; what other provinces push here."""

from gongbao.register.pushes.actions.listed import hear_ended, hear_inside, hear_listed
from gongbao.register.pushes.actions.receiving import publish_arrival, return_arrival, take_in
from gongbao.register.pushes.actions.sending import (
    acknowledge,
    hear_elsewhere,
    note_sent,
    open_dispatch,
    post,
)
from gongbao.register.pushes.actions.unheard import hear_unheard

__all__ = [
    "acknowledge",
    "hear_elsewhere",
    "hear_ended",
    "hear_inside",
    "hear_listed",
    "hear_unheard",
    "note_sent",
    "open_dispatch",
    "post",
    "publish_arrival",
    "return_arrival",
    "take_in",
]
