"""What goes into the log for one published thing: a salt, a commitment to its bytes, and the entry naming both.

The formats are the kernel's; here only the salt is drawn.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID


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
    commitment = hashlib.sha256(b"reg/commit/v1\n" + salt + item.body).digest()
    entry = {
        "commitment": commitment.hex(),
        "format": "gongbao/leaf/v1",
        "kind": item.kind,
        "previous": item.previous.hex() if item.previous else None,
        "record": str(item.record),
        "register": origin,
        "time": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "version": item.version,
    }
    return Sealed(salt, commitment), json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
