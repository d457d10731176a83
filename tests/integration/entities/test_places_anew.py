"""A new list of divisions: places retired, renamed, or named more finely, each change kept and published."""

from datetime import date

import pytest
from tests.integration.entities.test_import import write

from gongbao.foundation.codes.actions import load_lists
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.models import Event
from gongbao.register.entities.actions import change_entity, import_entities, take_in_divisions
from gongbao.register.entities.finding.filters import Filters
from gongbao.register.entities.finding.search import search
from gongbao.register.entities.models import Entity, EntityChange
from gongbao.register.records import actions as records
from gongbao.register.records.models import PendingPublication, Record

pytestmark = pytest.mark.django_db(transaction=True)
BY = command("test")
OLD = [("99", "云岭省"), ("9991", "青云市"), ("999101", "青岚县"), ("9992", "白石市"), ("999201", "松岭县")]
TOWNS = [("999101001", "城关镇"), ("999101002", "临溪镇")]
FIRMS = {
    "青岚明远茶业有限公司": ("91999101MA00001010", "青云市", "青岚县临溪镇建设路1号"),
    "青岚松月茶业有限公司": ("91999101MA00001029", "青云市", "青岚县建设路2号"),
    "松岭木业有限公司": ("91999201MA00001037", "白石市", "松岭县山前路3号"),
    "无处商贸有限公司": ("91888801MA00001045", "N/A", "某处"),
}


@pytest.fixture(autouse=True)
def register(now, tmp_path):
    load_lists(by=BY, now=now)
    divide(OLD, "2020-01-01", now)
    content = [
        [name, code, "2015-03-04", "有限责任公司", "10万元", "茶叶", "云岭省", city, address]
        for name, (code, city, address) in FIRMS.items()
    ]
    import_entities(path=write(tmp_path / "r.csv", content), report=tmp_path / "report.csv", by=BY, now=now)
    records.publish(entity_ids=list(Entity.objects.values_list("id", flat=True)), reason="imported", by=BY, now=now)


def divide(rows, day, now):
    return take_in_divisions(
        rows=rows,
        valid_from=date.fromisoformat(day),
        source="test",
        by=BY,
        now=now,
        after=lambda ids: records.mark_pending(entity_ids=ids, reason="divisions", now=now),
    )


def places():
    return dict(Entity.objects.order_by("id").values_list("name", "region"))


def versions():
    return dict(Record.objects.filter(superseded_at=None).values_list("entity__name", "version"))


def test_before(now):
    assert list(places().values()) == ["999101", "999101", "999201", "888801"]


def test_towns_that_come_later_make_places_finer(now):
    done = divide(OLD + TOWNS, "2026-01-01", now)
    assert (done.began, done.ended, done.moved) == (2, 0, 1)
    assert list(places().values()) == ["999101002", "999101", "999201", "888801"]
    change = EntityChange.objects.get()
    assert (change.field, change.old, change.new) == ("region", "999101", "999101002")
    assert (change.reason, change.effective_on, change.by) == ("divisions", date(2026, 1, 1), BY.id)
    assert Event.objects.filter(name="entity.places-resolved").count() == 1
    assert records.publish_pending(by=BY, now=now) == 1
    assert not PendingPublication.objects.exists()
    assert versions() == {name: 2 if name.startswith("青岚明远") else 1 for name in FIRMS}
    again = divide(OLD + TOWNS, "2026-01-01", now)
    assert (again.began, again.ended, again.moved) == (0, 0, 0)
    assert not PendingPublication.objects.exists()


def test_a_retired_county_is_found_again_by_the_address(now):
    following = [row for row in OLD if row[0] != "999201"] + [("999202", "松岭县")]
    assert divide(following, "2026-01-01", now).moved == 1
    assert places()["松岭木业有限公司"] == "999202"
    assert Entity.objects.get(region="999202").doubts == ["code-check"]


def test_a_place_that_is_gone_stays_as_it_was_said_and_is_doubted(now):
    divide([row for row in OLD if not row[0].startswith("9992")], "2026-01-01", now)
    lost = Entity.objects.get(name="松岭木业有限公司")
    assert lost.region == "999201"
    assert "region-unknown" in lost.doubts
    assert not EntityChange.objects.exists()


def test_a_place_nobody_knew_is_found_when_a_list_has_it(now):
    assert "region-unknown" in Entity.objects.get(name="无处商贸有限公司").doubts
    divide([("88", "无处省"), ("8888", "无处市"), ("888801", "无处县")], "2026-01-01", now)
    found = Entity.objects.get(name="无处商贸有限公司")
    assert found.region == "888801"
    assert [hit.name for hit in search("商贸", Filters(region="8888")).hits] == [found.name]
    assert "region-unknown" not in found.doubts


def test_a_renamed_county_moves_nobody_and_is_published_by_its_new_name(now):
    renamed = [(code, "青岚市" if code == "999101" else name) for code, name in OLD]
    assert divide(renamed, "2026-01-01", now).moved == 0
    records.publish_pending(by=BY, now=now)
    assert versions() == {name: 2 if name.startswith("青岚") else 1 for name in FIRMS}
    body = bytes(Record.objects.get(entity__name="青岚松月茶业有限公司", version=2).body).decode()
    assert "青岚市" in body


def test_what_the_office_said_stands_as_long_as_the_list_has_it(now):
    firm = Entity.objects.get(name="青岚松月茶业有限公司")
    change_entity(
        entity_id=firm.id, changes={"region": "999201"}, effective_on=now.date(), reason="迁址", by=BY, now=now
    )
    divide(OLD + TOWNS, "2026-01-01", now)
    firm.refresh_from_db()
    assert firm.region == "999201"
    assert [hit.name for hit in search(firm.name, Filters(region="999201")).hits] == [firm.name]
    assert not search(firm.name, Filters(region="999101")).hits
