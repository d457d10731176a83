"""Keys under which secrets rest in the database, each derived from the installation's secret key for one purpose."""

import base64

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def fernet_key(purpose: bytes) -> bytes:
    """32 bytes by HKDF-SHA-256 (RFC 5869) from SECRET_KEY, in the encoding Fernet takes."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(settings.SECRET_KEY.encode())
    return base64.urlsafe_b64encode(derived)
