"""Closing a season against the bare anti-join: the same entities, the same table of listings, the same run.

Ours finds everybody, writes decisions with their bytes sealed for the log, listings, log entries, notices and the
marks for publication, in committed chunks. The peer only inserts the listings of those without a report, in one
statement. The records of the listed are published afterwards by the worker; that is measured as a line of its own.
"""

import statistics
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bench.database import own_database

ROUNDS = 3
GOAL = 8.0
_ENTITIES = """
INSERT INTO entities_entity (name, code, category, kind, kind_text, status, standing, established_on, region, address,
  capital, currency, capital_text, industry, scope, doubts, source, recorded_at, changed_at)
SELECT '青岚第' || n || '号贸易有限公司', '91999101' || lpad(n::text, 10, '0'),
  CASE WHEN n %% 20 = 0 THEN 'cooperative' WHEN n %% 4 = 0 THEN 'individual' ELSE 'enterprise' END, '1100',
  '有限责任公司', '1', 'active', date '2015-01-01' + (n %% 3000)::int, '9991' || lpad((n %% 30)::text, 2, '0') || '001',
  '青岚县城关镇建设路' || n || '号', n %% 1000, 'CNY', (n %% 1000) || '万元', 'F5165', '建筑材料批发、零售', '{}',
  'bench', now(), now()
FROM generate_series(1, %s) AS n
"""
_DIVISIONS = """
INSERT INTO codes_division (code, name, full_name, level, parent, valid_from, source)
SELECT '9991' || lpad(n::text, 2, '0'), '青' || chr(23721 + n) || '县', '青岚市县', 3, '', date '2000-01-01', 'bench'
FROM generate_series(0, 29) AS n
"""
_FILINGS = """
INSERT INTO filings_filing (entity_id, id, year, form_id, draft, draft_revision, draft_saved_by, versions,
  first_submitted_at)
SELECT id, gen_random_uuid(), 2025, (SELECT min(id) FROM filings_reportform), '{}', 0, '', 1, timestamptz '2026-05-01'
FROM entities_entity WHERE id %% 25 > 1
"""
_BARE = """
INSERT INTO listings_listing (entity_id, id, register, ground, period, region, authority, decision_id, listed_on)
SELECT entity.id, gen_random_uuid(), 'abnormal', 'late-report', 2025, entity.region, '青岚县市场监督管理局',
  gen_random_uuid(), date '2026-07-06'
FROM entities_entity AS entity
WHERE entity.standing IN ('active', 'suspended') AND entity.established_on < date '2026-01-01'
  AND NOT EXISTS (SELECT FROM filings_filing AS filing
    WHERE filing.entity_id = entity.id AND filing.year = 2025 AND filing.versions > 0)
"""
_WRITTEN = (
    "listings_listing, listings_decision, listings_numbering, ledger_outbox, notices_notice, seasons_closecase,"
    " seasons_seasonclose, records_pendingpublication, records_record, events_event"
)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run(size: int = 1_000_000) -> list[dict[str, Any]]:
    with own_database() as connection:
        return _measure(connection, size)


def _measure(connection: Any, size: int) -> list[dict[str, Any]]:
    from gongbao.foundation.clock import CHINA  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
    from gongbao.register.records.actions import publish_pending  # noqa: PLC0415 (as above)
    from gongbao.register.seasons import actions  # noqa: PLC0415 (as above)

    by, now = command("bench"), datetime(2026, 7, 6, 9, 0, tzinfo=CHINA)

    def sql(text: str, *params: object) -> int:
        with connection.cursor() as cursor:
            cursor.execute(text, list(params) if params else None)
            return int(cursor.rowcount)

    sql(_DIVISIONS)
    sql(_ENTITIES, size)
    sql(
        "INSERT INTO filings_reportform (year, category, edition, definition, citation)"
        " VALUES (2025, 'enterprise', 1, '{}', 'R24:9[C]')"
    )
    sql(_FILINGS.replace("%%", "%"))
    opening = seconds(lambda: actions.open_season(year=2025, now=now, by=by))
    for table in ("entities_entity", "filings_filing", "duties_duty"):
        sql(f"VACUUM ANALYZE {table}")
    bare, ours, steps = [], [], []

    def whole() -> None:
        start = time.perf_counter()
        close = actions.prepare_close(year=2025, on=now.date(), now=now, by=by)
        prepared = time.perf_counter() - start
        actions.sign_close(close_id=close.id, by=by, now=now)
        done = actions.carry_out(close_id=close.id, by=by, now=now)
        steps.append((prepared, done.listed))

    for _ in range(ROUNDS):
        sql(f"TRUNCATE {_WRITTEN} CASCADE")
        sql("CHECKPOINT")
        bare.append(seconds(lambda: sql(_BARE)))
        listed = sql("SELECT FROM listings_listing")
        sql(f"TRUNCATE {_WRITTEN} CASCADE")
        sql("CHECKPOINT")
        ours.append(seconds(whole))
        if steps[-1][1] != listed:
            raise AssertionError(f"the close listed {steps[-1][1]}, the bare pass {listed}")
    again = seconds(lambda: actions.prepare_close(year=2025, on=now.date(), now=now, by=by))
    records = seconds(lambda: publish_pending(by=by, now=now))
    peer, mine, listed = statistics.median(bare), statistics.median(ours), steps[-1][1]
    note = f"{listed:,} listed; prepare {statistics.median([p for p, _ in steps]):.2f} s; open {opening:.1f} s"
    return [
        {
            "job": "season-close",
            "ours": mine,
            "peer": peer,
            "peer_name": "bare anti-join",
            "unit": "s",
            "ratio": mine / peer,
            "goal": f"≤ {GOAL:g}×",
            "ok": mine / peer <= GOAL,
            "note": note,
        },
        {
            "job": "season-close with records",
            "ours": mine + records,
            "peer": peer,
            "peer_name": "bare anti-join",
            "unit": "s",
            "ratio": (mine + records) / peer,
            "goal": f"≤ {GOAL:g}×",
            "ok": (mine + records) / peer <= GOAL,
            "note": f"records published by the worker: {listed / records:,.0f}/s",
        },
        {
            "job": "season-close again",
            "ours": again,
            "peer": peer,
            "peer_name": "bare anti-join",
            "unit": "s",
            "ratio": again / peer,
            "goal": "",
            "ok": None,
            "note": "a second run: looks, finds nothing, adds nothing",
        },
    ]
