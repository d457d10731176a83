"""`/live`: server-sent events. One LISTEN connection per process feeds every open page a bounded queue."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import psycopg

from gongbao.config.front_http import Receive, Scope, Send, header, refuse
from gongbao.foundation.events.live import CHANNEL

log = logging.getLogger("gongbao.live")

HEARTBEAT = 15.0
LOOK_AGAIN = 60.0  # a revoked session stops hearing after at most this many seconds
QUEUE = 64
MOST_PAGES = 5_000
MOST_EACH = 40  # pages of one signed-in user; of one address, for visitors: an office shares its address
MOST_TOPICS = 20

Resolve = Callable[[str], Awaitable[frozenset[str]]]
Connect = Callable[[], Awaitable[psycopg.AsyncConnection[Any]]]


@dataclass(eq=False)
class Page:
    """One open page: what it listens to, who looks at it, and what it has not been sent yet."""

    topics: tuple[str, ...]
    audience: frozenset[str]
    waiting: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    missed: bool = False

    def hears(self, topic: str, to: list[str] | None) -> bool:
        return topic in self.topics and (to is None or not self.audience.isdisjoint(to))

    def offer(self, sent: bytes) -> None:
        """Queue an event; a page too slow to take it is told to fetch afresh instead."""
        try:
            self.waiting.put_nowait(sent)
        except asyncio.QueueFull:
            self.missed = True

    def offer_afresh(self) -> None:
        """Something may have been missed: have every place on the page fetched again."""
        for topic in self.topics:
            self.offer(event(topic, {"missed": True}))

    def rest(self) -> bytes:
        """What else waits: one write for all of it."""
        more = []
        while not self.waiting.empty():
            more.append(self.waiting.get_nowait())
        return b"".join(more)

    def after(self) -> None:
        """Called when an event was taken: once the queue is empty, make good what did not fit into it."""
        if self.missed and self.waiting.empty():
            self.missed = False
            self.offer_afresh()


def event(topic: str, data: dict[str, Any]) -> bytes:
    """One server-sent event: the page's script finds its places by `topic`."""
    text = json.dumps({"topic": topic, **data}, ensure_ascii=False, separators=(",", ":"))
    return f"data: {text}\n\n".encode()


class Live:
    """The pages open in this process and the connection that listens for them."""

    def __init__(self, connect: Connect, resolve: Resolve) -> None:
        self._connect = connect
        self._resolve = resolve
        self._pages: set[Page] = set()
        self._held: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def start(self) -> None:
        self._task = asyncio.create_task(self._listen())

    def close_pages(self) -> None:
        """End every open stream: the server is about to stop, and a stream would keep it waiting."""
        self._closing.set()

    async def stop(self) -> None:
        self.close_pages()
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _listen(self) -> None:
        """Listen for ever. A lost connection is opened again, and every page told that it may have missed something."""
        pause = 0.5
        while True:
            try:
                async with await self._connect() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    pause = 0.5
                    async for note in connection.notifies():
                        self.tell(note.payload)
            except psycopg.Error as error:
                log.warning("the live channel was lost (%s); listening again in %.1f s", error, pause)
            for page in self._pages:
                page.offer_afresh()
            await asyncio.sleep(pause)
            pause = min(pause * 2, 10.0)

    def tell(self, payload: str) -> None:
        """Pass one notification on to the pages that may and want to hear it."""
        try:
            message = json.loads(payload)
            topic, to, data = str(message["topic"]), message["to"], message["data"]
        except (ValueError, KeyError, TypeError):
            log.warning("a live message nobody can read: %.80s", payload)
            return
        sent = event(topic, data)
        for page in self._pages:
            if page.hears(topic, to):
                page.offer(sent)

    async def serve(self, scope: Scope, receive: Receive, send: Send, address: str) -> None:
        """Answer one `GET /live?topic=a&topic=b` for as long as the page stays open."""
        topics = tuple(parse_qs(scope["query_string"].decode("latin-1")).get("topic", [])[:MOST_TOPICS])
        if not topics:
            zh, en = "请用 topic 说明要听什么。", "Say what to listen to: /live?topic=…"
            await refuse(send, 400, "live.no-topics", zh, en)
            return
        cookie = header(scope, b"cookie")
        full = len(self._pages) >= MOST_PAGES
        audience: frozenset[str] = frozenset() if full else await self._resolve(cookie)
        who = next((one for one in audience if one.startswith("user:")), address)
        if full or self._held[who] >= MOST_EACH:
            zh, en = "打开的页面太多，请稍后再试。", "Too many open pages; please try again later."
            await refuse(send, 503, "live.full", zh, en, (b"retry-after", b"30"))
            return
        page = Page(topics=topics, audience=audience)
        self._pages.add(page)
        self._held[who] += 1
        try:
            await self._stream(page, cookie, receive, send)
        finally:
            self._pages.discard(page)
            self._held[who] -= 1
            if not self._held[who]:
                del self._held[who]

    async def _stream(self, page: Page, cookie: str, receive: Receive, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    (b"content-type", b"text/event-stream; charset=utf-8"),
                    (b"cache-control", b"no-store"),
                    (b"x-accel-buffering", b"no"),
                    (b"x-content-type-options", b"nosniff"),
                ],
            }
        )
        await send({"type": "http.response.body", "body": b"retry: 3000\n\n", "more_body": True})
        gone = asyncio.create_task(_gone(receive))
        closing = asyncio.create_task(self._closing.wait())
        try:
            await self._pump(page, cookie, send, {gone, closing})
        finally:
            gone.cancel()
            closing.cancel()
            await asyncio.gather(gone, closing, return_exceptions=True)

    async def _pump(self, page: Page, cookie: str, send: Send, ends: set[asyncio.Task[Any]]) -> None:
        clock = asyncio.get_running_loop().time
        looked = clock()
        while not any(task.done() for task in ends):
            taking = asyncio.create_task(page.waiting.get())
            await asyncio.wait({taking, *ends}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
            if taking.done():
                sent = taking.result() + page.rest()
                page.after()
            else:
                taking.cancel()
                sent = b": still here\n\n"
            if page.audience and clock() - looked > LOOK_AGAIN:
                page.audience, looked = await self._resolve(cookie), clock()
            try:
                await send({"type": "http.response.body", "body": sent, "more_body": True})
            except OSError:
                return
        await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    """Returns when the reader has closed the page."""
    while (await receive())["type"] != "http.disconnect":
        pass
