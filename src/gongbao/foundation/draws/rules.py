"""How many each stratum gives, from what the plan says: pure decisions over sizes and rates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.draw.manifest import Part
from gongbao.kernel.draw.tickets import quotas_by_count, quotas_by_rate

RISK = "risk:"


@dataclass(frozen=True, slots=True)
class Wish:
    """A rate (per cent) or a number, for everybody (`key` blank), a risk class (risk:C) or one stratum."""

    rate: Decimal | None = None
    count: int | None = None
    key: str = ""
    authority: str = ""


def quotas(sizes: Mapping[str, int], wishes: Sequence[Wish]) -> dict[str, int]:
    """How many each stratum gives. The nearest wish decides: of the stratum, of its risk class, of everybody.

    Rates round up within their stratum; a number for everybody is shared out by size (largest remainder); a number of
    a risk class is shared out within it. Refusal when a number is more than there are.
    """
    found: dict[str, int] = {}
    for wish in sorted(wishes, key=_nearness):
        reached = {code: size for code, size in sizes.items() if code not in found and _reaches(wish, code)}
        if wish.rate is not None:
            rate = Fraction(wish.rate) / 100
            found |= quotas_by_rate(reached, dict.fromkeys(reached, rate))
            continue
        if (wish.count or 0) > sum(reached.values()):
            raise Refusal(
                "draw.quota-above-stratum",
                f"{wish.key or '全部'} 要抽 {wish.count} 户，只有 {sum(reached.values())} 户：请改比例或数量。",
                f"{wish.count} are wanted of {wish.key or 'everybody'}, who are {sum(reached.values())}: change it.",
                field="count",
            )
        found |= quotas_by_count(reached, wish.count or 0)
    return {code: found.get(code, 0) for code in sizes}


def parts(sizes: Mapping[str, int], wishes: Sequence[Wish]) -> tuple[dict[str, int], tuple[Part, ...]]:
    """Quotas when several authorities share one draw: each takes the first ranks of a stratum, so that the lowest
    tickets coincide and one visit serves them all; a stratum's quota is the largest part.
    """
    authorities = list(dict.fromkeys(wish.authority for wish in wishes))
    if authorities == [""]:
        return quotas(sizes, wishes), ()
    own = [wish for wish in wishes if not wish.authority]
    most = dict.fromkeys(sizes, 0)
    found: list[Part] = []
    for authority in authorities:
        if not authority:
            continue
        mine = [wish for wish in wishes if wish.authority == authority] or own
        for code, quota in quotas(sizes, mine).items():
            if quota:
                found.append(Part(authority, code, quota))
                most[code] = max(most[code], quota)
    return most, tuple(found)


def _nearness(wish: Wish) -> int:
    return 2 if not wish.key else 1 if wish.key.startswith(RISK) else 0


def _reaches(wish: Wish, code: str) -> bool:
    if not wish.key:
        return True
    if wish.key.startswith(RISK):
        return code.rsplit("/", 1)[-1] == wish.key.removeprefix(RISK)
    return code == wish.key
