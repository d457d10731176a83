"""How far a unit is with the year's target, against how far the year is gone: exact decimals, no clock."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

TWELVE = Decimal(12)
FINE = Decimal("0.0001")


class Standing(NamedTuple):
    """`share` of the target and `year_share` of the year gone, of one, at four places; `ahead` their difference.

    `lagging`: behind by more than the tolerance allows.
    """

    share: Decimal
    year_share: Decimal
    ahead: Decimal
    lagging: bool


def year_share(month: int) -> Decimal:
    """How much of the year is gone at the end of a month (202606 → 0.5), exact: twelfths are kept as they divide."""
    number = month % 100
    if not 1 <= number <= 12:
        raise ValueError(f"no month: {month}")
    return Decimal(number) / TWELVE


def share_of_target(total: Decimal | None, target: Decimal | None) -> Decimal | None:
    """Reached of the year's target, of one; None without both, or where the target is nothing."""
    if total is None or target is None or target <= 0:
        return None
    return total / target


def standing(
    total: Decimal | None, target: Decimal | None, month: int, *, direction: str, tolerance: Decimal
) -> Standing | None:
    """How a cumulative figure stands; None where nothing can be said. `tolerance` in percent points.

    Higher is better ("up"): lagging below the year's share less the tolerance. Lower is better ("down", a ceiling such
    as energy used): lagging above the year's share plus the tolerance. "plain" never lags. Compared before rounding.
    """
    share = share_of_target(total, target)
    if share is None:
        return None
    gone, room = year_share(month), tolerance / 100
    lagging = (direction == "up" and share < gone - room) or (direction == "down" and share > gone + room)
    return Standing(_fine(share), _fine(gone), _fine(share - gone), lagging)


def _fine(value: Decimal) -> Decimal:
    return value.quantize(FINE, ROUND_HALF_UP)


def months_agree(before: Decimal | None, amount: Decimal | None, total: Decimal | None) -> bool:
    """Whether last month's total and this month's own amount make this month's total; true where one is not known."""
    if before is None or amount is None or total is None:
        return True
    return abs(before + amount - total) <= max(abs(total) * Decimal("0.0005"), Decimal("0.01"))


def month_before(month: int) -> int | None:
    """The month before in the same year; None for January, where totals begin anew."""
    return month - 1 if month % 100 > 1 else None
