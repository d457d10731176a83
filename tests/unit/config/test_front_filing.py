"""How reports that come in at once are gathered into transactions."""

import asyncio

import pytest

from gongbao.config import front_filing
from gongbao.register.filings.api.together import Receipt

GIVEN = Receipt(b"{}", "1")


@pytest.fixture
def batches(monkeypatch):
    """The sizes of the transactions, instead of filing."""
    sizes: list[int] = []

    def file(sent):
        sizes.append(len(sent))
        return [GIVEN for _ in sent]

    monkeypatch.setattr(front_filing, "_file", file)
    return sizes


async def program(filing, reports):
    for _ in range(reports):
        assert await filing.file("Bearer key", b"{}") is GIVEN


def test_those_answered_together_are_filed_together_again(batches, monkeypatch):
    """Without waiting, the first to come again would be filed alone and all others after it."""
    monkeypatch.setattr(front_filing, "COMPANY", 5.0)  # a busy machine is no failure

    async def eight() -> None:
        filing = front_filing.Filing(100, 100, 1.0)
        await asyncio.gather(*(program(filing, 5) for _ in range(8)))

    asyncio.run(eight())
    assert batches == [8] * 5


def test_alone_a_report_waits_for_nobody(batches, monkeypatch):
    monkeypatch.setattr(front_filing, "COMPANY", 60.0)

    async def one() -> None:
        await asyncio.wait_for(program(front_filing.Filing(100, 100, 1.0), 5), 20)

    asyncio.run(one())
    assert batches == [1] * 5


def test_company_that_does_not_come_is_waited_for_only_shortly(batches):
    async def two_then_one() -> None:
        filing = front_filing.Filing(100, 100, 1.0)
        await asyncio.gather(program(filing, 1), program(filing, 3))

    asyncio.run(asyncio.wait_for(two_then_one(), 20))
    assert sum(batches) == 4
