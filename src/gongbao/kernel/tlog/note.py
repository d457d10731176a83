"""Signed notes (C2SP signed-note v1.0.0) with Ed25519, and the cosignatures of witnesses (tlog-cosignature v1)."""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MOST_SIGNATURES = 100


class NoteError(Exception):
    """A note that is malformed or whose signature of a known key fails."""


class KeyType(IntEnum):
    ED25519 = 0x01
    COSIGNATURE = 0x04


def _check_name(name: str) -> None:
    if not name or any(c.isspace() or c == "+" for c in name):
        raise NoteError("a key name has no spaces and no plus, and is not empty")


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes by which a signature line names its key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key as a `vkey` string says it: `name+hexid+base64(type || key)`."""

    name: str
    kind: KeyType
    public: bytes

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, self.kind, self.public)

    @property
    def vkey(self) -> str:
        encoded = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """Read a vkey; NoteError when it is not one of ours or its id does not fit its key."""
        parts = vkey.strip().split("+", 2)
        if len(parts) != 3:
            raise NoteError("a vkey reads name+id+key")
        name, stated, encoded = parts
        _check_name(name)
        key = _decode(encoded)
        if len(key) != 33 or key[0] not in set(KeyType):
            raise NoteError("only Ed25519 keys (type 1) and cosignature keys (type 4) are known here")
        found = cls(name, KeyType(key[0]), key[1:])
        if found.key_id.hex() != stated.lower():
            raise NoteError("the vkey's id does not fit its key")
        return found

    def signed_message(self, text: str, signature: bytes) -> tuple[bytes, bytes]:
        """What was signed and the bare signature: a cosignature carries its time in front."""
        if self.kind is KeyType.ED25519:
            return text.encode(), signature
        if len(signature) != 72:
            raise NoteError("a cosignature is 8 bytes of time and 64 of signature")
        return cosigned_message(text, int.from_bytes(signature[:8], "big")), signature[8:]

    def verify(self, text: str, signature: bytes) -> bool:
        """Whether this key signed `text`."""
        message, bare = self.signed_message(text, signature)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(bare, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line; `raw` is what follows the key id (for a cosignature: time, then signature)."""

    name: str
    key_id: bytes
    raw: bytes

    @property
    def line(self) -> str:
        return f"— {self.name} {base64.b64encode(self.key_id + self.raw).decode()}\n"

    @property
    def time(self) -> int:
        """A cosignature's Unix time."""
        return int.from_bytes(self.raw[:8], "big")


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signature lines."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(s.line for s in self.signatures)

    def with_signatures(self, more: Iterable[Signature]) -> "Note":
        return Note(self.text, (*self.signatures, *more))


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its name: a log's (Ed25519) or a witness's (cosignature)."""

    name: str
    kind: KeyType
    private: bytes

    @property
    def verifier(self) -> Verifier:
        public = Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw()
        return Verifier(self.name, self.kind, public)

    def sign(self, text: str) -> Signature:
        """Sign a note's text as a log."""
        if self.kind is not KeyType.ED25519:
            raise NoteError("a witness cosigns; it does not sign")
        return self._line(Ed25519PrivateKey.from_private_bytes(self.private).sign(text.encode()))

    def cosign(self, text: str, time: int) -> Signature:
        """Cosign a checkpoint's text as a witness at a Unix time."""
        if self.kind is not KeyType.COSIGNATURE:
            raise NoteError("a log signs; it does not cosign")
        signature = Ed25519PrivateKey.from_private_bytes(self.private).sign(cosigned_message(text, time))
        return self._line(time.to_bytes(8, "big") + signature)

    def _line(self, raw: bytes) -> Signature:
        return Signature(self.name, self.verifier.key_id, raw)


def cosigned_message(text: str, time: int) -> bytes:
    """`cosignature/v1`, the time, then the checkpoint's text as it stands."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def parse(raw: str) -> Note:
    """Read a note without judging its signatures."""
    text, divider, tail = raw.rpartition("\n\n")
    if not divider or not tail.endswith("\n") or any(ord(c) < 32 and c != "\n" for c in raw):
        raise NoteError("a note is a text, an empty line and signature lines")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteError("too many signatures")
    return Note(text + "\n", tuple(_signature(line) for line in lines))


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise NoteError("a signature line reads: em dash, name, signature")
    _check_name(parts[1])
    raw = _decode(parts[2])
    if len(raw) < 5:
        raise NoteError("a signature line is cut off")
    return Signature(parts[1], raw[:4], raw[4:])


def _decode(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not base64") from error


def open_note(raw: str, known: Iterable[Verifier]) -> tuple[Note, list[tuple[Verifier, Signature]]]:
    """Read a note and judge it: unknown keys are ignored, a known key whose signature fails rejects the whole note.

    Returns the note with the known keys that signed it; NoteError when none did.
    """
    note = parse(raw)
    keys: dict[tuple[str, bytes], Verifier] = {}
    for verifier in known:
        if keys.setdefault((verifier.name, verifier.key_id), verifier) != verifier:
            raise NoteError(f"two known keys share the name {verifier.name} and an id")
    good: dict[tuple[str, bytes], tuple[Verifier, Signature]] = {}
    for signature in note.signatures:
        key = keys.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not key.verify(note.text, signature.raw):
            raise NoteError(f"the signature of {signature.name} is false")
        good[signature.name, signature.key_id] = (key, signature)
    if not good:
        raise NoteError("no known key signed this note")
    return note, list(good.values())
