"""The pump: what waits goes out, for every subscriber at its own pace, until nothing is due.

Two lanes with room of their own: subscribers whose last try was taken, and those that failed or are new. One that hangs
or fails holds a place of the second lane for ten seconds at most, and rests longer each time; the first never feels it.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter
from uuid import UUID

from django.conf import settings

from gongbao.foundation.events.actor import Actor
from gongbao.register.subscriptions import actions, sealing, selectors
from gongbao.register.subscriptions.models import CorrectionNotice
from gongbao.register.subscriptions.rules.messages import message, message_id
from gongbao.register.subscriptions.selectors.due import EACH, Due, due, events, next_due
from gongbao.register.subscriptions.sending import ILL_AT_ONCE, WELL_AT_ONCE, Job, Sender

log = logging.getLogger("gongbao.lists")
LOOKS = 0.25  # seconds between two looks for new work while tries are under way
MOST_BODIES = 4_096


@dataclass(slots=True)
class Told:
    """What a run did."""

    delivered: int = 0
    failed: int = 0
    stopped: list[UUID] = field(default_factory=list)
    unfinished: bool = False


class Pump:
    """One run. `clock` reads the time; `linger` is how long to wait for a try that is due soon; `stop` says to leave at
    once: what is under way then is tried again another time, under the same id.
    """

    def __init__(
        self,
        *,
        by: Actor,
        clock: Callable[[], datetime],
        linger: timedelta = timedelta(0),
        stop: Callable[[], bool] = lambda: False,
        well: int = WELL_AT_ONCE,
        ill: int = ILL_AT_ONCE,
    ) -> None:
        self.by, self.clock, self.linger, self.stop = by, clock, linger, stop
        self.room = {True: well, False: ill}
        self.told = Told()
        self._under_way: dict[int, tuple[UUID, bool]] = {}
        self._after = UUID(int=0)
        self._fans_out_at = 0.0
        self._bodies: dict[int, bytes] = {}
        self._secrets: dict[bytes, bytes] = {}

    def run(self, *, seconds: float) -> Told:
        """Send what is due, for at most so many seconds; what is under way then is waited for."""
        ends = perf_counter() + seconds
        with Sender(clock=self.clock, inside=settings.WEBHOOK_INSIDE) as sender:
            while not self.stop():
                in_time = perf_counter() < ends
                new = self._feed(sender) if in_time else 0
                more = self._under_way or new or (in_time and self._fan_out(at_once=True))
                if not more and not (in_time and self._wait(ends - perf_counter())):
                    break
                self._settle(sender, LOOKS)
        self.told.unfinished = perf_counter() >= ends
        return self.told

    def _feed(self, sender: Sender) -> int:
        """Hand over what there is room for; returns how much."""
        held = Counter(well for _, well in self._under_way.values())
        room = {lane: most - held[lane] for lane, most in self.room.items()}
        if room[True] <= self.room[True] // 4 and room[False] <= self.room[False] // 4:
            return 0
        self._fan_out()
        mine = Counter(subscription for subscription, _ in self._under_way.values())
        chosen: list[Due] = []
        while room[True] > 0 or room[False] > 0:
            found, self._after = due(now=self.clock(), after=self._after, under_way=list(self._under_way))
            full = self._choose(found, room, mine, chosen)
            if full or self._after == UUID(int=0):
                break
        if chosen:
            sender.post([self._job(one) for one in self._prepared(chosen)])
        return len(chosen)

    def _choose(self, found: list[Due], room: dict[bool, int], mine: Counter[UUID], chosen: list[Due]) -> bool:
        """Take of these what there is room for. True when the first lane has just become full."""
        for one in found:
            if room[one.well] <= 0 or mine[one.subscription] >= (EACH if one.well else 1):
                continue
            room[one.well] -= 1
            mine[one.subscription] += 1
            self._under_way[one.delivery] = (one.subscription, one.well)
            chosen.append(one)
            if one.well and room[True] <= 0:
                self._after = one.subscription  # whoever comes behind is first the next time
                return True
        return False

    def _fan_out(self, *, at_once: bool = False) -> int:
        """Queue more, so often that it takes a tenth of the time at most."""
        began = perf_counter()
        if not at_once and began < self._fans_out_at:
            return 0
        queued = actions.fan_out(now=self.clock())
        self._fans_out_at = began + max(1.0, 10 * (perf_counter() - began))
        return queued

    def _prepared(self, chosen: list[Due]) -> list[Due]:
        """With the bodies of these messages at hand."""
        missing = {one.event for one in chosen} - set(self._bodies)
        if missing:
            if len(self._bodies) + len(missing) > MOST_BODIES:
                self._bodies = {}
                missing = {one.event for one in chosen}
            found = events(sorted(missing))
            over = selectors.over(row.entry for row, _ in found.values())
            for number, (row, notice) in found.items():
                self._bodies[number] = body_of(selectors.event_of(row, over=row.entry in over), notice)
        return chosen

    def _job(self, one: Due) -> Job:
        sealed = [one.secret, *([one.old_secret] if one.old_secret else [])]
        return Job(
            delivery=one.delivery,
            subscription=one.subscription,
            url=one.url,
            secrets=[self._unsealed(each) for each in sealed],
            identity=message_id(settings.LEDGER_ORIGIN, one.event),
            body=self._bodies[one.event],
            sequence=one.sequence,
            attempts=one.attempts,
            well=one.well,
        )

    def _unsealed(self, sealed: bytes) -> bytes:
        found = self._secrets.get(sealed)
        if found is None:
            found = self._secrets[sealed] = sealing.unseal(sealed)
        return found

    def _settle(self, sender: Sender, seconds: float) -> None:
        outcomes = sender.outcomes(seconds)
        if not outcomes:
            return
        self.told.stopped += actions.settle(outcomes, by=self.by, now=self.clock())
        for one in outcomes:
            self._under_way.pop(one.delivery, None)
            if one.taken:
                self.told.delivered += 1
            else:
                self.told.failed += 1

    def _wait(self, seconds_left: float) -> bool:
        """Whether something is due soon enough to stay for."""
        soonest = next_due()
        return soonest is not None and soonest - self.clock() <= min(
            self.linger, timedelta(seconds=max(seconds_left, 0))
        )


def body_of(event: object, notice: CorrectionNotice | None) -> bytes:
    """The bytes of an event's message; a correction brings its notice, where it is proved and where to acknowledge."""
    write = partial(message, event, origin=settings.LEDGER_ORIGIN)  # type: ignore[arg-type]  # an Event of the rules
    if notice is None:
        return write()
    home = f"{settings.PUBLIC_URL}/lists/corrections/{notice.pk}/"
    return write(
        notice={
            "acknowledge": f"{settings.PUBLIC_URL}/api/v1/lists/corrections/{notice.pk}/acknowledge",
            "body": bytes(notice.body).decode() if notice.body else None,
            "id": str(notice.pk),
            "page": home,
            "proof": f"{home}notice.tlog-proof",
        }
    )
