"""Exact look-up over HTTP of a full record, beside datasette over SQLite with the same records.

Each server is asked for records by chance, over kept-alive connections, as fast as it answers: by wrk where there is
one, else by a client of our own (slower, for both). Ours is the real server with two processes; datasette is started
as its documentation says, with the file immutable.
"""

import asyncio
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from bench import search_load
from bench.database import own_database
from bench.search_names import distinct_names
from bench.server import Connection, free_port, p99, serving, wait_for

SECONDS = 8
CONNECTIONS = 16
ROUNDS = 3
GOAL = 12
BATCH = 10_000
SAMPLE = 20_000
REGION = "999101"
_LUA = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local n = #paths
math.randomseed(7)
request = function() return wrk.format("GET", paths[math.random(n)]) end
"""


class Rate(NamedTuple):
    """Requests a second and the slowest of a hundred, in milliseconds."""

    a_second: float
    p99: float


def run(size: int = 100_000) -> list[dict[str, Any]]:
    """One line: requests a second of both, the median of three rounds in turn."""
    with own_database("lookup") as connection, tempfile.TemporaryDirectory() as folder:
        codes = _publish(size)
        base = Path(folder) / "register.db"
        _same_records(base)
        name = connection.settings_dict["NAME"]
        connection.close()
        sample = codes[:: max(1, size // SAMPLE)]
        with serving(name) as port:
            ours = [asked(port, [f"/api/v1/records/{code}" for code in sample], folder) for _ in range(ROUNDS)]
        theirs = []
        if find_spec("datasette"):
            with _datasette(base) as port:
                paths = [f"/register/records/{code}.json?_shape=array" for code in sample]
                theirs = [asked(port, paths, folder) for _ in range(ROUNDS)]
    return [_line(size, sorted(ours)[ROUNDS // 2], sorted(theirs)[ROUNDS // 2] if theirs else None)]


def _line(size: int, ours: Rate, theirs: Rate | None) -> dict[str, Any]:
    line: dict[str, Any] = {
        "job": "look-up of a record over HTTP",
        "size": size,
        "ours": ours.a_second,
        "unit": f"requests/s (p99 {ours.p99:.1f} ms)",
        "goal": f">= {GOAL}x, p99 lower",
        "ok": None,
    }
    if theirs:
        ratio = ours.a_second / theirs.a_second
        line |= {
            "peer": theirs.a_second,
            "peer_name": f"datasette (p99 {theirs.p99:.1f} ms)",
            "ratio": ratio,
            "ok": ratio >= GOAL and ours.p99 < theirs.p99,
        }
    return line


def _publish(size: int) -> list[str]:
    """So many firms with their published records; their codes."""
    from gongbao.cli.base_data import load_base_data  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
    from gongbao.register.records import actions  # noqa: PLC0415 (as above)

    load_base_data(read_clock())
    search_load.load(distinct_names(size), (REGION,))
    for first in range(1, size + 1, BATCH):
        ids = range(first, min(first + BATCH, size + 1))
        actions.publish(entity_ids=list(ids), reason="imported", by=command("bench"), now=read_clock())
    return [search_load.code_of(entity, REGION) for entity in range(1, size + 1)]


def _same_records(path: Path) -> None:
    """The same bytes under the same codes, in the table datasette will read."""
    from django.db import connection  # noqa: PLC0415 (Django is set up by own_database())

    base = sqlite3.connect(path)
    base.execute("CREATE TABLE records (code TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE records_record")
        cursor.execute("CHECKPOINT")  # what was just loaded is not written out while it is read
        cursor.execute(
            "SELECT c.value, convert_from(r.body, 'UTF8') FROM entities_entitycode c"
            " JOIN records_record r ON r.entity_id = c.entity_id AND r.superseded_at IS NULL"
        )
        while rows := cursor.fetchmany(BATCH):
            base.executemany("INSERT INTO records VALUES (?, ?)", rows)
    base.commit()
    base.close()


@contextmanager
def _datasette(path: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "datasette", "serve", "--immutable", str(path), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/-/versions.json")
            yield port
        finally:
            process.terminate()


def asked(port: int, paths: Sequence[str], folder: str) -> Rate:
    return _by_wrk(port, paths, folder) if shutil.which("wrk") else asyncio.run(_by_ourselves(port, paths))


def _by_wrk(port: int, paths: Sequence[str], folder: str) -> Rate:
    listed, script = Path(folder) / "paths.txt", Path(folder) / "ask.lua"
    listed.write_text("\n".join(paths))
    script.write_text(_LUA % listed)
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-s", str(script)]
    done = subprocess.run(
        ["wrk", *options, f"http://127.0.0.1:{port}"], check=True, capture_output=True, text=True, timeout=120
    )
    if "Non-2xx" in done.stdout:
        raise RuntimeError(f"answers other than 200:\n{done.stdout}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", done.stdout)
    if not rate or not slow:
        raise RuntimeError(f"wrk said:\n{done.stdout}")
    return Rate(float(rate[1]), float(slow[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[slow[2]])


async def _by_ourselves(port: int, paths: Sequence[str]) -> Rate:
    seconds: list[float] = []
    until = time.perf_counter() + SECONDS

    async def ask(first: int) -> None:
        connection = Connection(port)
        number = first
        while (begun := time.perf_counter()) < until:
            status, _ = await connection.get(paths[number % len(paths)])
            if status != 200:
                raise RuntimeError(f"{paths[number % len(paths)]} answered {status}")
            seconds.append(time.perf_counter() - begun)
            number += 7919
        connection.close()

    await asyncio.gather(*(ask(number) for number in range(CONNECTIONS)))
    return Rate(len(seconds) / SECONDS, p99(seconds))
