"""A database server that may be crashed without hurting the tests that run beside."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from gongbao.config.embedded import DATABASE, place, running


@pytest.fixture
def server_to_crash(db: None) -> Iterator[None]:
    """A server of this test's own, its tables made, in the place of the one that all tests share."""
    # Not under pytest's own folder: another pytest starting meanwhile closes that to PostgreSQL's account.
    folder = Path(tempfile.mkdtemp(prefix="gongbao-kill-"))
    kept = dict(connection.settings_dict)
    try:
        with running(folder, extra="-c shared_buffers=64MB -c fsync=off -c synchronous_commit=off"):
            connection.close()
            there = {
                "HOST": str(place(folder).sockets),
                "NAME": DATABASE,
                "USER": "postgres",
                "PORT": "",
                "OPTIONS": {},
            }
            connection.settings_dict |= there
            call_command("migrate", interactive=False, verbosity=0)
            try:
                yield
            finally:
                connection.close()
                connection.settings_dict |= kept
    finally:
        shutil.rmtree(folder, ignore_errors=True)
