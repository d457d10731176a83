"""Batches in the background: each line its own transaction, taken up again after a stop."""

from procrastinate.contrib.django import app

from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.register.filings import actions, selectors
from gongbao.register.filings.models import FilingBatch

AT_A_TIME = 500


def _by(batch: FilingBatch) -> Actor:
    """The worker acts for whoever uploaded the file."""
    return Actor(
        kind=ActorKind.SYSTEM,
        id=f"filing-batch:{batch.pk}",
        label=batch.uploaded_by,
        organisation_id=batch.organisation_id,
    )


@app.task(queueing_lock="filing-batches", lock="filing-batches")
def file_batches() -> None:
    """File the waiting lines of every batch begun, turn by turn: a long one does not keep a short one waiting."""
    waiting = selectors.running_batches()
    while waiting:
        waiting = [batch for batch in waiting if _some(batch)]


def _some(batch: FilingBatch) -> bool:
    by = _by(batch)
    return all(actions.file_next(batch_id=batch.pk, by=by, now=read_clock()) for _ in range(AT_A_TIME))


@app.periodic(cron="*/5 * * * *")
@app.task(lock="filing-batches")
def take_up_batches(timestamp: int) -> None:
    """Batches that were begun and not finished: a worker stopped, or nobody told it."""
    for batch in selectors.running_batches():
        while _some(batch):
            pass
