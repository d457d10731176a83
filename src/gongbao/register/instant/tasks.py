"""What happens by the mere passing of days: terms end, orders expire."""

from procrastinate.contrib.django import app

from gongbao.foundation.clock import china_date, read_clock
from gongbao.foundation.events.actor import system
from gongbao.register.instant import actions


@app.periodic(cron="15 16 * * *")
@app.task
def end_terms(timestamp: int) -> None:
    """A quarter past midnight in China: what was shown until yesterday leaves the records (P21 13)."""
    now = read_clock()
    actions.end_terms(on=china_date(now), by=system("instant"), now=now)


@app.periodic(cron="25 16 * * *")
@app.task
def expire_orders(timestamp: int) -> None:
    """Then the orders whose ten days are over go to the office (A25 7)."""
    now = read_clock()
    actions.expire_orders(on=china_date(now), by=system("instant"), now=now)
