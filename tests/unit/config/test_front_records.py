"""Look-ups are answered together, each to its own asker, and nobody is forgotten."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from psycopg import OperationalError

from gongbao.config.front_records import READERS, Reader


class Base:
    """Records by code; remembers statements, and fails or waits as told."""

    def __init__(self):
        self.statements = []
        self.failing = False
        self.gate = asyncio.Event()
        self.gate.set()

    @asynccontextmanager
    async def connection(self):
        yield self
        await asyncio.sleep(0)  # giving a connection back takes a turn of the loop

    @asynccontextmanager
    async def cursor(self, binary):
        yield Cursor(self)


class Cursor:
    def __init__(self, base):
        self.base = base
        self.codes = []

    async def execute(self, statement, values, prepare):
        await self.base.gate.wait()
        if self.base.failing:
            raise OperationalError("the connection is lost")
        self.codes = sorted(values[0])
        self.base.statements.append(self.codes)

    async def fetchall(self):
        await asyncio.sleep(0)
        return [(code, code.encode(), f"tag {code}", 1) for code in self.codes if code != "NONE"]


def test_whoever_comes_meanwhile_shares_the_next_statement():
    async def story():
        base = Base()
        reader = Reader(base)
        base.gate.clear()
        first = [asyncio.create_task(reader.current(f"A{n}")) for n in range(READERS)]
        await asyncio.sleep(0.01)
        rest = [asyncio.create_task(reader.current(code)) for code in ("B1", "B2", "B1", "NONE")]
        await asyncio.sleep(0.01)
        base.gate.set()
        answers = await asyncio.wait_for(asyncio.gather(*first, *rest), 2)
        assert [a and a.etag for a in answers[READERS:]] == ["tag B1", "tag B2", "tag B1", None]
        assert ["B1", "B2", "NONE"] in base.statements

    asyncio.run(story())


def test_nobody_is_forgotten_while_a_connection_is_given_back():
    async def story():
        reader = Reader(Base())

        async def one(n):
            for _ in range(n % 7):
                await asyncio.sleep(0)
            return await reader.current(f"C{n}")

        answers = await asyncio.wait_for(asyncio.gather(*(one(n) for n in range(500))), 5)
        assert [a.body for a in answers] == [f"C{n}".encode() for n in range(500)]

    asyncio.run(story())


def test_a_failure_is_told_and_the_next_asker_is_answered():
    async def story():
        base = Base()
        reader = Reader(base)
        base.failing = True
        with pytest.raises(OperationalError):
            await asyncio.wait_for(reader.current("D1"), 2)
        base.failing = False
        assert (await asyncio.wait_for(reader.current("D2"), 2)).body == b"D2"

    asyncio.run(story())


def test_an_asker_who_leaves_takes_nobody_along():
    async def story():
        base = Base()
        reader = Reader(base)
        base.gate.clear()
        leaving, staying = (asyncio.create_task(reader.current(code)) for code in ("E1", "E2"))
        await asyncio.sleep(0.01)
        leaving.cancel()
        base.gate.set()
        assert (await asyncio.wait_for(staying, 2)).body == b"E2"

    asyncio.run(story())
