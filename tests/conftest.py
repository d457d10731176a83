"""The tests' own database and frozen edges."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import settings as examples

from gongbao.config.embedded import place, running
from gongbao.foundation.clock import CHINA

# How soon an example is done is the bench's matter: on a busy machine the first one loads what it needs.
examples.register_profile("house", deadline=None)
examples.load_profile("house")

_stack = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Without DATABASE_URL the tests start a private server of their own, without fsync.

    `make test` runs a file at a time on each processor: the workers share that server, each with a database of its own.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose
    if os.environ.get("DATABASE_URL"):
        return
    data = Path(os.environ.get("GONGBAO_TEST_DATA", "var/test")).resolve()
    settings.DATABASES["default"]["HOST"] = str(place(data).sockets)
    _stack.enter_context(running(data, extra="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"))


def pytest_unconfigure(config: pytest.Config) -> None:
    _stack.close()


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[Path]:
    """Every test has its own data folder: ledger tiles and files never mix."""
    settings.DATA_DIR = tmp_path
    settings.LEDGER_DIR = tmp_path / "ledger"
    settings.FILES_DIR = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    return tmp_path


@pytest.fixture
def now() -> datetime:
    """A Monday morning in the last week of the 2025 season."""
    return datetime(2026, 6, 29, 10, 0, tzinfo=CHINA)
