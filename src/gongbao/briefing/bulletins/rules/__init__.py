from gongbao.briefing.bulletins.rules.layout import chinese_quotes, foot_lines, paragraphs
from gongbao.briefing.bulletins.rules.numbering import Numbered, next_numbers, number_words

__all__ = ["Numbered", "chinese_quotes", "foot_lines", "next_numbers", "number_words", "paragraphs"]
