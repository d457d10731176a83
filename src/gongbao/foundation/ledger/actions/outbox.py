"""The door to the log: an entry is written in the same transaction as the act it is about, and waits there.

No lock and no shared row is touched, so acts never wait for each other; the act and its entry stand or fall together.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.ledger.entries import Item, Sealed, seal, seal_erasure
from gongbao.foundation.ledger.models import Leaf, Outbox
from gongbao.kernel.tlog.leaf import Erasure

CHANNEL = "gongbao_outbox"
_COPY = "COPY ledger_outbox (record, version, kind, entry) FROM STDIN (FORMAT BINARY)"


def enqueue(
    *, record: UUID, version: int, kind: str, body: bytes, now: datetime, previous: bytes | None = None
) -> Sealed:
    """Enter one published thing into the log, in the caller's transaction.

    `body` is the exact bytes the public gets; the caller stores them with the returned salt and commitment.
    `previous` is the commitment of the version before. RuntimeError outside a transaction; IntegrityError if this
    record, version and kind is already waiting.
    """
    _must_be_in_a_transaction()
    sealed, entry = seal(Item(record, version, kind, body, previous), now=now, origin=settings.LEDGER_ORIGIN)
    Outbox.objects.create(record=record, version=version, kind=kind, entry=entry)
    _wake_after_commit()
    return sealed


def enqueue_many(items: Iterable[Item], now: datetime) -> list[Sealed]:
    """Enter many things by one COPY, in the caller's transaction; the answers stand in the order of the items."""
    _must_be_in_a_transaction()
    sealed: list[Sealed] = []
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(["uuid", "int4", "varchar", "bytea"])
        for item in items:
            one, entry = seal(item, now=now, origin=settings.LEDGER_ORIGIN)
            sealed.append(one)
            copy.write_row((item.record, item.version, item.kind, entry))
    if sealed:
        _wake_after_commit()
    return sealed


def enqueue_erasure(
    *,
    record: UUID,
    version: int,
    kind: str,
    commitment: bytes,
    ground: str,
    authority: str,
    now: datetime,
) -> None:
    """Enter that the content of an entry already in the log is erased, in the transaction that erases it.

    Refusal while the entry has no place in the log yet: an erasure names its place.
    """
    _must_be_in_a_transaction()
    place = Leaf.objects.filter(record=record, version=version, kind=kind).values_list("index", flat=True).first()
    if place is None:
        raise Refusal(
            "ledger.not-sequenced",
            "这一版还没有写进账本，请稍后再试。",
            "This version is not in the log yet: try again in a moment.",
            status=409,
        )
    entry = seal_erasure(
        record, version, commitment, Erasure(place, ground, authority), now=now, origin=settings.LEDGER_ORIGIN
    )
    Outbox.objects.create(record=record, version=version, kind="erase", entry=entry)
    _wake_after_commit()


def _must_be_in_a_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("the log's entry is written in the transaction of the act itself: open transaction.atomic()")


def _wake_after_commit() -> None:
    """After commit, not inside it: notifying transactions commit one behind another."""
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
