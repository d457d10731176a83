"""A draw of `size` entities in 100 strata, 3 % of each: ours (threshold, then sort, workers) beside plain SQL.

The plain statement sorts everybody: row_number() over (partition by stratum order by sha256(…), id). Both run in the
same session settings of the server and must give the same firms. Committing the pool (salts, leaves, root) is measured
beside hashing the same leaves in memory.
"""

import resource
import statistics
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from time import perf_counter
from typing import Any

from bench.database import own_database
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.kernel.draw.entropy import round_at
from gongbao.kernel.draw.tickets import seed_of, ticket_prefix
from gongbao.kernel.tlog.merkle import leaf_hash, root_of

STRATA, RATE, ROUNDS = 100, 3, 3
DRAWN, COMMITTED = "draw: 100 strata, 3 % of each", "draw: pool fixed, salted, rooted, committed"
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
PLANNER, SIGNER = (Actor(kind=ActorKind.USER, id=str(n), label=str(n)) for n in (1, 2))
POOL = """SELECT n, '91999101MA' || lpad(n::text, 8, '0'), 'S' || lpad(mod(n, {strata})::text, 2, '0'), ''
FROM generate_series(1, {size}) AS n"""
PLAIN = """
SELECT stratum, identifier FROM (
  SELECT stratum, identifier, row_number() OVER (
    PARTITION BY stratum ORDER BY sha256(%s::bytea || convert_to(identifier, 'UTF8')), identifier COLLATE "C") AS rank
  FROM draws_member WHERE draw_id = %s AND excluded = ''
) AS ranked WHERE rank <= %s ORDER BY stratum, rank
"""


def run(size: int = 1_000_000) -> list[dict[str, Any]]:
    """Rows of the bench table: the draw itself, and committing the pool it is made from."""
    with own_database("draw") as connection:
        draw, took = _commit(size)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE draws_member")
        seed = seed_of(bytes(draw.body), sha256(b"public").digest(), sha256(b"secret").digest())
        ours, plain = _draw(connection, draw, seed, size)
        mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        bare = _bare(size)
        return [
            {
                "job": DRAWN,
                "size": size,
                "ours": ours,
                "peer": plain,
                "peer_name": "ORDER BY sha256 in SQL",
                "unit": "s",
                "ratio": ours / plain,
                "goal": "≤ 0.6×, same firms",
                "ok": ours / plain <= 0.6,
            },
            {
                "job": COMMITTED,
                "size": size,
                "ours": took,
                "peer": bare,
                "peer_name": "the same leaves hashed in memory",
                "unit": "s",
                "ratio": took / bare,
                "goal": "",
                "ok": None,
            },
            {
                "job": "draw: memory of the process at its highest",
                "size": size,
                "ours": mb,
                "peer": None,
                "peer_name": "",
                "unit": "MB",
                "ratio": None,
                "goal": "",
                "ok": None,
            },
        ]


def _commit(size: int) -> tuple[Any, float]:
    from gongbao.foundation.draws import actions  # noqa: PLC0415 (Django is set up by own_database)
    from gongbao.foundation.draws.pools import Officer, Pool  # noqa: PLC0415 (as above)

    beacon = NOW + timedelta(days=1)
    draft = actions.Draft(
        region="999101",
        year=2026,
        title="bench",
        mode="directed",
        purpose="bench",
        authorities=("bench",),
        categories=("enterprise",),
        quota_by="rate",
        rate=Decimal(RATE),
        cap=10_000,
        beacon=round_at(int(beacon.timestamp())),
        commit_by=beacon - timedelta(hours=1),
        reveal_by=beacon + timedelta(days=60),
    )
    plan = actions.plan_draw(draft=draft, by=PLANNER, now=NOW)
    actions.approve_plan(plan_id=plan.id, by=SIGNER, now=NOW)
    pool = Pool(
        query=POOL.format(strata=STRATA, size=size),
        area=size,
        floor="3/100",
        scope="bench",
        snapshot="2026-09-01",
        definition=str,
    )
    officers = [Officer(f"P{n:03}", f"P{n}") for n in range(40)]
    start = perf_counter()
    draw = actions.commit_draw(plan_id=plan.id, pool=pool, officers=officers, by=PLANNER, now=NOW)
    return draw, perf_counter() - start


def _draw(connection: Any, draw: Any, seed: bytes, size: int) -> tuple[float, float]:
    """Seconds of ours and of the plain statement, in turn; AssertionError unless they draw the same."""
    from django.db import transaction  # noqa: PLC0415 (Django is set up by own_database)

    from gongbao.foundation.draws import ranking  # noqa: PLC0415 (as above)
    from gongbao.foundation.draws.replaying import manifest_of  # noqa: PLC0415 (as above)

    strata = manifest_of(draw).strata
    sizes, most = ({one.code: getattr(one, name) for one in strata} for name in ("size", "quota"))
    ours, plain = [], []
    for _ in range(ROUNDS):
        start = perf_counter()
        with transaction.atomic():
            found = ranking.first_of(draw.pk, seed, sizes, most)
        ours.append(perf_counter() - start)
        start = perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PLAIN, [ticket_prefix(seed), draw.pk, max(most.values())])
            rows = cursor.fetchall()
        plain.append(perf_counter() - start)
        assert [(one.stratum, one.identifier) for one in found] == rows, "ours and plain SQL drew differently"
    assert len(rows) == sum(most.values()), "a stratum gave fewer than its quota"
    return statistics.median(ours), statistics.median(plain)


def _bare(size: int) -> float:
    entries = [sha256(n.to_bytes(8, "big")).digest() for n in range(size)]
    start = perf_counter()
    root_of(leaf_hash(entry) for entry in entries)
    return perf_counter() - start
