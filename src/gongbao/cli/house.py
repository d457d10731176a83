"""Entering the house from the command line: the database runs, Django is set up, and all is left tidy."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gongbao.config.data import data_folder
from gongbao.config.embedded import place, running


@contextmanager
def database() -> Iterator[None]:
    """The database this installation uses: DATABASE_URL's, or the private one, started for as long as it is needed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongbao.config.settings")
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with running(data_folder()):
        yield


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
