"""Who complained rests sealed in the database, under a key of its own derived from the installation's."""

from cryptography.fernet import Fernet, InvalidToken

from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.sealing import fernet_key

_PURPOSE = b"gongbao/complainant/v1"


def sealed(value: str) -> str:
    """What the database keeps."""
    return Fernet(fernet_key(_PURPOSE)).encrypt(value.encode()).decode()


def opened(kept: str) -> str:
    """The value again. Refusal when the installation's key is another by now."""
    try:
        return Fernet(fernet_key(_PURPOSE)).decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise Refusal(
            "complaint-identity-unreadable",
            "举报人信息是用另一把密钥封存的，现在打不开。请联系系统管理员恢复原来的密钥。",
            "The complainant's details were sealed with another key. Ask the administrator for the former one.",
            status=409,
        ) from error
