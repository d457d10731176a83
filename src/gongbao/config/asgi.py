"""The front: record bytes, the log's files and live push are answered here; everything else by Django in threads.

Django's views are synchronous, and under Django's own ASGI handler they are several times slower than under WSGI in
threads (docs/adr), so Django stays a WSGI application behind a2wsgi.
"""

import asyncio
import math
import os
import signal
from typing import Any
from urllib.parse import quote_from_bytes

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongbao.config.settings")
_django = get_wsgi_application()

import psycopg  # noqa: E402 (Django must be set up before what follows reads settings or models)
from a2wsgi import WSGIMiddleware  # noqa: E402 (as above)
from django.conf import settings  # noqa: E402 (as above)
from django.db import connections  # noqa: E402 (as above)
from psycopg_pool import AsyncConnectionPool  # noqa: E402 (as above)

from gongbao.config.front_busy import Body, turn_away, waited  # noqa: E402 (as above)
from gongbao.config.front_clients import TOLD, Clients  # noqa: E402 (as above)
from gongbao.config.front_filing import Filing  # noqa: E402 (as above)
from gongbao.config.front_gate import Gate, Limits, Turned  # noqa: E402 (as above)
from gongbao.config.front_http import (  # noqa: E402 (as above)
    Message,
    Receive,
    Scope,
    Send,
    answer,
    client_address,
    header,
    refuse,
)
from gongbao.config.front_ledger import serve_ledger  # noqa: E402 (as above)
from gongbao.config.front_live import Live  # noqa: E402 (as above)
from gongbao.config.front_rate import FairShare, share_of  # noqa: E402 (as above)
from gongbao.config.front_records import CODE, Pool, Reader, serve_record  # noqa: E402 (as above)
from gongbao.config.front_screening import Screening  # noqa: E402 (as above)
from gongbao.config.front_sessions import audience_of  # noqa: E402 (as above)
from gongbao.config.front_settling import leave, settle  # noqa: E402 (as above)
from gongbao.config.front_upkeep import PLACES, Upkeep  # noqa: E402 (as above)
from gongbao.foundation.upkeep.counting import count_request, part_of  # noqa: E402 (as above)

RECORDS = "/api/v1/records/"
LEDGER = "/ledger/"
CONTENT = "/ledger/content/"
#: Upkeep's own questions, and streams that stay open for as long as a page does.
UNCOUNTED = PLACES | {"/live"}
#: As Django answers.
RECEIPT = b"application/json; charset=utf-8"
#: Cheap, and needed by the page that asks to wait.
UNGATED = ("/static/", "/i18n/")
#: Threads the gate never fills, so that those are served however many wait.
SPARE_THREADS = 2
#: Who sends something waits longer before being turned away than who only looks.
PATIENCE_FOR_WORK = 2.0


class ClientGoneError(Exception):
    """The client hung up while it waited."""


def _parameters() -> dict[str, Any]:
    """The connection parameters of Django's default database, for psycopg."""
    wrapper = connections["default"]
    given = wrapper.get_connection_params()
    return {key: given[key] for key in given if key not in {"context", "cursor_factory", "prepare_threshold"}}


async def _listener() -> psycopg.AsyncConnection[Any]:
    return await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True, connect_timeout=5)


async def _pool_to(address: str = "", **parameters: Any) -> Pool:
    """An open pool of connections to the database with this address or these parameters."""
    pool: Pool = AsyncConnectionPool(
        address,
        kwargs={**parameters, "autocommit": True, "connect_timeout": 5},
        min_size=1,
        max_size=settings.FRONT_CONNECTIONS,
        timeout=5,
        max_waiting=500,
        open=False,
    )
    await pool.open()
    return pool


class Front:
    """The ASGI application: one per worker process."""

    def __init__(self) -> None:
        self._django = WSGIMiddleware(_django, workers=settings.FRONT_THREADS)  # type: ignore[arg-type]  # an HttpResponse iterates
        waiting, each, patience = settings.GATE_WAITING, settings.GATE_EACH, float(settings.GATE_PATIENCE)
        width = max(1, settings.FRONT_THREADS - SPARE_THREADS)
        self._gate = Gate(Limits(width=width, waiting=waiting, each=each, patience=patience))
        self._filing = Filing(waiting, each, patience)
        self._clients = Clients(settings.SESSION_COOKIE_NAME)
        self._behind_proxy = settings.SECURE_PROXY_SSL_HEADER is not None
        self._share = FairShare(per_minute=settings.RECORDS_PER_MINUTE, burst=settings.RECORDS_BURST)
        self._screening = Screening()
        self._screening_share = FairShare(per_minute=settings.SCREENING_PER_MINUTE, burst=settings.SCREENING_BURST)
        self._pool: Pool | None = None
        self._records: Pool | None = None  # the same, or to a replica of the database
        self._reader: Reader | None = None
        self._live = Live(_listener, audience_of)
        self._upkeep = Upkeep(self._ready_pool)
        self._settling: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["path"] in UNCOUNTED:
            await self._route(scope, receive, send)
        else:
            await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer, counted by its part of the house, its status and the time it took."""
        loop, part, status = asyncio.get_running_loop(), part_of(scope["path"]), 0

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        begun = loop.time()
        try:
            await self._answer(scope, receive, noting)
        finally:
            count_request(part, status, loop.time() - begun)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            await self._route(scope, receive, send)
        elif scope["type"] == "http" and self._filing.serves(scope):
            await self._filed(scope, receive, send)
        else:
            await self._gated(scope, receive, send)

    async def _filed(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A program's report, filed with those that came at the same time; by Django if it is not plainly good."""
        loop = asyncio.get_running_loop()
        client, body = self._clients.of(scope, self._client(scope)), Body(scope, receive)
        await body.read_ahead()
        turned = await self._filing.gate.enter(client, waited=waited(scope, loop.time()), patient=PATIENCE_FOR_WORK)
        if turned is not None:
            await turn_away(scope, send, turned, body, loop.time())
            return
        begun = loop.time()
        try:
            receipt = await self._filing.file(header(scope, b"authorization"), body.kept) if body.kept else None
        finally:
            self._filing.gate.leave(client, loop.time() - begun)
        if receipt is None:
            await self._gated(scope, body, send)
            return
        self._clients.learn(scope, receipt.account)
        await answer(send, 201, receipt.body, RECEIPT, (b"cache-control", b"no-store"))

    async def _gated(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Django's answer once it is this client's turn; else how long it will take, with what was typed kept."""
        path: str = scope["path"]
        if path.startswith(UNGATED):
            await self._behind(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        client, body = self._clients.of(scope, self._client(scope)), Body(scope, receive)
        if self._gate.at_work >= self._gate.width:
            await body.read_ahead()
        try:
            turned = await self._turn(scope, client, body)
            if turned is not None:
                await turn_away(scope, send, turned, body, loop.time())
                return
            begun = loop.time()
            try:
                await self._behind(scope, body, self._listening(scope, send))
            finally:
                self._gate.leave(client, loop.time() - begun)
        except ClientGoneError:
            return
        finally:
            body.done()

    async def _turn(self, scope: Scope, client: str, body: Body) -> Turned | None:
        """Wait for the turn, unless the client hangs up meanwhile: whoever reloads gives the old place up."""
        wants = waited(scope, asyncio.get_running_loop().time())
        patient = 1.0 if scope["method"] in {"GET", "HEAD"} else PATIENCE_FOR_WORK
        entering = asyncio.ensure_future(self._gate.enter(client, waited=wants, patient=patient))
        gone = body.gone
        if gone is None:
            return await entering
        await asyncio.wait({entering, gone}, return_when=asyncio.FIRST_COMPLETED)
        if entering.done():
            return entering.result()
        entering.cancel()
        await asyncio.wait({entering})
        raise ClientGoneError

    def _listening(self, scope: Scope, send: Send) -> Send:
        """Takes the account off Django's answer, to know whose the credential is."""

        async def listening(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                told = [value for name, value in headers if name.lower() == TOLD]
                if told:
                    self._clients.learn(scope, told[0].decode("latin-1"))
                    kept = [(name, value) for name, value in headers if name.lower() != TOLD]
                    message = {**message, "headers": kept}
            await send(message)

        return listening

    async def _behind(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Django's answer. A query typed in raw Chinese (some clients do not encode it) is encoded on the way."""
        raw: bytes = scope["query_string"]
        if not raw.isascii():
            scope = {**scope, "query_string": quote_from_bytes(raw, safe="&=+%;/?:@,!$'()*~").encode()}

        async def body() -> Message:
            """A coroutine, as a2wsgi wants it to read a body from its thread; the server's own is another awaitable."""
            return await receive()

        await self._django(scope, body, send)  # type: ignore[arg-type]  # a2wsgi types its own scopes

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path.startswith(RECORDS) and CODE.fullmatch(path, len(RECORDS)) and not scope["query_string"]:
            if not await self._throttled(scope, send, self._share):
                await serve_record(scope, send, self._ready_reader(), path[len(RECORDS) :])
        elif self._screening.serves(scope):
            if not await self._throttled(scope, send, self._screening_share):
                await self._screening.serve(scope, send)
        elif path.startswith(LEDGER) and not path.startswith(CONTENT):
            await serve_ledger(scope, send, settings.LEDGER_DIR, path[len(LEDGER) :])
        elif path == "/live" and scope["method"] == "GET":
            await self._live.serve(scope, receive, send, self._client(scope))
        elif path in PLACES:
            await self._upkeep.serve(scope, send)
        else:
            await self._gated(scope, receive, send)

    def _client(self, scope: Scope) -> str:
        return client_address(scope, behind_proxy=self._behind_proxy)

    async def _throttled(self, scope: Scope, send: Send, share: FairShare) -> bool:
        """Whether the client has used up its share; then it has already been told so."""
        wait = share.wait(share_of(self._client(scope)), asyncio.get_running_loop().time())
        if not wait:
            return False
        seconds = math.ceil(wait)
        await refuse(
            send,
            429,
            "rate.share-used-up",
            f"您查询得太快，请 {seconds} 秒后再试。要查很多记录，请下载批量文件。",
            f"You are asking too fast; please try again in {seconds} s. For many records, take the bulk file.",
            (b"retry-after", str(seconds).encode()),
            (b"access-control-allow-origin", b"*"),
        )
        return True

    def _ready_pool(self) -> Pool:
        if self._pool is None:
            raise RuntimeError("the front was asked before its server opened it (no ASGI lifespan)")
        return self._pool

    def _ready_reader(self) -> Reader:
        if self._reader is None:
            raise RuntimeError("the front was asked before its server opened it (no ASGI lifespan)")
        return self._reader

    async def _open(self) -> None:
        self._pool = await _pool_to(**_parameters())
        self._records = await _pool_to(settings.READ_URL) if settings.READ_URL else self._pool
        self._reader = Reader(self._records)
        self._live.start()
        self._settling = asyncio.create_task(settle())
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self._leave)

    def _leave(self) -> None:
        """The server is about to stop: it waits neither for open pages nor for what is being loaded."""
        self._live.close_pages()
        leave()

    async def _close(self) -> None:
        leave()
        if self._settling:
            self._settling.cancel()
        await self._live.stop()
        for pool in {self._pool, self._records}:
            if pool:
                await pool.close()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._open()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._close()
                await send({"type": "lifespan.shutdown.complete"})
                return


application = Front()
