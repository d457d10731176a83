"""What was last signed, kept outside the database: a restored backup must never make the log shorter or different.

One small file, changed by compare-and-swap under a lock, durable before a signature leaves the house.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from gongbao.foundation.ledger.files import write_durably


@dataclass(frozen=True, slots=True)
class Signed:
    """A size and the root signed for it."""

    size: int
    root: bytes


class GuardMovedError(RuntimeError):
    """Somebody else signed in between; look again."""


def guard_path() -> Path:
    return Path(settings.DATA_DIR) / "ledger.guard"


def last_signed() -> Signed | None:
    """The last head that was signed, or None when there is no guard."""
    try:
        stored = json.loads(guard_path().read_text())
    except FileNotFoundError:
        return None
    return Signed(int(stored["size"]), bytes.fromhex(stored["root"]))


def create(first: Signed) -> None:
    """Make the guard of a new log, or of one whose guard was lost; FileExistsError if there is one."""
    with _locked():
        if guard_path().exists():
            raise FileExistsError(guard_path())
        _write(first)


def advance(expected: Signed, to: Signed) -> None:
    """Put `to` in the place of `expected`; GuardMovedError if that is no longer what stands there."""
    with _locked():
        if last_signed() != expected:
            raise GuardMovedError("another process signed a head meanwhile")
        _write(to)


def _write(signed: Signed) -> None:
    stored = {"origin": settings.LEDGER_ORIGIN, "size": signed.size, "root": signed.root.hex()}
    write_durably(guard_path(), (json.dumps(stored) + "\n").encode())


@contextmanager
def _locked() -> Iterator[None]:
    guard_path().parent.mkdir(parents=True, exist_ok=True)
    with guard_path().with_suffix(".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
