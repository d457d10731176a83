"""Publishing: the next version only where something changed, with its leaf in the same transaction."""

import orjson
import pytest
from django.db import transaction

from gongbao.cli import worker
from gongbao.foundation.events.actor import command
from gongbao.foundation.ledger.models import Outbox
from gongbao.kernel.tlog.commitment import opens
from gongbao.kernel.tlog.leaf import parse_leaf
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.records import actions, selectors
from gongbao.register.records.models import PendingPublication, Record

pytestmark = pytest.mark.django_db
BY = command("test")


def firm(now, number=1):
    entity = Entity.objects.create(
        name=f"青岚第{number}茶业有限公司",
        code=f"9199910{number}",
        category="enterprise",
        status="1",
        standing="active",
        source="test",
        recorded_at=now,
        changed_at=now,
    )
    EntityCode.objects.create(value=entity.code, scheme="uscc", entity_id=entity.id)
    return entity


def test_first_version_second_version_and_nothing_new(facts, now):
    entity = firm(now)
    facts[entity.id] = {"capital": 10}
    assert actions.publish(entity_ids=[entity.id], reason="registered", by=BY, now=now) == 1
    assert actions.publish(entity_ids=[entity.id], reason="again", by=BY, now=now) == 0
    first = selectors.current(entity.id)
    facts[entity.id] = {"capital": 20}
    assert actions.publish(entity_ids=[entity.id], reason="changed", by=BY, now=now) == 1
    second = selectors.current(entity.id)
    assert (first.version, second.version) == (1, 2)
    assert first.record == second.record
    assert second.sections() == {"test": {"capital": 20}}
    assert selectors.version(entity.id, 1).body == first.body
    assert selectors.as_known_at(entity.id, now).version == 2
    leaves = [parse_leaf(bytes(o.entry)) for o in Outbox.objects.order_by("id")]
    assert [(leaf.version, leaf.kind) for leaf in leaves] == [(1, "publish"), (2, "amend")]
    assert leaves[1].previous == first.commitment.hex()
    assert opens(bytes.fromhex(leaves[1].commitment), second.salt, second.body)


def test_a_failed_act_publishes_nothing(facts, now):
    entity = firm(now)
    facts[entity.id] = {"capital": 10}
    with transaction.atomic():
        actions.publish(entity_ids=[entity.id], reason="registered", by=BY, now=now)
        transaction.set_rollback(True)
    assert not Record.objects.exists()
    assert not Outbox.objects.exists()


def test_only_a_full_batch_says_that_more_waits(facts, now, monkeypatch):
    ids = [firm(now, n).id for n in range(1, 4)]
    facts.update({i: {"number": i} for i in ids})
    actions.mark_pending(entity_ids=ids, reason="filed", now=now)
    monkeypatch.setattr(actions, "BATCH", 2)
    monkeypatch.setattr("gongbao.register.records.actions.publishing.BATCH", 2)
    step = worker._publication()
    assert [step(), step(), step()] == [True, False, False]
    assert Record.objects.count() == 3


def test_what_waits_is_published_once(facts, now):
    ids = [firm(now, n).id for n in range(1, 6)]
    facts.update({i: {"number": i} for i in ids})
    actions.mark_pending(entity_ids=ids, reason="imported", now=now)
    actions.mark_pending(entity_ids=ids, reason="imported", now=now)
    assert actions.publish_pending(by=BY, now=now) == 5
    assert actions.publish_pending(by=BY, now=now) == 0
    assert not PendingPublication.objects.exists()
    assert Record.objects.count() == 5


def test_an_entity_without_facts_gets_no_record(facts, now):
    assert actions.publish(entity_ids=[firm(now).id], reason="registered", by=BY, now=now) == 0


def test_publishing_many_takes_a_fixed_number_of_queries(facts, now, django_assert_num_queries):
    ids = [firm(now, n).id for n in range(1, 41)]
    facts.update({i: {"number": i} for i in ids})
    with django_assert_num_queries(6):
        actions.publish(entity_ids=ids, reason="imported", by=BY, now=now)


def test_names_of_codes(now):
    entity = firm(now)
    assert selectors.entity_id_of(f" {entity.code.lower()} ") == entity.id
    assert selectors.entity_id_of(f"n{entity.id}") == entity.id
    assert selectors.entity_id_of("91999999") is None


def test_the_body_is_json_with_the_register_as_its_publisher(facts, now, settings):
    entity = firm(now)
    facts[entity.id] = {"name": entity.name}
    actions.publish(entity_ids=[entity.id], reason="registered", by=BY, now=now)
    value = orjson.loads(selectors.current(entity.id).body)
    assert value["register"] == settings.LEDGER_ORIGIN
    assert value["reason"] == "registered"
