"""The installation's secret keys, kept apart from its backups and never in the clear.

One file: a line of JSON with the parameters, then AES-256-GCM over the keys, under a key derived by scrypt (RFC 7914)
from a passphrase.
"""

import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from gongbao.foundation.events.refusals import Refusal

NAMES = ("ledger.key", "witness.key", "screening.key", "secret.key")
FORMAT = "gongbao/keys/v1"
SHORTEST = 12
_COST = {"n": 2**16, "r": 8, "p": 1}  # 64 MB and a good tenth of a second a guess


def seal_keys(folder: Path, passphrase: str) -> tuple[bytes, list[str]]:
    """The sealed file of those keys that are in `folder`, and their names. Refuses a short passphrase."""
    if len(passphrase) < SHORTEST:
        raise Refusal(
            "keys.passphrase-short",
            f"口令至少 {SHORTEST} 个字符。密钥没有备份。",
            f"The passphrase needs at least {SHORTEST} characters. No key was backed up.",
        )
    found = {name: (folder / name).read_text() for name in NAMES if (folder / name).exists()}
    if not found:
        raise Refusal("keys.none", f"{folder} 里没有密钥。", f"There are no keys in {folder}.")
    salt, nonce = os.urandom(16), os.urandom(12)
    head = {"format": FORMAT, "salt": salt.hex(), "nonce": nonce.hex(), **_COST}
    line = json.dumps(head).encode() + b"\n"
    sealed = AESGCM(_derive(passphrase, salt, _COST)).encrypt(nonce, json.dumps(found).encode(), line)
    return line + sealed, list(found)


def open_keys(sealed: bytes, passphrase: str) -> dict[str, str]:
    """Name and content of every key. Refuses a wrong passphrase and a damaged file (they cannot be told apart)."""
    line, _, body = sealed.partition(b"\n")
    try:
        head = json.loads(line)
        cost = {name: int(head[name]) for name in _COST}
        if head["format"] != FORMAT or cost["n"] > 2**20 or cost["r"] > 32 or cost["p"] > 8:
            raise ValueError(head["format"])
        salt, nonce = bytes.fromhex(head["salt"]), bytes.fromhex(head["nonce"])
        opened = AESGCM(_derive(passphrase, salt, cost)).decrypt(nonce, body, line + b"\n")
        keys: dict[str, str] = json.loads(opened)
    except (ValueError, KeyError, TypeError, InvalidTag) as error:
        raise Refusal(
            "keys.not-opened",
            "打不开密钥文件：口令不对，或文件已损坏。",
            "The key file does not open: the passphrase is wrong or the file is damaged.",
        ) from error
    return {name: text for name, text in keys.items() if name in NAMES}


def _derive(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    return Scrypt(salt=salt, length=32, **cost).derive(passphrase.encode())


def put_keys(folder: Path, keys: dict[str, str]) -> None:
    """Write the keys where only their owner reads them; FileExistsError when one is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in keys.items():
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def put_sealed(path: Path, sealed: bytes) -> None:
    """Write a sealed file; refuses to overwrite one."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refusal(
            "keys.taken", f"{path} 已经存在，没有覆盖。", f"{path} exists already and was not overwritten."
        ) from error
    with os.fdopen(handle, "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
