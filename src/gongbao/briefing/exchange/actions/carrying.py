"""How packages travel: what is to go out now, what came of trying, and both directions by file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from gongbao.briefing.exchange import refusals, signing
from gongbao.briefing.exchange.actions.annexes import text_to_sign
from gongbao.briefing.exchange.actions.receiving import asked, receive, take_receipt
from gongbao.briefing.exchange.models import Peer, Received, Sent, SentState
from gongbao.briefing.exchange.rules import (
    MOST_BUNDLE_BYTES,
    Broken,
    bundle,
    notes_of,
    opened,
    pause_after,
    read_receipt,
    signed,
)
from gongbao.briefing.exchange.rules.package import RECEIPT
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.tlog.note import Signer

EXPORTED = declare("exchange.exported", "导出交换文件", "exchange file written")
IMPORTED = declare("exchange.imported", "导入交换文件", "exchange file read")
AT_ONCE = 100
ROOM_FOR_RECEIPTS = 1024 * 1024  # of a file


@dataclass(frozen=True, slots=True)
class Carried:
    """What a file held: packages taken (or known already), packages refused, receipts, and what was turned away."""

    taken: int
    refused: int
    receipts: int
    turned_away: Sequence[Refusal]
    receipts_for: Sequence[Peer]


def waiting(peer: Peer, most: int = AT_ONCE) -> list[Sent]:
    """What waits for a peer, in order."""
    return list(Sent.objects.filter(peer=peer, state=SentState.WAITING).order_by("sequence")[:most])


def signed_package(peer: Peer, sent: Sent) -> str:
    """The package as it goes out: signed now, with the key the peer knows."""
    return signed(text_to_sign(sent), signing.signer_of(peer.own_key))


@transaction.atomic
def note_trouble(*, peer: Peer, what: str, now: datetime) -> None:
    """An attempt failed: the next one is later."""
    held = Peer.objects.select_for_update(of=("self",)).get(pk=peer.pk)
    held.tries += 1
    held.next_at = now + timedelta(seconds=pause_after(held.tries))
    held.trouble = what[:300]
    held.save(update_fields=["tries", "next_at", "trouble"])


@transaction.atomic
def export_file(*, peer: Peer, by: Actor, now: datetime) -> str:
    """What waits for a peer and the receipts it has not seen, as one file. Exporting again gives the same again."""
    held = Peer.objects.select_related("own_key").get(pk=peer.pk)
    signer = signing.signer_of(held.own_key)
    packages, carried = _as_many_as_fit(waiting(held), signer)
    due = list(Received.objects.filter(peer=held, receipt_due=True).order_by("sequence")[:AT_ONCE])
    Sent.objects.filter(pk__in=[one.pk for one in packages]).update(exported_at=now)
    record_event(
        name=EXPORTED,
        by=by,
        now=now,
        subject=("peer", held.pk),
        detail={"packages": len(packages), "receipts": len(due)},
    )
    return bundle([*(signed(one.receipt, signer) for one in due), *carried])


def _as_many_as_fit(found: Sequence[Sent], signer: Signer) -> tuple[list[Sent], list[str]]:
    """What one file holds of what waits, in order, signed: the rest goes into the next once these are signed for."""
    size, carried = ROOM_FOR_RECEIPTS, list[str]()
    for one in found:
        note = signed(text_to_sign(one), signer)
        size += len(note.encode()) + 8
        if carried and size > MOST_BUNDLE_BYTES:
            break
        carried.append(note)
    return list(found[: len(carried)]), carried


def import_file(*, raw: bytes, by: Actor, now: datetime) -> Carried:
    """Read a file, each package and receipt in a transaction of its own: what is wrong hinders nothing else."""
    try:
        notes = notes_of(raw)
    except Broken as problem:
        raise refusals.broken(problem.code) from problem
    if not notes:
        raise refusals.broken("not-a-note")
    taken = refused = receipts = 0
    away: list[Refusal] = []
    for one in notes:
        try:
            if one.startswith(RECEIPT.encode() + b"\n"):
                receipts += take_receipt(raw=one, now=now) is not None
                continue
            said = read_receipt(opened(receive(raw=one, now=now).encode()))
        except Refusal as refusal:
            away.append(refusal)
            continue
        if said.said == "expected":
            away.append(_gap(said.expected))
        elif said.said == "accepted":
            taken += 1
        else:
            refused += 1
    owed = Peer.objects.filter(received__receipt_due=True, address="").distinct().order_by("name")
    record_event(
        name=IMPORTED,
        by=by,
        now=now,
        subject=("exchange", "file"),
        detail={"taken": taken, "refused": refused, "receipts": receipts, "turned_away": len(away)},
    )
    return Carried(taken, refused, receipts, away, list(owed[:50]))


def _gap(expected: int) -> Refusal:
    return Refusal(
        "exchange.gap",
        f"中间缺了几份：请先导入第 {expected} 号。",
        f"Some are missing in between: read number {expected} first.",
        status=409,
    )


@transaction.atomic
def collected(*, raw: bytes, now: datetime) -> str:
    """What waits for whoever asks; empty when nothing does."""
    peer = asked(raw=raw, now=now)
    held = Peer.objects.select_related("own_key").get(pk=peer.pk)
    return bundle(signed_package(held, one) for one in waiting(held, 20))
