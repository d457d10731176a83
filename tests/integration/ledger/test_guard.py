"""A log must never show a smaller or another head than one that somebody has seen: attacks and accidents, one each."""

import json
import shutil

import pytest
from django.conf import settings
from django.db import transaction

from gongbao.foundation.ledger import files, guard
from gongbao.foundation.ledger.actions import begin_log, publish, sequence
from gongbao.foundation.ledger.models import Head, Leaf, Outbox, SignedHead
from gongbao.foundation.ledger.refusals import LogRefusal
from gongbao.kernel.tlog.merkle import Frontier, root_of

pytestmark = pytest.mark.django_db


def restore_older(size: int) -> None:
    """What a restored backup looks like: the tables as they were at `size`, the files and the guard as they are now."""
    Leaf.objects.filter(index__gte=size).delete()
    SignedHead.objects.filter(size__gt=size).delete()
    frontier = Frontier()
    for leaf in Leaf.objects.order_by("index"):
        frontier.append(bytes(leaf.leaf_hash))
    Head.objects.update(size=size, published_size=size, frontier=frontier.to_bytes(), root=frontier.root())


def refusal(act) -> str:
    with pytest.raises(LogRefusal) as caught, transaction.atomic():
        act()
    assert "gongbao ledger" in caught.value.zh
    assert "gongbao ledger" in caught.value.en
    return caught.value.code


def test_a_restored_older_database_neither_sequences_nor_signs(ledger):
    ledger.grow(5)
    ledger.grow(5)
    shown = files.log_files().read("checkpoint")
    restore_older(5)
    ledger.wait(9)
    assert refusal(ledger.sequence) == "ledger.shortened"
    assert refusal(ledger.publish) == "ledger.shortened"
    assert Outbox.objects.count() == 9
    assert files.log_files().read("checkpoint") == shown


def test_a_log_that_grew_another_way_is_not_signed(ledger, now):
    ledger.grow(5)
    signed = guard.last_signed()
    restore_older(0)
    shutil.rmtree(settings.LEDGER_DIR)
    guard.guard_path().unlink()
    guard.create(guard.Signed(0, root_of([])))
    ledger.wait(8)
    ledger.sequence()
    guard.guard_path().unlink()
    guard.create(signed)
    assert refusal(ledger.publish) == "ledger.forked"


def test_a_lost_guard_stops_the_log(ledger):
    ledger.grow(5)
    guard.guard_path().unlink()
    ledger.wait(1)
    assert refusal(ledger.sequence) == "ledger.guard-missing"
    assert refusal(ledger.publish) == "ledger.guard-missing"


def test_a_lost_database_does_not_begin_a_second_log(ledger, now):
    ledger.grow(5)
    Head.objects.all().delete()
    assert refusal(lambda: begin_log(now=now)) == "ledger.database-lost"


def test_a_lost_key_stops_the_log(ledger):
    (settings.DATA_DIR / "ledger.key").unlink()
    with pytest.raises(LogRefusal, match="key-missing"):
        ledger.publish()


@pytest.mark.parametrize(
    "path", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44"]
)
def test_a_tampered_file_is_found_before_signing(ledger, path):
    ledger.grow(300)
    target = settings.LEDGER_DIR / path
    content = bytearray(target.read_bytes())
    content[-1] ^= 1
    target.write_bytes(content)
    ledger.wait(3)
    ledger.sequence()
    assert refusal(ledger.publish) == "ledger.damaged"
    assert guard.last_signed().size == 300
    assert not SignedHead.objects.filter(size=303).exists()


def test_a_changed_row_is_found_before_signing(ledger):
    ledger.wait(3)
    ledger.sequence()
    Leaf.objects.filter(index=1).update(entry=b"{}")
    assert refusal(ledger.publish) == "ledger.damaged"


def test_a_changed_head_row_is_found_before_the_next_entry(ledger):
    ledger.grow(3)
    Head.objects.update(root=b"\0" * 32)
    ledger.wait(1)
    assert refusal(ledger.sequence) == "ledger.damaged"


def test_a_file_written_wrong_by_the_disk_is_found_when_read_back(ledger, monkeypatch):
    ledger.wait(3)
    ledger.sequence()
    write = files._write_file
    monkeypatch.setattr(files, "_write_file", lambda path, content: write(path, content[:-1] + b"\0"))
    assert refusal(ledger.publish) == "ledger.damaged"
    assert guard.last_signed().size == 0


STEPS = [
    (publish, "write_tiles"),
    (publish, "check_edge"),
    (publish, "sweep_partials"),
    (publish, "look_over"),
    (publish, "_nothing_different"),
    (publish.guard, "advance"),
    (publish, "Note"),
    (publish, "_collect"),
    (publish, "policy_text"),
    (files, "write_durably"),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("module", "step"), STEPS, ids=[step for _, step in STEPS])
def test_a_crash_at_any_step_of_publishing_is_made_good(ledger, monkeypatch, module, step, after):
    ledger.grow(300)
    ledger.wait(300)
    ledger.sequence()
    real = getattr(module, step)

    def crash(*args, **kwargs):
        if after:
            real(*args, **kwargs)
        raise OSError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(module, step, crash)
        with pytest.raises(OSError, match="power"):
            ledger.publish()
    assert ledger.publish().size == 600
    assert SignedHead.objects.get(size=600).root == Head.objects.get().root
    assert json.loads(guard.guard_path().read_text())["size"] == 600
    ledger.grow(10)


@pytest.mark.parametrize("step", ["locked_head", "frontier_of", "append_leaves", "move_head"])
def test_a_crash_at_any_step_of_sequencing_leaves_the_entries_waiting(ledger, monkeypatch, step):
    ledger.wait(20)
    real = getattr(sequence, step)

    def crash(*args, **kwargs):
        real(*args, **kwargs)
        raise OSError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(sequence, step, crash)
        with pytest.raises(OSError, match="power"):
            ledger.sequence()
    assert Outbox.objects.count() == 20
    assert Leaf.objects.count() == 0
    assert ledger.sequence() == 20
