"""What goes into the log for one published thing: a salt, a commitment to its bytes, and the entry naming both.

The formats are the kernel's; here only the salt is drawn.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from gongbao.kernel.tlog.commitment import commit
from gongbao.kernel.tlog.leaf import Erasure, Leaf


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the caller stores beside the body: 32 random bytes, and SHA-256 over salt and body."""

    salt: bytes
    commitment: bytes


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be entered. `previous` is the commitment of the version before, if there was one."""

    record: UUID
    version: int
    kind: str
    body: bytes
    previous: bytes | None = None


def seal(item: Item, *, now: datetime, origin: str) -> tuple[Sealed, bytes]:
    """Draw a salt, commit to the body, and write the entry's bytes."""
    salt = secrets.token_bytes(32)
    commitment = commit(salt, item.body)
    leaf = Leaf(
        register=origin,
        record=str(item.record),
        version=item.version,
        kind=item.kind,
        time=_second(now),
        commitment=commitment.hex(),
        previous=item.previous.hex() if item.previous else None,
    )
    return Sealed(salt, commitment), leaf.to_bytes()


def seal_erasure(
    record: UUID, version: int, commitment: bytes, erasure: Erasure, *, now: datetime, origin: str
) -> bytes:
    """The entry that says an earlier entry's content is gone; it repeats that entry's commitment."""
    return Leaf(
        register=origin,
        record=str(record),
        version=version,
        kind="erase",
        time=_second(now),
        commitment=commitment.hex(),
        erasure=erasure,
    ).to_bytes()


def _second(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
