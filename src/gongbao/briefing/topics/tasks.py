"""Reminding units of what was commissioned, every half hour, each commission by its own rule."""

from procrastinate.contrib.django import app

from gongbao.briefing.topics import actions
from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import system


@app.periodic(cron="*/30 * * * *")
@app.task
def remind_of_commissions(timestamp: int) -> None:
    actions.remind(by=system("commissions"), now=read_clock())
