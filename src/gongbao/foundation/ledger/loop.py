"""The sequencer's round: sleep until somebody commits an entry, take the batch in, publish a head now and then."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from gongbao.foundation.ledger.actions.outbox import CHANNEL
from gongbao.foundation.ledger.actions.publish import publish_head
from gongbao.foundation.ledger.actions.sequence import BEHIND, STEADY, sequence_batch

TIMER = 0.5
GATHER = 0.2  # seconds from one batch to the next while entries keep coming: few cost as much as many
RETRY_WITNESSES = 30.0
RESHOW = 600.0  # without growth the files are looked over again this often


class Sequencing:
    """One sequencer: call `step` again and again. Several may run; the database lets one work at a time."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._ear: psycopg.Connection[Any] | None = None
        self._limit = STEADY
        self._looked = 0
        self._due = self._again = self._turn = 0.0
        self._dirty = True

    def step(self) -> bool:
        """One turn: take in a batch if one waits, publish if it is time, else wait. True: call again at once.

        LogRefusal when the log must not go on as it is.
        """
        try:
            return self._step()
        except Exception:
            self._hang_up()
            raise

    def _step(self) -> bool:
        self._turn = time.monotonic() + GATHER
        taken = sequence_batch(now=self._clock(), limit=self._limit)
        self._dirty = self._dirty or taken > 0
        full = taken == self._limit
        self._limit = BEHIND if full else STEADY
        if time.monotonic() >= (self._due if self._dirty else self._again):
            self._publish()
        if not full:
            self._wait()
        return True

    def _publish(self) -> None:
        begun = time.monotonic()
        published = publish_head(now=self._clock(), looked=self._looked)
        interval = (
            settings.LEDGER_INTERVAL
        )  # from head to head; but entries are taken in between, however long one took
        self._due = max(begun + interval, time.monotonic() + interval / 2)
        self._again = time.monotonic() + RETRY_WITNESSES
        if published is None:
            return
        self._looked = published.looked
        self._dirty = False
        if published.cosigned == published.witnesses:
            self._again = time.monotonic() + RESHOW

    def _wait(self) -> None:
        """Until an entry is committed, or half a second has passed: a lost notification costs no more than that."""
        if self._ear is None:
            given = connection.get_connection_params()
            given = {key: given[key] for key in given if key not in {"context", "cursor_factory", "prepare_threshold"}}
            self._ear = psycopg.connect(**given, autocommit=True)
            self._ear.execute(f"LISTEN {CHANNEL}")
        for _ in self._ear.notifies(timeout=TIMER, stop_after=1):
            pass
        # Whoever comes alone is taken in at once; of many, those until the next batch, which is never after the head.
        if (rest := min(self._turn, self._due) - time.monotonic()) > 0:
            time.sleep(rest)
        for _ in self._ear.notifies(timeout=0):
            pass

    def _hang_up(self) -> None:
        if self._ear is not None:
            self._ear.close()
            self._ear = None
