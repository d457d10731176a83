"""Cases in which two names are two firms': related by structure, or different however alike they read."""

from bench.names_pool import Firm, Pool, code, middle
from bench.names_unsure import in_english, of_other_line
from gongbao.kernel.names.align import common_trades
from gongbao.kernel.names.sounds import likeness
from gongbao.kernel.statutes.identifiers import ALPHABET


def branch(pool: Pool, firm: Firm) -> str:
    where = pool.random.choice(("第一", "第二", "城关", "东区", "临溪"))
    return firm.name + where + pool.random.choice(("分公司", "分店", "营业部", "办事处"))


def group(pool: Pool, firm: Firm) -> str:
    place, trade, _lines, _form = middle(firm)
    return f"{place}{trade}集团有限公司"


def one_character(pool: Pool, firm: Firm) -> str | None:
    other = pool.neighbour(firm, lambda x, y: len(x) == 1 and len(y) == 1 and not likeness(x, y).near_sound)
    return other.name if other else None


def elsewhere(pool: Pool, firm: Firm) -> str | None:
    others = [f for f in pool.by_trade[firm.parts.trade] if not set(f.parts.places) & set(firm.parts.places)]
    return pool.random.choice(others).name if others else None


def other_line(pool: Pool, firm: Firm) -> str | None:
    """A common trade name: many firms of one place bear it."""
    return of_other_line(pool, firm) if firm.parts.trade in common_trades() else None


def other_trade(pool: Pool, firm: Firm) -> str | None:
    others = [
        f for f in pool.by_line[firm.parts.places, firm.parts.lines] if not set(f.parts.trade) & set(firm.parts.trade)
    ]
    return pool.random.choice(others).name if others else None


def longer_trade(pool: Pool, firm: Firm) -> str | None:
    others = pool.by_beginning[firm.parts.places, firm.parts.trade]
    return pool.random.choice(others).name if others else None


def numbered(pool: Pool, firm: Firm) -> tuple[str, str]:
    place, trade, lines, _form = middle(firm)
    one, two = pool.random.sample("一二三四五六", 2)
    return f"{place}{trade}第{one}{lines}厂", f"{place}{trade}第{two}{lines}厂"


def english_of_another(pool: Pool, firm: Firm) -> str | None:
    other = pool.other(pool.plain, firm)
    return in_english(pool, other) if other else None


def any_other(pool: Pool, firm: Firm) -> str:
    return pool.random.choice(pool.firms).name


def other_code(pool: Pool, firm: Firm) -> tuple[str, str]:
    right = code(pool)
    at = pool.random.randrange(8, 17)
    wrong = pool.random.choice([c for c in ALPHABET[:10] if c != right[at]])
    return right, right[:at] + wrong + right[at + 1 :]
