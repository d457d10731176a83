"""The keyed hash under which an identity number is compared: derived from the installation's secret, for this alone."""

import hashlib
import hmac
import re
from datetime import date
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from stdnum.cn import ric

_PURPOSE = b"gongbao/person-key/v1"
_OLD = re.compile(r"[0-9]{15}")
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_SPACE = re.compile(r"[\s\-·]+")


@lru_cache(maxsize=4)
def _secret(seed: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(seed.encode())


def normalise(number: str) -> str:
    """Upper case, without spaces; the 15-digit form of before 1999 in its 18 digits (GB 11643)."""
    plain = _SPACE.sub("", number).upper().translate(str.maketrans("０１２３４５６７８９Ｘ", "0123456789X"))
    if _OLD.fullmatch(plain):
        longer = f"{plain[:6]}19{plain[6:]}"
        return longer + str(ric.calc_check_digit(longer))
    return plain


def is_resident_number(number: str) -> bool:
    """Whether it is a resident identity number: 18 places, a real date, its check character right (GB 11643)."""
    plain = normalise(number)
    if not _RESIDENT.fullmatch(plain) or ric.calc_check_digit(plain[:17]) != plain[17]:
        return False
    try:
        date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    except ValueError:
        return False
    return True


def looks_wrong(number: str) -> bool:
    """Whether it has the form of a resident number and fails its own check, or is nothing at all."""
    plain = normalise(number)
    return not plain or (bool(_RESIDENT.fullmatch(plain)) and not is_resident_number(plain))


def birth_year(number: str) -> int | None:
    """The year of birth that a resident identity number carries."""
    plain = normalise(number)
    return int(plain[6:10]) if is_resident_number(plain) else None


def person_key(number: str) -> bytes:
    """HMAC-SHA-256 of the normalised number: equal numbers, equal keys; nothing can be read back from one."""
    return hmac.digest(_secret(settings.SECRET_KEY), normalise(number).encode(), hashlib.sha256)
