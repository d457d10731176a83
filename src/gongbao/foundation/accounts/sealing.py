"""The key under which secrets of second factors rest in the database."""

from gongbao.foundation import sealing


def fernet_key() -> bytes:
    """The installation's key for this purpose, in the encoding Fernet takes."""
    return sealing.fernet_key(b"gongbao/second-factor/v1")
