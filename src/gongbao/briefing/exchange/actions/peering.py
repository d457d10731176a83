"""With whom we exchange: keys exchanged by hand and compared by fingerprint, changed without a gap."""

import secrets
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.db.models import Max

from gongbao.briefing.exchange import refusals, signing
from gongbao.briefing.exchange.actions.queueing import Parcel, queue
from gongbao.briefing.exchange.models import OwnKey, Peer, PeerKey, Side, Tier
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.tlog.note import KeyType, NoteError, Signer, Verifier

ADDED = declare("peer.added", "登记交换对方", "peer added")
CHANGED = declare("peer.changed", "交换对方变更", "peer changed")
CONFIRMED = declare("peer.key-confirmed", "核对公钥指纹", "peer's key confirmed")
ENDED = declare("peer.key-ended", "停用对方公钥", "peer's key ended")
ROTATED = declare("exchange.key-made", "启用新的交换密钥", "new exchange key made")


@transaction.atomic
def own_key(*, by: Actor, now: datetime) -> OwnKey:
    """The key in use, made on first use."""
    found = OwnKey.objects.order_by("-number").first()
    return found or _make_key(1, by=by, now=now)


def _make_key(number: int, *, by: Actor, now: datetime) -> OwnKey:
    secret = Ed25519PrivateKey.generate().private_bytes_raw()
    signer = Signer(signing.origin(), KeyType.ED25519, secret)
    made = OwnKey(
        number=number,
        vkey=signer.verifier.vkey,
        secret=signing.vault().encrypt(secret),
        made_at=now,
        made_by=by.label[:80],
    )
    made.save(force_insert=True)
    record_event(name=ROTATED, by=by, now=now, subject=("exchange", "key"), detail={"number": number})
    return made


@transaction.atomic
def rotate_key(*, by: Actor, now: datetime) -> OwnKey:
    """A new key. Every peer is told under the key it knows; until it has signed for that, the old key signs."""
    last = own_key(by=by, now=now)
    made = _make_key(last.number + 1, by=by, now=now)
    for peer in Peer.objects.filter(paused_at=None).order_by("id"):
        queue(
            peer=peer,
            parcel=Parcel(kind="key", key=f"key:{made.number}", title=made.vkey[:200], body={"vkey": made.vkey}),
            by=by,
            now=now,
        )
    return made


@transaction.atomic
def add_peer(
    *,
    desk: Unit,
    name: str,
    vkey: str,
    side: str,
    tier: str,
    address: str,
    unit: Unit | None,
    by: Actor,
    now: datetime,
) -> Peer:
    """Enter the other side by its public key. Nothing is sent or taken before somebody confirms the fingerprint."""
    public = _read_vkey(vkey)
    name = name.strip()[:60]
    if not name:
        raise refusals.name_needed()
    if Peer.objects.filter(origin=public.name).exists():
        raise refusals.peer_taken()
    below = side == Side.BELOW
    if below and (unit is None or unit.reports_to_id != desk.pk):
        raise refusals.unit_needed()
    made = Peer(
        desk=desk,
        name=name,
        origin=public.name,
        side=Side.BELOW if below else Side.ABOVE,
        tier=tier if tier in Tier.values else (Tier.COUNTY if below else Tier.CITY),
        address=_read_address(address),
        unit=unit if below else None,
        mailbox=_mailbox(name, by=by, now=now) if below else None,
        own_key=own_key(by=by, now=now),
        added_at=now,
        added_by=by.label[:80],
    )
    made.save(force_insert=True)
    _add_key(made, public.vkey, by=by, now=now)
    record_event(name=ADDED, by=by, now=now, subject=("peer", made.pk), detail={"origin": made.origin})
    return made


@transaction.atomic
def change_peer(*, peer_id: UUID, address: str, paused: bool, by: Actor, now: datetime) -> Peer:
    """Another address, or a pause: a paused peer is neither sent to nor taken from; what waits goes on waiting."""
    peer = Peer.objects.select_for_update().get(pk=peer_id)
    peer.address = _read_address(address)
    peer.paused_at = (peer.paused_at or now) if paused else None
    peer.tries, peer.next_at, peer.trouble = 0, None, ""
    peer.save()
    record_event(
        name=CHANGED, by=by, now=now, subject=("peer", peer.pk), detail={"address": peer.address, "paused": paused}
    )
    return peer


@transaction.atomic
def add_key(*, peer: Peer, vkey: str, by: Actor, now: datetime) -> PeerKey:
    """A further key of a peer, handed over by hand (the old one is lost). It counts when it is confirmed."""
    public = _read_vkey(vkey)
    if public.name != peer.origin:
        raise refusals.vkey_broken()
    return _add_key(peer, public.vkey, by=by, now=now)


@transaction.atomic
def confirm_key(*, peer: Peer, key_id: UUID, by: Actor, now: datetime) -> PeerKey:
    """Somebody compared the fingerprint with the other side."""
    key = PeerKey.objects.select_for_update().get(pk=key_id, peer=peer)
    if key.confirmed_at is None:
        key.confirmed_at, key.confirmed_by = now, by.label[:80]
        key.save(update_fields=["confirmed_at", "confirmed_by"])
        record_event(name=CONFIRMED, by=by, now=now, subject=("peer", peer.pk), detail={"key": key.vkey[-20:]})
    return key


@transaction.atomic
def end_key(*, peer: Peer, key_id: UUID, by: Actor, now: datetime) -> None:
    """From now on nothing signed by this key is taken."""
    if PeerKey.objects.filter(pk=key_id, peer=peer, ended_at=None).update(ended_at=now):
        record_event(name=ENDED, by=by, now=now, subject=("peer", peer.pk))


def learn_key(*, peer: Peer, vkey: str, by: Actor, now: datetime) -> None:
    """A peer announced its next key under the one we know: that is as good as a compared fingerprint."""
    public = _read_vkey(vkey)
    if public.name != peer.origin:
        raise refusals.vkey_broken()
    key = _add_key(peer, public.vkey, by=by, now=now)
    confirm_key(peer=peer, key_id=key.pk, by=by, now=now)


def end_older_keys(*, peer: Peer, used: str, by: Actor, now: datetime) -> None:
    """The peer signs with a newer key: those before it end."""
    newest = PeerKey.objects.get(peer=peer, vkey=used)
    older = PeerKey.objects.filter(peer=peer, ended_at=None, number__lt=newest.number)
    if older.update(ended_at=now):
        record_event(name=ENDED, by=by, now=now, subject=("peer", peer.pk))


def _add_key(peer: Peer, vkey: str, *, by: Actor, now: datetime) -> PeerKey:
    known = PeerKey.objects.filter(peer=peer, vkey=vkey).first()
    if known is not None:
        return known
    last = PeerKey.objects.filter(peer=peer).aggregate(last=Max("number"))["last"] or 0
    made = PeerKey(peer=peer, number=last + 1, vkey=vkey, added_at=now, added_by=by.label[:80])
    made.save(force_insert=True)
    return made


def _read_vkey(text: str) -> Verifier:
    try:
        public = Verifier.parse(text)
    except NoteError as error:
        raise refusals.vkey_broken() from error
    if public.kind is not KeyType.ED25519 or len(public.name) > 200:
        raise refusals.vkey_broken()
    if public.name == signing.origin():
        raise refusals.own_vkey()
    return public


def _read_address(text: str) -> str:
    address = text.strip().rstrip("/")
    if address and (not address.startswith(("http://", "https://")) or len(address) > 300 or " " in address):
        raise refusals.address_wrong()
    return address


def _mailbox(name: str, *, by: Actor, now: datetime) -> User:
    """Whoever is named as the author of what comes from there: an account nobody can sign in to."""
    made = accounts.create_person(
        username=f"peer-{secrets.token_hex(6)}",
        display_name=name,
        password=secrets.token_urlsafe(24),
        by=by,
        now=now,
    )
    accounts.set_blocked(user=made, blocked=True, by=by, now=now)
    return made
