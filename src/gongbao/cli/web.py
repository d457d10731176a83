"""`gongbao web`: the web processes of one machine."""

import importlib
import multiprocessing
import os
import signal
import threading
from typing import Any

import click

from gongbao.cli.house import database
from gongbao.cli.supervise import follow_parent
from gongbao.config.data import data_folder
from gongbao.foundation.upkeep.metrics import share


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="进程数 / processes")
def web(host: str, port: int, workers: int) -> None:
    """网页与接口服务 / serve pages and the API (behind a proxy on a server)."""
    from granian import Granian  # noqa: PLC0415 (only the web processes load the server)
    from granian.constants import Interfaces, Loops  # noqa: PLC0415 (as above)
    from granian.log import LogLevels  # noqa: PLC0415 (as above)

    share(data_folder() / "metrics", "web")
    # Loaded here while the database starts, and once for all workers, which are forked off.
    loading = threading.Thread(target=importlib.import_module, args=["gongbao.config.asgi"])
    loading.start()
    with database():
        loading.join()
        server: Any = Granian(
            "gongbao.config.asgi:application",
            address=host,
            port=port,
            interface=Interfaces.ASGI,
            loop=Loops.uvloop,
            workers=workers,
            respawn_failed_workers=True,
            backpressure=6000,
            workers_kill_timeout=5,
            log_level=LogLevels.warning,
        )
        server.on_startup(follow_parent)
        stop_workers = server.signal_handler_interrupt

        def interrupt(*args: Any, **kwargs: Any) -> None:
            """Open pages never end by themselves: the workers close them first, then stop."""
            for one in multiprocessing.active_children():
                if one.pid:
                    os.kill(one.pid, signal.SIGUSR1)
            stop_workers(*args, **kwargs)

        server.signal_handler_interrupt = interrupt
        server.serve()
