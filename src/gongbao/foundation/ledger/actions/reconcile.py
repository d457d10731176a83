"""Bringing database, files and guard back together after a restore or damage, without ever contradicting a signed head.

The guard says what was signed. Whoever of the two, leaf table or files, leads to that root is right; the other one is
written again from it. What the database took in since the restore goes back to the outbox and gets a new place.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.bus import tell
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.ledger import guard
from gongbao.foundation.ledger.actions.sequence import append_leaves, locked_head, move_head
from gongbao.foundation.ledger.files import LogFiles, log_files
from gongbao.foundation.ledger.models import Head, SignedHead
from gongbao.foundation.ledger.models import Leaf as Row
from gongbao.foundation.ledger.refusals import LogRefusal, forked
from gongbao.foundation.ledger.replay import common_prefix, entries_in_files, entries_in_table, frontier_over
from gongbao.foundation.ledger.seen import fetch_entries, largest_seen, shown
from gongbao.foundation.ledger.standing import shown_size
from gongbao.foundation.ledger.tiles import rewrite_tiles
from gongbao.kernel.audit.source import Source
from gongbao.kernel.tlog.leaf import Leaf, parse_leaf
from gongbao.kernel.tlog.merkle import EMPTY_ROOT, Frontier

CONTRADICTED = "ledger.contradicted"
RECONCILED = declare("ledger.reconciled", "账本已核对修复", "ledger reconciled")
_BATCH = 4_096
_BACK = """
    INSERT INTO ledger_outbox (record, version, kind, entry)
    SELECT record, version, kind, entry FROM ledger_leaf WHERE index >= %s ORDER BY index
    ON CONFLICT (record, version, kind) DO NOTHING
"""
_TAKEN = """
    DELETE FROM ledger_outbox o USING ledger_leaf l
    WHERE l.record = o.record AND l.version = o.version AND l.kind = o.kind AND l.index >= %s
    RETURNING o.record, o.version, o.kind, o.entry = l.entry
"""


_REMEMBER = """
    INSERT INTO ledger_replayed AS r (record, version, commitment) VALUES (%s, %s, %s)
    ON CONFLICT (record) DO UPDATE SET version = EXCLUDED.version, commitment = EXCLUDED.commitment
    WHERE r.version < EXCLUDED.version
"""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was done. `contradicting` are versions the log holds with other content than the restored database gave
    them: whoever made them hears of it (CONTRADICTED) and publishes them again under the next number.
    """

    size: int
    replayed: int
    requeued: int
    rewritten: int
    guard_rebuilt: bool
    contradicting: tuple[tuple[UUID, int, str], ...]


def reconcile(*, by: Actor, now: datetime, mirror: Source | None = None) -> Reconciled:
    """Make database, files and guard agree on what was signed. LogRefusal when nothing at hand leads to it.

    `mirror` is another copy of the published log, newer perhaps than our own folder; it is believed only as far as
    our own signature goes.
    """
    files = log_files()
    rebuilt = _raise_guard(files, mirror)
    signed = guard.last_signed() or guard.Signed(0, EMPTY_ROOT)
    if mirror is not None:
        fetch_entries(files, mirror, signed.size)
    with transaction.atomic():
        Head.objects.get_or_create(origin=settings.LEDGER_ORIGIN, defaults={"root": EMPTY_ROOT, "updated_at": now})
        head = locked_head()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE ledger_leaf, ledger_outbox")  # right after a restore there are no statistics
        replayed, requeued = 0, 0
        contradicting: list[tuple[UUID, int, str]] = []
        if not _leads_to(head, signed):
            replayed, requeued, contradicting = _replay(files, head, signed, now)
            if contradicting:
                tell(CONTRADICTED, {"keys": contradicting, "by": by, "now": now})
        _remember_checkpoint(files, now)
        record_event(
            name=RECONCILED,
            by=by,
            now=now,
            subject=("ledger", settings.LEDGER_ORIGIN[:80]),
            detail={"size": head.size, "replayed": replayed, "requeued": requeued, "contradicting": len(contradicting)},
        )
    rewritten = rewrite_tiles(files, head.size)
    Head.objects.filter(origin=head.origin).update(published_size=head.size)
    guard.settle()
    return Reconciled(head.size, replayed, requeued, rewritten, rebuilt, tuple(contradicting))


def _raise_guard(files: LogFiles, mirror: Source | None) -> bool:
    """Before anything else: the guard knows the largest head anybody has seen. True if it was missing or too low."""
    known = guard.last_signed()
    if known is not None and mirror is None and not guard.restored() and shown_size() <= known.size:
        return False
    most = largest_seen(files, mirror)
    if known is None:
        guard.create(most)
    elif most.size > known.size:
        guard.advance(known, most)
    return known is None or most.size > known.size


def _leads_to(head: Head, signed: guard.Signed) -> bool:
    """Whether the leaf table, cut to the signed size, has the signed root, and the head row fits the table."""
    if head.size < signed.size:
        return False
    if frontier_over(entries_in_table(signed.size)).root() != signed.root:
        return False
    whole = frontier_over(entries_in_table(head.size))
    return whole.root() == bytes(head.root) and whole.to_bytes() == bytes(head.frontier)


def _replay(
    files: LogFiles, head: Head, signed: guard.Signed, now: datetime
) -> tuple[int, int, list[tuple[UUID, int, str]]]:
    """Put the published entries into the leaf table; what stood there instead goes back to the outbox."""
    if frontier_over(entries_in_files(files, signed.size)).root() != signed.root:
        raise LogRefusal(
            "ledger.nothing-leads-there",
            f"数据库和账本文件都推不出已签名的第 {signed.size} 条树头。请从备份或镜像恢复账本文件夹，"
            "再运行 gongbao ledger reconcile。",
            f"Neither the database nor the files lead to the signed head of {signed.size}. Restore the ledger folder "
            "from a backup or a mirror, then run `gongbao ledger reconcile` again.",
        )
    same = common_prefix(files, signed.size, _rows_from_zero())
    if SignedHead.objects.filter(size=signed.size).exclude(root=signed.root).exists():
        raise forked(signed.size, "ledger_signedhead")
    with connection.cursor() as cursor:
        cursor.execute(_BACK, [same])
    requeued = Row.objects.filter(index__gte=same).count()
    Row.objects.filter(index__gte=same).delete()
    frontier = frontier_over(entries_in_files(files, same))
    batch = []
    for _, entry in entries_in_files(files, signed.size, same):
        batch.append(parse_leaf(entry))
        if len(batch) == _BATCH:
            _append(frontier, batch, now)
            batch = []
    _append(frontier, batch, now)
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [same])
        taken = cursor.fetchall()
    move_head(head, frontier, now)
    return signed.size - same, requeued, [(row[0], row[1], row[2]) for row in taken if not row[3]]


def _append(frontier: Frontier, leaves: list[Leaf], now: datetime) -> None:
    """Append published leaves, and remember how far each record has come in them."""
    append_leaves(frontier, [(UUID(one.record), one.version, one.kind, one.to_bytes()) for one in leaves], now)
    latest = {one.record: one for one in sorted(leaves, key=lambda one: one.version)}
    with connection.cursor() as cursor:
        cursor.executemany(
            _REMEMBER, [(UUID(one.record), one.version, bytes.fromhex(one.commitment)) for one in latest.values()]
        )


def _rows_from_zero() -> int:
    """How many leaves stand without a gap from index 0 on, whatever the head row says."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(min(l.index) + 1, 0) FROM ledger_leaf l"
            " WHERE NOT EXISTS (SELECT 1 FROM ledger_leaf n WHERE n.index = l.index + 1)"
            " AND EXISTS (SELECT 1 FROM ledger_leaf z WHERE z.index = 0)"
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _remember_checkpoint(files: LogFiles, now: datetime) -> None:
    """A head that was shown belongs among the signed ones, also after a restore."""
    found = shown(files)
    if found and found[0].size:
        SignedHead.objects.get_or_create(
            size=found[0].size, defaults={"root": found[0].root, "note": found[1], "signed_at": now}
        )


__all__ = ["Reconciled", "reconcile"]
