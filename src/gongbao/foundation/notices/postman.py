"""The sender of outside messages: takes what is due, sends several at once, and writes down how each went.

A gateway that hangs holds up only its own messages; a process killed half-way leaves what it took to the next.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime

from gongbao.foundation.events.actor import system
from gongbao.foundation.notices import actions
from gongbao.foundation.notices.outside import Outgoing, send_out

AT_ONCE = 16
BY = system("postman")


class Postman:
    """`step` sends what is due and says whether there was anything."""

    def __init__(self, clock: Callable[[], datetime], send: Callable[[Outgoing], str] = send_out) -> None:
        self._clock = clock
        self._send = send

    def step(self) -> bool:
        taken = actions.take_due(now=self._clock(), most=AT_ONCE)
        if not taken:
            return False
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="postman") as hands:
            going = {hands.submit(self._send_safely, what): delivery_id for delivery_id, what in taken}
            for done in as_completed(going):
                actions.record_result(delivery_id=going[done], reason=done.result(), by=BY, now=self._clock())
        return True

    def _send_safely(self, what: Outgoing) -> str:
        """A library's error text may name the address it was given: only its kind goes on."""
        try:
            return self._send(what)
        except Exception as error:  # noqa: BLE001 (whatever a gateway's library raises is a failed attempt)
            return f"error:{type(error).__name__}"
