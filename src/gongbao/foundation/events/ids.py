"""Identifiers that sort by time, so that indexes on them grow at one end."""

import os
import threading
import time
import uuid

_turn = threading.Lock()
_last = 0


def _instant() -> int:
    """Unix time in units of 1/4096 ms, and never the same twice in one process."""
    global _last  # noqa: PLW0603 (what was given out is the state)
    ms, rest = divmod(time.time_ns(), 1_000_000)
    now = ms << 12 | rest * 4096 // 1_000_000
    with _turn:
        _last = max(now, _last + 1)
        return _last


def uuid7() -> uuid.UUID:
    """A version 7 UUID (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then 12 of their fraction (section 6.2,
    method 3), then randomness. What one process makes one after another sorts that way too.
    """
    instant = _instant()
    random = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    value = (instant >> 12 & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (instant & 0xFFF) << 64 | 0x2 << 62 | random
    return uuid.UUID(int=value)
