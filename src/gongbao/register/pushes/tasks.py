"""What is owed to other provinces although nothing told of it: listings decided before there were pushes."""

from procrastinate.contrib.django import app

from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import system
from gongbao.foundation.lease import lease
from gongbao.register.pushes import actions


@app.periodic(cron="35 16 * * *")
@app.task(queueing_lock="pushes-unheard")
def hear_unheard(timestamp: int) -> None:
    """Twenty-five to one at night in China: listings on parties of other provinces without a dispatch (S21 14.2)."""
    with lease("pushes-unheard") as held:
        if held:
            actions.hear_unheard(by=system("pushes"), now=read_clock())
