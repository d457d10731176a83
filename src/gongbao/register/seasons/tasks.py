"""The season's work in the background: signed decisions, the register followed daily."""

from uuid import UUID

from procrastinate.contrib.django import app

from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import system
from gongbao.register.seasons import actions, selectors

_BY = system("season")


@app.task(queueing_lock="season-close", lock="season-close")
def carry_out_close(close_id: str) -> None:
    """Write the decisions of a signed batch."""
    actions.carry_out(close_id=UUID(close_id), by=_BY, now=read_clock())


@app.periodic(cron="*/5 * * * *")
@app.task(lock="season-close")
def finish_signed_closes(timestamp: int) -> None:
    """Signed batches that were not finished: a worker stopped, or nobody told it."""
    for close in selectors.signed():
        actions.carry_out(close_id=close.id, by=_BY, now=read_clock())


@app.periodic(cron="20 1 * * *")
@app.task
def follow_the_register(timestamp: int) -> None:
    """Every night: who newly owes, who owes no longer, in the seasons that still matter."""
    for season in selectors.seasons()[:3]:
        actions.sync_season(year=season.year, now=read_clock(), by=_BY)
