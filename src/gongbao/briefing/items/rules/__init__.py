from gongbao.briefing.items.rules.similarity import bigrams, jaccard
from gongbao.briefing.items.rules.text import MOST_BODY, MOST_TITLE, clean_text, refuse_classified, secrecy_mark
from gongbao.briefing.items.rules.workflow import TRANSITIONS, Transition, next_state, transitions_for

__all__ = [
    "MOST_BODY",
    "MOST_TITLE",
    "TRANSITIONS",
    "Transition",
    "bigrams",
    "clean_text",
    "jaccard",
    "next_state",
    "refuse_classified",
    "secrecy_mark",
    "transitions_for",
]
