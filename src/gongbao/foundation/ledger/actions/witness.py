"""Being a witness for others (C2SP tlog-witness v1), and keeping the list of those who witness for us."""

from datetime import datetime

from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.ledger import witnessing
from gongbao.foundation.ledger.models import Witness, WitnessedLog
from gongbao.foundation.ledger.signing import witness_signer
from gongbao.kernel.tlog.merkle import EMPTY_ROOT
from gongbao.kernel.tlog.note import KeyType, NoteError, Verifier
from gongbao.kernel.tlog.witness import SIZE, Answer, Held, RequestError, consider, parse_request

WITNESS_ADDED = declare("ledger.witness-added", "添加见证人", "witness added")
WITNESS_REMOVED = declare("ledger.witness-removed", "停用见证人", "witness removed")
LOG_TRUSTED = declare("ledger.log-trusted", "受托见证账本", "log accepted for witnessing")


def add_checkpoint(*, body: bytes, now: datetime) -> Answer:
    """Cosign another log's head if it only added to the largest one we have cosigned; one atomic comparison."""
    try:
        request = parse_request(body)
    except RequestError as error:
        return Answer(400, f"{error}\n")
    with transaction.atomic():
        log = WitnessedLog.objects.select_for_update().filter(origin=request.checkpoint.origin).first()
        known = Verifier.parse(log.vkey) if log else None
        held = Held(log.size, bytes(log.root)) if log and log.size else Held()
        found = consider(request, known, held, witness_signer(), int(now.timestamp()))
        if isinstance(found, Answer):
            return found
        moved = WitnessedLog.objects.filter(origin=request.checkpoint.origin, size=held.size).update(
            size=found.checkpoint.size, root=found.checkpoint.root, note=found.note, updated_at=now
        )
    return found.answer if moved else Answer(409, f"{held.size}\n", SIZE)


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
            "witness.bad-key", f"公钥无法识别：{error}", f"The key cannot be read: {error}.", field="vkey"
        ) from error
    if verifier.kind is not kind:
        what = ("账本签名", "a log's") if kind is KeyType.ED25519 else ("见证", "a witness's")
        raise Refusal("witness.wrong-kind", f"这不是{what[0]}公钥。", f"This is not {what[1]} key.", field="vkey")
    return verifier
