import stat
import threading
import uuid

import pytest
from django.conf import settings
from django.db import connection, transaction

from gongbao.foundation.ledger import guard
from gongbao.foundation.ledger.actions import Item, begin_log, enqueue, enqueue_many, sequence_batch
from gongbao.foundation.ledger.files import log_files
from gongbao.foundation.ledger.models import Head, Leaf, Outbox, SignedHead
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.merkle import EMPTY_ROOT, leaf_hash, root_of
from gongbao.kernel.tlog.note import Verifier, open_note
from gongbao.kernel.tlog.tiles import tiles_of, unpack_entries

pytestmark = pytest.mark.django_db


def published() -> Checkpoint:
    files = log_files()
    note, signed = open_note(files.read("checkpoint").decode(), [Verifier.parse(files.read("log.vkey").decode())])
    assert len(signed) == 1
    return Checkpoint.parse(note.text)


def test_a_new_log_shows_an_empty_signed_head(ledger):
    ledger.publish()
    assert published() == Checkpoint(settings.LEDGER_ORIGIN, 0, EMPTY_ROOT)


def test_beginning_twice_changes_nothing(ledger, now):
    key = (settings.DATA_DIR / "ledger.key").read_text()
    assert begin_log(now=now) is False
    assert (settings.DATA_DIR / "ledger.key").read_text() == key
    assert stat.S_IMODE((settings.DATA_DIR / "ledger.key").stat().st_mode) == 0o600


def test_entries_keep_the_order_in_which_they_were_committed(ledger):
    ledger.wait(700)
    waiting = [bytes(row.entry) for row in Outbox.objects.order_by("id")]
    while ledger.sequence(256):
        pass
    leaves = list(Leaf.objects.order_by("index"))
    assert [leaf.index for leaf in leaves] == list(range(700))
    assert [bytes(leaf.entry) for leaf in leaves] == waiting
    assert not Outbox.objects.exists()
    assert bytes(ledger.head.root) == root_of(leaf_hash(entry) for entry in waiting)


@pytest.mark.parametrize("steps", [[1], [1, 1, 254, 1], [256], [300, 400], [700, 66_000, 5]])
def test_what_is_published_can_be_recomputed_from_the_files_alone(ledger, steps):
    for count in steps:
        ledger.grow(count)
    size, files = sum(steps), log_files()
    assert published().size == size
    entries = []
    for tile in tiles_of(size):
        content = files.read(tile.path)
        assert len(content) == 32 * tile.width
        if tile.level == 0:
            bundle = unpack_entries(files.read(tile.bundle_path))
            assert b"".join(leaf_hash(entry) for entry in bundle) == content
            entries += bundle
    assert root_of(leaf_hash(entry) for entry in entries) == published().root


def test_publishing_again_without_growth_changes_no_file(ledger):
    ledger.grow(10)
    before = log_files().read("checkpoint")
    ledger.publish()
    assert log_files().read("checkpoint") == before
    assert SignedHead.objects.count() == 1


def test_partial_tiles_go_when_the_full_ones_have_been_there_a_while(ledger):
    for count in (100, 100, 100, 300, 300):
        ledger.grow(count)
    folder = settings.LEDGER_DIR / "tile"
    assert not (folder / "0/000.p").exists()
    assert not (folder / "entries/000.p").exists()
    assert (folder / "0/003.p/132").exists()


def test_an_entry_that_is_in_the_log_already_is_dropped_from_the_outbox(ledger, now):
    ledger.grow(3)
    with transaction.atomic():
        enqueue(record=uuid.UUID(int=2), version=1, kind="publish", body=b"again", now=now)
        enqueue(record=uuid.UUID(int=99), version=1, kind="publish", body=b"new", now=now)
    assert ledger.sequence() == 2
    assert Leaf.objects.count() == ledger.head.size == 4
    assert not Outbox.objects.exists()


def test_the_guard_stands_where_the_signature_stands(ledger):
    ledger.grow(5)
    assert guard.last_signed() == guard.Signed(5, published().root)


@pytest.mark.django_db(transaction=True)
def test_two_sequencers_at_once_never_fork(now):
    begin_log(now=now)
    with transaction.atomic():
        enqueue_many([Item(uuid.UUID(int=n), 1, "publish", b"%d" % n) for n in range(2_000)], now)
    failures = []

    def run():
        try:
            while sequence_batch(now=now, limit=64):
                pass
        except Exception as error:  # noqa: BLE001 (shown by the assertion below)
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == list(range(2_000))
    entries = Leaf.objects.order_by("index").values_list("entry", flat=True)
    assert bytes(Head.objects.get().root) == root_of(leaf_hash(bytes(entry)) for entry in entries)
