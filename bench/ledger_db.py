"""The log on PostgreSQL with its files, every step durable, against the bare hash tree over the same entries in memory.

Appending is what a bulk publication costs: seal and COPY into the outbox, take into the log by batches of 5,000, lay
out as tiles, read back, sign. Then what one act waits for, and what a proof costs.
"""

import statistics
import tempfile
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.season_close import own_database
from gongbao.kernel.tlog.merkle import leaf_hash, prove_inclusion, root_of

BODY = "青岚县某某企业公示记录".encode() * 60
BATCH = 2_000
SINGLES = 100
PROOFS = 200
NOW = datetime(2026, 6, 29, 2, 0, tzinfo=UTC)


def run(size: int = 100_000) -> list[dict[str, Any]]:
    """Rows of the bench table: append `size` entries durably, one more at a time, and prove entries among them."""
    with own_database(), tempfile.TemporaryDirectory() as folder:
        from django.conf import settings  # noqa: PLC0415 (Django is set up by own_database)

        from gongbao.foundation.ledger.actions import begin_log  # noqa: PLC0415 (as above)

        settings.DATA_DIR, settings.LEDGER_DIR = Path(folder), Path(folder) / "ledger"
        begin_log(now=NOW)
        return [*_append(size), *_single(), *_prove(size)]


def _append(size: int) -> list[dict[str, Any]]:
    from gongbao.foundation.ledger.actions import publish_head, sequence_batch  # noqa: PLC0415 (Django is set up)
    from gongbao.foundation.ledger.models import Leaf  # noqa: PLC0415 (as above)

    enqueue = _seconds(lambda: _enqueue(size))
    sequence = _seconds(lambda: _all(lambda: sequence_batch(now=NOW, limit=5_000)))
    publish = _seconds(lambda: publish_head(now=NOW))
    entries = [bytes(one) for one in Leaf.objects.order_by("index").values_list("entry", flat=True)]
    bare = _seconds(lambda: root_of(leaf_hash(entry) for entry in entries))
    whole = enqueue + sequence + publish
    peer = "bare hashlib tree in memory"
    return [
        _rate("ledger: seal and enqueue in bulk", size / enqueue, size / bare, peer, None),
        _rate("ledger: sequence, batches of 5,000", size / sequence, size / bare, peer, 20_000),
        _rate("ledger: tiles, read back, signed", size / publish, size / bare, peer, None),
        _rate("ledger: durable append, end to end", size / whole, size / bare, peer, 10_000),
    ]


def _single() -> list[dict[str, Any]]:
    """One act at a time: from its commit to its place, and to a signed head that shows it."""
    from gongbao.foundation.ledger.actions import publish_head, sequence_batch  # noqa: PLC0415 (Django is set up)

    placed, shown = [], []
    for _ in range(SINGLES):
        _enqueue(1)
        start = perf_counter()
        sequence_batch(now=NOW)
        placed.append(1000 * (perf_counter() - start))
        publish_head(now=NOW)
        shown.append(1000 * (perf_counter() - start))
    flush = _flush()
    peer = "one write flushed to the same disk"
    return [
        _latency("ledger: one entry gets its place", statistics.median(placed), flush, peer, 20),
        _latency("ledger: … and a signed head shows it", statistics.median(shown), flush, peer, 100),
    ]


def _prove(size: int) -> list[dict[str, Any]]:
    from gongbao.foundation.ledger import selectors  # noqa: PLC0415 (Django is set up by own_database)
    from gongbao.foundation.ledger.files import log_files  # noqa: PLC0415 (as above)
    from gongbao.foundation.ledger.models import Leaf  # noqa: PLC0415 (as above)

    places = [n * size // PROOFS for n in range(PROOFS)]
    rows = Leaf.objects.filter(index__in=places).values_list("record", "version", "kind", "index")
    keys = [(record, version, kind) for record, version, kind, _ in rows]
    files, whole = log_files(), selectors.published_size()
    bare = _each(places, lambda index: prove_inclusion(index, whole, files.reader(whole)))
    return [
        _latency("ledger: how far an entry has come", _each(keys, lambda key: selectors.proof(*key)), bare, "", 5),
        _latency(
            "ledger: proof file of an entry",
            _each(keys, lambda key: selectors.proof_file(*key)),
            bare,
            "its hashes from the tile files alone",
            10,
        ),
    ]


def _enqueue(count: int) -> None:
    from django.db import transaction  # noqa: PLC0415 (Django is set up by own_database)

    from gongbao.foundation.ledger.actions import Item, enqueue_many  # noqa: PLC0415 (as above)

    for start in range(0, count, BATCH):
        items = [Item(uuid.uuid4(), 1, "publish", BODY) for _ in range(min(BATCH, count - start))]
        with transaction.atomic():
            enqueue_many(items, NOW)


def _all(step: Callable[[], int]) -> None:
    while step():
        pass


def _flush() -> float:
    """Milliseconds to write and flush one small file where the log lies."""
    from django.conf import settings  # noqa: PLC0415 (Django is set up by own_database)

    from gongbao.foundation.ledger.files import write_durably  # noqa: PLC0415 (as above)

    path = settings.DATA_DIR / "flush"
    return _each(range(50), lambda number: write_durably(path, b"%d" % number))


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _each(things: Sequence[Any], work: Callable[[Any], object]) -> float:
    """The median milliseconds of doing `work` with each thing."""
    return 1000 * statistics.median(_seconds(lambda one=thing: work(one)) for thing in things)


def _rate(job: str, ours: float, peer: float, peer_name: str, goal: float | None) -> dict[str, Any]:
    return {
        "job": job,
        "ours": ours,
        "peer": peer,
        "peer_name": peer_name,
        "unit": "leaves/s",
        "ratio": ours / peer,
        "goal": f"≥ {goal:,.0f} leaves/s" if goal else "",
        "ok": ours >= goal if goal else None,
    }


def _latency(job: str, ours: float, peer: float, peer_name: str, goal: float) -> dict[str, Any]:
    return {
        "job": job,
        "ours": ours,
        "peer": peer,
        "peer_name": peer_name or "the proof's hashes alone",
        "unit": "ms",
        "ratio": peer / ours,
        "goal": f"≤ {goal:,.0f} ms",
        "ok": ours <= goal,
    }
