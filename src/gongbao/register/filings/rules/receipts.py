"""The receipt's number: short enough to read aloud, not to be guessed, the same for the same filing."""

from hashlib import sha256
from uuid import UUID

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def receipt_number(filing: UUID, year: int, version: int) -> str:
    """E.g. `NB2025-7K3M-9QXW-4T2C-1`: 60 bits of the filing's digest, then the version."""
    number = int.from_bytes(sha256(b"gongbao receipt" + filing.bytes).digest()[:8], "big") >> 4
    letters = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(55, -1, -5))
    return f"NB{year}-{letters[:4]}-{letters[4:8]}-{letters[8:]}-{version}"


def digest_of(data: bytes) -> str:
    """Hex SHA-256 of an uploaded file: the same file is known again."""
    return sha256(data).hexdigest()


def receipt_address(receipt: str) -> str:
    """The public page on which whoever holds a receipt can check it (a path of this house)."""
    return f"/receipt/{receipt}/"
