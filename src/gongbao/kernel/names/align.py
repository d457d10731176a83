"""What the parts of two names say to each other. Outcomes are few and named: a weight is learned for each."""

from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from gongbao.kernel.names.lexicon import Lexicon
from gongbao.kernel.names.parts import LIMITED, SHARES, Parts
from gongbao.kernel.names.sounds import likeness

Outcomes = dict[str, str]
_COMPANIES = {LIMITED, SHARES, "公司"}


class Edit(NamedTuple):
    """One mistake of the hand between two texts: where, and the characters on each side ('' when one is missing)."""

    position: int
    before: str
    after: str


def one_edit(a: str, b: str) -> Edit | None:
    """The single exchange, omission, addition or swap that makes one text of the other; None if it takes more."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return None
    start = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        start += 1
    tail_a, tail_b = a[start:], b[start:]
    if len(a) == len(b):
        if tail_a[1:] == tail_b[1:]:
            return Edit(start, tail_a[0], tail_b[0])
        if tail_a[:2] == tail_b[1::-1] and tail_a[2:] == tail_b[2:]:
            return Edit(start, tail_a[:2], tail_b[:2])
        return None
    if len(a) > len(b):
        return Edit(start, tail_a[0], "") if tail_a[1:] == tail_b else None
    return Edit(start, "", tail_b[0]) if tail_b[1:] == tail_a else None


@lru_cache(maxsize=1)
def common_trades() -> dict[str, int]:
    """Trade names that many firms bear, with their uses per 100,000 names."""
    rows = files(__package__).joinpath("words", "trades.tsv").read_text(encoding="utf-8").splitlines()
    return {trade: int(uses) for trade, uses in (row.split("\t") for row in rows)}


def outcomes(a: Parts, b: Parts, lexicon: Lexicon) -> Outcomes:
    """Part → outcome for two names in Chinese."""
    found = {
        "form": _forms(a, b),
        "numbers": "same" if a.numbers == b.numbers or sorted(a.numbers) == sorted(b.numbers) else "other",
    }
    if a.core == b.core and a.places == b.places:
        return found | {
            "place": _equal_places(a),
            "trade": _equal_trade(a.trade),
            "lines": "same" if a.lines else "none",
        }
    if _same_characters(a.text, b.text) and (_whole_words(a, b) or _whole_words(b, a)):
        better = max(a, b, key=lambda parts: (len(parts.places), len(parts.lines), bool(parts.form)))
        return found | {
            "place": "same" if better.places else "none",
            "trade": _equal_trade(better.trade),
            "lines": "reordered",
            "form": "same",
            "numbers": "same",
        }
    if (edit := one_edit(a.core, b.core)) and (slip := _slip(a, b, edit)):
        return found | slip
    return found | {
        "place": _places(a.places, b.places, lexicon),
        "trade": _trades(a.trade, b.trade),
        "lines": _lines(a.lines, b.lines),
    }


def _equal_places(a: Parts) -> str:
    return "same" if a.places else "none"


def _equal_trade(trade: str) -> str:
    if not trade:
        return "none"
    if trade in common_trades():
        return "same-common"
    return "same" if len(trade) < 3 else "same-long"


def _same_characters(a: str, b: str) -> bool:
    """Whether two texts are of the same characters, in whatever order; brackets do not count."""
    one = a.replace("(", "").replace(")", "") if "(" in a or ")" in a else a
    other = b.replace("(", "").replace(")", "") if "(" in b or ")" in b else b
    return len(one) == len(other) and sorted(one) == sorted(other)


def _whole_words(a: Parts, b: Parts) -> bool:
    """Whether the second, of the same characters, is the first with its words in another order: each of them whole."""
    if len(a.text) < 6 or not a.trade:
        return False
    words = (a.trade, *a.lines)
    return all(word in b.text for word in words) and all(place in b.text for place in a.places)


def _slip(a: Parts, b: Parts, edit: Edit) -> Outcomes | None:
    """Outcomes when the names are one slip apart and the slip is not in the trade name."""
    better = max(a, b, key=lambda parts: (len(parts.places), len(parts.lines), -len(parts.trade)))
    begins = better.core.rfind(better.trade, 0, len(better.core) - sum(map(len, better.lines))) if better.trade else -1
    if begins < 0:
        return None
    ends = begins + len(better.trade)
    width = max(len(edit.before), len(edit.after))
    trade = _equal_trade(better.trade)
    position = _leftmost(a.core, b.core, edit)
    if position + width <= begins and better.places:
        place = _equal_places(better) if a.places == b.places else "slip"
        return {"place": place, "trade": trade, "lines": "same" if better.lines else "none"}
    other = b if better is a else a
    if len(other.core) > len(better.core) and position == ends and other.core[ends] != better.core[ends : ends + 1]:
        return None  # what stands between trade name and business is a longer trade name: 泰鑫机械, 泰鑫安机械
    if edit.position >= ends and better.lines:
        # A whole word for another (铜业, 钢业) is another line of business; half a word is a slip.
        lines = "slip" if _lines(a.lines, b.lines) != "other" or len(a.lines) != len(b.lines) else "other"
        return {"place": _equal_places(better), "trade": trade, "lines": lines}
    return None


def _leftmost(a: str, b: str, edit: Edit) -> int:
    """Where a character too many may have come in: of 南坡坡 either 坡, so the first."""
    position, doubled = edit.position, edit.before or edit.after
    if len(a) == len(b):
        return position
    while position and a[position - 1] == doubled:
        position -= 1
    return position


def _places(a: tuple[str, ...], b: tuple[str, ...], lexicon: Lexicon) -> str:
    if not a and not b:
        return "none"
    one, other = set(a), set(b)
    if one == other:
        return "same"
    if not one or not other:
        return "missing"
    if one <= other or other <= one:
        return "wider"
    around = {place: lexicon.parents.get(place, frozenset()) for place in one | other}
    nested = all(any(x == y or x in around[y] or y in around[x] for y in other) for x in one)
    return "wider" if nested else "other"


def _trades(a: str, b: str) -> str:
    if a == b:
        return _equal_trade(a)
    if not a or not b:
        return "missing"
    if edit := one_edit(a, b):
        if len(edit.before) == 2:
            return "swapped"
        if not edit.before or not edit.after:
            return "longer" if len(min(a, b, key=len)) > 1 else "other"
        like = likeness(edit.before, edit.after)
        sort = "sound" if like.sound else "shape" if like.shape else "near-sound" if like.near_sound else "one-off"
        return sort if len(a) > 1 else "other"
    short, long = sorted((a, b), key=len)
    return "longer" if len(short) > 1 and long.startswith(short) else "other"


def _lines(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    if a == b:
        return "same" if a else "none"
    one, other = set(a), set(b)
    if one == other:
        return "reordered"
    if not one or not other:
        return "missing"
    if one <= other or other <= one:
        return "shorter"
    return "overlap" if one & other else "other"


def _forms(a: Parts, b: Parts) -> str:
    if a.form == b.form:
        return "same"
    if not a.form or not b.form:
        return "missing"
    return "changed" if {a.form, b.form} <= _COMPANIES else "other"
