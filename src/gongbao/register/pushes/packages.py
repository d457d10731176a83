"""The file by which a penalty goes to another province: canonical JSON, hashed and signed; made and read. Pure.

    {"package": {…}, "sha256": "…", "signature": "— name base64", "vkey": "name+id+key"}

What is signed is a note of two lines: the format, and the SHA-256 of the canonical bytes of `package`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.kernel.tlog.note import NoteError, Signer, Verifier, open_note

FORMAT = "gongbao/penalty-push/v1"
LARGEST = 256 * 1024
_TEXTS = ("source_id", "decided_on", "made_at", "id")


class PackageError(ValueError):
    """The file is not a package, or not as it was signed; `zh` and `en` say what is wrong."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Package:
    """A package that is as it was signed."""

    said: Mapping[str, Any]
    sha256: str
    vkey: str

    @property
    def decided_on(self) -> date:
        return date.fromisoformat(self.said["decided_on"])


def write(said: Mapping[str, Any], signer: Signer) -> tuple[bytes, str]:
    """The file's bytes and the hash that is signed."""
    digest = sha256(canonical_json(dict(said))).hexdigest()
    whole = {
        "package": dict(said),
        "sha256": digest,
        "signature": signer.sign(_text(digest)).line.strip(),
        "vkey": signer.verifier.vkey,
    }
    return canonical_json(whole) + b"\n", digest


def _text(digest: str) -> str:
    return f"{FORMAT}\n{digest}\n"


def read(data: bytes) -> Package:
    """Open a file: PackageError unless it is a package of this format, whole, and signed by the key it names."""
    if len(data) > LARGEST:
        raise PackageError("文件太大", "it is too large")
    try:
        whole = json.loads(data)
        said, digest, signature, vkey = (whole[one] for one in ("package", "sha256", "signature", "vkey"))
        fits = said["format"] == FORMAT and all(isinstance(said[one], str) for one in _TEXTS)
        parts = (said["from"]["authority"], said["from"]["region"], said["party"]["name"], said["party"]["code"])
        fits = fits and all(isinstance(one, str) and one for one in parts) and isinstance(said["values"], dict)
        date.fromisoformat(said["decided_on"])
    except (ValueError, KeyError, TypeError, RecursionError):
        fits = False
    if not fits:
        raise PackageError("不是推送文件，或者版本不同", "it is no push package, or of another version")
    if sha256(canonical_json(said)).hexdigest() != digest:
        raise PackageError("内容与散列不符，可能被改动过", "its content does not fit its hash")
    try:
        _note, by = open_note(f"{_text(digest)}\n{signature}\n", [Verifier.parse(vkey)])
    except (NoteError, AttributeError):
        by = []
    if not by:
        raise PackageError("签名不对", "its signature is wrong")
    return Package(said, digest, vkey)
