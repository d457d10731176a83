"""The season's work in the background: signed decisions, the register followed daily."""

from uuid import UUID

from procrastinate.contrib.django import app

from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import system
from gongbao.foundation.lease import lease
from gongbao.register.seasons import actions, selectors

_BY = system("season")


def _carry_out(close_id: UUID) -> None:
    """One worker at a time for one close. No queue lock: a worker that is killed would keep it for ever."""
    with lease(f"season-close:{close_id}") as held:
        if held:
            actions.carry_out(close_id=close_id, by=_BY, now=read_clock())


@app.task(queueing_lock="season-close")
def carry_out_close(close_id: str) -> None:
    """Write the decisions of a signed batch."""
    _carry_out(UUID(close_id))


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="season-close-again")
def finish_signed_closes(timestamp: int) -> None:
    """Signed batches that were not finished: a worker stopped, or nobody told it."""
    for close in selectors.signed():
        _carry_out(close.id)


@app.periodic(cron="20 1 * * *")
@app.task
def follow_the_register(timestamp: int) -> None:
    """Every night: who newly owes, who owes no longer, in the seasons that still matter."""
    for season in selectors.seasons()[:3]:
        actions.sync_season(year=season.year, now=read_clock(), by=_BY)
