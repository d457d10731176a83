"""`gongbao worker`: what runs in the background: the log's sequencer, records waiting to be published, queued tasks."""

import asyncio
import importlib
import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from types import FrameType

import click

from gongbao.cli.house import house
from gongbao.cli.stopping import Stop
from gongbao.cli.supervise import follow_parent
from gongbao.config.data import data_folder
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.upkeep.metrics import share

log = logging.getLogger("gongbao.worker")
LONGEST_PAUSE = 30.0


@dataclass(frozen=True, slots=True)
class Round:
    """Something done again and again in its own thread: `step` says whether more is waiting right now."""

    name: str
    step: Callable[[], bool]
    rest: float

    def run(self, stop: Stop) -> None:
        """Until `stop`. A failing step is logged with its reason and tried again, later each time."""
        from django.db import close_old_connections, connections  # noqa: PLC0415 (Django is set up by house())

        from gongbao.foundation.upkeep.counting import ROUNDS  # noqa: PLC0415 (counts where `worker` said)

        pause = 1.0
        while not stop.is_set():
            try:
                close_old_connections()
                wait = 0.0 if self.step() else self.rest
                pause = 1.0
                ROUNDS.labels(self.name, "done").inc()
            except Refusal as refusal:
                ROUNDS.labels(self.name, "refused").inc()
                log.error("%s: %s / %s", self.name, refusal.zh, refusal.en)  # noqa: TRY400 (the words say it all)
                wait, pause = pause, min(pause * 2, LONGEST_PAUSE)
            except Exception:
                ROUNDS.labels(self.name, "failed").inc()
                log.exception("%s failed; trying again in %.0f s", self.name, pause)
                wait, pause = pause, min(pause * 2, LONGEST_PAUSE)
            stop.wait(wait)
        connections.close_all()


def rounds() -> list[Round]:
    """The rounds this installation runs."""
    found = [Round("sequencer", _sequencer(), rest=0.0)]
    if find_spec("gongbao.register.records.actions"):
        found.append(Round("publication", _publication(), rest=1.0))
    found.append(Round("messages", _messages(), rest=1.0))
    if find_spec("gongbao.briefing.exchange.rounds"):
        found.append(
            Round("exchange", importlib.import_module("gongbao.briefing.exchange.rounds").Exchanging().step, 3.0)
        )
    if find_spec("gongbao.briefing.memory.actions"):
        memory = importlib.import_module("gongbao.briefing.memory.actions")
        found.append(Round("memory", memory.refresh_waiting, rest=5.0))
    if find_spec("gongbao.briefing.dutydesk.actions"):
        found.append(Round("alarms", _alarms(), rest=0.5))
    return found


def _alarms() -> Callable[[], bool]:
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
    from gongbao.foundation.events.actor import system  # noqa: PLC0415 (as above)

    actions = importlib.import_module("gongbao.briefing.dutydesk.actions")
    by = system("alarms")
    return lambda: bool(actions.fire_due(by=by, now=read_clock()))


def _messages() -> Callable[[], bool]:
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
    from gongbao.foundation.notices.postman import Postman  # noqa: PLC0415 (as above)

    return Postman(read_clock).step


def _sequencer() -> Callable[[], bool]:
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
    from gongbao.foundation.ledger.loop import Sequencing  # noqa: PLC0415 (as above)

    return Sequencing(clock=read_clock).step


def _publication() -> Callable[[], bool]:
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by house())
    from gongbao.foundation.events.actor import system  # noqa: PLC0415 (as above)

    actions = importlib.import_module("gongbao.register.records.actions")
    by = system("publication")
    # Only a full batch says that more waits: a second's worth together costs a fifth of what a few at a time do.
    return lambda: actions.publish_pending(by=by, now=read_clock(), limit=actions.BATCH) >= actions.BATCH


def _take_up() -> None:
    """What the worker before this one left undone goes on at once, not with the next minute."""
    if find_spec("gongbao.register.filings.tasks"):
        importlib.import_module("gongbao.register.filings.tasks").wake()


async def _tasks(stop: Stop) -> None:
    """Work through queued tasks until `stop`."""
    from procrastinate.contrib.django import app  # noqa: PLC0415 (Django is set up by house())

    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's connector has it
    with app.replace_connector(connector) as ready:
        async with ready.open_async():
            working = asyncio.create_task(
                ready.run_worker_async(concurrency=2, install_signal_handlers=False, shutdown_graceful_timeout=10)
            )
            stopping = asyncio.create_task(asyncio.to_thread(stop.wait))
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            working.cancel()
            ended = await asyncio.gather(working, stopping, return_exceptions=True)
    if isinstance(ended[0], Exception):
        raise ended[0]  # the queue itself failed: the supervisor starts this process again


@click.command()
@click.option("--no-tasks", is_flag=True, help="只运行账本与公示 / only the log and publications, no queued tasks")
def worker(*, no_tasks: bool) -> None:
    """后台服务 / the background: the log, publications, queued tasks."""
    share(data_folder() / "metrics", "worker")
    with house():
        follow_parent()
        stop = Stop()

        def asked(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, asked)
        signal.signal(signal.SIGINT, asked)
        threads = [threading.Thread(target=one.run, args=[stop], name=one.name) for one in rounds()]
        for thread in threads:
            thread.start()
        try:
            if no_tasks:
                while not stop.wait(0.5):
                    pass
            else:
                _take_up()
                asyncio.run(_tasks(stop))
        finally:
            stop.set()
            for thread in threads:
                thread.join(10)
