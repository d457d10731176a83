"""What our proof files carry besides the proof: the entry itself and, for whoever may see it, what it commits to."""

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import dataclass

from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.commitment import opens
from gongbao.kernel.tlog.leaf import Leaf, LeafError, parse_leaf
from gongbao.kernel.tlog.merkle import ProofError, check_inclusion, leaf_hash
from gongbao.kernel.tlog.note import Signature, Verifier, open_note
from gongbao.kernel.tlog.proof import TlogProof

FORMAT = "gongbao/opening/v1"


@dataclass(frozen=True, slots=True)
class Opening:
    """The `extra` of a proof file: the log's entry, and salt and payload that open its commitment (or neither)."""

    entry: bytes
    salt: bytes | None = None
    payload: bytes | None = None

    def to_bytes(self) -> bytes:
        return canonical_json(
            {
                "entry": base64.b64encode(self.entry).decode(),
                "format": FORMAT,
                "payload": None if self.payload is None else base64.b64encode(self.payload).decode(),
                "salt": None if self.salt is None else self.salt.hex(),
            }
        )


def parse_opening(extra: bytes) -> Opening:
    """Read an `extra`; ProofError when it is not ours."""
    try:
        value = json.loads(extra)
        if value["format"] != FORMAT:
            raise ProofError(f"the extra is not {FORMAT}")
        payload, salt = value["payload"], value["salt"]
        return Opening(
            entry=base64.b64decode(value["entry"], validate=True),
            salt=None if salt is None else bytes.fromhex(salt),
            payload=None if payload is None else base64.b64decode(payload, validate=True),
        )
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise ProofError(f"the extra is not {FORMAT}") from error


@dataclass(frozen=True, slots=True)
class Verified:
    """What a proof file proves: this leaf, in the log of this checkpoint, signed by these keys."""

    leaf: Leaf
    index: int
    checkpoint: Checkpoint
    signatures: tuple[tuple[Verifier, Signature], ...]
    payload: bytes | None


def verify(proof: TlogProof, known: Iterable[Verifier], *, payload: bytes | None = None) -> Verified:
    """Check a whole proof file against known keys, offline. ProofError or NoteError says what fails.

    `payload` is the document at hand where the file holds none; one given beside the file's own must be the same.
    """
    if proof.extra is None:
        raise ProofError("the proof file holds no entry")
    opening = parse_opening(proof.extra)
    note, signatures = open_note(proof.checkpoint, known)
    checkpoint = Checkpoint.parse(note.text)
    check_inclusion(proof.hashes, proof.index, checkpoint.size, leaf_hash(opening.entry), checkpoint.root)
    try:
        leaf = parse_leaf(opening.entry)
    except LeafError as error:
        raise ProofError(str(error)) from error
    if leaf.register != checkpoint.origin:
        raise ProofError("the entry is of another register than the log")
    return Verified(leaf, proof.index, checkpoint, tuple(signatures), opened(opening, leaf, payload))


def opened(opening: Opening, leaf: Leaf, given: bytes | None) -> bytes | None:
    """The document the leaf commits to: the opening's own, or the one given. None if there is none; ProofError when it
    is another.
    """
    payload = opening.payload if opening.payload is not None else given
    if given is not None and payload != given:
        raise ProofError("the document is not the one in the proof file")
    if payload is None:
        return None
    if opening.salt is None:
        raise ProofError("the proof file holds no salt, so the document cannot be held against the entry")
    if not opens(bytes.fromhex(leaf.commitment), opening.salt, payload):
        raise ProofError("the document is not what the entry commits to")
    return payload
