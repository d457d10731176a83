from gongbao.briefing.memory.rules.folding import MOST_WORDS, Words, bigrams, fold, key, looser, month_key, words_of
from gongbao.briefing.memory.rules.marking import excerpt

__all__ = [
    "MOST_WORDS",
    "Words",
    "bigrams",
    "excerpt",
    "fold",
    "key",
    "looser",
    "month_key",
    "words_of",
]
