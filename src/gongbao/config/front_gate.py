"""The gate before Django: so many requests at work, the others wait their turn, client by client; whoever would wait
too long is told how long instead of being left before a spinning page.

Turns go round the clients, not down one line: a program that sends a thousand requests delays itself, not a clerk.
Pure asyncio, one gate per web process; nothing here knows HTTP.
"""

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Literal

LONGEST_TOLD = 120
_SMOOTHING = 0.1


@dataclass(frozen=True, slots=True)
class Turned:
    """Turned away: for how many seconds, and whether the house is full or the client asked too much at once."""

    seconds: int
    why: Literal["full", "greedy"]


@dataclass(frozen=True, slots=True)
class Limits:
    """`width` at work at once; at most `waiting` wait, `each` of one client; nobody longer than `patience` seconds."""

    width: int
    waiting: int
    each: int
    patience: float


class Gate:
    """Ask `enter`; when it answers None the request is at work until `leave`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._busy: dict[str, int] = {}
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._usual = 0.1  # seconds a request is at work, smoothed
        self.turned = 0

    @property
    def width(self) -> int:
        """How many may be at work."""
        return self._limits.width

    @property
    def at_work(self) -> int:
        """How many requests are at work."""
        return sum(self._busy.values())

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return sum(len(queue) for queue in self._queues.values())

    async def enter(self, client: str, *, waited: float = 0.0, patient: float = 1.0) -> Turned | None:
        """Wait for a turn. `waited` are seconds the client was told to wait before: it is let in the sooner.

        `patient` stretches the patience: for what would hurt most to send again. Cancelling gives the place up.
        """
        if not self._queues and self.at_work < self._limits.width:
            self._busy[client] = self._busy.get(client, 0) + 1
            return None
        turned = self._turn_away(client, waited, patient)
        if turned is not None:
            self.turned += 1
            return turned
        place = asyncio.get_running_loop().create_future()
        self._queues.setdefault(client, deque()).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self._finished(client)
            else:
                self._forget(client, place)
            raise
        return None

    def leave(self, client: str, took: float) -> None:
        """The request is done; it was at work for `took` seconds."""
        self._usual += _SMOOTHING * (took - self._usual)
        self._finished(client)

    def expected(self, client: str) -> float:
        """How long a request of this client would wait now, by the turns before it and the usual time at work."""
        own = len(self._queues.get(client, ()))
        before = sum(min(len(queue), own + 1) for other, queue in self._queues.items() if other != client) + own
        return (before + 1) * self._usual / self._limits.width

    def _turn_away(self, client: str, waited: float, patient: float) -> Turned | None:
        own = len(self._queues.get(client, ())) + self._busy.get(client, 0)
        expected = self.expected(client)
        seconds = max(2, min(LONGEST_TOLD, round(expected)))
        if own >= self._limits.each:
            return Turned(seconds, "greedy")
        if self.waiting >= self._limits.waiting or expected > self._limits.patience * patient + waited:
            return Turned(seconds, "full")
        return None

    def _finished(self, client: str) -> None:
        left = self._busy.get(client, 1) - 1
        if left:
            self._busy[client] = left
        else:
            self._busy.pop(client, None)
        while self._queues and self.at_work < self._limits.width:
            self._next()

    def _next(self) -> None:
        """The next client's first request gets to work; the client goes to the end of the round."""
        client, queue = self._queues.popitem(last=False)
        place = queue.popleft()
        if queue:
            self._queues[client] = queue
        if not place.cancelled():
            self._busy[client] = self._busy.get(client, 0) + 1
            place.set_result(None)

    def _forget(self, client: str, place: asyncio.Future[None]) -> None:
        queue = self._queues.get(client)
        if queue is not None and place in queue:
            queue.remove(place)
            if not queue:
                del self._queues[client]
