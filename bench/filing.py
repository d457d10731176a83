"""Filing over HTTP, durable, by 16 clients at once, against PostgreSQL's own bare insert of the same bytes.

Ours is the whole way of a report: web server, key, mandate, checking, version, personal data apart, duty, trail,
public record, ledger entries, all committed to disk. The peer is pgbench: one INSERT of one row with as many bytes as
a filing writes, 16 clients, the same server and settings. And every receipt must stand under a published head within
two seconds of being handed out.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.made_reports import enterprise

from bench.database import own_database

CLIENTS = 16
WARM = 64
SETTLED = 10  # seconds in which a web process loads what questions of other kinds will need
WORKERS = os.environ.get("GONGBAO_BENCH_WORKERS", "2")
PEER_SECONDS = 6
GOAL = 0.1
LATEST = 2.0
PER_KEY = 400  # a key may make 600 calls a minute


def run(size: int = 3_000) -> list[dict[str, Any]]:
    """Rows of the bench table: `size` reports of as many firms."""
    with own_database("filing") as connection, tempfile.TemporaryDirectory() as place:
        keys = seed(size + WARM, connection)
        connection.close()
        url = address(connection)
        watch = Watch(Path(place) / "ledger" / "checkpoint")
        with serving(place, url) as port:
            asyncio.run(timed(port, keys[:WARM]))
            time.sleep(SETTLED)
            took, told = asyncio.run(timed(port, keys[WARM:]))
            watch.until_covers(connection)
        late = delays(told, watch.seen, connection)
        written = bytes_written(connection)
        bare = insert_bare(connection, url, written)
    rate = size / took
    return [
        {
            "job": "filing over HTTP, 16 clients",
            "ours": rate,
            "peer": bare,
            "peer_name": f"pgbench, bare insert of {written / 1024:.1f} KB",
            "unit": "filings/s",
            "ratio": rate / bare,
            "goal": f"≥ {GOAL:g} of its rate",
            "ok": rate >= GOAL * bare,
        },
        {
            "job": "filing: receipt to published head, the latest",
            "ours": max(late),
            "unit": "s",
            "goal": f"≤ {LATEST:g} s",
            "ok": max(late) <= LATEST,
        },
    ]


def address(connection: Any) -> str:
    given = connection.settings_dict
    return f"postgresql://{given['USER']}@/{given['NAME']}?host={given['HOST']}"


def seed(count: int, connection: Any) -> list[tuple[str, str]]:
    """Firms with an open duty each, and who may file for them: (code, key) for every firm."""
    from gongbao.foundation.accounts import actions as accounts  # noqa: PLC0415 (Django is set up by the database)
    from gongbao.foundation.accounts.models import Role, User  # noqa: PLC0415 (as above)
    from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)
    from gongbao.foundation.codes.actions import load_lists  # noqa: PLC0415 (as above)
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
    from gongbao.register.filings.actions import load_forms  # noqa: PLC0415 (as above)

    now, by = read_clock(), command("bench")
    load_forms(now=now)
    load_lists(by=by, now=now)
    accounts.ensure_roles(now=now, by=by)
    agent = accounts.create_organisation(
        kind="agent", name="青岚县百汇代理记账", region="999101001", code="91999101MA0000002Y", by=by, now=now
    )
    helper = User.objects.create_user("helper", display_name="某", date_joined=now)
    accounts.appoint(user=helper, organisation=agent, role=Role.objects.get(code="agent"), by=by, now=now)
    with connection.cursor() as cursor:
        cursor.execute(FIRMS, {"count": count, "now": now})
        cursor.execute(CODES)
        cursor.execute(DUTIES, {"now": now, "due_on": date(2026, 6, 30)})
        cursor.execute(MANDATES, [agent.pk])
        cursor.execute("ANALYZE")
        cursor.execute("SELECT code FROM entities_entity ORDER BY id")
        codes = [row[0] for row in cursor.fetchall()]
    keys = [
        accounts.create_token(
            user=helper,
            organisation=agent,
            permissions=[Permission.FILING_SUBMIT],
            purpose=f"bench {n}",
            days=30,
            by=by,
            now=now,
        ).key
        for n in range(max(CLIENTS, -(-count // PER_KEY)))
    ]
    return list(zip(codes, cycle(keys), strict=False))


FIRMS = """
INSERT INTO entities_entity (name, code, category, kind, kind_text, status, standing, established_on, region, address,
  currency, capital_text, industry, scope, doubts, source, recorded_at, changed_at)
SELECT '青岚第' || n || '号茶业有限公司', '91999101MA' || lpad(n::text, 8, '0'), 'enterprise', '', '', '1', 'active',
  date '2019-05-06', '999101003', '青岚县松月路' || n || '号', '', '', '', '茶叶种植、加工、销售', '{}', 'bench',
  %(now)s, %(now)s FROM generate_series(1, %(count)s) AS n
"""
CODES = "INSERT INTO entities_entitycode (value, scheme, entity_id) SELECT code, 'uscc', id FROM entities_entity"
DUTIES = """
INSERT INTO duties_duty (party_id, id, party_kind, kind, period, subject_kind, subject_id, region, rule, citation, unit,
  amount, provisional, arose_at, due_on, due_at, state, closed_by, closed_with, hand)
SELECT id, gen_random_uuid(), 'entity', 'annual-report', 2025, '', '', region, 'bench', '', 'FIXED', 0, false, %(now)s,
  %(due_on)s, %(now)s, 'open', '', '', '' FROM entities_entity
"""
MANDATES = """
INSERT INTO accounts_mandate (id, entity_id, organisation_id, own, since)
SELECT gen_random_uuid(), id, %s, false, date '2026-01-01' FROM entities_entity
"""


@contextmanager
def serving(place: str, url: str) -> Iterator[int]:
    """The product's own web server and worker on the benchmark's database, as they run on a server."""
    from tests.processes import free_port, wait_for_port  # noqa: PLC0415 (needs Django set up)

    port = free_port()
    environment = {**os.environ, "DATABASE_URL": url, "GONGBAO_SECRET_KEY": "bench" * 10}
    command = [sys.executable, "-m", "gongbao", "--data", place]
    subprocess.run([*command, "ledger", "init"], env=environment, check=True, capture_output=True)
    parts = [["web", "--port", str(port), "--workers", WORKERS], ["worker", "--no-tasks"]]
    running = [subprocess.Popen([*command, *part], env=environment, start_new_session=True) for part in parts]
    try:
        wait_for_port(port)
        yield port
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(30)


async def timed(port: int, firms: list[tuple[str, str]]) -> tuple[float, list[tuple[str, float]]]:
    """File for every firm by 16 connections: seconds from the first byte sent to the last receipt; (receipt, when it
    was handed out) of each. What the peer's C client has ready beforehand, connections and requests, is ready here
    too; the receipts are read afterwards.
    """
    waiting = iter([request(code, key) for code, key in firms])
    streams = [await asyncio.open_connection("127.0.0.1", port) for _ in range(CLIENTS)]
    answers: list[tuple[int, bytes, float]] = []

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for one in waiting:
            writer.write(one)
            answers.append((*await answer(reader), time.monotonic()))

    begun = perf_counter()
    await asyncio.gather(*(client(*stream) for stream in streams))
    took = perf_counter() - begun
    for _, writer in streams:
        writer.close()
        await writer.wait_closed()
    for status, body, _ in answers:
        if status != 201:
            raise RuntimeError(f"{status}: {body[:500]!r}")
    return took, [(json.loads(body)["receipt"], at) for _, body, at in answers]


def request(code: str, key: str) -> bytes:
    body = json.dumps({"code": code, "year": 2025, "values": enterprise(), "shown": {"tax": True}}).encode()
    head = (
        "POST /api/v1/filings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {key}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of one answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
    length = next((int(line.split(":")[1]) for line in head if line.startswith("content-length:")), None)
    if length is not None:
        return int(head[0].split()[1]), await reader.readexactly(length)
    body = b""
    while size := int((await reader.readline()) or b"0", 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return int(head[0].split()[1]), body


class Watch(threading.Thread):
    """Notes when a reader of the checkpoint file first sees each size."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self.path = path
        self.seen: list[tuple[int, float]] = []
        self.start()

    def run(self) -> None:
        while True:
            try:
                size = int(self.path.read_text().split("\n", 2)[1])
            except (FileNotFoundError, NotADirectoryError):
                size = 0
            if not self.seen or size > self.seen[-1][0]:
                self.seen.append((size, time.monotonic()))
            time.sleep(0.01)

    def until_covers(self, connection: Any) -> None:
        """Wait until every committed entry stands under the published head."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with connection.cursor() as cursor:
                cursor.execute("SELECT (SELECT count(*) FROM ledger_outbox), (SELECT size FROM ledger_head)")
                waiting, size = cursor.fetchone()
            if not waiting and self.seen and self.seen[-1][0] == size:
                return
            time.sleep(0.02)
        raise TimeoutError("the log does not catch up")


def delays(told: list[tuple[str, float]], seen: list[tuple[int, float]], connection: Any) -> list[float]:
    """For each receipt, how long after it was handed out its entry stood under a published head (0: before)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.receipt, l.index FROM filings_filingversion v"
            " JOIN ledger_leaf l ON l.record = v.filing_id AND l.version = v.number"
        )
        index = dict(cursor.fetchall())
    when = {receipt: next(at for size, at in seen if size > index[receipt]) for receipt, _ in told}
    return [max(0.0, when[receipt] - handed) for receipt, handed in told]


def bytes_written(connection: Any) -> int:
    """Bytes of content a filing writes, on average: report, public record, entries, personal data, trail."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT sum(octet_length(body) + octet_length(content::text) + 64) FROM filings_filingversion)"
            " + (SELECT sum(octet_length(body) + 64) FROM records_record)"
            " + (SELECT sum(octet_length(entry)) FROM ledger_leaf)"
            " + (SELECT sum(octet_length(coalesce(value, '')) + 64) FROM accounts_personalfact)"
            " + (SELECT sum(octet_length(detail::text) + 100) FROM events_event WHERE party_id IS NOT NULL),"
            " (SELECT count(*) FROM filings_filingversion)"
        )
        total, filings = cursor.fetchone()
    return int(total) // int(filings)


def insert_bare(connection: Any, url: str, size: int) -> float:
    """Rows a second that pgbench inserts: one row of `size` bytes of a real record, 16 clients, fsync as ours."""
    from gongbao.config.data import data_folder  # noqa: PLC0415 (the house is entered only when the job runs)
    from gongbao.config.embedded import place  # noqa: PLC0415 (as above)

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id uuid PRIMARY KEY, body bytea NOT NULL)")
        cursor.execute(
            "SELECT string_agg(convert_from(body, 'UTF8'), '') FROM (SELECT body FROM records_record LIMIT 20)"
        )
        body = str(cursor.fetchone()[0]).encode()[:size]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"INSERT INTO bare VALUES (gen_random_uuid(), decode('{body.hex()}', 'hex'));\n")
        script.flush()
        program = str(place(data_folder()).programs / "pgbench")
        arguments = ["-n", "-f", script.name, "-c", str(CLIENTS), "-j", "2", "-T", str(PEER_SECONDS), url]
        said = subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout
    return float(next(line.split("=")[1].split()[0] for line in said.splitlines() if line.startswith("tps")))
