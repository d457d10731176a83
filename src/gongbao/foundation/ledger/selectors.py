"""Reading the log: how far a publication has come, the proof to keep, and how the log as a whole stands.

All reads are bounded: a row or two of the database, and a dozen tile files at most.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from gongbao.foundation.asking import ask
from gongbao.foundation.ledger.files import log_files
from gongbao.foundation.ledger.models import (
    Cosignature,
    Head,
    Leaf,
    Outbox,
    Replayed,
    SignedHead,
    Witness,
    WitnessedLog,
)
from gongbao.foundation.ledger.policy import quorum_of
from gongbao.kernel.tlog.merkle import prove_consistency, prove_inclusion
from gongbao.kernel.tlog.opening import Opening
from gongbao.kernel.tlog.proof import TlogProof
from gongbao.kernel.tlog.tiles import WIDTH
from gongbao.kernel.tlog.witness import origin_hash

COSIGNATURES_LOOKED_AT = 320
#: At least one row: the witnesses are counted in each.
_PLACES = """
    SELECT own.witnesses, leaf.record, leaf.version, leaf.kind, leaf.index
    FROM (SELECT count(*) AS witnesses FROM ledger_witness WHERE active) AS own
    LEFT JOIN ledger_leaf AS leaf ON leaf.record = ANY(%s::uuid[])
"""
_GROWTH = """
    SELECT t.at, COALESCE(
        (SELECT size FROM ledger_signedhead WHERE signed_at <= t.at ORDER BY signed_at DESC LIMIT 1), 0)
    FROM (SELECT %(now)s - n * make_interval(secs => %(step)s) AS at FROM generate_series(%(points)s, 0, -1) n) t
    ORDER BY t.at
"""


class Stage(StrEnum):
    """How far an entry has come: written with its act; under a published head; under one that witnesses cosigned."""

    RECORDED = "recorded"
    IN_LOG = "in_log"
    WITNESSED = "witnessed"


@dataclass(frozen=True, slots=True)
class ProofState:
    """Where one entry stands. `size` is the head that covers it, `cosigned` of `witnesses` have signed that head."""

    state: Stage
    index: int | None
    size: int | None
    cosigned: int
    witnesses: int


@dataclass(frozen=True, slots=True)
class LogState:
    """The log as a whole. `waiting` entries have no place yet; `signed_at` is None before the first head."""

    origin: str
    size: int
    published: int
    signed_at: datetime | None
    cosigned: int
    witnesses: int
    quorum: int
    waiting: bool


def proof(record: UUID, version: int, kind: str) -> ProofState:
    """How far the entry of this record's version has come."""
    return proofs([(record, version, kind)])[0]


def proofs(keys: Sequence[tuple[UUID, int, str]]) -> list[ProofState]:
    """How far several entries have come (a page of them), in their order, by three queries."""
    rows = ask(_PLACES, list({key[0] for key in keys}))
    places = {(record, version, kind): index for _, record, version, kind, index in rows if record}
    heads = _heads() if places else []  # just written: no head can cover it
    witnesses = rows[0][0]
    return [_state(places.get(key), heads, witnesses) for key in keys]


def _heads() -> list[tuple[int, int]]:
    """Signed heads worth looking at, as size and number of cosignatures: the newest, and the newest cosigned ones."""
    newest = list(SignedHead.objects.order_by("-size").values_list("size", flat=True)[:1])
    lines = list(Cosignature.objects.order_by("-head_id").values_list("head_id", flat=True)[:COSIGNATURES_LOOKED_AT])
    if len(lines) == COSIGNATURES_LOOKED_AT:
        lines = [size for size in lines if size != lines[-1]]  # the last one may be cut off
    counted = Counter(dict.fromkeys(newest, 0))
    counted.update(lines)
    return list(counted.items())


def _cosigned(sizes: Sequence[int]) -> Counter[int]:
    """How many cosigned each of these heads."""
    return Counter(Cosignature.objects.filter(head_id__in=sizes).values_list("head_id", flat=True))


def _state(index: int | None, heads: Sequence[tuple[int, int]], witnesses: int) -> ProofState:
    covering = [head for head in heads if index is not None and head[0] > index]
    if not covering:
        return ProofState(Stage.RECORDED, index, None, 0, witnesses)
    size, cosigned = max(covering, key=lambda head: (head[1], head[0]))
    quorum = quorum_of(witnesses)
    stage = Stage.WITNESSED if quorum and cosigned >= quorum else Stage.IN_LOG
    return ProofState(stage, index, size, cosigned, witnesses)


def proof_file(
    record: UUID, version: int, kind: str, *, salt: bytes | None = None, payload: bytes | None = None
) -> bytes | None:
    """The .tlog-proof to keep, under the head most witnesses signed; None while no published head covers the entry.

    With `salt` and `payload` (the record's bytes) the file opens the commitment too; without them, after an erasure,
    it still proves that the entry stands.
    """
    leaf = Leaf.objects.filter(record=record, version=version, kind=kind).first()
    if leaf is None:
        return None
    state = _state(leaf.index, _heads(), 0)
    if state.size is None:
        return None
    hashes = prove_inclusion(leaf.index, state.size, log_files().reader(published_size()))
    extra = Opening(bytes(leaf.entry), salt, payload).to_bytes()
    return TlogProof(leaf.index, tuple(hashes), checkpoint_text(state.size), extra).to_text().encode()


def checkpoint_text(size: int) -> str:
    """The signed note of a head with its cosignatures; SignedHead.DoesNotExist if that size was never signed."""
    head = SignedHead.objects.get(size=size)
    return head.note + "".join(head.cosignatures.order_by("witness").values_list("line", flat=True))


def replayed(records: Sequence[UUID]) -> dict[UUID, tuple[int, bytes]]:
    """Version and commitment of the latest version that a replay brought back from the log, for those that have one.

    Whoever gives a record its next version asks here first; the table is empty unless a backup was restored.
    """
    rows = Replayed.objects.filter(record__in=records).values_list("record", "version", "commitment")
    return {record: (version, bytes(commitment)) for record, version, commitment in rows}


def consistency(old: int, size: int) -> list[bytes]:
    """The proof that the published tree of `size` only added to that of `old`. ValueError outside the published log."""
    published = published_size()
    if not 0 <= old <= size <= published:
        raise ValueError(f"the published log has {published} leaves")
    return prove_consistency(old, size, log_files().reader(published))


def entries_between(first: int, end: int) -> list[tuple[int, UUID, int]]:
    """The published entries of places `first` to `end` (at most one bundle): index, record, version, in order.

    Only `publish` and `amend`: the others commit to no document of a record.
    """
    rows = Leaf.objects.filter(
        index__gte=first, index__lt=min(end, first + WIDTH, published_size()), kind__in=("publish", "amend")
    )
    return list(rows.order_by("index").values_list("index", "record", "version"))


def published_size() -> int:
    """How far the files reach."""
    return Head.objects.filter(origin=settings.LEDGER_ORIGIN).values_list("published_size", flat=True).first() or 0


def log_state() -> LogState:
    """How the log stands, for the frame of every page and the ledger page."""
    head = Head.objects.filter(origin=settings.LEDGER_ORIGIN).first()
    signed = SignedHead.objects.order_by("-size").first()
    witnesses = Witness.objects.filter(active=True).count()
    return LogState(
        origin=settings.LEDGER_ORIGIN,
        size=head.size if head else 0,
        published=signed.size if signed else 0,
        signed_at=signed.signed_at if signed else None,
        cosigned=_cosigned([signed.size])[signed.size] if signed else 0,
        witnesses=witnesses,
        quorum=quorum_of(witnesses),
        waiting=Outbox.objects.exists(),
    )


def log_key() -> str:
    """The log's public key as it is published (the web machines need not hold the private one); "" before that."""
    files = log_files()
    return files.read("log.vkey").decode().strip() if files.has("log.vkey") else ""


def published_policy() -> str:
    """The trust policy as it is published; "" before the first head."""
    files = log_files()
    return files.read("policy").decode() if files.has("policy") else ""


def latest_heads(limit: int = 10, *, before: int | None = None) -> list[dict[str, Any]]:
    """The newest signed heads (smaller than `before`): size, root, when, by how many cosigned."""
    heads = SignedHead.objects.order_by("-size")
    rows = list(heads.filter(size__lt=before)[:limit] if before is not None else heads[:limit])
    cosigned = _cosigned([row.size for row in rows])
    return [
        {"size": row.size, "root": bytes(row.root), "at": row.signed_at, "cosigned": cosigned[row.size]} for row in rows
    ]


def growth(now: datetime, *, points: int = 48, step: timedelta = timedelta(hours=1)) -> list[tuple[datetime, int]]:
    """The published size at `points` instants up to `now`, oldest first: one index look-up each."""
    with connection.cursor() as cursor:
        cursor.execute(_GROWTH, {"now": now, "points": points - 1, "step": step.total_seconds()})
        return [(row[0], row[1]) for row in cursor.fetchall()]


def witnesses() -> list[dict[str, Any]]:
    """Our witnesses, active ones first, and how each stands."""
    rows = Witness.objects.order_by("-active", "name")[:100]
    return [
        {
            "name": row.name,
            "vkey": row.vkey,
            "url": row.url,
            "active": row.active,
            "size": row.latest_size,
            "at": row.latest_at,
            "error": row.last_error,
        }
        for row in rows
    ]


def cosigners(size: int) -> list[str]:
    """The names of the witnesses who cosigned the head of that size."""
    return list(Cosignature.objects.filter(head_id=size).order_by("witness").values_list("witness", flat=True))


def witnessed_head(hashed: str) -> str | None:
    """As a witness: the largest head we cosigned of the log whose origin has this hex SHA-256."""
    for log in WitnessedLog.objects.exclude(note="").order_by("origin")[:1000]:
        if origin_hash(log.origin) == hashed:
            return log.note
    return None


def witnessed_logs() -> list[dict[str, Any]]:
    """The logs we witness for, and how far."""
    rows = WitnessedLog.objects.order_by("origin")[:1000]
    return [{"origin": row.origin, "vkey": row.vkey, "size": row.size, "at": row.updated_at} for row in rows]
