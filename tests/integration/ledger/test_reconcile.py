"""After a restore: what was signed stands, what was published comes back, what came in since gets a new place."""

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
    ledger.wait(3)
    ledger.sequence()
    guard.guard_path().unlink()
    guard.create(signed)
    done = reconcile(by=BY, now=now)
    assert (done.size, done.replayed, done.requeued) == (20, 10, 3)
    assert Outbox.objects.count() == 3
    ledger.sequence()
    ledger.publish()
    assert verified() == 23


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
