"""The private server ends with its last user, however that one ends; whoever comes next takes over what was left."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from gongbao.config.embedded import place, running

USER = """
import sys, time
from pathlib import Path
from gongbao.cli.house import database
with database():
    print("in", flush=True)
    time.sleep(120)
"""
OPTIONS = "-c fsync=off -c shared_buffers=8MB"


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """A data folder with a cluster in it; its server does not run."""
    folder = tmp_path_factory.mktemp("data")
    with running(folder, extra=OPTIONS):
        pass
    return folder


def user(data: Path) -> subprocess.Popen:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    process = subprocess.Popen(
        [sys.executable, "-c", USER],
        env={**environment, "GONGBAO_DATA": str(data)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "in\n"
    return process


def ended(process: subprocess.Popen, how: int) -> int:
    process.send_signal(how)
    process.stdout.close()
    return process.wait(20)


def server(data: Path) -> int | None:
    pid = data / "pg" / "postmaster.pid"
    return int(pid.read_text().split("\n")[0]) if pid.exists() else None


def stops(data: Path) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if server(data) is None:
            return True
        time.sleep(0.05)
    return False


def keeper(data: Path) -> int:
    """The process id of the folder's keeper."""
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"gongbao.config.keeper" in (words := one.read_bytes().split(b"\0")) and str(data).encode() in words:
                return int(one.parent.name)
        except OSError:
            continue
    raise AssertionError("no keeper")


def test_a_killed_user_leaves_no_server_behind(data):
    one = user(data)
    assert server(data)
    ended(one, signal.SIGKILL)
    assert stops(data)


def test_a_user_asked_to_end_stops_the_server_itself(data):
    one = user(data)
    assert ended(one, signal.SIGTERM) == 128 + signal.SIGTERM
    assert server(data) is None


def test_the_server_stays_for_those_who_still_use_it(data):
    one, two = user(data), user(data)
    before = server(data)
    ended(one, signal.SIGKILL)
    time.sleep(1)
    with psycopg.connect(place(data).url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert server(data) == before
    ended(two, signal.SIGKILL)
    assert stops(data)


def test_with_the_keeper_killed_too_the_next_user_takes_the_server_over(data):
    one = user(data)
    os.kill(keeper(data), signal.SIGKILL)
    ended(one, signal.SIGKILL)
    left = server(data)
    assert left
    with running(data, extra=OPTIONS):
        assert server(data) == left
        with (data / "pg.users").open("w") as users, pytest.raises(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert server(data) is None
