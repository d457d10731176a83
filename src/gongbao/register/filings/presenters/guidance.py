"""How an item is filled in: an example, where the figure stands in the books, the usual slip.

Advice, not law: it lives beside the forms and not in them, and gets better without a new edition of any form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import orjson

from gongbao.foundation.wording import is_english
from gongbao.kernel.statutes.vocabulary import Sentence

_SILENT = Sentence("", "")


@dataclass(frozen=True, slots=True)
class Guidance:
    """What helps with one item."""

    where: Sentence
    example: Sentence
    slip: Sentence = _SILENT


@cache
def all_guidance() -> Mapping[str, Mapping[str, Guidance]]:
    """Guidance by category and item."""
    raw: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]] = orjson.loads(
        (files("gongbao.register.filings") / "definitions/guidance.json").read_bytes()
    )
    return {
        category: {id_: Guidance(**{key: Sentence(*pair) for key, pair in one.items()}) for id_, one in items.items()}
        for category, items in raw.items()
    }


@dataclass(frozen=True, kw_only=True)
class Guide:
    """The same in the reader's language, beside the field; `open` where something is wrong."""

    where: str
    example: str
    slip: str = ""
    last: str = ""
    open: bool = False


def guide(category: str, item: str, *, last: str = "", open_: bool = False) -> Guide | None:
    """What to show beside an item; None where nothing is known about it."""
    found = all_guidance().get(category, {}).get(item)
    if found is None:
        return None
    said = [words.en if is_english() else words.zh for words in (found.where, found.example, found.slip)]
    return Guide(where=said[0], example=said[1], slip=said[2], last=last, open=open_)
