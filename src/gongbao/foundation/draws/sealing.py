"""The draw's secret at rest: sealed under a key derived from the installation's, opened only to draw and to reveal."""

from cryptography.fernet import Fernet, InvalidToken

from gongbao.foundation.draws.refusals import unsealing
from gongbao.foundation.sealing import fernet_key

_PURPOSE = b"gongbao/draw-secret/v1"


def seal(secret: bytes) -> bytes:
    """What the database keeps before the reveal."""
    return Fernet(fernet_key(_PURPOSE)).encrypt(secret)


def unseal(sealed: bytes) -> bytes:
    """The secret again. Refusal when the installation's key is another by now."""
    try:
        return Fernet(fernet_key(_PURPOSE)).decrypt(sealed)
    except InvalidToken as error:
        raise unsealing() from error
