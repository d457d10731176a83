"""Every minute: a sign of life, and telling of the limits that run out. Every morning: watches that are over."""

from procrastinate.contrib.django import app

from gongbao.briefing.incidents import actions
from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import system


@app.periodic(cron="* * * * *")
@app.task
def watch_clocks(timestamp: int) -> None:
    """A silence found now stops the clocks before any of them is told of."""
    now = read_clock()
    actions.beat(by=system("incidents"), now=now)
    actions.tell_due(by=system("incidents"), now=now)


@app.periodic(cron="15 16 * * *")
@app.task
def end_watches(timestamp: int) -> None:
    """A quarter past midnight in China."""
    actions.end_watches(by=system("incidents"), now=read_clock())
