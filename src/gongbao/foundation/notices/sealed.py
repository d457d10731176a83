"""Gateways' and people's addresses at rest: encrypted under a key of this purpose, opened only to send."""

from cryptography.fernet import Fernet

from gongbao.foundation.sealing import fernet_key


def seal(text: str) -> str:
    return Fernet(fernet_key(b"gongbao/channels/v1")).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    return Fernet(fernet_key(b"gongbao/channels/v1")).decrypt(sealed.encode("ascii")).decode()
