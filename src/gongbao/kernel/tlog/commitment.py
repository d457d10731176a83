"""Salted commitments: what stands in the log instead of the content (ledger-and-draw.md A12)."""

import hashlib
import hmac

PREFIX = b"reg/commit/v1\n"
SALT_BYTES = 32


def commit(salt: bytes, payload: bytes) -> bytes:
    """SHA-256 over PREFIX, the salt (32 random bytes, one per record) and the payload."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(PREFIX + salt + payload).digest()


def opens(commitment: bytes, salt: bytes, payload: bytes) -> bool:
    """Whether salt and payload are what was committed to."""
    return len(salt) == SALT_BYTES and hmac.compare_digest(commit(salt, payload), commitment)
