"""Entering the house from the command line: the database runs, Django is set up, and all is left tidy."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from gongbao.config.data import data_folder
from gongbao.config.embedded import place, running


@contextmanager
def database() -> Iterator[None]:
    """The database this installation uses: DATABASE_URL's, or the private one, started for as long as it is needed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongbao.config.settings")
    _leave_tidily()
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with running(data_folder()):
        yield


def _leave_tidily() -> None:
    """Asked to end at any moment, a command leaves through its `finally`s instead of falling dead on the spot."""

    def asked(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    if threading.current_thread() is threading.main_thread():
        for one in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(one) is signal.SIG_DFL:
                signal.signal(one, asked)


@contextmanager
def house() -> Iterator[None]:
    """The database, with Django ready on top of it."""
    with database():
        import django  # noqa: PLC0415 (settings need the environment prepared above)

        django.setup()
        yield


def tools_and_url() -> tuple[Path, str]:
    """Where PostgreSQL's own programs lie, and the address of this installation's database for them."""
    at = place(data_folder())
    return at.programs, os.environ.get("DATABASE_URL") or at.url
