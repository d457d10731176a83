"""Asking units that are behind the year to explain, every morning, once for a month and indicator."""

from procrastinate.contrib.django import app

from gongbao.briefing.targets import actions
from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import system


@app.periodic(cron="15 0 * * *")
@app.task
def flag_lags(timestamp: int) -> None:
    """A quarter past eight in China."""
    actions.flag_lags(by=system("targets"), now=read_clock())
