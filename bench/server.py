"""Our own web server over the benchmark's database, and a client that asks at a steady rate."""

import asyncio
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

CONNECTIONS = 16


class Answer(NamedTuple):
    """One request: seconds from the moment it was due, the status, the body."""

    seconds: float
    status: int
    body: bytes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(database: str, *, workers: int = 2, more: Mapping[str, str] | None = None) -> Iterator[int]:
    """`gongbao web` over a database of the running server, with `more` in its environment; yields its port."""
    from gongbao.cli.house import tools_and_url  # noqa: PLC0415 (a job imports what it measures)

    _, url = tools_and_url()
    head, _, query = url.partition("?")
    base = head.rsplit("/", 1)[0]
    port = free_port()
    env = {
        **os.environ,
        "DATABASE_URL": f"{base}/{database}{'?' + query if query else ''}",
        "GONGBAO_RECORDS_PER_MINUTE": "100000000",
        "GONGBAO_RECORDS_BURST": "100000000",
        "GONGBAO_SCREENING_PER_MINUTE": "100000000",
        "GONGBAO_SCREENING_BURST": "100000000",
        **(more or {}),
    }
    command = [sys.executable, "-m", "gongbao", "web", "--port", str(port), "--workers", str(workers)]
    with subprocess.Popen(command, env=env) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield port
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:  # on a starving machine: what was measured is not lost for it
                process.kill()


def wait_for(url: str, seconds: float = 180.0) -> None:
    """Until the address answers."""
    until = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


class Connection:
    """One kept-alive HTTP/1.1 connection."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._port = port
        self._more = f"Cookie: {cookie}\r\n" if cookie else ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nHX-Request: true\r\n{self._more}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        length, chunked = 0, False
        for line in lines[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif name.lower() == b"transfer-encoding":
                chunked = b"chunked" in value
        body = await _chunks(reader) if chunked else await reader.readexactly(length)
        return int(lines[0].split()[1]), body

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).strip(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return body


async def _steadily(port: int, paths: Sequence[str], rate: float, cookie: str) -> list[Answer]:
    idle = [Connection(port, cookie) for _ in range(CONNECTIONS)]
    every = list(idle)
    free = asyncio.Semaphore(CONNECTIONS)
    begun = time.perf_counter() + 1.0  # thousands of questions are lined up first: their making is no answer's time
    answers: list[Answer] = [Answer(0.0, 0, b"")] * len(paths)

    async def ask(number: int, path: str) -> None:
        due = begun + number / rate
        await asyncio.sleep(due - time.perf_counter())
        async with free:
            connection = idle.pop()
            status, body = await connection.get(path)
            answers[number] = Answer(time.perf_counter() - due, status, body)
            idle.append(connection)

    await asyncio.gather(*(ask(number, path) for number, path in enumerate(paths)))
    for connection in every:
        connection.close()
    return answers


def steadily(port: int, paths: Sequence[str], rate: float = 50.0, *, cookie: str = "") -> list[Answer]:
    """Ask so many times a second whether or not the answers come: waiting counts from when a request was due."""
    return asyncio.run(_steadily(port, paths, rate, cookie))


def p99(seconds: Sequence[float]) -> float:
    """In milliseconds. Of fewer than 100, the worst."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def p50(seconds: Sequence[float]) -> float:
    """In milliseconds."""
    return 1000 * statistics.median(seconds)
