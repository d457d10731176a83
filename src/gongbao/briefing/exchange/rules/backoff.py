"""How long to wait before an address that did not answer is tried again."""

FIRST, LONGEST = 2.0, 1800.0


def pause_after(tries: int) -> float:
    """Seconds after the `tries`-th failure in a row: 2, 4, 8 … at most half an hour."""
    return min(LONGEST, FIRST * 2.0 ** min(max(tries, 1) - 1, 20))
