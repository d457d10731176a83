"""The register's work in the background."""

import logging

from procrastinate.contrib.django import app

from gongbao.register.entities import actions

log = logging.getLogger("gongbao.entities")


@app.periodic(cron="* * * * *")
@app.task
def put_back_indexes(timestamp: int) -> None:
    """Indexes that a killed import left off: searching is slow without them."""
    if built := actions.put_back_left_off():
        log.warning("%d indexes and constraints that a stopped import had left off were built again", built)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="sounds-of-names")
def hear_unheard(timestamp: int) -> None:
    """Names that a great import wrote, or all of them after an upgrade: until then search by sound is slower."""
    actions.hear_unheard()


@app.periodic(cron="40 19 * * *")
@app.task(queueing_lock="sounds-of-names-anew")
def hear_all_anew(timestamp: int) -> None:
    """Twenty to four at night in China: how common each pair is by now, and whatever else was written."""
    actions.hear_unheard(anew=True)
