"""The whole way of a filing under fire: server, sequencer and now and then the database are killed at random moments
while clients file over HTTP. Whoever holds a receipt has a filing, every filing has its entry, the log never forks.

A hundred rounds; GONGBAO_KILL_ROUNDS or `make kill ROUNDS=1000` takes more.
"""

import http.client
import json
import os
import random  # noqa: TID251 (seeded, and the seed is printed)
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.models import Mandate, Role, User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import read_clock
from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.duties.models import Duty, PartyKind
from gongbao.foundation.events.actor import command, system
from gongbao.foundation.ledger import guard
from gongbao.foundation.ledger.actions import begin_log, publish_head, sequence_batch
from gongbao.foundation.ledger.files import log_files
from gongbao.foundation.ledger.models import Leaf, Outbox
from gongbao.foundation.ledger.tiles import old_root
from gongbao.kernel.audit.log import Question, audit_log
from gongbao.kernel.audit.source import open_source
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.filings.actions import load_forms
from gongbao.register.filings.models import FilingVersion
from gongbao.register.records.actions import publish_pending
from gongbao.register.records.models import Record
from tests.kill.test_kill import shown
from tests.made_reports import enterprise
from tests.processes import database_url, free_port

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("GONGBAO_KILL_ROUNDS", "100"))
CLIENTS = 2
FIRMS_A_ROUND = 16
LONGEST = 0.5  # seconds a round goes on before somebody is killed
DATABASE_EVERY = 20
BY = command("kill test")


def firms(count: int, now) -> list[Entity]:
    made = Entity.objects.bulk_create(
        Entity(
            name=f"青岚第{n}茶业有限公司",
            code=f"91999101MA{n:08}",
            category="enterprise",
            status="1",
            standing="active",
            established_on=date(2019, 5, 6),
            region="999101003",
            source="test",
            recorded_at=now,
            changed_at=now,
        )
        for n in range(count)
    )
    EntityCode.objects.bulk_create(EntityCode(value=one.code, scheme="uscc", entity_id=one.id) for one in made)
    Duty.objects.bulk_create(
        Duty(
            party_id=one.id,
            party_kind=PartyKind.ENTITY,
            region=one.region,
            kind=ANNUAL_REPORT,
            period=2025,
            rule="test",
            unit="FIXED",
            arose_at=now,
            due_on=date(2026, 6, 30),
            due_at=now,
        )
        for one in made
    )
    return made


def key_for(made: list[Entity], now) -> str:
    accounts.ensure_roles(now=now, by=BY)
    agent = accounts.create_organisation(
        kind="agent", name="青岚县百汇代理记账", region="999101001", code="91999101MA0000002Y", by=BY, now=now
    )
    helper = User.objects.create_user("helper", display_name="某", date_joined=now)
    accounts.appoint(user=helper, organisation=agent, role=Role.objects.get(code="agent"), by=BY, now=now)
    Mandate.objects.bulk_create(
        Mandate(entity_id=one.id, organisation=agent, own=False, since=date(2026, 1, 1)) for one in made
    )
    granted = accounts.create_token(
        user=helper, organisation=agent, permissions=[Permission.FILING_SUBMIT], purpose="test", days=30, by=BY, now=now
    )
    return granted.key


class Zygote:
    """Begins parts of the server; what it began is killed by number."""

    def __init__(self, data: Path, port: int):
        self.log = (data / "zygote.log").open("ab")
        address = database_url()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.zygote", str(port)],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": address,
                "GONGBAO_DATA": str(data),
                "GONGBAO_SECRET_KEY": settings.SECRET_KEY,
                # The tests' server does without: here what is committed must be there after its crash.
                "PGOPTIONS": "-c synchronous_commit=on",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n"
        self.living: dict[str, int] = {}

    def begin(self, part: str) -> None:
        if part not in self.living:
            self.process.stdin.write(f"{part}\n")
            self.process.stdin.flush()
            self.living[part] = int(self.process.stdout.readline())

    def kill(self, part: str) -> None:
        """As a power cut would: no handler runs, nobody says goodbye."""
        os.kill(self.living.pop(part), signal.SIGKILL)

    def end(self) -> None:
        for part in list(self.living):
            self.kill(part)
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()
        self.log.close()


@dataclass
class Client(threading.Thread):
    """Files one report after another, again and again until there is an answer, and keeps the receipts it was given."""

    port: int
    key: str
    codes: list[str]
    over: threading.Event
    receipts: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    unanswered: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        for code in self.codes:
            while not self.over.is_set() and not self.file(code):
                self.unanswered += 1
                time.sleep(0.01)
            if self.over.is_set():
                return

    def file(self, code: str) -> bool:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        report = {"code": code, "year": 2025, "values": enterprise(), "shown": {"tax": True}}
        try:
            asking.request(
                "POST",
                "/api/v1/filings",
                json.dumps(report),
                {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
            )
            answer = asking.getresponse()
            told = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return False
        finally:
            asking.close()
        if answer.status == 201:
            self.receipts[code] = told["receipt"]
        elif answer.status < 500 and answer.status != 429:
            self.wrong.append(f"{answer.status} {told}")
        return answer.status == 201


def crash_database() -> None:
    """Kill one of the database's own processes: all its connections die, and it recovers from its log."""
    with psycopg.connect(database_url(), autocommit=True) as one:
        pid = one.execute("SELECT pg_backend_pid()").fetchone()[0]
        connection.close()
        os.kill(pid, signal.SIGKILL)


def under_fire(zygote: Zygote, clients: list[Client], dice: random.Random, heads: list[Checkpoint]) -> None:
    for number in range(1, ROUNDS + 1):
        zygote.begin("web")
        zygote.begin("sequencer")
        until = time.monotonic() + dice.uniform(0.02, LONGEST)
        if dice.random() < 0.5:  # on a slow machine too something is under way when the blow comes
            wait_for_receipts(clients, 1, seconds=3)
            until = time.monotonic() + dice.uniform(0, 0.15)
        while time.monotonic() < until:
            look(heads)
            time.sleep(0.005)
        look(heads)
        if number % DATABASE_EVERY == 0:
            crash_database()
        for part in dice.choice([["web"], ["sequencer"], ["web", "sequencer"]]):
            zygote.kill(part)


def look(heads: list[Checkpoint]) -> None:
    """Note the head the public sees now."""
    head = shown()
    if head and (not heads or head.size != heads[-1].size):
        heads.append(head)


def wait_for_receipts(clients: list[Client], more: int, *, seconds: float) -> bool:
    """Until every client was given so many more receipts; whether they were."""
    wanted = [len(one.receipts) + more for one in clients]
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if all(len(one.receipts) >= number for one, number in zip(clients, wanted, strict=True)):
            return True
        time.sleep(0.005)
    return False


def check_filings(told: dict[str, str]) -> None:
    rows = FilingVersion.objects.values_list("entity__code", "receipt", "filing_id", "number", "commitment")
    kept = {code: (receipt, filing) for code, receipt, filing, _, _ in rows}
    assert len(kept) == len(rows), "a report was filed twice"
    lost = {code: receipt for code, receipt in told.items() if kept.get(code, ("", None))[0] != receipt}
    assert not lost, f"receipts without their filing: {lost}"
    leaves = set(Leaf.objects.filter(version=1).values_list("record", flat=True))
    missing = [code for code, (_, filing) in kept.items() if filing not in leaves]
    assert not missing, f"filings without their entry: {missing}"
    records = dict(Record.objects.filter(superseded_at=None).values_list("entity__code", "record"))
    assert set(records) == set(kept), "a filing without its public record waiting, or a record without its filing"
    assert set(records.values()) <= leaves
    assert Duty.objects.exclude(state="open").count() == len(kept)
    assert len(leaves) == 2 * len(kept), "an entry without its act"


def check_log(heads: list[Checkpoint]) -> None:
    published = publish_head(now=read_clock())
    assert published.size == Leaf.objects.count()
    assert [head.size for head in heads] == sorted({head.size for head in heads}), "a head was taken back"
    for head in heads:
        assert old_root(log_files(), head.size, published.size) == head.root, f"forked at {head.size}"
    assert guard.last_signed().size == published.size
    report = audit_log(open_source(str(settings.LEDGER_DIR)), Question(None, None, None), None)
    assert report.verdict == 0, list(report.lines("en"))


@pytest.mark.timeout(60 + 2 * ROUNDS)
def test_nothing_is_lost_and_nothing_forks(data_folder, server_to_crash):
    seed = int.from_bytes(os.urandom(4))
    print(f"seed {seed}")
    now, dice, port = read_clock(), random.Random(seed), free_port()
    begin_log(now=now)
    load_forms(now=now)
    made = firms(FIRMS_A_ROUND * ROUNDS, now)
    key = key_for(made, now)
    over, heads = threading.Event(), []
    clients = [Client(port, key, [one.code for one in made[n::CLIENTS]], over) for n in range(CLIENTS)]
    zygote = Zygote(data_folder, port)
    try:
        for one in clients:
            one.start()
        under_fire(zygote, clients, dice, heads)
        zygote.begin("web")
        zygote.begin("sequencer")
        assert wait_for_receipts(clients, 1, seconds=30), "the server does not come back"
    finally:
        over.set()
        for one in clients:
            one.join(20)
        zygote.end()
    # What programs filed is published by the worker, which does not run here: what it would do is done now.
    publish_pending(by=system("publication"), now=read_clock())
    while sequence_batch(now=read_clock(), limit=5_000):
        pass
    assert not Outbox.objects.exists()
    assert not [said for one in clients for said in one.wrong]
    told = {code: receipt for one in clients for code, receipt in one.receipts.items()}
    unanswered = sum(one.unanswered for one in clients)
    print(f"{ROUNDS} kills, {len(told)} receipts, {unanswered} times no answer, {len(heads)} heads")
    assert len(told) > ROUNDS / 4
    assert len(heads) > ROUNDS / 10, "the sequencer was killed too early to do anything"
    check_filings(told)
    check_log(heads)
