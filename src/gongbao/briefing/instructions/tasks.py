"""Reminding those who must act on an instruction, every morning."""

from procrastinate.contrib.django import app

from gongbao.briefing.instructions import actions
from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import system


@app.periodic(cron="30 0 * * *")
@app.task
def remind_due(timestamp: int) -> None:
    """Half past eight in China."""
    actions.remind_due(by=system("instructions"), now=read_clock())


@app.periodic(cron="*/5 * * * *")
@app.task
def remind_hours(timestamp: int) -> None:
    """Those with an hour, within five minutes of it."""
    actions.remind_hours(by=system("instructions"), now=read_clock())
