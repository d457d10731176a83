import hashlib
import json
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from gongbao.foundation.ledger.actions import Item, enqueue, enqueue_many
from gongbao.foundation.ledger.models import Outbox

pytestmark = pytest.mark.django_db
RECORD = uuid.UUID(int=7)


def test_an_entry_commits_to_the_body_without_showing_it(now):
    sealed = enqueue(record=RECORD, version=1, kind="publish", body="王某某".encode(), now=now)
    entry = bytes(Outbox.objects.get().entry)
    assert sealed.commitment == hashlib.sha256(b"reg/commit/v1\n" + sealed.salt + "王某某".encode()).digest()
    assert json.loads(entry)["commitment"] == sealed.commitment.hex()
    assert "王".encode() not in entry
    assert sealed.salt.hex().encode() not in entry


def test_the_previous_version_is_named_by_its_commitment(now):
    first = enqueue(record=RECORD, version=1, kind="publish", body=b"one", now=now)
    enqueue(record=RECORD, version=2, kind="publish", body=b"two", now=now, previous=first.commitment)
    entries = [json.loads(bytes(row.entry)) for row in Outbox.objects.order_by("id")]
    assert [entry["previous"] for entry in entries] == [None, first.commitment.hex()]


def test_many_at_once_are_the_same_as_one_by_one(now):
    items = [Item(uuid.UUID(int=n), 1, "publish", str(n).encode()) for n in range(600)]
    sealed = enqueue_many(items, now)
    rows = list(Outbox.objects.order_by("id"))
    assert [row.record for row in rows] == [item.record for item in items]
    assert [json.loads(bytes(row.entry))["commitment"] for row in rows] == [one.commitment.hex() for one in sealed]
    assert len({one.salt for one in sealed}) == 600


def test_the_same_version_cannot_wait_twice(now):
    enqueue(record=RECORD, version=1, kind="publish", body=b"one", now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        enqueue(record=RECORD, version=1, kind="publish", body=b"one", now=now)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_entered(now):
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError, match="transaction"):
        enqueue(record=RECORD, version=1, kind="publish", body=b"one", now=now)


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_entry(now):
    def act():
        enqueue(record=RECORD, version=1, kind="publish", body=b"one", now=now)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"), transaction.atomic():
        act()
    assert not Outbox.objects.exists()
