"""The network's side of deliveries: an event loop in a thread of its own that posts messages and says what came of it.

No redirect is followed, no proxy of the environment is used, an answer is read up to some kilobytes, and no try takes
longer than ten seconds. The address is looked up and judged at the moment of connecting, and that very address is
connected to: a name that points inside later gets nothing.
"""

import asyncio
import queue
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any
from uuid import UUID

import httpcore
import httpx

from gongbao.register.subscriptions.actions.delivering import Outcome
from gongbao.register.subscriptions.rules.addresses import allowed_ip
from gongbao.register.subscriptions.rules.messages import headers
from gongbao.register.subscriptions.rules.tries import retry_after

SECONDS = 10.0
CONNECT_SECONDS = 4.0
WELL_AT_ONCE = 64
ILL_AT_ONCE = 32
MOST_READ = 4_096
KEPT_OPEN = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One try to make."""

    delivery: int
    subscription: UUID
    url: str
    secrets: Sequence[bytes]
    identity: str
    body: bytes
    sequence: int
    attempts: int
    well: bool


class _Guarded(httpcore.AsyncNetworkBackend):
    """Connects to the address it has judged."""

    def __init__(self, *, inside: bool) -> None:
        self._inside = inside
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the interface's own)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, proto=6)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"name not found: {host}") from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not addresses or not all(allowed_ip(one, inside=self._inside) for one in addresses):
            raise httpcore.ConnectError("inside address refused")
        return await self._backend.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    async def connect_unix_socket(self, *_args: Any, **_options: Any) -> httpcore.AsyncNetworkStream:
        raise httpcore.ConnectError("no sockets of this machine")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _Transport(httpx.AsyncHTTPTransport):
    """The library's transport over connections of ours."""

    def __init__(self, *, inside: bool) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=None,
            max_keepalive_connections=KEPT_OPEN,
            keepalive_expiry=30.0,
            network_backend=_Guarded(inside=inside),
        )


class Sender:
    """Takes jobs from one thread, and gives outcomes back to it. Used as a context."""

    def __init__(self, *, clock: Callable[[], datetime], inside: bool) -> None:
        self._clock, self._inside = clock, inside
        self._done: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="list-deliveries", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> "Sender":
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        return self

    def __exit__(self, *_error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def post(self, jobs: Sequence[Job]) -> None:
        """Begin these tries."""
        self._loop.call_soon_threadsafe(self._begin, jobs)

    def outcomes(self, seconds: float) -> list[Outcome]:
        """What has come of tries since asked last; waits up to so many seconds for the first."""
        found: list[Outcome] = []
        try:
            found.append(self._done.get(timeout=seconds) if seconds > 0 else self._done.get_nowait())
            while len(found) < KEPT_OPEN:
                found.append(self._done.get_nowait())
        except queue.Empty:
            pass
        return found

    async def _open(self) -> None:
        self._client = httpx.AsyncClient(
            transport=_Transport(inside=self._inside),
            timeout=httpx.Timeout(SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
        )

    async def _close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()
        await self._loop.shutdown_default_executor()

    def _begin(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            task = self._loop.create_task(self._try(job))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _try(self, job: Job) -> None:
        began, status, error, asked = perf_counter(), None, "", None
        stamp = int(self._clock().timestamp())
        given = headers(
            identity=job.identity,
            stamp=stamp,
            body=job.body,
            secrets=job.secrets,
            sequence=job.sequence,
            attempt=job.attempts + 1,
        )
        try:
            async with asyncio.timeout(SECONDS):
                async with self._client.stream("POST", job.url, content=job.body, headers=given) as answer:
                    status, asked = answer.status_code, retry_after(answer.headers.get("retry-after", ""))
                    await _drain(answer)
        except TimeoutError:
            error = "" if status else f"no answer within {SECONDS:.0f} s"
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as wrong:
            error = "" if status else f"{type(wrong).__name__}: {wrong}"[:200]
        self._done.put(
            Outcome(
                delivery=job.delivery,
                subscription=job.subscription,
                attempts=job.attempts + 1,
                status=status,
                error=error or (f"HTTP {status}" if status and not 200 <= status < 300 else ""),
                took_ms=int((perf_counter() - began) * 1000),
                at=self._clock(),
                asked=asked,
            )
        )


async def _drain(answer: httpx.Response) -> None:
    """Read a short answer to its end, so that the connection can be used again; leave a long one."""
    read = 0
    async for piece in answer.aiter_raw():
        read += len(piece)
        if read > MOST_READ:
            return
