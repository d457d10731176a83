"""The made-up county, made up once: every file of stories gets a copy of the town as `gongbao up --demo` left it.

Making the county up takes half a minute, copying it a second. The first town is kept under the tests' data folder and
is good until the program changes; it is stopped before it is copied, so a copy is a whole town and starts like any
installation that was stopped yesterday.
"""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit

import psycopg
from tests.processes import free_port

# The last week of the 2025 season, in the middle of a working day; the county is made up just before.
BEFORE, TODAY = "2026-06-29T09:50:00+08:00", "2026-06-29T10:00:00+08:00"
ROOT = Path(__file__).parents[2]
SERVER = os.environ.get("DATABASE_URL", "")


@dataclass(frozen=True)
class Town:
    """The running system: its address and its data folder."""

    url: str
    data: Path


class TownError(RuntimeError):
    """The system did not start; the message ends with what it said."""


@contextmanager
def a_town(now: str = TODAY) -> Iterator[Town]:
    """A running copy of the county that begins at an instant, gone afterwards."""
    # Not under pytest's own folder: another pytest starting meanwhile closes that to PostgreSQL's account.
    data = Path(tempfile.mkdtemp(prefix="gongbao-town-"))
    try:
        first = _first()
        subprocess.run(["cp", "-a", "--reflink=auto", f"{first}/.", str(data)], check=True)
        with _database(data.name, template=first.name) as database, _running(data, database, now) as url:
            yield Town(url=url, data=data)
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _first() -> Path:
    """The county made up and at rest, made up anew when the program or the server is another."""
    towns = Path(os.environ.get("GONGBAO_TEST_DATA", "var/test")).resolve() / "towns"
    towns.mkdir(parents=True, exist_ok=True)
    first = towns / f"town-{_fingerprint()}"
    with (towns / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (first / "at-rest").exists() and _have(first.name):
            return first
        for old in towns.glob("town-*"):
            shutil.rmtree(old, ignore_errors=True)  # a town that was killed may still be clearing up
            _drop(old.name)
        first.mkdir()
        _create(first.name, template="template0")
        with _running(first, _address(first.name), BEFORE) as url:
            _settled(url)
        (first / "at-rest").touch()
    return first


def _fingerprint() -> str:
    """One text for the program, its libraries, its day and its server."""
    seen = hashlib.sha256(f"{BEFORE} {SERVER}".encode())
    files = [path for path in (ROOT / "src").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    for path in [*sorted(files), ROOT / "requirements.lock"]:
        seen.update(f"{path.relative_to(ROOT)} ".encode() + hashlib.sha256(path.read_bytes()).digest())
    return seen.hexdigest()[:16]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


@contextmanager
def _running(data: Path, database: str, now: str) -> Iterator[str]:
    """`gongbao up --demo` over a data folder, as `make run` starts it, until the end of the block."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "GONGBAO_NOW": now, "GONGBAO_PUBLIC_URL": url}
    if database:
        environment["DATABASE_URL"] = database
    with (data / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gongbao", "--data", str(data), "up", "--demo", "--port", str(port)],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + 900  # a machine with much else to do
            while not _answers(f"{url}/healthz"):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise TownError(f"the system did not start:\n{(data / 'up.log').read_text()[-4000:]}")
                time.sleep(0.1)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _settled(url: str) -> None:
    """Until everything decided while the county was made up is published, in the ledger and under a signed head."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{url}/metrics", timeout=5) as answer:
            said = dict(re.findall(r"^(gongbao_\w+) (\S+)$", answer.read().decode(), re.MULTILINE))
        waiting = float(said["gongbao_records_waiting"]) + float(said["gongbao_ledger_waiting"])
        if not waiting and said["gongbao_ledger_size"] == said["gongbao_ledger_published"]:
            return
        time.sleep(0.2)
    raise TownError("the ledger did not take in the county within three minutes")


# On a server given by DATABASE_URL each town has a database of its own; otherwise it is in the data folder.


def _address(name: str) -> str:
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}")) if SERVER else ""


def _have(name: str) -> bool:
    if not SERVER:
        return True
    with psycopg.connect(SERVER, autocommit=True) as admin:
        return admin.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _create(name: str, *, template: str) -> None:
    if SERVER:
        with psycopg.connect(SERVER, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')


def _drop(name: str) -> None:
    if SERVER:
        with psycopg.connect(SERVER, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _database(name: str, *, template: str) -> Iterator[str]:
    _create(name, template=template)
    try:
        yield _address(name)
    finally:
        _drop(name)
