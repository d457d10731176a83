"""The pages, the files as they go out, the API, the command."""

import csv
import io
import json
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from tests.integration.subscriptions.conftest import BY, NOW, later, list_, pump, record, remove

from gongbao.cli.lists import lists as command
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.ledger import selectors as ledger
from gongbao.foundation.ledger.actions import begin_log, publish_head, sequence_batch
from gongbao.register.subscriptions import actions, selectors, tables, tasks
from gongbao.register.subscriptions.models import Delivery, Edition, Standing, Subscription
from gongbao.register.subscriptions.rules.versions import Entry, Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet(monkeypatch, clock):
    """The queue of tasks is another's to test."""
    monkeypatch.setattr(tasks, "wake", lambda: None)


@pytest.fixture
def edition(firm):
    list_(firm("青岚县甲鲸茶业有限公司"))
    remove(list_(firm("青岚县乙鲸茶业有限公司")), later(hours=1))
    record(later(hours=1))
    return actions.take_edition(by=BY, now=later(hours=1))


def test_files_page_and_the_file_itself(edition, client):
    page = client.get("/lists/files/").content.decode()
    assert "第 3 版" in page
    assert "/lists/files/3/whole.csv" in page
    answer = client.get("/lists/files/latest/whole.csv", follow=True)
    whole = b"".join(answer.streaming_content)
    rows = list(csv.DictReader(io.StringIO(whole.decode("utf-8-sig"))))
    assert sorted(row["state"] for row in rows) == ["in-force", "removed"]
    assert answer["Accept-Ranges"] == "bytes"
    etag = answer["ETag"]
    assert client.get("/lists/files/3/whole.csv", headers={"if-none-match": etag}).status_code == 304
    part = client.get("/lists/files/3/whole.csv", headers={"range": "bytes=3-12"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 3-12/{len(whole)}")
    assert b"".join(part.streaming_content) == whole[3:13]
    tail = client.get("/lists/files/3/whole.csv", headers={"range": "bytes=-5"})
    assert b"".join(tail.streaming_content) == whole[-5:]
    assert client.get("/lists/files/3/whole.csv", headers={"range": f"bytes={len(whole)}-"}).status_code == 416
    changed = client.get("/lists/files/3/whole.csv", headers={"range": "bytes=0-1", "if-range": '"other"'})
    assert (changed.status_code, b"".join(changed.streaming_content)) == (200, whole)
    assert client.get("/lists/files/3/nothing.csv").status_code == 404
    assert client.get("/lists/files/2/whole.csv").status_code == 404


@pytest.mark.parametrize("asked", ["bytes=5-3", "bytes=a-b", "bytes=-", "lines=1-2", "bytes=0-1,3-4"])
def test_an_odd_range_gets_the_whole(edition, client, asked):
    answer = client.get("/lists/files/3/changes.csv", headers={"range": asked})
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)


def test_changes_of_any_two_versions_in_three_formats(edition, client):
    text = b"".join(client.get("/lists/changes/file/?from=1&to=3").streaming_content)
    rows = list(tables.read_csv(Event, io.BytesIO(text)))
    assert [row["version"] for row in rows] == ["2", "3"]
    packed = b"".join(client.get("/lists/changes/file/?from=1&to=3&format=parquet").streaming_content)
    assert list(tables.read_parquet(Event, io.BytesIO(packed))) == rows
    lines = b"".join(client.get("/lists/changes/file/?from=1&format=jsonl").streaming_content)
    assert [json.loads(line)["version"] for line in lines.splitlines()] == [2, 3]
    for wrong in ("from=4", "from=x", "from=3&to=1", "to=99", "format=exe"):
        assert client.get(f"/lists/changes/file/?{wrong}").status_code == 422


def test_the_changes_page_and_its_feed(edition, client):
    page = client.get("/lists/changes/").content.decode()
    assert "青岚县甲鲸茶业有限公司" in page
    assert client.get("/lists/changes/?until=x").status_code == 422
    feed = client.get("/lists/changes.atom")
    root = ET.fromstring(feed.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert [one.get("term") for one in root.findall("a:entry/a:category", space)] == ["removed", "listed", "listed"]
    assert client.get("/lists/changes.atom", headers={"if-none-match": feed["ETag"]}).status_code == 304


def test_api_pages_changes_and_tells_the_version(edition, client):
    assert client.get("/api/v1/lists/version").json()["files"]["whole.csv"] == "/lists/files/3/whole.csv"
    first = client.get("/api/v1/lists/events?limit=2").json()
    assert (first["until"], first["next_after"]) == (3, 2)
    rest = client.get(f"/api/v1/lists/events?limit=2&until=3&after={first['next_after']}").json()
    assert [one["version"] for one in rest["events"]] == [3]
    assert rest["next_after"] is None
    assert client.get("/api/v1/lists/events?since=9").status_code == 422


def test_the_command_verifies_files_and_applies_changes(edition, client, tmp_path):
    begin_log(now=NOW)
    sequence_batch(now=NOW)
    publish_head(now=NOW)
    proof, whole = tmp_path / "m.tlog-proof", tmp_path / "whole.csv"
    proof.write_bytes(client.get("/lists/files/3/manifest.tlog-proof").content)
    whole.write_bytes(b"".join(client.get("/lists/files/3/whole.csv").streaming_content))
    run = CliRunner().invoke
    given = ["verify", str(proof), str(whole), "--vkey", ledger.log_key()]
    good = run(command, given)
    assert good.exit_code == 0, good.output
    assert "whole.csv" in good.output
    whole.write_bytes(whole.read_bytes().replace("甲鲸".encode(), "丙鲸".encode()))
    bad = run(command, given)
    assert bad.exit_code == 1
    assert "不是清单里的任何一个文件" in bad.output
    old, delta, new = tmp_path / "old.csv", tmp_path / "delta.parquet", tmp_path / "new.csv"
    old.write_bytes(b"".join(tables.as_csv(Entry, selectors.entries(1))))
    with delta.open("wb") as file:
        tables.write_parquet(Event, selectors.changes(1, 3), file)
    done = run(command, ["apply", str(old), str(delta), "--out", str(new)])
    assert done.exit_code == 0, done.output
    assert new.read_bytes() == b"".join(tables.as_csv(Entry, selectors.entries(3)))
    gap = run(command, ["apply", str(new), str(delta), "--out", str(tmp_path / "x.csv")])
    assert gap.exit_code == 1
    for name, data in (
        ("a.csv", b"x"),
        ("b.csv", b"\xff\xfe"),
        ("c.parquet", b"PAR1"),
        ("d.csv", old.read_bytes()[:-40]),
    ):
        (tmp_path / name).write_bytes(data)
        for given in ([str(tmp_path / name), str(delta)], [str(old), str(tmp_path / name)]):
            told = run(command, ["apply", *given, "--out", str(tmp_path / "x.csv")])
            assert (told.exit_code, "不是名录的文件" in told.output) == (2, True), (name, told.output)
    told = run(command, ["apply", str(old), str(delta), "--out", str(tmp_path / "no" / "x.csv")])
    assert (told.exit_code, "没有这个文件夹" in told.output) == (2, True)


def test_an_officer_follows_sees_replays_and_ends(officer, association, firm, receiver, client):
    client.force_login(officer)
    assert "登记一个订阅" in client.get("/subscriptions/").content.decode()
    refused = client.post("/subscriptions/", {"label": "核查系统", "url": "ftp://x"})
    assert refused.status_code == 422
    assert "核查系统" in refused.content.decode()
    answer = client.post("/subscriptions/", {"label": "核查系统", "url": receiver.url + "/in", "register": "abnormal"})
    assert "whsec_" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    row = Subscription.objects.get()
    assert (row.registers, row.organisation) == (["abnormal"], association)
    list_(firm())
    record()
    pump()
    page = client.get(f"/subscriptions/{row.pk}/").content.decode()
    assert "已送达" in page
    assert "HTTP 200" in page
    assert "whsec_" not in page
    client.post(f"/subscriptions/{row.pk}/act/", {"act": "replay", "from": "0"})
    pump()
    assert len(receiver.got["/in"]) == 2
    assert client.post(f"/subscriptions/{row.pk}/act/", {"act": "replay", "from": "9"}).status_code == 422
    client.post(f"/subscriptions/{row.pk}/act/", {"act": "pause"})
    assert Subscription.objects.get().standing == Standing.PAUSED
    assert "whsec_" in client.post(f"/subscriptions/{row.pk}/act/", {"act": "secret"}).content.decode()
    client.post(f"/subscriptions/{row.pk}/end/")
    assert Subscription.objects.get().standing == Standing.ENDED


def test_nobody_sees_anothers_subscription(officer, follow, client, db, person):
    other = Organisation.objects.create(kind="reader", name="另一协会", region="999101", created_at=NOW)
    theirs = follow(organisation=other).subscription
    client.force_login(officer)
    assert client.get(f"/subscriptions/{theirs.pk}/").status_code == 404
    assert client.post(f"/subscriptions/{theirs.pk}/act/", {"act": "pause"}).status_code == 404
    assert client.post(f"/subscriptions/{theirs.pk}/end/").status_code == 404
    assert client.get(f"/api/v1/lists/subscriptions/{theirs.pk}").status_code == 404
    assert client.post(f"/api/v1/lists/subscriptions/{theirs.pk}/pause").status_code in (403, 404)
    assert client.get("/api/v1/lists/subscriptions").json() == []


def test_the_office_sees_who_follows_and_who_is_not_reached(follow, receiver, firm, county, person, client):
    follow()
    receiver.always["/in"] = 500
    list_(firm())
    record()
    pump()
    client.force_login(person("乙某某", county, "listing.decide"))
    page = client.get("/office/subscriptions/").content.decode()
    assert "青岚县茶业协会" in page
    assert "HTTP 500" in page


def test_lists_of_rows_cost_the_same_however_long(
    follow, receiver, firm, officer, client, django_assert_max_num_queries
):
    row = follow().subscription
    for minute in range(30):
        list_(firm(), later(minutes=minute))
    record(later(hours=1))
    pump(later(hours=1))
    assert Delivery.objects.count() == 30
    client.force_login(officer)
    with django_assert_max_num_queries(16):
        client.get(f"/subscriptions/{row.pk}/")
    with django_assert_max_num_queries(16):
        client.get("/subscriptions/")
    with django_assert_max_num_queries(12):
        client.get("/lists/changes/")


def test_the_minutes_task_numbers_publishes_and_is_done_once(firm, monkeypatch):
    monkeypatch.setattr(tasks, "read_clock", lambda: later(minutes=5))
    list_(firm())
    tasks.follow_changes(0)
    assert selectors.head() == 1
    assert Edition.objects.get().version == 1
    list_(firm(), later(minutes=4))
    monkeypatch.setattr(tasks, "read_clock", lambda: later(minutes=6))
    tasks.follow_changes(0)
    assert selectors.head() == 2
    assert Edition.objects.count() == 1  # within the hour
    monkeypatch.setattr(tasks, "read_clock", lambda: NOW + timedelta(hours=2))
    tasks.follow_changes(0)
    assert Edition.objects.count() == 2
