"""The list as this process has it in hand: prepared once for each version, and changed without a pause.

A process learns of a new version by looking at the database every few seconds; while it prepares the new one it
answers by the old one, and says so in every answer.
"""

import gc
import logging
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from gongbao.foundation.files.store import open_kept
from gongbao.foundation.ledger import selectors as ledger
from gongbao.foundation.ledger.signing import role_signer
from gongbao.kernel.screening import snapshot
from gongbao.kernel.screening.receipt import ListVersion as Asked
from gongbao.kernel.screening.screener import Screener
from gongbao.kernel.tlog.note import Signature, Signer
from gongbao.register.screening.models import ListVersion, ScreeningKey

log = logging.getLogger("gongbao.screening")
LOOK_EVERY = timedelta(seconds=3)
ROLE = "screening"


@dataclass(slots=True)
class Loaded:
    """One version in hand, with what every receipt about it carries."""

    row: ListVersion
    screener: Screener
    asked: Asked
    pen: "Pen"
    proofs: dict[str, str] = field(default_factory=dict)


class Pen:
    """The signing key, read once: thousands of answers a second are signed with it."""

    def __init__(self, signer: Signer) -> None:
        self.vkey = signer.verifier.vkey
        self._name, self._id = signer.name, signer.verifier.key_id
        self._key = Ed25519PrivateKey.from_private_bytes(signer.private)

    def line(self, text: str) -> str:
        """The signature line under a note's text."""
        return Signature(self._name, self._id, self._key.sign(text.encode())).line


class Desk:
    """The current version for all threads of a process."""

    def __init__(self) -> None:
        self._loaded: Loaded | None = None
        self._looked_at: datetime | None = None
        self._lock = threading.Lock()
        self._preparing = False

    def current(self, now: datetime) -> Loaded | None:
        """The newest version this process has prepared; None before the first one is taken."""
        if self._looked_at and abs(now - self._looked_at) < LOOK_EVERY and self._loaded:
            return self._loaded
        with self._lock:
            self._looked_at = now
            newest = ListVersion.objects.order_by("-known_at").first()
            if newest is None:
                return None
            loaded = self._loaded
            if loaded is None or ListVersion.objects.filter(pk=loaded.row.pk).first() is None:
                self._loaded = load(newest)
            elif loaded.row.pk != newest.pk and not self._preparing:
                if newest.content == loaded.row.content:
                    self._loaded = _again(newest, loaded.screener)
                else:
                    self._preparing = True
                    threading.Thread(target=self._prepare, args=[newest], daemon=True).start()
        if self._loaded and len(self._loaded.proofs) < 2:
            self._loaded.proofs.update(proofs_of(self._loaded.row, self._loaded.pen.vkey))
        return self._loaded

    def in_hand(self) -> Loaded | None:
        """What was prepared last, without looking for a newer one: for who must not touch the database."""
        return self._loaded

    def _prepare(self, newest: ListVersion) -> None:
        try:
            self._loaded = load(newest)
        except Exception:
            log.exception("the list %s could not be prepared; answers go on by the one before", newest.version)
        finally:
            self._preparing = False
            connection.close()


def load(row: ListVersion) -> Loaded:
    """Read a version from the store and prepare it."""
    with open_kept(row.sha256) as file:
        found = snapshot.read(file.read())
    screener = Screener(found.parties, found.lexicon())
    gc.freeze()  # a list has millions of objects and no cycles: walking them again would stop every answer for a second
    return _again(row, screener)


def _again(row: ListVersion, screener: Screener) -> Loaded:
    asked = Asked(row.version, row.parties, row.as_of.isoformat(), instant(row.known_at))
    return Loaded(row, screener, asked, Pen(role_signer(ROLE)))


def instant(at: datetime) -> str:
    """UTC to the microsecond, as lists and receipts write it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def proofs_of(row: ListVersion, vkey: str) -> dict[str, str]:
    """The log's proofs of the list's version and of the signing key, as far as they can be had already."""
    key = ScreeningKey.objects.filter(vkey=vkey).first()
    found = {}
    for name, one, kind in (("list", row, "checkpoint-of"), ("key", key, "decision")):
        if one is None or one.salt is None or one.body is None:
            continue
        proof = ledger.proof_file(one.pk, 1, kind, salt=bytes(one.salt), payload=bytes(one.body))
        if proof is not None:
            found[name] = proof.decode()
    return found


desk = Desk()
