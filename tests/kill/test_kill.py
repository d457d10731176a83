"""The sequencer is killed at random moments while acts go on: no committed entry is lost, none is entered twice, no
head is taken back, and an outsider's audit verifies the log at the end.
"""

import os
import random  # noqa: TID251 (seeded, and the seed is printed)
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import pytest
from django.conf import settings

from gongbao.foundation.clock import read_clock
from gongbao.foundation.ledger import guard
from gongbao.foundation.ledger.actions import begin_log, publish_head, sequence_batch
from gongbao.foundation.ledger.files import log_files
from gongbao.foundation.ledger.models import Leaf, Outbox, SignedHead
from gongbao.foundation.ledger.tiles import old_root
from gongbao.kernel.audit.log import Question, audit_log
from gongbao.kernel.audit.source import open_source
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.note import Verifier, open_note
from tests.processes import Program, database_url

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
SUBMITTERS = 2


class Submitter:
    """A process that commits acts until it is killed; `told` is the last act it said was committed."""

    def __init__(self, who: int, data: Path):
        self.who, self.data, self.told = who, data, 0
        self.skipped: set[int] = set()
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.submit", str(self.who), str(self.told)],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": database_url(), "GONGBAO_DATA": str(self.data)},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.listening = threading.Thread(target=self.listen)
        self.listening.start()

    def listen(self) -> None:
        for line in self.process.stdout:
            if line.strip().isdigit():
                self.told = int(line)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)
        self.listening.join(10)
        self.process.stdout.close()


def shown() -> Checkpoint | None:
    """The head that the public sees now; it must always be a whole and signed one."""
    files = log_files()
    if not files.has("checkpoint"):
        return None
    note, _ = open_note(files.read("checkpoint").decode(), [Verifier.parse(files.read("log.vkey").decode())])
    return Checkpoint.parse(note.text)


def watch(heads: list[Checkpoint], chance: random.Random) -> None:
    """Note every head shown, until a random moment after the worker's first (some workers die before it)."""
    seen, began = len(heads), time.monotonic()
    until = began + (60 if chance.random() < 0.8 else chance.random() * 2)
    while time.monotonic() < until:
        head = shown()
        if head and (not heads or head.size != heads[-1].size):
            heads.append(head)
            if len(heads) == seen + 1:
                until = min(until, time.monotonic() + chance.random() * 1.5)
        time.sleep(0.005)


def kill_and_watch(data: Path, rounds: int, seed: int) -> tuple[list[Submitter], list[Checkpoint]]:
    chance = random.Random(seed)
    submitters = [Submitter(who, data) for who in range(1, SUBMITTERS + 1)]
    heads: list[Checkpoint] = []
    try:
        for _ in range(rounds):
            worker = Program(data, "worker", "--no-tasks")
            watch(heads, chance)
            worker.kill()
            if chance.random() < 0.3:
                victim = chance.choice(submitters)
                victim.kill()
                # Killed between commit and word: its next number may be taken already, so it is left out.
                victim.told += 1
                victim.skipped.add(victim.told)
                victim.start()
    finally:
        for one in submitters:
            one.kill()
    return submitters, heads


def check(submitters: list[Submitter], heads: list[Checkpoint]) -> None:
    while sequence_batch(now=read_clock(), limit=5_000):
        pass
    published = publish_head(now=read_clock())
    assert published.size == Leaf.objects.count() > 0
    assert not Outbox.objects.exists()
    for one in submitters:
        stand = set(
            Leaf.objects.filter(
                record__gte=uuid.UUID(int=one.who << 64), record__lt=uuid.UUID(int=(one.who + 1) << 64)
            ).values_list("record", flat=True)
        )
        assert one.told > 0
        # A number skipped after a kill was never told; every other one up to the last told must stand.
        lost = [n for n in range(1, one.told + 1) if uuid.UUID(int=one.who << 64 | n) not in stand]
        assert not set(lost) - one.skipped, f"lost: {lost}"
    assert len(heads) > 1, "the worker was killed too early to do anything"
    assert [head.size for head in heads] == sorted({head.size for head in heads}), "a head was taken back"
    for head in heads:
        assert old_root(log_files(), head.size, published.size) == head.root, f"forked at {head.size}"
    assert guard.last_signed().size == published.size
    assert SignedHead.objects.filter(size__gt=published.size).count() == 0
    report = audit_log(open_source(str(settings.LEDGER_DIR)), Question(None, None, None), None)
    assert report.verdict == 0, list(report.lines("en"))


def run(data: Path, rounds: int) -> None:
    begin_log(now=read_clock())
    seed = int.from_bytes(os.urandom(4))
    print(f"seed {seed}")
    check(*kill_and_watch(data, rounds, seed))


@pytest.mark.timeout(600)
def test_killing_the_sequencer_loses_and_forks_nothing(data_folder):
    run(data_folder, rounds=4)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_killing_the_sequencer_a_hundred_times(data_folder):
    run(data_folder, rounds=120)
