"""Codes that people type: 80 random bits in letters and digits that cannot be mistaken for one another.

Shown once as ABCD-EFGH-JKMN-PQRS and kept only as a hash. The randomness makes guessing hopeless, so a plain
SHA-256 is enough.
"""

import hashlib
import secrets

# Crockford's base 32: without I, L, O and U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None, "‐": None, "–": None, "—": None})


def new_code() -> str:
    """A fresh code in four groups of four."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def code_hash(typed: str) -> str:
    """The hash under which a code is kept: lower case, spaces, hyphens and misread letters make no difference."""
    return hashlib.sha256(typed.strip().upper().translate(_MISREAD).encode()).hexdigest()
