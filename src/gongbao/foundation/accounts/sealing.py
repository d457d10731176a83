"""The key under which secrets of second factors rest in the database: derived from the installation's secret key."""

import base64

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"gongbao/second-factor/v1"


def fernet_key() -> bytes:
    """32 bytes by HKDF-SHA-256 (RFC 5869) from SECRET_KEY, in the encoding Fernet takes."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(settings.SECRET_KEY.encode())
    return base64.urlsafe_b64encode(derived)
