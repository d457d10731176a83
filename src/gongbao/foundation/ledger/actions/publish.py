"""Publishing a head: files first, read back and recomputed, then the guard, then the signature, then the witnesses.

Every step may be repeated: a crash between any two of them is made good by the next run.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from gongbao.foundation.events.live import push
from gongbao.foundation.ledger import guard, witnessing
from gongbao.foundation.ledger.files import LogFiles, log_files
from gongbao.foundation.ledger.models import Cosignature, Head, SignedHead, Witness
from gongbao.foundation.ledger.policy import policy_text
from gongbao.foundation.ledger.refusals import LogRefusal, forked, no_guard, not_begun, shortened
from gongbao.foundation.ledger.signing import HeadSigner, log_signer
from gongbao.foundation.ledger.standing import refuse_older
from gongbao.foundation.ledger.tiles import check_edge, look_over, old_root, sweep_partials, write_tiles
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.merkle import prove_consistency
from gongbao.kernel.tlog.note import Note, Signature

PUBLISH_LOCK = 0x6C6F6732  # "log2"
TILES_LOOKED_OVER = 4
MOST_WITNESSES = 32


@dataclass(frozen=True, slots=True)
class Published:
    """What now stands in `checkpoint`; `looked` is where the next look over old tiles goes on."""

    size: int
    cosigned: int
    witnesses: int
    looked: int


def publish_head(*, now: datetime, looked: int = 0) -> Published | None:
    """Publish the database's head with its files; None if another process is at it just now.

    Refuses (LogRefusal) rather than sign a head that is smaller than, or contradicts, one signed before.
    """
    with _alone() as alone:
        if not alone:
            return None
        head = Head.objects.filter(origin=settings.LEDGER_ORIGIN).first()
        if head is None:
            raise not_begun()
        files, witnesses, signer = log_files(), active_witnesses(), log_signer()
        latest = _nothing_shorter(head, witnesses)
        _lay_out(files, head, now)
        _nothing_different(files, head, latest)
        looked = look_over(files, head.size, looked, TILES_LOOKED_OVER)
        signed = _sign(files, signer, head, now)
        _collect(files, signed, witnesses, latest, now)
        cosigned = _show(files, signer, signed, witnesses)
    push(topic="ledger", data={"size": head.size, "cosigned": cosigned, "witnesses": len(witnesses)})
    return Published(head.size, cosigned, len(witnesses), looked)


def active_witnesses() -> list[Witness]:
    return list(Witness.objects.filter(active=True).order_by("name")[:MOST_WITNESSES])


@contextmanager
def _alone() -> Iterator[bool]:
    """One publisher at a time; a second one goes home instead of waiting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [PUBLISH_LOCK])
        row = cursor.fetchone()
    alone = bool(row and row[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [PUBLISH_LOCK])


def _nothing_shorter(head: Head, witnesses: Sequence[Witness]) -> dict[str, Checkpoint]:
    """Refuse when the guard, the published checkpoint or a witness knows a larger log. Returns what witnesses hold."""
    refuse_older(head)
    asked = witnessing.ask_all(witnesses, lambda one: witnessing.latest_of(one, settings.LEDGER_ORIGIN))
    latest = {}
    for one in asked:
        if isinstance(one.value, Checkpoint):
            latest[one.witness.name] = one.value
            if one.value.size > head.size:
                raise shortened(head.size, one.value.size, f"见证人 {one.witness.name}")
    return latest


def _lay_out(files: LogFiles, head: Head, now: datetime) -> None:
    """Check the files shown last, write those of the head's size and check them too, and note how far they reach."""
    shown = guard.last_signed()
    if shown and 0 < shown.size <= head.published_size:
        check_edge(files, shown.size, shown.root)
    if head.published_size < head.size:
        write_tiles(files, head.published_size, head.size)
    check_edge(files, head.size, bytes(head.root))
    if head.published_size < head.size:
        sweep_partials(files, head.published_size, head.size)
        Head.objects.filter(origin=head.origin).update(published_size=head.size)


def _nothing_different(files: LogFiles, head: Head, latest: dict[str, Checkpoint]) -> None:
    """Refuse when our tree, cut to a size somebody has seen signed, has another root there."""
    seen = [("ledger.guard", guard.last_signed())]
    seen += [(f"见证人 {name}", guard.Signed(one.size, one.root)) for name, one in latest.items()]
    for who, signed in seen:
        if signed and old_root(files, signed.size, head.size) != signed.root:
            raise forked(signed.size, who)


def _sign(files: LogFiles, signer: HeadSigner, head: Head, now: datetime) -> SignedHead:
    """Move the guard, durably, and only then sign. A head that was signed before is taken as it is."""
    root = bytes(head.root)
    before = guard.last_signed()
    if before is None:
        raise no_guard()
    if before.size < head.size:
        guard.advance(before, guard.Signed(head.size, root))
    text = Checkpoint(settings.LEDGER_ORIGIN, head.size, root).text
    signed = SignedHead.objects.filter(size=head.size).first()
    if signed is None:
        note = Note(text, (signer.sign(text),))
        signed = SignedHead.objects.create(size=head.size, root=root, note=str(note), signed_at=now)
    if bytes(signed.root) != root:
        raise forked(head.size, "ledger_signedhead")
    return signed


def _collect(
    files: LogFiles, signed: SignedHead, witnesses: Sequence[Witness], latest: dict[str, Checkpoint], now: datetime
) -> None:
    """Ask those witnesses who have not cosigned this head, and keep what they answer."""
    have = set(signed.cosignatures.values_list("witness", flat=True))
    missing = [one for one in witnesses if one.name not in have]

    def ask_from(witness: Witness, old: int) -> Signature:
        proof = prove_consistency(old, signed.size, files.reader(signed.size))
        return witnessing.cosignature_of(witness, old, proof, signed.note)

    def ask(witness: Witness) -> Signature:
        held = latest.get(witness.name)
        try:
            return ask_from(witness, held.size if held else 0)
        except witnessing.WitnessConflictError as conflict:
            if conflict.size is None or not 0 <= conflict.size <= signed.size:
                raise
            return ask_from(witness, conflict.size)

    for one in witnessing.ask_all(missing, ask):
        if isinstance(one.value, Signature):
            Cosignature.objects.create(head=signed, witness=one.witness.name, line=one.value.line, received_at=now)
            Witness.objects.filter(pk=one.witness.pk).update(latest_size=signed.size, latest_at=now, last_error="")
        else:
            Witness.objects.filter(pk=one.witness.pk).update(last_error=str(one.error)[:300])


def _show(files: LogFiles, signer: HeadSigner, signed: SignedHead, witnesses: Sequence[Witness]) -> int:
    """Put the signed note with its cosignatures in the place of `checkpoint`; tiles are there already."""
    lines = list(signed.cosignatures.order_by("witness").values_list("line", flat=True))
    texts = {
        "log.vkey": signer.verifier.vkey + "\n",
        "policy": policy_text(signer.verifier, witnesses),
        "checkpoint": signed.note + "".join(lines),
    }
    for name, text in texts.items():
        if not files.has(name) or files.read(name) != text.encode():
            files.rewrite(name, text.encode())
    return len(lines)


__all__ = ["LogRefusal", "Published", "active_witnesses", "publish_head"]
