"""Every write about items that a unit makes, and the one step function the desk shares."""

from gongbao.briefing.items.actions.cosigning import ask_cosign, say_cosign
from gongbao.briefing.items.actions.drafting import Draft, attach_file, begin_item, save_draft
from gongbao.briefing.items.actions.lodging import answer_question, lodge, recall
from gongbao.briefing.items.actions.moving import held_item, move
from gongbao.briefing.items.actions.starting import close_undertaking, load_starting_data, open_undertaking

__all__ = [
    "Draft",
    "answer_question",
    "ask_cosign",
    "attach_file",
    "begin_item",
    "close_undertaking",
    "held_item",
    "load_starting_data",
    "lodge",
    "move",
    "open_undertaking",
    "recall",
    "save_draft",
    "say_cosign",
]
