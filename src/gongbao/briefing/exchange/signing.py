"""Our keys as signers, a peer's as verifiers. Private keys rest sealed in the database, so a backup holds them too."""

import hashlib

from cryptography.fernet import Fernet
from django.conf import settings

from gongbao.briefing.exchange.models import OwnKey, Peer, PeerKey
from gongbao.foundation import sealing
from gongbao.kernel.tlog.note import KeyType, Signer, Verifier

_PURPOSE = b"gongbao/exchange-key/v1"


def origin() -> str:
    """What this installation calls itself towards others."""
    return str(settings.LEDGER_ORIGIN)


def vault() -> Fernet:
    return Fernet(sealing.fernet_key(_PURPOSE))


def signer_of(key: OwnKey) -> Signer:
    return Signer(origin_of(key.vkey), KeyType.ED25519, vault().decrypt(bytes(key.secret)))


def origin_of(vkey: str) -> str:
    return vkey.split("+", 1)[0]


def verifiers(peer: Peer) -> list[Verifier]:
    """The peer's keys that count now, the newest first."""
    rows = PeerKey.objects.filter(peer=peer, confirmed_at__isnull=False, ended_at=None)
    return [Verifier.parse(one.vkey) for one in rows.order_by("-number")]


def fingerprint(vkey: str) -> str:
    """SHA-256 of the public key in groups of four, to be read out over the telephone: 3f2a 91c0 …"""
    digest = hashlib.sha256(Verifier.parse(vkey).public).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, 40, 4))
