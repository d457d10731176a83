"""Every write of the ledger. Slices need only `enqueue` and `enqueue_many`; the rest belongs to the sequencer."""

from gongbao.foundation.ledger.actions.outbox import enqueue, enqueue_many
from gongbao.foundation.ledger.entries import Item, Sealed

__all__ = ["Item", "Sealed", "enqueue", "enqueue_many"]
