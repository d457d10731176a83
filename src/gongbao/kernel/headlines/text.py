"""One way to write a text: full-width figures, stray spaces and a source's name behind the title do not matter."""

import html
import re
import unicodedata

_TAGS = re.compile(r"<[^>]{0,400}>")
_SPACE = re.compile(r"\s+")
_UNSEEN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
# "…_新浪网", "… - 青岚日报", "…|晚间新闻": who published it is the feed's, not the headline's.
_SOURCE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–,。!?]{1,12}(?:网|报|社|台|新闻|在线|频道|客户端|日报|晚报|资讯)\s*$")
_NOT_LETTERS = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
LONGEST = 4_000  # characters read of any text; what matters of an incident stands at its head


def normalise(text: str) -> str:
    """Plain text in one spelling: entities and tags gone, NFKC, one space; full-width commas are ASCII, 。 stays."""
    plain = _TAGS.sub(" ", html.unescape(text[: LONGEST * 4]))
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", plain))
    return _SPACE.sub(" ", plain).strip()[:LONGEST]


def headline(text: str) -> str:
    """A title without the name of its source behind it."""
    plain = normalise(text)
    return _SOURCE.sub("", plain) or plain


def folded(text: str) -> str:
    """Only letters, figures and characters, small: what two texts are compared by."""
    return _NOT_LETTERS.sub("", text.lower())


def joined(text: str) -> str:
    """A text without the spaces that sites put between characters; times and places are looked for in this."""
    return re.sub(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])", "", text)
