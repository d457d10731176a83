"""An early, private word to silent units on the twentieth of each month."""

from procrastinate.contrib.django import app

from gongbao.briefing.assessment import actions
from gongbao.briefing.assessment.months import month_of
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import system


@app.periodic(cron="0 1 20 * *")
@app.task
def nudge(timestamp: int) -> None:
    """Nine in the morning in China."""
    now = read_clock()
    for desk in Unit.objects.filter(desk=True, until=None):
        actions.nudge_silent_units(desk=desk, month=month_of(now), by=system("assessment"), now=now)
