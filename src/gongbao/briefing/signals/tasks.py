"""Asking the feeds, asking the units, and telling of what is out of time."""

from procrastinate.contrib.django import app

from gongbao.briefing.signals import actions
from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import system


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="signals-round")
def ask_feeds(timestamp: int) -> None:
    """Every minute: the feeds whose time has come."""
    from gongbao.briefing.signals.rounds import ask_round  # noqa: PLC0415 (brings the readers of feeds with it)

    ask_round(read_clock())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="signals-tasks")
def watch_tasks(timestamp: int) -> None:
    """Every minute: what nobody reported is asked about where the limit says so; what is out of time is told."""
    now, by = read_clock(), system("signals")
    actions.ask_due(by=by, now=now)
    actions.remind_due(by=by, now=now)


@app.periodic(cron="40 19 * * *")
@app.task
def tidy_fetches(timestamp: int) -> None:
    actions.tidy(now=read_clock())
