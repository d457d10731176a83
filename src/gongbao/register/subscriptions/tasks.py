"""In the background: numbers for what changed, files, messages.

Each holds a lease of the database while it works, so that there is one of each over all workers, and a killed one is
followed by the next at once.
"""

import logging
from datetime import timedelta

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from gongbao.foundation.clock import CHINA, read_clock
from gongbao.foundation.events.actor import system
from gongbao.foundation.lease import lease
from gongbao.register.subscriptions import actions, selectors

log = logging.getLogger("gongbao.lists")
_BY = system("lists")
EDITION_EVERY = timedelta(hours=1)
RUNS_FOR = 20.0
LINGERS = timedelta(seconds=6)  # the first of the tries again comes after five


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="lists-follow")
def follow_changes(timestamp: int) -> None:
    """Every minute: number what changed; files within the hour; then messages."""
    with lease(actions.FOLLOWS) as held:
        if held:
            now = read_clock()
            full = now.astimezone(CHINA).minute == 0 or selectors.head() == 0
            while actions.record_changes(by=_BY, now=now, full=full):
                pass
            latest = selectors.latest_edition()
            if latest is None or now - latest.made_at >= EDITION_EVERY:
                actions.take_edition(by=_BY, now=now)
    wake()


@app.task(queueing_lock="lists-deliver", pass_context=True)
def deliver(context: JobContext) -> None:
    """Send what is due to subscribers; other tasks have their turn after some seconds, then it goes on."""
    from gongbao.register.subscriptions.pump import Pump  # noqa: PLC0415 (its client is slow to load)

    with lease("lists-deliver") as held:
        if not held:
            return
        pump = Pump(by=_BY, clock=read_clock, linger=LINGERS, stop=context.should_abort)
        told = pump.run(seconds=RUNS_FOR)
    if told.stopped:
        log.warning("stopped %d subscribers that could not be reached for days", len(told.stopped))
    if told.unfinished:
        wake()


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="lists-prune")
def forget_old_deliveries(timestamp: int) -> None:
    """Once a night: delivered messages older than a month, and files of the lists older than their days."""
    now = read_clock()
    actions.prune(now=now)
    with lease(actions.FOLLOWS) as held:
        while held and actions.collect_files(by=_BY, now=now):
            pass


def wake() -> None:
    """Have messages sent now; a task that waits already will see to these too."""
    try:
        deliver.defer()
    except AlreadyEnqueued:
        pass
