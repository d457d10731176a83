"""What was last signed, kept outside the database: a restored backup must never make the log shorter or different.

One small file, changed by compare-and-swap under a lock, durable before a signature leaves the house. It also says
which database it was signed from: a guard restored together with an older database is known by that.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from gongbao.foundation.ledger.files import write_durably

# Another cluster, another timeline (a point-in-time recovery, a promoted replica) or another database: somebody
# restored something. These functions are open to every role.
_DATABASE = """
    SELECT (SELECT system_identifier FROM pg_control_system()) || '/' ||
           (SELECT timeline_id FROM pg_control_checkpoint()) || '/' ||
           (SELECT oid FROM pg_database WHERE datname = current_database())
"""


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
    stored = _stored()
    return _signed(stored) if stored else None


def restored() -> bool:
    """Whether guard or database came out of a backup and nobody has reconciled the log since."""
    stored = _stored()
    if stored is None:
        return False
    return bool(stored.get("restored")) or stored.get("database", "") not in {"", database_identity()}


def database_identity() -> str:
    """Which database this is: cluster, timeline, number. It differs after every way of restoring but a disk image's."""
    with connection.cursor() as cursor:
        cursor.execute(_DATABASE)
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def create(first: Signed) -> None:
    """Make the guard of a new log, or of one whose guard was lost; FileExistsError if there is one."""
    with _locked():
        if guard_path().exists():
            raise FileExistsError(guard_path())
        _write(first)


def advance(expected: Signed, to: Signed) -> None:
    """Put `to` in the place of `expected`; GuardMovedError if that is no longer what stands there."""
    with _locked():
        stored = _stored()
        if stored is None or _signed(stored) != expected:
            raise GuardMovedError("another process signed a head meanwhile")
        _write(to, database=stored.get("database", ""), restored=stored.get("restored", ""))


def as_restored(content: str, when: str) -> str:
    """A guard's content as it comes out of a backup: with it nothing is signed before a reconciliation."""
    return json.dumps({**json.loads(content), "restored": when}) + "\n"


def settle() -> None:
    """After a reconciliation: what stands here now belongs to this database."""
    with _locked():
        stored = _stored()
        if stored is not None:
            _write(_signed(stored))


def _stored() -> dict[str, Any] | None:
    try:
        stored: dict[str, Any] = json.loads(guard_path().read_text())
    except FileNotFoundError:
        return None
    return stored


def _signed(stored: dict[str, Any]) -> Signed:
    return Signed(int(stored["size"]), bytes.fromhex(stored["root"]))


def _write(signed: Signed, *, database: str = "", restored: str = "") -> None:
    stored = {
        "origin": settings.LEDGER_ORIGIN,
        "size": signed.size,
        "root": signed.root.hex(),
        "database": database or database_identity(),
    }
    if restored:
        stored["restored"] = restored
    write_durably(guard_path(), (json.dumps(stored) + "\n").encode())


@contextmanager
def _locked() -> Iterator[None]:
    guard_path().parent.mkdir(parents=True, exist_ok=True)
    with guard_path().with_suffix(".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
