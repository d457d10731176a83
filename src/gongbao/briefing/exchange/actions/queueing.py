"""A package gets its number and its text, and waits. It is signed when it goes out, with the key the peer knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gongbao.briefing.desk.models import Manuscript
from gongbao.briefing.exchange import refusals, signing
from gongbao.briefing.exchange.models import Peer, Sent, SentState
from gongbao.briefing.exchange.rules import MOST_BYTES, Package, digest_of, package_text
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.events.registry import register as declare

QUEUED = declare("package.queued", "交换包待送", "package queued")
ROOM = 4_096  # bytes for the signature


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes into a package. `key` says what it is about: the same key is sent to a peer once."""

    kind: str
    key: str
    title: str
    body: Mapping[str, Any]
    answers: UUID | None = None
    manuscript: Manuscript | None = None
    signed_off_by: str = ""
    digested: Callable[[Package], Package] | None = None  # what it carries besides its text, when it is signed


def queue(*, peer: Peer, parcel: Parcel, by: Actor, now: datetime) -> Sent:
    """The package under the peer's next number; the one there already if the same was queued before.

    To be called within a transaction: the peer's row is held, so numbers have neither gaps nor doubles.
    """
    held = Peer.objects.select_for_update(of=("self",)).select_related("desk").get(pk=peer.pk)
    known = Sent.objects.filter(peer=held, key=parcel.key).first()
    if known is not None:
        return known
    held.last_sent += 1
    made = Sent(
        id=uuid7(),
        desk=held.desk,
        peer=held,
        to=held.name,
        sequence=held.last_sent,
        kind=parcel.kind,
        key=parcel.key,
        title=parcel.title[:200],
        answers=parcel.answers,
        manuscript=parcel.manuscript,
        signed_off_by=parcel.signed_off_by.strip()[:60],
        state=SentState.WAITING,
        made_at=now,
        made_by=by.label[:80],
    )
    package = Package(
        origin=signing.origin(),
        to=held.origin,
        sequence=made.sequence or 0,
        id=made.pk,
        kind=parcel.kind,
        made_at=now,
        answers=parcel.answers,
        body=parcel.body,
    )
    made.text = package_text(package)
    made.digest = digest_of(parcel.digested(package) if parcel.digested else package)
    if len(made.text.encode()) > MOST_BYTES - ROOM:
        raise refusals.too_long()
    held.save(update_fields=["last_sent"])
    made.save(force_insert=True)
    record_event(
        name=QUEUED,
        by=by,
        now=now,
        subject=("package", made.pk),
        detail={"peer": str(held.pk), "kind": parcel.kind, "sequence": made.sequence},
    )
    return made
