"""What happens to the serious list by the mere passing of days."""

from procrastinate.contrib.django import app

from gongbao.foundation.clock import china_date, read_clock
from gongbao.foundation.events.actor import system
from gongbao.register.serious import actions


@app.periodic(cron="20 16 * * *")
@app.task
def expire_entries(timestamp: int) -> None:
    """Twenty past midnight in China: entries whose full term is over are removed without an application (S21 21)."""
    now = read_clock()
    actions.expire(on=china_date(now), by=system("serious"), now=now)
