"""The gate: so many at work, turns go round the clients, and whoever would wait too long is told how long."""

import asyncio

import pytest

from gongbao.config.front_gate import Gate, Limits


def gate(width=2, waiting=100, each=100, patience=1000.0):
    return Gate(Limits(width=width, waiting=waiting, each=each, patience=patience))


def run(story):
    return asyncio.run(story)


async def queue(gate, order, *clients, **given):
    """Let these ask one after the other; each notes when it gets to work."""

    async def one(client):
        if await gate.enter(client, **given) is None:
            order.append(client)

    tasks = []
    for client in clients:
        tasks.append(asyncio.create_task(one(client)))
        await asyncio.sleep(0)
    return tasks


async def drain(gate, order, tasks, took=0.1):
    """Whoever is at work is done, until nobody is."""
    done = 0
    while done < len(order):
        gate.leave(order[done], took)
        done += 1
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)


def test_a_clerk_does_not_wait_behind_a_program():
    async def story():
        one, order = gate(width=1), []
        tasks = await queue(one, order, *["program"] * 50, "clerk", "clerk")
        assert order == ["program"]
        await drain(one, order, tasks)
        return order

    order = run(story())
    assert len(order) == 52
    assert [place for place, who in enumerate(order) if who == "clerk"] == [2, 4]


def test_never_more_at_work_than_its_width_and_every_turn_is_used():
    async def story():
        one, order, most = gate(width=3), [], 0
        tasks = await queue(one, order, *[f"c{n % 7}" for n in range(40)])
        done = 0
        while done < 40:
            most = max(most, one.at_work)
            assert one.at_work == min(3, 40 - done)
            one.leave(order[done], 0.1)
            done += 1
            for _ in range(3):
                await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        assert (one.at_work, one.waiting) == (0, 0)
        return most

    assert run(story()) == 3


def test_who_would_wait_longer_than_the_patience_is_told_how_long():
    async def story():
        one, order = gate(width=1, patience=2.0), []
        for _ in range(200):
            assert await one.enter("warm") is None
            one.leave("warm", 1.0)
        tasks = await queue(one, order, "a", "b", "c")
        told = await one.enter("d")
        assert (told.why, told.seconds) == ("full", 3)
        assert one.turned == 1
        tasks += await queue(one, order, "d", waited=3.0)
        assert one.waiting == 3, "who was told to come back is let in the sooner"
        tasks += await queue(one, order, "e", patient=4.0)
        assert one.waiting == 4, "what would hurt to send again waits longer"
        await drain(one, order, tasks)
        assert sorted(order) == ["a", "b", "c", "d", "e"]

    run(story())


def test_one_client_cannot_fill_the_house():
    async def story():
        one, order = gate(width=1, each=3), []
        tasks = await queue(one, order, "program", "program", "program")
        told = await one.enter("program")
        assert told.why == "greedy"
        clerk = await queue(one, order, "clerk")
        assert one.waiting == 3
        await drain(one, order, [*tasks, *clerk])

    run(story())


def test_the_house_has_an_end():
    async def story():
        one, order = gate(width=1, waiting=2), []
        tasks = await queue(one, order, "a", "b", "c")
        assert (await one.enter("d")).why == "full"
        await drain(one, order, tasks)
        assert await one.enter("d") is None

    run(story())


@pytest.mark.parametrize("moment", ["waiting", "called"])
def test_a_place_given_up_is_lost_to_nobody_else(moment):
    async def story():
        one, order = gate(width=1), []
        tasks = await queue(one, order, "a")
        leaving = asyncio.create_task(one.enter("b"))
        await asyncio.sleep(0)
        tasks += await queue(one, order, "c")
        if moment == "called":
            one.leave("a", 0.1)  # b is called, and hangs up before it hears of it
        leaving.cancel()
        await asyncio.wait({leaving})
        if moment == "waiting":
            one.leave("a", 0.1)
        await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        assert order == ["a", "c"]
        one.leave("c", 0.1)
        assert (one.at_work, one.waiting) == (0, 0)

    run(story())
