"""What a witness answers (C2SP tlog-witness v1.0.0, add-checkpoint): reading the request and deciding, without state.

The caller keeps the state: it must compare `held` and store the new head in one atomic, durable step before it
answers, or two requests side by side could roll a log back.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.merkle import EMPTY_ROOT, ProofError, check_consistency
from gongbao.kernel.tlog.note import Note, NoteError, Signer, Verifier, open_note, parse

MOST_HASHES = 63
LONGEST_REQUEST = 64 * 1024
TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
_OLD = re.compile("old (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Held:
    """The largest head a witness has cosigned for a log."""

    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: status, body, content type."""

    status: int
    body: str
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class Request:
    """What a log asks: cosign `checkpoint` (as signed in `raw`), which by `proof` only added to its `old` leaves."""

    old: int
    proof: tuple[bytes, ...]
    raw: str
    checkpoint: Checkpoint


class RequestError(ValueError):
    """A body that is no add-checkpoint request (answered with 400)."""


def parse_request(body: bytes) -> Request:
    """Read the body of add-checkpoint; RequestError says what is wrong."""
    if len(body) > LONGEST_REQUEST:
        raise RequestError("the request is too long")
    try:
        head, divider, raw = body.decode().partition("\n\n")
        checkpoint = Checkpoint.parse(parse(raw).text)
    except (UnicodeDecodeError, NoteError) as error:
        raise RequestError(f"no signed checkpoint: {error}") from error
    first, *lines = head.split("\n")
    old = _OLD.fullmatch(first)
    if not divider or old is None:
        raise RequestError("a request reads: old <size>, proof lines, an empty line, the signed checkpoint")
    if len(lines) > MOST_HASHES:
        raise RequestError(f"a consistency proof has at most {MOST_HASHES} hashes")
    try:
        proof = tuple(base64.b64decode(line, validate=True) for line in lines)
    except (binascii.Error, ValueError) as error:
        raise RequestError("a proof line is not base64") from error
    if any(len(one) != 32 for one in proof):
        raise RequestError("a hash in the proof has not 32 bytes")
    return Request(int(old[1]), proof, raw, checkpoint)


def decide(request: Request, trusted: Sequence[Verifier], held: Held) -> Answer | None:
    """Why not to cosign, or None: cosign. `trusted` are the log keys known for this origin, none if it is unknown."""
    checkpoint = request.checkpoint
    keys = [key for key in trusted if key.name == checkpoint.origin]
    if not keys:
        return Answer(404, "this witness does not know that log\n")
    try:
        open_note(request.raw, keys)
    except NoteError as error:
        return Answer(403, f"{error}\n")
    if request.old > checkpoint.size:
        return Answer(400, "the old size is larger than the new one\n")
    if request.old != held.size:
        return Answer(409, f"{held.size}\n", SIZE)
    try:
        check_consistency(request.proof, held.size, checkpoint.size, held.root, checkpoint.root)
    except ProofError as error:
        return Answer(422, f"{error}\n")
    return None


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A head found good and cosigned: what to store before answering, and the answer."""

    checkpoint: Checkpoint
    note: str
    answer: Answer


def consider(request: Request, known: Verifier | None, held: Held, signer: Signer, time: int) -> Answer | Cosigned:
    """The whole of a witness but its storage: a refusal, or the head with our cosignature at this Unix time.

    `known` is the key of the request's log, None if we witness for no such log. Nothing of a Cosigned may leave the
    house before `checkpoint` and `note` are stored, durably, where `held` still stands.
    """
    refused = decide(request, [known] if known else [], held)
    if refused or known is None:
        return refused or Answer(404, "this witness does not know that log\n")
    note, good = open_note(request.raw, [known])
    line = signer.cosign(note.text, time)
    kept = Note(note.text, (*(signature for _, signature in good), line))
    return Cosigned(request.checkpoint, str(kept), Answer(200, line.line))


def request_text(old: int, proof: Sequence[bytes], signed: str) -> str:
    """The body a log sends: the inverse of `parse_request`."""
    lines = [f"old {old}", *(base64.b64encode(one).decode() for one in proof)]
    return "\n".join(lines) + "\n\n" + signed


def origin_hash(origin: str) -> str:
    """The name under which a witness shows a log's latest head: `<hex sha256(origin)>/checkpoint`."""
    return hashlib.sha256(origin.encode()).hexdigest()
