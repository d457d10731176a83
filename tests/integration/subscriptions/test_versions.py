"""Changes get numbers in one order; the files of any version are what its changes add up to."""

import io
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import TestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.subscriptions.conftest import BY, NOW, at, correct, list_, record, remove

from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.models import StoredFile
from gongbao.foundation.files.store import open_kept
from gongbao.register.entities.models import Entity
from gongbao.register.listings.models import Listing
from gongbao.register.subscriptions import actions, selectors, tables
from gongbao.register.subscriptions.models import Change, CorrectionNotice, Edition, ListEvent
from gongbao.register.subscriptions.rules.versions import IN_FORCE, Entry, Event, applied

pytestmark = pytest.mark.django_db


def whole(version):
    return {one.entry: one for one in selectors.entries(version)}


def test_every_change_gets_the_next_number_and_its_reason(firm):
    first, second = list_(firm()), list_(firm(), NOW + timedelta(minutes=1))
    assert record(NOW + timedelta(minutes=2)) == 2
    remove(first, at(2026, 7, 20))
    correct(second, at(2026, 7, 21))
    assert record(at(2026, 7, 22)) == 2
    assert record(at(2026, 7, 22)) == 0
    rows = list(ListEvent.objects.order_by("number"))
    assert [(one.number, one.kind) for one in rows] == [(1, "listed"), (2, "listed"), (3, "removed"), (4, "corrected")]
    assert [one.previous for one in rows] == [0, 0, 1, 2]
    assert [one.begun for one in rows] == [1, 2, 1, 2]
    assert rows[0].ground_zh == rows[0].reason_zh != ""
    assert all(one.article and one.document and one.decision for one in rows)
    assert rows[2].reason_zh == "已纠正，移出名录"
    assert rows[2].on == at(2026, 7, 20).date()
    assert rows[3].notice == CorrectionNotice.objects.get().pk


def test_what_was_dated_earlier_but_seen_later_is_not_lost(firm):
    list_(firm(), at(2026, 7, 8, 12))
    record(at(2026, 7, 8, 13))
    list_(firm(), at(2026, 7, 8, 9))
    assert record(at(2026, 7, 8, 14)) == 1
    list_(firm(), at(2026, 6, 1))  # older than what a minute's look goes back to
    assert record(at(2026, 7, 8, 15)) == 0
    assert record(at(2026, 7, 8, 15), full=True) == 1
    assert [one.number for one in ListEvent.objects.order_by("number")] == [1, 2, 3]


def test_a_changed_name_is_a_change_too(firm):
    entity = firm("青岚县旧名鲸茶业有限公司")
    list_(entity)
    record()
    Entity.objects.filter(id=entity.id).update(name="青岚县新名鲸茶业有限公司")
    assert record(full=True) == 1
    assert record(full=True) == 0
    (entry,) = selectors.entries(2)
    assert entry.name == "青岚县新名鲸茶业有限公司"
    assert next(iter(selectors.entries(1))).name == "青岚县旧名鲸茶业有限公司"


def test_display_ends_on_its_day(firm):
    listing = list_(firm())
    Listing.objects.filter(id=listing.id).update(shown_until=at(2026, 7, 9).date())
    assert record(at(2026, 7, 9, 23)) == 1
    assert record(at(2026, 7, 10, 1)) == 1
    assert ListEvent.objects.get(number=2).kind == Change.DISPLAY_ENDED
    (entry,) = selectors.entries(2)
    assert (entry.state, entry.name, entry.ended_on) == ("display-ended", "", at(2026, 7, 10).date())


def test_whole_files_keep_what_ended_without_its_name_and_changes_name_what_a_reader_holds(firm):
    kept, gone, flash = (list_(firm()) for _ in range(3))
    record()
    remove(gone, at(2026, 7, 20))
    record(at(2026, 7, 20))
    found = whole(4)
    assert found[kept.id].state == IN_FORCE
    assert found[kept.id].name
    assert (found[gone.id].state, found[gone.id].name, found[gone.id].code) == ("removed", "", "")
    assert found[gone.id].ended_on == at(2026, 7, 20).date()
    (held,) = selectors.changes(3, 4)
    assert (held.name, held.code) == ("", ListEvent.objects.get(number=4).code)  # to find it by, no more
    never_held = {one.version: one.name for one in selectors.changes(0, 4)}
    first = ListEvent.objects.get(entry=gone.id, kind="listed").number
    assert never_held[first] == never_held[4] == ""
    assert never_held[ListEvent.objects.get(entry=flash.id).number] != ""


def test_an_edition_is_the_same_in_both_formats_and_stands_in_the_log(firm):
    one = firm('=HYPERLINK("http://x")鲸有限公司')
    list_(one)
    remove(list_(firm()), at(2026, 7, 20))
    record(at(2026, 7, 20))
    edition = actions.take_edition(by=BY, now=at(2026, 7, 20))
    assert actions.take_edition(by=BY, now=at(2026, 7, 21)) is None
    files = {file.name: file for file in edition.files.all()}
    assert set(files) == {"whole.csv", "whole.parquet", "changes.csv", "changes.parquet"}
    manifest = json.loads(bytes(edition.body))
    assert {file["name"]: file["sha256"] for file in manifest["files"]} == {n: f.sha256 for n, f in files.items()}
    assert (manifest["version"], manifest["before"], manifest["entries"], manifest["in_force"]) == (3, 0, 2, 1)
    for kind, shape in (("whole", Entry), ("changes", Event)):
        with open_kept(files[f"{kind}.csv"].sha256) as text, open_kept(files[f"{kind}.parquet"].sha256) as packed:
            assert list(tables.read_csv(shape, text)) == list(tables.read_parquet(shape, packed))
    with open_kept(files["whole.csv"].sha256) as text:
        raw = text.read()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"'=HYPERLINK" in raw
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM ledger_outbox WHERE record = %s", [edition.id])
        assert cursor.fetchall() == [("checkpoint-of",)]


def test_no_earlier_version_names_who_has_left_since(firm):
    entity = firm()
    listing = list_(entity)
    record()
    (before,) = selectors.entries(1)
    assert before.name == entity.name
    remove(listing, at(2026, 7, 20))
    record(at(2026, 7, 20))
    told = [*selectors.entries(1), *selectors.changes(0, 1), *selectors.recent(1, 10)]
    assert [(one.name, one.code) for one in told] == [("", "")] * 3


def test_old_files_are_collected_and_the_proof_stays(firm, settings, client):
    def publish(day):
        list_(firm(), at(2026, 7, day))
        record(at(2026, 7, day))
        return actions.take_edition(by=BY, now=at(2026, 7, day))

    settings.LIST_FILES_DAYS, settings.LIST_FILES_LEAST = 3, 1
    old, newer = publish(8), publish(9)
    digest = old.files.get(name="whole.csv").sha256
    assert actions.collect_files(by=BY, now=at(2026, 7, 10)) == 0
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.collect_files(by=BY, now=at(2026, 7, 30)) == 4
    assert actions.collect_files(by=BY, now=at(2026, 7, 30)) == 0
    with pytest.raises(Refusal):
        open_kept(digest)
    with open_kept(newer.files.get(name="whole.csv").sha256):
        pass  # the newest stays, however old
    answer = client.get("/lists/files/1/whole.csv")
    assert answer.status_code == 410
    assert "不再保存" in answer.content.decode()
    manifest = client.get("/lists/files/1/manifest.json").json()
    assert digest in {one["sha256"] for one in manifest["files"]}
    page = client.get("/lists/files/").content.decode()
    assert "/lists/files/2/whole.csv" in page
    assert "/lists/files/1/whole.csv" not in page
    assert "/lists/files/1/manifest.tlog-proof" in page


def test_a_file_that_somebody_handed_in_as_his_own_is_not_collected(firm, settings):
    list_(firm())
    record()
    old = actions.take_edition(by=BY, now=NOW)
    list_(firm(), at(2026, 7, 9))
    record(at(2026, 7, 9))
    settings.LIST_FILES_DAYS, settings.LIST_FILES_LEAST = 1, 1
    actions.take_edition(by=BY, now=at(2026, 7, 9))
    file = old.files.get(name="whole.csv")
    StoredFile.objects.create(sha256=file.sha256, size=file.size, media_type="text/csv", stored_at=NOW)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.collect_files(by=BY, now=at(2026, 7, 30))
    with open_kept(file.sha256):
        pass


def test_an_edition_leads_from_the_one_before(firm):
    list_(firm())
    record()
    actions.take_edition(by=BY, now=NOW)
    list_(firm(), NOW + timedelta(hours=1))
    record(NOW + timedelta(hours=1))
    actions.take_edition(by=BY, now=NOW + timedelta(hours=1))
    assert list(Edition.objects.order_by("version").values_list("version", "before")) == [(1, 0), (2, 1)]


STEPS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["list", "end", "wrong", "rename", "hide"])), max_size=25)


def as_changes(steps):
    """A history of five parties as rows, numbered; what cannot happen is left out."""
    rows, open_, last, serial = [], {}, {}, 0
    for party, what in steps:
        number = len(rows) + 1
        if what == "list" and party not in open_:
            serial += 1
            open_[party] = (number, f"00000000-0000-4000-8000-{serial:012d}")
            kind = "listed"
        elif party in open_ and what != "list":
            kind = {"end": "removed", "wrong": "corrected", "rename": "renamed", "hide": "display-ended"}[what]
        else:
            continue
        begun, entry = open_[party]
        if kind not in {"listed", "renamed"}:
            del open_[party]
        rows.append(
            ListEvent(
                number=number,
                kind=kind,
                register="abnormal",
                entry=entry,
                begun=begun,
                previous=last.get(party, 0),
                party=party,
                name=f"第{party}家{number}",
                code=f"{party:018d}",
                region="999101",
                category="enterprise",
                reason_zh="因",
                reason_en="why",
                on=NOW.date(),
                known_at=NOW,
                recorded_at=NOW,
                notice="00000000-0000-4000-8000-00000000ffff" if kind == "corrected" else None,
            )
        )
        last[party] = number
    return rows


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, cut=st.integers(0, 25), stop=st.integers(0, 25))
def test_changes_from_any_version_are_the_difference_of_whole_files(db, steps, cut, stop):
    """Also as files: read back from CSV, the changes applied to one whole file give the other."""
    ListEvent.objects.all().delete()
    rows = as_changes(steps)
    ListEvent.objects.bulk_create(rows)
    since, until = sorted((min(cut, len(rows)), min(stop, len(rows))))
    assert applied(whole(since), selectors.changes(since, until)) == whole(until)
    for shape, rows in ((Entry, selectors.entries(until)), (Event, selectors.changes(since, until))):
        found = list(rows)
        text = io.BytesIO(b"".join(tables.as_csv(shape, found)))
        packed = io.BytesIO()
        tables.write_parquet(shape, found, packed)
        packed.seek(0)
        back = list(tables.read_csv(shape, text))
        assert len(back) == len(found)
        assert back == list(tables.read_parquet(shape, packed))


def test_a_lost_change_is_noticed(firm):
    list_(firm())
    remove(list_(firm()), at(2026, 7, 20))
    record(at(2026, 7, 20))
    with pytest.raises(ValueError, match="is missing"):
        applied({}, list(selectors.changes(2, 3)))


def test_pages_of_changes_are_bounded(firm, django_assert_num_queries):
    for _ in range(5):
        list_(firm())
    record()
    with django_assert_num_queries(1):
        found = selectors.page_of_events(0, 5, 2, 2)
    assert [one.version for one in found] == [3, 4]
