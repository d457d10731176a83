"""Changes of the lists to 1,000 subscribers of whom one in ten fails: half of those answer 500, half never answer.

Ours is the whole way: queued, signed, posted, recorded in the database, each party's order kept, failures tried again.
Then the failing are well again, and everybody must have everything: none lost, none doubled (by the id), the
order kept for each party. The peer, or rather the limit, is bare httpx posting the same bytes to the same receiver.

`size` is how many subscribers; GONGBAO_BENCH_EVENTS (20) is how many changes each is sent.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

from bench.database import own_database

EVENTS = int(os.environ.get("GONGBAO_BENCH_EVENTS", "20"))
PARTIES = 8
ILL = 10  # one in so many
AT_ONCE = 64
GOAL = 0.25
BEGAN = datetime(2026, 7, 8, 2, tzinfo=UTC)


def run(size: int = 1_000) -> list[dict[str, Any]]:
    """Rows of the bench table."""
    with own_database("deliveries"), receiving() as home:
        from django.conf import settings  # noqa: PLC0415 (Django is set up by own_database())

        settings.WEBHOOK_INSIDE = True
        seed(size, home)
        pump_until_idle(BEGAN + timedelta(minutes=5))
        first = told(home)
        healthy = [one for one in range(size) if one % ILL]
        got = [stamp for one in healthy for stamp in first["at"].get(str(one), [])]
        rate = len(got) / (max(got) - min(got))
        served = sum(len({identity for identity, *_ in first["got"].get(str(one), [])}) for one in healthy)
        ask(home, "/well")
        for day in range(1, 4):
            pump_until_idle(BEGAN + timedelta(days=day))
        last = told(home)
        bare = bare_posts(home, sum(map(len, last["got"].values())))
    lost, doubled, broken = judged(last["got"], size)
    all_healthy = len(healthy) * EVENTS
    row = {"job": f"list changes to {size:,} subscribers, 1 in {ILL} failing", "unit": "deliveries/s"}
    checks = (("lost", lost), ("taken twice under one id", doubled), ("out of their party's order", broken))
    return [
        row
        | {
            "ours": rate,
            "peer": bare,
            "peer_name": "bare httpx, the same bytes",
            "ratio": rate / bare,
            "goal": f"≥ {GOAL:g} of its rate",
            "ok": rate >= GOAL * bare,
        },
        {
            "job": "the healthy, while the others fail",
            "ours": served,
            "unit": f"of {all_healthy:,}",
            "goal": "all",
            "ok": served == all_healthy,
        },
        *({"job": f"messages {what}", "ours": n, "unit": "messages", "goal": "0", "ok": n == 0} for what, n in checks),
    ]


def seed(size: int, home: str) -> None:
    """The changes, and who follows them from the first on."""
    from gongbao.foundation.accounts.models import Organisation  # noqa: PLC0415 (Django is set up by then)
    from gongbao.register.subscriptions import sealing  # noqa: PLC0415 (as above)
    from gongbao.register.subscriptions.models import ListEvent, Subscription  # noqa: PLC0415 (as above)

    reader = Organisation.objects.create(kind="reader", name="bench", region="999101", created_at=BEGAN)
    entries = [uuid4() for _ in range(PARTIES)]
    ListEvent.objects.bulk_create(
        ListEvent(
            number=number,
            kind="listed" if number <= PARTIES else "renamed",
            register="abnormal",
            entry=entries[(number - 1) % PARTIES],
            begun=(number - 1) % PARTIES + 1,
            previous=max(number - PARTIES, 0),
            party=(number - 1) % PARTIES + 1,
            name=f"青岚县第{(number - 1) % PARTIES}鲸茶业有限公司",
            code=f"91999101MA{number:08d}",
            region="999101001",
            category="enterprise",
            ground="unreachable",
            ground_zh="通过登记的住所或者经营场所无法联系",
            ground_en="cannot be reached at its registered address",
            reason_zh="通过登记的住所或者经营场所无法联系",
            reason_en="cannot be reached at its registered address",
            article="A25 4(4)",
            authority="青岚县市场监督管理局",
            document=f"青市监异列〔2026〕{number}号",
            since=BEGAN.date(),
            on=BEGAN.date(),
            known_at=BEGAN,
            recorded_at=BEGAN,
        )
        for number in range(1, EVENTS + 1)
    )
    Subscription.objects.bulk_create(
        Subscription(
            organisation=reader,
            label=f"bench {one}",
            url=f"{home}/s/{one}",
            secret=sealing.seal(sealing.new_secret()),
            made_at=BEGAN,
            made_by="bench",
        )
        for one in range(size)
    )


def pump_until_idle(when: datetime) -> None:
    """Send what is due at a moment; time goes on from there."""
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (Django is set up by then)
    from gongbao.register.subscriptions.pump import Pump  # noqa: PLC0415 (as above)

    began = perf_counter()
    clock = lambda: when + timedelta(seconds=perf_counter() - began)  # noqa: E731 (a clock is one line)
    Pump(by=command("bench"), clock=clock).run(seconds=600)


def judged(got: dict[str, list[tuple[str, int, str]]], size: int) -> tuple[int, int, int]:
    """How many messages were lost; taken twice as new; out of order. A receiver drops an id it has."""
    lost = doubled = broken = 0
    for one in range(size):
        seen: set[str] = set()
        numbers: set[int] = set()
        newest: dict[str, int] = defaultdict(int)
        for identity, version, party in got.get(str(one), []):
            if identity in seen:
                continue
            seen.add(identity)
            doubled += version in numbers
            numbers.add(version)
            broken += version < newest[party]
            newest[party] = max(newest[party], version)
        lost += EVENTS - len(numbers)
    return lost, doubled, broken


def bare_posts(home: str, count: int) -> float:
    """Messages a second of httpx alone, as many at once as ours."""
    import httpx  # noqa: PLC0415 (only here)

    from gongbao.register.subscriptions import selectors  # noqa: PLC0415 (Django is set up by then)
    from gongbao.register.subscriptions.models import ListEvent  # noqa: PLC0415 (as above)
    from gongbao.register.subscriptions.pump import body_of  # noqa: PLC0415 (as above)

    body = body_of(selectors.event_of(ListEvent.objects.first(), over=False), None)  # type: ignore[arg-type]  # there are some

    async def post_all() -> float:
        async with httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_keepalive_connections=AT_ONCE)) as client:

            async def worker(many: int) -> None:
                for _ in range(many):
                    await client.post(f"{home}/bare", content=body, headers={"content-type": "application/json"})

            began = perf_counter()
            await asyncio.gather(*(worker(count // AT_ONCE) for _ in range(AT_ONCE)))
            return (count // AT_ONCE * AT_ONCE) / (perf_counter() - began)

    return asyncio.run(post_all())


def ask(home: str, path: str) -> bytes:
    with urlopen(Request(home + path, data=b""), timeout=60) as answer:
        return bytes(answer.read())


def told(home: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask(home, "/report"))
    return found


@contextmanager
def receiving() -> Iterator[str]:
    """A receiver in a process of its own."""
    process = subprocess.Popen([sys.executable, "-m", "bench.deliveries"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()


class Receiver(asyncio.Protocol):
    """As little HTTP as it takes: every subscriber's messages are kept; the ill answer 500 or not at all."""

    got: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    at: dict[str, list[float]] = defaultdict(list)
    well = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.buffer = transport, bytearray()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].decode("latin-1").split("\r\n")
            given = dict(line.lower().split(": ", 1) for line in head[1:])
            whole = end + 4 + int(given.get("content-length", 0))
            if len(self.buffer) < whole:
                return
            body = bytes(self.buffer[end + 4 : whole])
            del self.buffer[:whole]
            self.answer(head[0].split(" ")[1], given, body)

    def answer(self, path: str, given: dict[str, str], body: bytes) -> None:
        if path == "/report":
            return self.write(200, json.dumps({"got": self.got, "at": self.at}).encode())
        if path == "/well":
            Receiver.well = True
            return self.write(200)
        if path == "/bare":
            return self.write(200)
        one = path.removeprefix("/s/")
        if not self.well and int(one) % ILL == 0:
            return self.write(500) if int(one) % (2 * ILL) else None
        row = json.loads(body)["data"]
        self.got[one].append((given["webhook-id"], row["version"], row["entry"]))
        self.at[one].append(perf_counter())
        return self.write(200)

    def write(self, status: int, body: bytes = b"") -> None:
        self.transport.write(f"HTTP/1.1 {status} X\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)  # type: ignore[attr-defined]  # a stream's


async def receive() -> None:
    server = await asyncio.get_running_loop().create_server(Receiver, "127.0.0.1", 0, backlog=4_096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(receive())
