"""Whether two names are one firm: same, related, possible or different, with a probability and the reason.

The probability is that of one and the same firm, a sum of evidence (Fellegi and Sunter, 1969): each part's outcome
carries a learned weight. A name alone never proves identity; `would_decide` says what would.
"""

import json
import math
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from gongbao.kernel.names import explain
from gongbao.kernel.names.align import Outcomes, outcomes
from gongbao.kernel.names.foreign import across_scripts, between_latin
from gongbao.kernel.names.lexicon import Lexicon, built_in
from gongbao.kernel.names.parts import Parts, read
from gongbao.kernel.statutes.identifiers import Scheme, check_code, is_meant_as_code

VERSION = "names/1"


class Decision(StrEnum):
    """What two names are to each other."""

    SAME = "same"
    RELATED = "related"
    POSSIBLE = "possible"
    DIFFERENT = "different"


class Compared(NamedTuple):
    """A decision, the probability that both are one firm, the outcome of each part, and why, in both languages."""

    decision: Decision
    probability: float
    outcomes: Outcomes
    zh: str
    en: str


class Judged(NamedTuple):
    """A decision, the probability that both are one firm, and the outcome of each part."""

    decision: Decision
    probability: float
    outcomes: Outcomes


class Weights(NamedTuple):
    """Learned log-odds by "part:outcome", the log-odds without evidence, and the limits of the decisions."""

    odds: dict[str, float]
    bias: float
    same: float
    possible: float


@lru_cache(maxsize=1)
def learned() -> Weights:
    """The published weights of this version."""
    text = files(__package__).joinpath("words", "weights.json").read_text(encoding="utf-8")
    return Weights(**json.loads(text))


def compare(a: str, b: str, *, lexicon: Lexicon | None = None, weights: Weights | None = None) -> Compared:
    """Two names, or two codes. Raises NotAName for an empty or endless text."""
    if codes := _codes(a, b):
        return codes
    lexicon = lexicon or built_in()
    return compare_parts(read(a, lexicon), read(b, lexicon), lexicon=lexicon, weights=weights)


def compare_parts(a: Parts, b: Parts, *, lexicon: Lexicon, weights: Weights | None = None) -> Compared:
    """Two names already read with the same lexicon."""
    return explained(judge(a, b, lexicon=lexicon, weights=weights), a, b)


def explained(judged: Judged, a: Parts, b: Parts) -> Compared:
    """A decision with its sentence."""
    zh, en = explain.sentence(judged.decision, judged.outcomes, a, b)
    return Compared(judged.decision, round(judged.probability, 4), judged.outcomes, zh, en)


def judge(a: Parts, b: Parts, *, lexicon: Lexicon, weights: Weights | None = None) -> Judged:
    """The decision without its sentence: what screening many pairs asks for."""
    weights = weights or learned()
    if a.text == b.text:
        return Judged(Decision.SAME, 0.999, {"text": "same"})
    if (a.former or b.former) and _former(a, b, lexicon):
        return Judged(Decision.SAME, 0.98, {"former": "same"})
    found = _evidence(a, b, lexicon)
    odds = weights.bias
    for part, outcome in found.items():
        odds += weights.odds.get(f"{part}:{outcome}", 0.0)
    probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
    return Judged(_decide(a, b, found, probability, weights), probability, found)


def _evidence(a: Parts, b: Parts, lexicon: Lexicon) -> Outcomes:
    if a.latin and b.latin:
        return between_latin(a, b)
    if a.latin or b.latin:
        return across_scripts(*((a.text, b) if a.latin else (b.text, a)))
    return outcomes(a, b, lexicon)


def _decide(a: Parts, b: Parts, found: Outcomes, probability: float, weights: Weights) -> Decision:
    """The limits of probability; branch and group are relations, not identity."""
    if a.branch != b.branch and probability >= weights.possible:
        found["branch"] = "one" if not (a.branch and b.branch) else "other"
        return Decision.RELATED
    kin = found.get("trade", "").startswith("same") and found.get("place") in ("same", "none", "missing", "wider")
    if kin and (a.group or b.group) and (a.group != b.group or found["lines"] not in ("same", "reordered", "none")):
        found["group"] = "one" if a.group != b.group else "same"
        return Decision.RELATED
    if "script" in found or found.get("letters") == "near":
        # Letters carry no tones and no characters: several firms can be written so. Never more than a lead.
        return Decision.POSSIBLE if probability >= weights.possible else Decision.DIFFERENT
    if _another_business(found):
        return Decision.DIFFERENT
    if probability >= weights.same and found.get("lines") not in ("shorter", "overlap", "missing"):
        return Decision.SAME
    return Decision.POSSIBLE if probability >= weights.possible else Decision.DIFFERENT


def _another_business(found: Outcomes) -> bool:
    """Whether another line of business speaks for another firm: only an uncommon trade name of the same place and form
    makes a change of business worth a look.
    """
    if found.get("lines") != "other":
        return False
    return not (
        found["trade"] in ("same", "same-long") and found["place"] in ("same", "slip") and found["form"] != "other"
    )


def _former(a: Parts, b: Parts, lexicon: Lexicon) -> bool:
    """Whether one name says what the firm was called before, and that is the other."""
    return any(
        new.former and judge(read(new.former, lexicon), old, lexicon=lexicon).decision is Decision.SAME
        for new, old in ((a, b), (b, a))
    )


def _codes(a: str, b: str) -> Compared | None:
    """Codes decide: equal ones, and an organisation code inside a unified code (GB 32100-2015: places 9 to 17)."""
    if not (is_meant_as_code(a) and is_meant_as_code(b)):
        return None
    one, other = check_code(a), check_code(b)
    schemes = {one.scheme, other.scheme}
    if Scheme.UNKNOWN in schemes:
        return None
    value = {one.scheme: one.value, other.scheme: other.value}
    if one.scheme == other.scheme:
        equal = one.value == other.value
    elif schemes == {Scheme.USCC, Scheme.ORGCODE}:
        equal = value[Scheme.USCC][8:17] == value[Scheme.ORGCODE]
    else:
        zh, en = explain.OTHER_CODES
        return Compared(Decision.POSSIBLE, 0.5, {"code": "unlike"}, zh, en)
    found = {"code": "same" if equal else "other"}
    zh, en = explain.codes(equal, one.scheme == other.scheme)
    return Compared(Decision.SAME if equal else Decision.DIFFERENT, 0.9999 if equal else 0.0001, found, zh, en)
