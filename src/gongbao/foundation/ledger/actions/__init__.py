"""Every write of the ledger. Slices need only `enqueue` and `enqueue_many`; the rest belongs to the sequencer."""

from gongbao.foundation.ledger.actions.outbox import enqueue, enqueue_erasure, enqueue_many
from gongbao.foundation.ledger.actions.publish import Published, publish_head
from gongbao.foundation.ledger.actions.sequence import sequence_batch
from gongbao.foundation.ledger.actions.setup import begin_log
from gongbao.foundation.ledger.entries import Item, Sealed

__all__ = [
    "Item",
    "Published",
    "Sealed",
    "begin_log",
    "enqueue",
    "enqueue_erasure",
    "enqueue_many",
    "publish_head",
    "sequence_batch",
]
