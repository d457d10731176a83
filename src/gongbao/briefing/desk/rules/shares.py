"""How the credit for one manuscript is shared among its sources."""

from decimal import Decimal

UNIT = Decimal("0.0001")


def even_shares(count: int) -> list[Decimal]:
    """`count` equal shares that add up to exactly 1; what cannot be divided goes to the first."""
    if count < 1:
        raise ValueError("no sources")
    each = (Decimal(1) / count).quantize(UNIT, rounding="ROUND_FLOOR")
    return [Decimal(1) - each * (count - 1), *[each] * (count - 1)]
