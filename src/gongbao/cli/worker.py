"""`gongbao worker`: what goes on behind the pages, each job in a thread of its own."""

import logging
import signal
import threading
import types
from collections.abc import Callable
from datetime import datetime

import click

from gongbao.cli.house import house

log = logging.getLogger("gongbao.worker")
Job = Callable[[datetime], bool]


def keep_doing(name: str, job: Job, pause: float, stopping: threading.Event) -> None:
    """Do `job` again and again: at once while it finds work, else after `pause` seconds; a failure is logged."""
    from django.db import close_old_connections  # noqa: PLC0415 (Django is set up by now)

    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by now)

    failures = 0
    while not stopping.is_set():
        close_old_connections()
        try:
            busy = job(read_clock())
            failures = 0
        except Exception:
            failures += 1
            log.exception("%s failed, %d times in a row", name, failures)
            stopping.wait(min(60, 2**failures))
            continue
        if not busy:
            stopping.wait(pause)


def publish_pending(now: datetime) -> bool:
    from gongbao.foundation.events.actor import system  # noqa: PLC0415 (models need Django)
    from gongbao.register.records import actions  # noqa: PLC0415 (models need Django)

    return actions.publish_pending(by=system("publisher"), now=now, limit=actions.BATCH) > 0


@click.command()
def worker() -> None:
    """后台:账本定序、补发公示、定时任务 / sequencing, publishing what waits, background tasks."""
    stopping = threading.Event()

    def ask_to_stop(number: int, frame: types.FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGINT, ask_to_stop)
    signal.signal(signal.SIGTERM, ask_to_stop)
    with house():
        threads = [
            threading.Thread(target=keep_doing, args=(name, job, pause, stopping), name=name)
            for name, (job, pause) in JOBS.items()
        ]
        for thread in threads:
            thread.start()
        stopping.wait()
        for thread in threads:
            thread.join()


JOBS: dict[str, tuple[Job, float]] = {"publish": (publish_pending, 1.0)}
