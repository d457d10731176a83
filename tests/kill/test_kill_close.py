"""The close of a season is killed at random moments: what stands is whole chunks, and the next run finishes."""

import random  # noqa: TID251 (seeded, and the seed is printed)
import time
from datetime import date

import pytest
from django.db import connection

from gongbao.foundation.clock import read_clock
from gongbao.foundation.codes.models import Division
from gongbao.foundation.events.actor import command
from gongbao.register.listings.models import Numbering
from gongbao.register.seasons import actions
from gongbao.register.seasons.models import SeasonClose
from tests.processes import Program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
ENTITIES = 70_000
_REGISTER = """
INSERT INTO entities_entity (name, code, category, kind, kind_text, status, standing, established_on, region, address,
  currency, capital_text, industry, scope, doubts, source, recorded_at, changed_at)
SELECT '青岚第' || n || '号贸易有限公司', '', 'enterprise', '', '', '1', 'active', date '2015-01-01', '999101001', '',
  '', '', '', '', '{}', 'test', now(), now() FROM generate_series(1, %s) AS n
"""
_COUNTS = """
SELECT (SELECT count(*) FROM listings_listing), (SELECT count(*) FROM listings_decision),
  (SELECT count(*) FROM ledger_outbox WHERE kind = 'decision'),
  (SELECT count(*) FROM notices_notice WHERE kind = 'listed'),
  (SELECT count(*) FROM records_pendingpublication), (SELECT coalesce(sum(listed), 0) FROM seasons_seasonclose),
  (SELECT count(DISTINCT number) FROM listings_decision)
"""


def counts() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        return {int(one) for one in cursor.fetchone()}


@pytest.mark.timeout(900)
def test_a_killed_close_leaves_whole_chunks_and_the_next_run_finishes(data_folder):
    seed = int(time.time())  # noqa: TID251 (a test may be seeded by the clock; it is printed)
    print(f"seed {seed}")
    dice = random.Random(seed)
    Division.objects.create(
        code="999101", name="青岚县", full_name="青岚县", level=3, valid_from=date(2000, 1, 1), source="test"
    )
    with connection.cursor() as cursor:
        cursor.execute(_REGISTER, [ENTITIES])
    actions.open_season(year=2024, now=read_clock(), by=command("test"))
    arguments = ("season", "close", "--year", "2024", "--on", "2025-07-02", "--no-records")
    killed = 0
    while killed < 6:
        running = Program(data_folder, *arguments)
        deadline = time.monotonic() + 120
        while SeasonClose.objects.count() == 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(dice.uniform(0.5, 4.0))
        ended = running.process.poll()
        running.kill()
        killed += 1
        found = counts()
        assert len(found) == 1, f"half a chunk: {found}"
        if ended is not None:
            break
    last = Program(data_folder, *arguments)
    assert last.process.wait(600) == 0
    last.log.close()
    assert counts() == {ENTITIES}
    assert Numbering.objects.get().last == ENTITIES
    assert not SeasonClose.objects.filter(state="signed").exists()
