"""A small log in the test's own folder and database."""

import uuid
from datetime import datetime

import pytest
from django.db import transaction

from gongbao.foundation.ledger.actions import Item, begin_log, enqueue_many, publish_head, sequence_batch
from gongbao.foundation.ledger.models import Head

BIG = 100_000


class Log:
    """Grows the log by so many entries and publishes it; a fixed clock."""

    def __init__(self, now: datetime):
        self.now = now
        self.next = 1

    def wait(self, count: int) -> None:
        items = [Item(uuid.UUID(int=n), 1, "publish", b"%d" % n) for n in range(self.next, self.next + count)]
        self.next += count
        with transaction.atomic():
            enqueue_many(items, self.now)

    def sequence(self, limit: int = BIG) -> int:
        return sequence_batch(now=self.now, limit=limit)

    def publish(self):
        return publish_head(now=self.now)

    def grow(self, count: int):
        self.wait(count)
        self.sequence()
        return self.publish()

    @property
    def head(self) -> Head:
        return Head.objects.get()


@pytest.fixture
def ledger(db, now) -> Log:
    begin_log(now=now)
    return Log(now)
