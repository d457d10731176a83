"""Every write of the exchange between levels: peers and keys, sending, receiving, what came of it."""

from gongbao.briefing.exchange.actions.annexes import files_of
from gongbao.briefing.exchange.actions.carrying import (
    Carried,
    collected,
    export_file,
    import_file,
    note_trouble,
    signed_package,
    waiting,
)
from gongbao.briefing.exchange.actions.delivering import KINDS, Delivered, Kind, register_kind
from gongbao.briefing.exchange.actions.handing_on import hand_on
from gongbao.briefing.exchange.actions.outcomes import record_outcome
from gongbao.briefing.exchange.actions.peering import (
    add_key,
    add_peer,
    change_peer,
    confirm_key,
    end_key,
    own_key,
    rotate_key,
)
from gongbao.briefing.exchange.actions.queueing import Parcel, queue
from gongbao.briefing.exchange.actions.receiving import receive, take_receipt
from gongbao.briefing.exchange.actions.sending import send_down, send_up
from gongbao.briefing.exchange.actions.telling import tell_outcomes

__all__ = [
    "KINDS",
    "Carried",
    "Delivered",
    "Kind",
    "Parcel",
    "add_key",
    "add_peer",
    "change_peer",
    "collected",
    "confirm_key",
    "end_key",
    "export_file",
    "files_of",
    "hand_on",
    "import_file",
    "note_trouble",
    "own_key",
    "queue",
    "receive",
    "record_outcome",
    "register_kind",
    "rotate_key",
    "send_down",
    "send_up",
    "signed_package",
    "take_receipt",
    "tell_outcomes",
    "waiting",
]
