"""Being a witness for others (C2SP tlog-witness v1), and keeping the list of those who witness for us."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.ledger import witnessing
from gongbao.foundation.ledger.models import Witness, WitnessedLog
from gongbao.foundation.ledger.signing import witness_signer
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.merkle import EMPTY_ROOT, ProofError, check_consistency
from gongbao.kernel.tlog.note import KeyType, Note, NoteError, Verifier, open_note, parse

WITNESS_ADDED = declare("ledger.witness-added", "添加见证人", "witness added")
WITNESS_REMOVED = declare("ledger.witness-removed", "停用见证人", "witness removed")
LOG_TRUSTED = declare("ledger.log-trusted", "受托见证账本", "log accepted for witnessing")
MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """What the endpoint answers: status, body, and the media type the specification asks for."""

    status: int
    body: str
    kind: str = "text/plain; charset=utf-8"


def add_checkpoint(*, body: str, now: datetime) -> WitnessAnswer:
    """Cosign another log's head if it only added to the largest one we have cosigned; one atomic comparison."""
    try:
        old, proof, raw = _read(body)
        checkpoint = Checkpoint.parse(parse(raw).text)
    except (ValueError, NoteError) as error:
        return WitnessAnswer(400, f"{error}\n")
    with transaction.atomic():
        log = WitnessedLog.objects.select_for_update().filter(origin=checkpoint.origin).first()
        if log is None:
            return WitnessAnswer(404, "this witness does not know that log\n")
        try:
            note, _ = open_note(raw, [Verifier.parse(log.vkey)])
        except NoteError as error:
            return WitnessAnswer(403, f"{error}\n")
        refused = _refused(log, old, checkpoint, proof)
        if refused:
            return refused
        return _cosign(log, Note(note.text, note.signatures), checkpoint, now)


def _read(body: str) -> tuple[int, list[bytes], str]:
    """The three parts of a request: the old size, the consistency proof, the signed checkpoint."""
    head, divider, raw = body.partition("\n\n")
    lines = head.split("\n")
    old = lines[0].removeprefix("old ")
    if not divider or old == lines[0] or not (old.isascii() and old.isdigit()):
        raise ValueError("a request reads: old <size>, proof lines, an empty line, the signed checkpoint")
    if len(lines) - 1 > MOST_HASHES:
        raise ValueError(f"a consistency proof has at most {MOST_HASHES} hashes")
    try:
        proof = [base64.b64decode(line, validate=True) for line in lines[1:]]
    except binascii.Error as error:
        raise ValueError("a proof line is not base64") from error
    if any(len(one) != 32 for one in proof):
        raise ValueError("a hash in the proof has not 32 bytes")
    return int(old), proof, raw


def _refused(log: WitnessedLog, old: int, checkpoint: Checkpoint, proof: Sequence[bytes]) -> WitnessAnswer | None:
    if old > checkpoint.size:
        return WitnessAnswer(400, "the old size is larger than the new one\n")
    if old != log.size:
        return WitnessAnswer(409, f"{log.size}\n", "text/x.tlog.size")
    try:
        check_consistency(proof, old, checkpoint.size, bytes(log.root) if old else EMPTY_ROOT, checkpoint.root)
    except ProofError as error:
        return WitnessAnswer(422, f"{error}\n")
    return None


def _cosign(log: WitnessedLog, note: Note, checkpoint: Checkpoint, now: datetime) -> WitnessAnswer:
    """Store the new head only where the old one still stands, and only then hand out the cosignature."""
    cosignature = witness_signer().cosign(note.text, int(now.timestamp()))
    moved = WitnessedLog.objects.filter(origin=log.origin, size=log.size).update(
        size=checkpoint.size,
        root=checkpoint.root,
        note=str(note.with_signatures([cosignature])),
        updated_at=now,
    )
    if not moved:
        return WitnessAnswer(409, f"{log.size}\n", "text/x.tlog.size")
    return WitnessAnswer(200, cosignature.line)


@transaction.atomic
def trust_log(*, vkey: str, by: Actor, now: datetime) -> WitnessedLog:
    """Begin to witness for the log of this key. Refuses a key that is no log's, and a second key for one log."""
    verifier = _key(vkey, KeyType.ED25519)
    log, made = WitnessedLog.objects.get_or_create(
        origin=verifier.name, defaults={"vkey": verifier.vkey, "root": EMPTY_ROOT, "updated_at": now}
    )
    if log.vkey != verifier.vkey:
        raise Refusal("witness.other-key", "这个账本已登记了另一把公钥。", "This log is known under another key.")
    if made:
        record_event(name=LOG_TRUSTED, by=by, now=now, subject=("witnessed-log", log.origin[:80]))
    return log


@transaction.atomic
def add_witness(*, vkey: str, url: str, by: Actor, now: datetime) -> Witness:
    """Ask this witness for its cosignature from now on."""
    verifier = _key(vkey, KeyType.COSIGNATURE)
    try:
        address = witnessing.check_url(url)
    except ValueError as error:
        raise Refusal(
            "witness.bad-address", "见证人地址须以 https 开头(本机可用 http)。", f"{error}.", field="url"
        ) from error
    witness, _ = Witness.objects.update_or_create(
        name=verifier.name, defaults={"vkey": verifier.vkey, "url": address, "active": True, "last_error": ""}
    )
    record_event(name=WITNESS_ADDED, by=by, now=now, subject=("witness", witness.name[:80]), detail={"url": address})
    return witness


@transaction.atomic
def remove_witness(*, name: str, by: Actor, now: datetime) -> None:
    """Ask this witness no more; what it cosigned stays."""
    if not Witness.objects.filter(name=name, active=True).update(active=False):
        raise Refusal("witness.unknown", f"没有名为 {name} 的见证人。", f"There is no active witness named {name}.")
    record_event(name=WITNESS_REMOVED, by=by, now=now, subject=("witness", name[:80]))


def _key(vkey: str, kind: KeyType) -> Verifier:
    try:
        verifier = Verifier.parse(vkey)
    except NoteError as error:
        raise Refusal(
            "witness.bad-key", f"公钥无法识别:{error}", f"The key cannot be read: {error}.", field="vkey"
        ) from error
    if verifier.kind is not kind:
        what = ("账本签名", "a log's") if kind is KeyType.ED25519 else ("见证", "a witness's")
        raise Refusal("witness.wrong-kind", f"这不是{what[0]}公钥。", f"This is not {what[1]} key.", field="vkey")
    return verifier
