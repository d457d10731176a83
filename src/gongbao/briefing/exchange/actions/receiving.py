"""What comes: judged, delivered and signed for in one transaction. The same again gets the same receipt."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import F

from gongbao.briefing.exchange import refusals, signing
from gongbao.briefing.exchange.actions.annexes import text_to_keep
from gongbao.briefing.exchange.actions.delivering import Delivered, deliver
from gongbao.briefing.exchange.actions.peering import end_older_keys
from gongbao.briefing.exchange.models import Peer, Received, Repulse, Sent, SentState
from gongbao.briefing.exchange.rules import (
    MOST_BYTES,
    Broken,
    Package,
    Statement,
    claimed_origin,
    digest_of,
    opened,
    package_text,
    read_ask,
    read_package,
    read_receipt,
    receipt_text,
    signed,
    signed_by,
)
from gongbao.briefing.items.rules import clean_text
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor, system
from gongbao.foundation.events.live import push
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.tlog.note import Note

RECEIVED = declare("package.received", "收到交换包", "package received")
RECEIPTED = declare("package.receipted", "对方签收", "the other side signed for it")
TOPIC = "exchange"
SKEW = timedelta(minutes=15)
MOST_LINES = 200  # of a day, about what was turned away


def receive(*, raw: bytes, now: datetime) -> str:
    """Take one package; the signed receipt, which may be a refusal with its reason or the number expected instead.

    Raises a Refusal, without a receipt, for what is not from a known peer or is not whole; that is counted.
    """
    try:
        return _receive(raw, now)
    except Broken as problem:
        refusal = refusals.broken(problem.code)
        _count(raw, refusal, now)
        raise refusal from problem
    except Refusal as refusal:
        _count(raw, refusal, now)
        raise


@transaction.atomic
def _receive(raw: bytes, now: datetime) -> str:
    note = opened(raw)
    peer, by = _sender(note, claimed_origin(note), now)
    package = read_package(note)
    if package.to != signing.origin():
        raise refusals.not_for_us()
    digest = digest_of(package)
    known = Received.objects.filter(peer=peer, package=package.id).first()
    if known is not None:
        if known.digest != digest:
            raise refusals.conflict()
        return _signed(peer, known.receipt)
    if package.sequence != peer.last_received + 1:
        said = _statement(peer, package, digest, now, "expected", expected=peer.last_received + 1)
        return _signed(peer, receipt_text(said))
    return _take(peer, package, note, digest, by=by, now=now)


def _sender(note: Note, origin: str, now: datetime) -> tuple[Peer, Actor]:
    """The peer that signed it, its row held until the transaction ends."""
    rows = Peer.objects.select_for_update(of=("self",)).select_related("desk", "own_key", "unit", "mailbox")
    peer = rows.filter(origin=origin, paused_at=None).first()
    if peer is None:
        raise refusals.unknown_peer()
    keys = signing.verifiers(peer)
    used = signed_by(note, keys)
    if used is None:
        raise refusals.bad_signature()
    by = system(f"exchange {peer.name}"[:80])
    if len(keys) > 1 and used == keys[0]:
        end_older_keys(peer=peer, used=used.vkey, by=by, now=now)
    return peer, by


def _take(peer: Peer, package: Package, note: Note, digest: str, *, by: Actor, now: datetime) -> str:
    """Deliver it, or refuse it for good: either way its number is used and a receipt says so."""
    refused: Refusal | None = None
    delivered = Delivered()
    try:
        with transaction.atomic():
            delivered = deliver(peer=peer, package=package, by=by, now=now)
    except Refusal as refusal:
        refused = refusal
    except (KeyError, TypeError, ValueError, AttributeError):
        refused = refusals.broken("body")
    said = _statement(peer, package, digest, now, "refused" if refused else "accepted", delivered.number, refused)
    made = Received(
        peer=peer,
        package=package.id,
        sequence=package.sequence,
        kind=package.kind,
        title=_title(package),
        text=text_to_keep(package, note.text),
        digest=digest,
        accepted=refused is None,
        reason=refused.zh[:400] if refused else "",
        receipt=receipt_text(said),
        at=now,
        item=delivered.item,
        material=delivered.material,
    )
    made.save(force_insert=True)
    if delivered.finish is not None:
        delivered.finish(made)
    Peer.objects.filter(pk=peer.pk).update(last_received=package.sequence, heard_at=now)
    record_event(
        name=RECEIVED,
        by=by,
        now=now,
        subject=("peer", peer.pk),
        detail={"kind": package.kind, "sequence": package.sequence, "accepted": refused is None},
    )
    push(topic=TOPIC, data={"peer": str(peer.pk)}, audience=[f"organisation:{peer.desk_id}"])
    peer.own_key.refresh_from_db()
    return _signed(peer, made.receipt)


def _title(package: Package) -> str:
    title = package.body.get("title", "")
    return clean_text(title, most=MOST_BYTES)[:200] if isinstance(title, str) else ""


def _statement(
    peer: Peer,
    package: Package,
    digest: str,
    now: datetime,
    said: str,
    number: str = "",
    refused: Refusal | None = None,
    expected: int = 0,
) -> Statement:
    return Statement(
        origin=signing.origin(),
        to=peer.origin,
        id=package.id,
        digest=digest,
        said=said,
        at=now,
        number=number,
        zh=refused.zh[:400] if refused else "",
        en=refused.en[:400] if refused else "",
        expected=expected,
    )


def _signed(peer: Peer, text: str) -> str:
    return signed(text, signing.signer_of(peer.own_key))


@transaction.atomic
def take_receipt(*, raw: bytes, now: datetime) -> Sent | None:
    """What the other side said to a package of ours. None for a receipt of something we never sent."""
    try:
        note = opened(raw)
        peer, by = _sender(note, claimed_origin(note), now)
        said = read_receipt(note)
    except Broken as problem:
        raise refusals.broken(problem.code) from problem
    if said.to != signing.origin():
        raise refusals.not_for_us()
    sent = Sent.objects.select_for_update().filter(pk=said.id, peer=peer).first()
    if sent is None:
        return None
    if sent.digest != said.digest:
        raise refusals.conflict()
    Peer.objects.filter(pk=peer.pk).update(heard_at=now, tries=0, next_at=None, trouble="")
    if said.said == "expected":
        _catch_up(peer, said.expected)
        return sent
    if sent.state != SentState.WAITING:
        return sent
    sent.state = SentState.RECEIPTED if said.said == "accepted" else SentState.REFUSED
    sent.receipt, sent.receipted_at = str(note), now
    sent.reason = (said.zh or said.en)[:400]
    sent.save(update_fields=["state", "receipt", "receipted_at", "reason"])
    if sent.kind == "key" and said.said == "accepted":
        Peer.objects.filter(pk=peer.pk).update(own_key_id=int(sent.key.removeprefix("key:")))
    record_event(name=RECEIPTED, by=by, now=now, subject=("package", sent.pk), detail={"said": said.said})
    push(topic=TOPIC, data={"peer": str(peer.pk)}, audience=[f"organisation:{peer.desk_id}"])
    return sent


def _catch_up(peer: Peer, expected: int) -> None:
    """The other side expects another number. Either side may have come back from a backup.

    It lost some: what it signed for from that number on waits again (it takes nothing twice, by the package's own
    id). We lost some: those that wait get new numbers from there on.
    """
    first = Sent.objects.filter(peer=peer, state=SentState.WAITING).order_by("sequence").first()
    if first is None or first.sequence is None or first.sequence == expected:
        return
    if first.sequence > expected:
        Sent.objects.filter(
            peer=peer, sequence__gte=expected, state__in=[SentState.RECEIPTED, SentState.REFUSED]
        ).update(state=SentState.WAITING, receipt="", receipted_at=None, reason="")
        first = Sent.objects.filter(peer=peer, state=SentState.WAITING).order_by("sequence").first()
        if first is None or first.sequence == expected:
            return
    _renumber(peer, expected)


def _renumber(peer: Peer, expected: int) -> None:
    waiting = list(Sent.objects.filter(peer=peer, state=SentState.WAITING).order_by("sequence"))
    top = Sent.objects.filter(peer=peer).order_by("-sequence").values_list("sequence", flat=True).first() or 0
    start = max(expected, 1)
    clear = top + len(waiting) + start + 1  # out of the way first: numbers are unique
    for offset, one in enumerate(waiting):
        Sent.objects.filter(pk=one.pk).update(sequence=clear + offset)
    for offset, one in enumerate(waiting):
        text = package_text(replace(read_package(Note(one.text, ())), sequence=start + offset))
        Sent.objects.filter(pk=one.pk).update(sequence=start + offset, text=text)
    Peer.objects.filter(pk=peer.pk).update(last_sent=start + len(waiting) - 1)


@transaction.atomic
def asked(*, raw: bytes, now: datetime) -> Peer:
    """Who asks what waits for them. Refusal for anybody else, and for an old question."""
    try:
        note = opened(raw, 4_096)
        origin, to, at = read_ask(note)
    except Broken as problem:
        raise refusals.broken(problem.code) from problem
    peer, _by = _sender(note, origin, now)
    if to != signing.origin():
        raise refusals.not_for_us()
    if abs(now - at) > SKEW:
        raise refusals.too_old()
    Peer.objects.filter(pk=peer.pk).update(heard_at=now)
    return peer


@transaction.atomic
def _count(raw: bytes, refusal: Refusal, now: datetime) -> None:
    """One line a day for each sender and reason, however often it comes; and whoever invents names fills nothing."""
    origin = ""
    try:
        origin = claimed_origin(opened(raw))
    except Broken:
        pass
    origin = clean_text(origin.encode("utf-8", "replace").decode(), most=MOST_BYTES)[:200]
    if Repulse.objects.filter(day=china_date(now)).count() >= MOST_LINES:
        origin = ""
    made, new = Repulse.objects.get_or_create(
        day=china_date(now),
        origin=origin,
        code=refusal.code[:40],
        defaults={"first_at": now, "last_at": now, "digest": sha256(raw[: MOST_BYTES + 1]).hexdigest()},
    )
    if not new:
        Repulse.objects.filter(pk=made.pk).update(count=F("count") + 1, last_at=now)
