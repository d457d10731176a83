"""After a restore: what was signed stands, what was published comes back, what came in since gets a new place."""

import json
import shutil
import uuid

import pytest
from django.conf import settings
from django.db import transaction
from tests.integration.ledger.test_guard import restore_older

from gongbao.foundation.events.actor import command
from gongbao.foundation.ledger import guard
from gongbao.foundation.ledger.actions import Item, enqueue_many
from gongbao.foundation.ledger.actions.reconcile import reconcile
from gongbao.foundation.ledger.files import log_files
from gongbao.foundation.ledger.models import Head, Leaf, Outbox, SignedHead
from gongbao.foundation.ledger.refusals import LogRefusal
from gongbao.kernel.audit.log import Question, audit_log
from gongbao.kernel.audit.source import open_source
from gongbao.kernel.tlog.merkle import EMPTY_ROOT

pytestmark = pytest.mark.django_db
BY = command("test")


def entries():
    return [bytes(one) for one in Leaf.objects.order_by("index").values_list("entry", flat=True)]


def verified() -> int:
    report = audit_log(open_source(str(settings.LEDGER_DIR)), Question(None, None, None), None)
    assert report.verdict == 0, list(report.lines("en"))
    return Head.objects.get().size


def test_nothing_to_do_changes_nothing(ledger, now):
    ledger.grow(300)
    done = reconcile(by=BY, now=now)
    assert (done.size, done.replayed, done.requeued, done.rewritten, done.guard_rebuilt) == (300, 0, 0, 0, False)


def test_a_restored_older_database_gets_the_published_entries_back(ledger, now):
    ledger.grow(300)
    ledger.grow(500)
    before = entries()
    restore_older(300)
    done = reconcile(by=BY, now=now)
    assert (done.size, done.replayed, done.requeued) == (800, 500, 0)
    assert entries() == before
    ledger.grow(10)
    assert verified() == 810


def test_entries_that_waited_in_the_backup_are_not_entered_twice(ledger, now):
    ledger.grow(10)
    ledger.wait(5)
    waiting = list(Outbox.objects.order_by("id").values("record", "version", "kind", "entry"))
    ledger.sequence()
    ledger.publish()
    restore_older(10)
    Outbox.objects.bulk_create([Outbox(**row) for row in waiting])
    done = reconcile(by=BY, now=now)
    assert (done.size, done.replayed, done.contradicting) == (15, 5, ())
    assert not Outbox.objects.exists()


def test_what_came_in_after_the_restore_goes_back_to_the_outbox(ledger, now):
    ledger.grow(10)
    ledger.grow(10)
    signed = guard.last_signed()
    restore_older(10)
    guard.guard_path().unlink()
    guard.create(guard.Signed(10, bytes(Head.objects.get().root)))
    checkpoint = settings.LEDGER_DIR / "checkpoint"
    newer = checkpoint.rename(checkpoint.with_name("newer"))
    ledger.wait(3)
    ledger.sequence()
    newer.rename(checkpoint)
    guard.guard_path().unlink()
    guard.create(signed)
    done = reconcile(by=BY, now=now)
    assert (done.size, done.replayed, done.requeued) == (20, 10, 3)
    assert Outbox.objects.count() == 3
    ledger.sequence()
    ledger.publish()
    assert verified() == 23


def copied_aside(name: str):
    """A copy of the data folder's log as it stands, like a backup's or a mirror's."""
    return shutil.copytree(settings.LEDGER_DIR, settings.DATA_DIR / name)


def restore_everything(size: int, copy) -> None:
    """Database, guard and files together as they were at `size`: nothing in the house knows better."""
    restore_older(size)
    shutil.rmtree(settings.LEDGER_DIR)
    shutil.copytree(copy, settings.LEDGER_DIR)
    guard.guard_path().unlink()
    guard.create(guard.Signed(size, bytes(Head.objects.get().root)))


def from_a_backup(now) -> None:
    path = guard.guard_path()
    path.write_text(guard.as_restored(path.read_text(), now.isoformat()))


def stops(act) -> str:
    with pytest.raises(LogRefusal) as caught, transaction.atomic():
        act()
    return caught.value.code


def test_after_a_restore_of_everything_nothing_is_signed_before_a_reconciliation(ledger, now):
    ledger.grow(300)
    old = copied_aside("old")
    ledger.grow(500)
    mirror = copied_aside("mirror")
    before = entries()
    restore_everything(300, old)
    from_a_backup(now)
    ledger.wait(3)
    assert stops(ledger.sequence) == "ledger.restored"
    assert stops(ledger.publish) == "ledger.restored"
    done = reconcile(by=BY, now=now, mirror=open_source(str(mirror)))
    assert (done.size, done.replayed, done.guard_rebuilt) == (800, 500, True)
    assert entries() == before
    ledger.sequence()
    ledger.publish()
    assert verified() == 803
    since = Question(None, (mirror / "checkpoint").read_text(), None)
    assert audit_log(open_source(str(settings.LEDGER_DIR)), since, None).verdict == 0


def test_without_anything_newer_a_restored_log_goes_on_from_where_it_was(ledger, now):
    ledger.grow(5)
    from_a_backup(now)
    assert stops(ledger.publish) == "ledger.restored"
    reconcile(by=BY, now=now)
    assert ledger.grow(2).size == 7


def test_a_guard_signed_from_another_database_is_known_as_restored(ledger, now):
    ledger.grow(5)
    stored = json.loads(guard.guard_path().read_text())
    guard.guard_path().write_text(json.dumps({**stored, "database": "1/1/1"}))
    assert stops(ledger.sequence) == "ledger.restored"
    reconcile(by=BY, now=now)
    assert ledger.grow(2).size == 7


def test_a_published_checkpoint_larger_than_database_and_guard_stops_the_log(ledger, now):
    ledger.grow(300)
    old = copied_aside("old")
    ledger.grow(5)
    newer = copied_aside("newer")
    restore_everything(300, old)
    shutil.copytree(newer, settings.LEDGER_DIR, dirs_exist_ok=True)
    assert stops(ledger.sequence) == "ledger.shortened"
    done = reconcile(by=BY, now=now)
    assert (done.size, done.replayed) == (305, 5)


def test_a_mirror_of_another_log_is_not_believed(ledger, now):
    ledger.grow(5)
    from_a_backup(now)
    other = copied_aside("other")
    (other / "checkpoint").write_text("somebody.else/log\n9\n" + "A" * 43 + "=\n\n— somebody.else/log AAAAAAAA\n")
    assert stops(lambda: reconcile(by=BY, now=now, mirror=open_source(str(other)))) == "ledger.not-our-mirror"
    assert stops(ledger.publish) == "ledger.restored"


def test_a_version_made_differently_after_the_restore_is_named(ledger, now):
    ledger.grow(10)
    restore_older(0)
    with transaction.atomic():
        enqueue_many([Item(uuid.UUID(int=4), 1, "publish", b"other words")], now)
    done = reconcile(by=BY, now=now)
    assert done.contradicting == ((uuid.UUID(int=4), 1, "publish"),)
    assert not Outbox.objects.exists()


def test_a_lost_database_comes_back_from_the_files(ledger, now):
    ledger.grow(600)
    for model in (Leaf, SignedHead, Head):
        model.objects.all().delete()
    done = reconcile(by=BY, now=now)
    assert (done.size, done.replayed) == (600, 600)
    ledger.grow(3)
    assert verified() == 603


@pytest.mark.parametrize(
    "path", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/2", "tile/entries/000", "tile/0/002.p/88"]
)
def test_damaged_and_missing_files_are_written_again(ledger, now, path):
    ledger.grow(300)
    ledger.grow(300)
    target = settings.LEDGER_DIR / path
    if target.exists():
        target.write_bytes(b"rot")
    reconcile(by=BY, now=now)
    assert verified() == 600
    ledger.grow(1)
    assert verified() == 601


def test_a_lost_folder_is_written_again(ledger, now):
    ledger.grow(600)
    (settings.LEDGER_DIR / "tile").rename(settings.DATA_DIR / "gone")
    assert reconcile(by=BY, now=now).rewritten == 7
    assert verified() == 600


def test_a_lost_guard_is_rebuilt_from_what_was_shown(ledger, now):
    ledger.grow(7)
    signed = guard.last_signed()
    guard.guard_path().unlink()
    assert reconcile(by=BY, now=now).guard_rebuilt
    assert guard.last_signed() == signed


def test_with_neither_database_nor_files_nothing_is_invented(ledger, now):
    ledger.grow(10)
    restore_older(4)
    (settings.LEDGER_DIR / "tile").rename(settings.DATA_DIR / "gone")
    with pytest.raises(LogRefusal, match="damaged"):
        reconcile(by=BY, now=now)
    assert guard.last_signed().size == 10
    assert Head.objects.get().size == 4
    assert bytes(Head.objects.get().root) != EMPTY_ROOT
    assert not log_files().has("tile")
