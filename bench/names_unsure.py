"""Cases whose text could come from one firm or from two, so that names alone may only say `possible`."""

from pypinyin import lazy_pinyin

from bench.names_pool import Firm, Pool, homophone_of, middle
from gongbao.kernel.names.align import common_trades
from gongbao.kernel.names.sounds import english, likeness


def slip_in_trade(pool: Pool, firm: Firm) -> str | None:
    place, trade, lines, form = middle(firm)
    at = pool.random.randrange(len(trade))
    wrong = trade[:at] + homophone_of(pool, trade[at]) + trade[at + 1 :]
    name = f"{place}{wrong}{lines}{form}"
    return name if wrong != trade and name not in pool.names else None


def renamed(pool: Pool, firm: Firm) -> str | None:
    """The same firm, of an uncommon trade name, after it took up another line of business; nobody says so."""
    place, trade, _lines, form = middle(firm)
    if trade in common_trades():
        return None
    other = pool.other(pool.plain, firm)
    return (
        f"{place}{trade}{''.join(other.parts.lines)}{form}" if other and other.parts.lines != firm.parts.lines else None
    )


def pinyin(pool: Pool, firm: Firm) -> str:
    syllables = lazy_pinyin(firm.name)
    return pool.random.choice((" ".join(syllables).title(), "".join(syllables).upper()))


def in_english(pool: Pool, firm: Firm) -> str | None:
    _place, trade, _lines, _form = middle(firm)
    words = [english(word) for word in firm.parts.lines]
    if not all(words):
        return None
    first = "".join(lazy_pinyin("".join(firm.parts.places))).title()
    ending = pool.random.choice(("Co., Ltd.", "Company Limited", "CO.,LTD", "Co. Ltd"))
    return f"{first} {''.join(lazy_pinyin(trade)).title()} {' '.join(w[0].title() for w in words)} {ending}"


def pinyin_of_neighbour(pool: Pool, firm: Firm) -> str | None:
    other = pool.neighbour(firm, lambda x, y: lazy_pinyin(x) == lazy_pinyin(y))
    return pinyin(pool, other) if other else None


def without_place(pool: Pool, firm: Firm) -> str:
    _place, trade, lines, form = middle(firm)
    return f"{trade}{lines}{form}"


def without_place_other(pool: Pool, firm: Firm) -> str | None:
    others = [
        f
        for f in pool.by_trade[firm.parts.trade]
        if f.parts.places != firm.parts.places and f.parts.lines == firm.parts.lines
    ]
    return without_place(pool, pool.random.choice(others)) if others else None


def homophone(pool: Pool, firm: Firm) -> str | None:
    other = pool.neighbour(firm, lambda x, y: len(x) == 1 and len(y) == 1 and likeness(x, y).sound)
    return other.name if other else None


def other_line_rare(pool: Pool, firm: Firm) -> str | None:
    """An uncommon trade name: another firm, which no name tells from one that changed its business."""
    return None if firm.parts.trade in common_trades() else of_other_line(pool, firm)


def of_other_line(pool: Pool, firm: Firm) -> str | None:
    others = [
        f
        for f in pool.by_trade[firm.parts.trade]
        if f.parts.places == firm.parts.places and not set(f.parts.lines) & set(firm.parts.lines)
    ]
    return pool.random.choice(others).name if others else None
