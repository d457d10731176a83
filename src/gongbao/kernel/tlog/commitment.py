"""Salted commitments: what stands in the log instead of the content (ledger-and-draw.md A12).

A whole document is committed with one salt. A document that may be shown in part is committed field by field, each
with a salt of its own, and the sorted list of those digests is what enters the log (the manner of SD-JWT): a field can
be withheld or erased and the rest still proves.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PREFIX = b"reg/commit/v1\n"
FIELD_PREFIX = b"reg/field/v1\n"
LIST_PREFIX = b"reg/fields/v1\n"
SALT_BYTES = 32
DIGEST_BYTES = 32


def commit(salt: bytes, payload: bytes) -> bytes:
    """SHA-256 over PREFIX, the salt (32 random bytes, one per record) and the payload."""
    _check_salt(salt)
    return hashlib.sha256(PREFIX + salt + payload).digest()


def opens(commitment: bytes, salt: bytes, payload: bytes) -> bool:
    """Whether salt and payload are what was committed to."""
    return len(salt) == SALT_BYTES and hmac.compare_digest(commit(salt, payload), commitment)


@dataclass(frozen=True, slots=True)
class Field:
    """One field disclosed: its name, its own 32 random bytes, and its value as bytes (canonical JSON)."""

    name: str
    salt: bytes
    value: bytes

    def digest(self) -> bytes:
        """SHA-256 over FIELD_PREFIX, the salt, the name with its length as two bytes before it, and the value."""
        _check_salt(self.salt)
        name = self.name.encode()
        return hashlib.sha256(FIELD_PREFIX + self.salt + len(name).to_bytes(2, "big") + name + self.value).digest()


def field_digests(fields: Iterable[Field]) -> list[bytes]:
    """What is kept and shown of every field, in an order that tells nothing. ValueError when a name is there twice."""
    every = list(fields)
    if len({one.name for one in every}) != len(every):
        raise ValueError("a field is there twice")
    return sorted(one.digest() for one in every)


def commit_fields(digests: Sequence[bytes]) -> bytes:
    """The commitment to a list of field digests; ValueError unless they are 32 bytes each, sorted, and none twice."""
    if any(len(one) != DIGEST_BYTES for one in digests):
        raise ValueError(f"a digest has {DIGEST_BYTES} bytes")
    if list(digests) != sorted(set(digests)):
        raise ValueError("digests are sorted and none is there twice")
    return hashlib.sha256(LIST_PREFIX + b"".join(digests)).digest()


def opens_fields(commitment: bytes, digests: Sequence[bytes], disclosed: Iterable[Field]) -> bool:
    """Whether the list is what was committed to and every disclosed field stands in it, each name once."""
    shown = list(disclosed)
    try:
        fits = hmac.compare_digest(commit_fields(digests), commitment)
        found = field_digests(shown)
    except ValueError:
        return False
    return fits and set(found) <= set(digests)


def _check_salt(salt: bytes) -> None:
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
