"""The file by which a penalty or a listing goes to another province: canonical JSON, hashed and signed. Pure.

    {"package": {…}, "sha256": "…", "signature": "— name base64", "vkey": "name+id+key"}

What is signed is a note of two lines: the format, and the SHA-256 of the canonical bytes of `package`. A penalty has a
format of its own, as it always had; what concerns the serious list says its `kind`: the listing, or its end, which
names the hash of the listing that went before. No number of a person's identity document is in any of them.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.kernel.tlog.note import NoteError, Signer, Verifier, open_note

FORMAT = "gongbao/penalty-push/v1"
LISTED = "gongbao/listing-push/v1"
PENALTY, LISTING, LISTING_END = "penalty", "listing", "listing-end"
ENDINGS = ("early", "full-term", "revoked", "corrected")
LARGEST = 256 * 1024
_TEXTS = ("source_id", "decided_on", "made_at", "id")
_LISTING = ("entry", "facts", "ground", "penalty", "penalty_number", "penalty_on", "restriction_until")
_LISTING_END = ("ending", "entry", "listing", "reason")
_HASH = re.compile(r"[0-9a-f]{64}")
_IDENTITY = re.compile(r"(?<!\d)[1-8]\d{16}[\dXx](?![\dA-Za-z])")


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
    def kind(self) -> str:
        """penalty, listing or listing-end."""
        return PENALTY if self.said["format"] == FORMAT else str(self.said["kind"])

    @property
    def decided_on(self) -> date:
        return date.fromisoformat(self.said["decided_on"])


def write(said: Mapping[str, Any], signer: Signer) -> tuple[bytes, str]:
    """The file's bytes and the hash that is signed."""
    digest = sha256(canonical_json(dict(said))).hexdigest()
    whole = {
        "package": dict(said),
        "sha256": digest,
        "signature": signer.sign(_text(said["format"], digest)).line.strip(),
        "vkey": signer.verifier.vkey,
    }
    return canonical_json(whole) + b"\n", digest


def _text(form: str, digest: str) -> str:
    return f"{form}\n{digest}\n"


def without_identity(text: str) -> str:
    """The text without numbers of identity documents, which never travel."""
    return _IDENTITY.sub("（证件号码略）", text)


def read(data: bytes) -> Package:
    """Open a file: PackageError unless it is a package of this format, whole, and signed by the key it names."""
    if len(data) > LARGEST:
        raise PackageError("文件太大", "it is too large")
    try:
        whole = json.loads(data)
        said, digest, signature, vkey = (whole[one] for one in ("package", "sha256", "signature", "vkey"))
        fits = said["format"] in {FORMAT, LISTED} and all(isinstance(said[one], str) for one in _TEXTS)
        parts = (said["from"]["authority"], said["from"]["region"], said["party"]["name"], said["party"]["code"])
        fits = fits and all(isinstance(one, str) and one for one in parts) and isinstance(said["values"], dict)
        date.fromisoformat(said["decided_on"])
        fits = fits and (said["format"] == FORMAT or _fits_list(said["kind"], said["values"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        fits = False
    if not fits:
        raise PackageError("不是推送文件，或者版本不同", "it is no push package, or of another version")
    if sha256(canonical_json(said)).hexdigest() != digest:
        raise PackageError("内容与散列不符，可能被改动过", "its content does not fit its hash")
    try:
        _note, by = open_note(f"{_text(said['format'], digest)}\n{signature}\n", [Verifier.parse(vkey)])
    except (NoteError, AttributeError):
        by = []
    if not by:
        raise PackageError("签名不对", "its signature is wrong")
    if said["format"] == LISTED and any(_IDENTITY.search(str(one)) for one in said["values"].values()):
        raise PackageError("含有个人身份证件号码，请对方去掉后重发", "it carries the number of an identity document")
    return Package(said, digest, vkey)


def _fits_list(kind: str, values: Mapping[str, Any]) -> bool:
    """Whether the values are those of a listing, or of the end of one. ValueError for a day or id that is none."""
    names = {LISTING: _LISTING, LISTING_END: _LISTING_END}.get(kind)
    if names is None or set(values) != set(names) or not all(isinstance(one, str) for one in values.values()):
        return False
    UUID(values["entry"])
    if kind == LISTING_END:
        return values["ending"] in ENDINGS and bool(_HASH.fullmatch(values["listing"])) and bool(values["reason"])
    for name in ("penalty_on", "restriction_until"):
        if values[name] or name == "penalty_on":
            date.fromisoformat(values[name])
    return all(values[name] for name in ("facts", "ground", "penalty", "penalty_number"))
