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
