"""Secrets of webhooks at rest: sealed under a key derived from the installation's secret, for this purpose alone."""

import secrets
from functools import lru_cache

from cryptography.fernet import Fernet
from django.conf import settings

from gongbao.foundation.sealing import fernet_key
from gongbao.register.subscriptions.rules.messages import SECRET_BYTES

_PURPOSE = b"gongbao list webhooks"


def new_secret() -> bytes:
    """A fresh secret."""
    return secrets.token_bytes(SECRET_BYTES)


def seal(secret: bytes) -> bytes:
    """As it is kept."""
    return _box(settings.SECRET_KEY).encrypt(secret)


def unseal(sealed: bytes) -> bytes:
    """The secret again."""
    return _box(settings.SECRET_KEY).decrypt(bytes(sealed))


@lru_cache(maxsize=4)
def _box(_secret_key: str) -> Fernet:
    return Fernet(fernet_key(_PURPOSE))
