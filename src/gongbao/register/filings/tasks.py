"""Batches in the background: some dozens of lines a transaction, taken up again after a stop.

No queue lock: a worker that is killed would keep it for ever. A lease of the database ends with its holder instead.
"""

import logging
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.foundation.lease import lease
from gongbao.register.filings import actions, selectors
from gongbao.register.filings.models import BatchState, FilingBatch

log = logging.getLogger("gongbao.filings")
#: Turns of some dozens of lines before another batch has its own.
AT_A_TIME = 4


def _by(batch: FilingBatch) -> Actor:
    """The worker acts for whoever uploaded the file."""
    return Actor(
        kind=ActorKind.SYSTEM,
        id=f"filing-batch:{batch.pk}",
        label=batch.uploaded_by,
        organisation_id=batch.organisation_id,
    )


@app.task(queueing_lock="filing-batches")
def file_batches() -> None:
    """Check what waits to be checked and file what was let go, turn by turn: a long one does not keep a short one
    waiting, and one that comes meanwhile has its turn too.
    """
    failed: set[UUID] = set()
    with lease("filing-batches") as held:
        while held:
            waiting = [batch for batch in selectors.waiting_batches() if batch.pk not in failed]
            worked = [_some(batch, failed) for batch in waiting]
            if not any(worked):
                break


def wake() -> None:
    """Have the waiting batches worked on now; a job that waits already will see to this one too."""
    try:
        file_batches.defer()
    except AlreadyEnqueued:
        pass


def _some(batch: FilingBatch, failed: set[UUID]) -> bool:
    """Part of the work on one batch; whether it is worth coming back. One that fails keeps no other waiting."""
    by = _by(batch)
    try:
        if batch.state == BatchState.CHECKING:
            actions.check_taken(batch_id=batch.pk, by=by, now=read_clock())
            return True
        return all(actions.file_next(batch_id=batch.pk, by=by, now=read_clock()) for _ in range(AT_A_TIME))
    except Exception:
        log.exception("batch %s failed; it is tried again with the next round", batch.pk)
        failed.add(batch.pk)
        return False


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="filing-batches-again")
def take_up_batches(timestamp: int) -> None:
    """Batches nobody works on: a worker was stopped or killed, or nobody told it."""
    file_batches()
