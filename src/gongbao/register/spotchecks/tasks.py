"""What happens to draws by the mere passing of time: a reveal that was missed is published as broken."""

from procrastinate.contrib.django import app

from gongbao.foundation.clock import read_clock
from gongbao.foundation.draws.actions import publish_breaches as publish
from gongbao.foundation.events.actor import system


@app.periodic(cron="*/5 * * * *")
@app.task
def publish_breaches(timestamp: int) -> None:
    """Every five minutes: draws whose reveal is overdue."""
    publish(by=system("draws"), now=read_clock())
