"""The log's signature, behind an interface of one function, so that a hardware module can take the file's place."""

import os
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.module_loading import import_string

from gongbao.foundation.ledger.refusals import LogRefusal
from gongbao.kernel.tlog.note import KeyType, Signature, Signer, Verifier


class HeadSigner(Protocol):
    """Signs the text of a checkpoint. The kernel's `Signer` is one; a hardware module's adapter is another."""

    @property
    def verifier(self) -> Verifier: ...

    def sign(self, text: str) -> Signature: ...


def log_signer() -> HeadSigner:
    """The signer that LEDGER_SIGNER names: a callable without arguments."""
    signer: HeadSigner = import_string(settings.LEDGER_SIGNER)()
    return signer


def file_signer() -> Signer:
    """The key in the data folder's ledger.key."""
    return Signer(settings.LEDGER_ORIGIN, KeyType.ED25519, _read_key(key_path()))


def witness_signer() -> Signer:
    """The key with which this installation cosigns other logs; one key per role, made on first use."""
    return _role_signer("witness", KeyType.COSIGNATURE)


def role_signer(role: str) -> Signer:
    """A key of one role, made on first use, so that who answers all day need not hold the log's own key."""
    return _role_signer(role, KeyType.ED25519)


def _role_signer(role: str, kind: KeyType) -> Signer:
    path = Path(settings.DATA_DIR) / f"{role}.key"
    create_key(path)
    return Signer(f"{settings.LEDGER_ORIGIN}/{role}", kind, _read_key(path))


def key_path() -> Path:
    return Path(settings.DATA_DIR) / "ledger.key"


def create_key(path: Path) -> bool:
    """Make a key file only its owner may read, unless there is one; True if it was made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
        file.flush()
        os.fsync(file.fileno())
    return True


def _read_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text().strip())
    except FileNotFoundError as error:
        raise LogRefusal(
            "ledger.key-missing",
            f"找不到签名密钥 {path}。请从保管处恢复；没有它，账本不能继续签名。",
            f"The signing key {path} is missing. Restore it from safe keeping; without it the log cannot sign.",
        ) from error
    if len(key) != 32:
        raise LogRefusal(
            "ledger.key-broken", f"密钥文件 {path} 已损坏。", f"The key file {path} is broken; restore it."
        )
    return key
