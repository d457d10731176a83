"""What happens to listings by the mere passing of days."""

from datetime import timedelta

from procrastinate.contrib.django import app

from gongbao.foundation.clock import china_date, read_clock
from gongbao.foundation.events.actor import system
from gongbao.register.listings import actions


@app.periodic(cron="10 16 * * *")
@app.task
def end_display(timestamp: int) -> None:
    """Ten past midnight in China: entries shown until yesterday leave the records. A week back, for days missed."""
    now = read_clock()
    today = china_date(now)
    actions.end_display(since=today - timedelta(days=7), on=today, by=system("listings"), now=now)
