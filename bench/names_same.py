"""Cases in which two names are one firm's, and the names alone show it: each by one stated operation."""

import re

import opencc

from bench.names_pool import TRADE, Firm, Pool, code, homophone_of, middle
from bench.names_unsure import in_english
from gongbao.kernel.names.parts import LIMITED, SHARES

TRADITIONAL = opencc.OpenCC("s2t")
_ENGLISH_FORM = re.compile(r" (Co\.|CO\.|Company ).*$")
FORM_WORDING = {LIMITED: ("有限公司", "有限责任公司"), SHARES: ("股份有限公司",)}


def script(pool: Pool, firm: Firm) -> str | None:
    other = TRADITIONAL.convert(firm.name)
    return other if other != firm.name else None


def noise(pool: Pool, firm: Firm) -> str:
    kind = pool.random.randrange(5)
    if kind == 0:
        return " ".join(firm.name)
    if kind == 1:
        return firm.name.replace("公司", "公司。") + "\u200b"
    if kind == 2:
        return f"“{firm.name}”"
    if kind == 3:
        return "\u3000" + firm.name[:4] + "·" + firm.name[4:]
    return firm.name.replace("(", "（").replace(")", "）") + "\u00a0"


def order(pool: Pool, firm: Firm) -> str:
    place, trade, lines, form = middle(firm)
    return pool.random.choice(
        (f"{trade}{place}{lines}{form}", f"{place}{form}{trade}{lines}", f"{trade}{lines}{form}{place}")
    )


def place_in_brackets(pool: Pool, firm: Firm) -> str:
    place, trade, lines, form = middle(firm)
    return pool.random.choice((f"{trade}({place}){lines}{form}", f"{trade}{lines}({place}){form}"))


def place_rank(pool: Pool, firm: Firm) -> str | None:
    place, trade, lines, form = middle(firm)
    short = "".join(firm.parts.places)
    longer = next(
        (spelling for spelling, stem in pool.lexicon.places.items() if stem == short and spelling != place), None
    )
    return f"{longer}{trade}{lines}{form}" if longer else None


def form_wording(pool: Pool, firm: Firm) -> str | None:
    place, trade, lines, form = middle(firm)
    return {"有限公司": f"{place}{trade}{lines}有限责任公司", "有限责任公司": f"{place}{trade}{lines}有限公司"}.get(
        form
    )


def form_changed(pool: Pool, firm: Firm) -> str | None:
    place, trade, lines, form = middle(firm)
    return f"{place}{trade}{lines}股份有限公司" if form in FORM_WORDING[LIMITED] else None


def slip(pool: Pool, firm: Firm) -> str:
    """A slip of the hand in the place, the line of business or the form: never in the trade name."""
    place, trade, _lines, _form = middle(firm)
    spots = [n for n in range(len(firm.parts.text)) if not len(place) <= n < len(place) + len(trade)]
    at = pool.random.choice(spots[:-1])
    text = firm.parts.text
    kind = pool.random.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    return text[:at] + homophone_of(pool, text[at]) + text[at + 1 :]


def _new_trade(pool: Pool) -> str:
    return "".join(pool.random.sample(TRADE, 2))


def former_stated(pool: Pool, firm: Firm) -> tuple[str, str]:
    place, _trade, lines, form = middle(firm)
    new = f"{place}{_new_trade(pool)}{lines}{form}(原名:{firm.name})"
    return firm.name, new


def latin_forms(pool: Pool, firm: Firm) -> tuple[str, str] | None:
    one = in_english(pool, firm)
    return (one, _ENGLISH_FORM.sub("", one).upper() + ", LIMITED") if one else None


def old_code(pool: Pool, firm: Firm) -> tuple[str, str]:
    whole = code(pool)
    return f"{whole[8:16]}-{whole[16]}", whole
