"""An agent's file of many firms, its worker killed again and again: it goes on where it was, and nobody files twice."""

import csv
import io
import os
import random  # noqa: TID251 (seeded, and the seed is printed)
import time
from datetime import date, datetime
from itertools import pairwise

import pytest
from django.db import connection

from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.models import Mandate
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import command
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.filings import actions, tasks
from gongbao.register.filings.models import FilingBatch, FilingBatchRow, FilingVersion
from tests.made_reports import enterprise
from tests.processes import Program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
FIRMS = int(os.environ.get("GONGBAO_BATCH_FIRMS", "240"))
NOON = datetime(2026, 6, 29, 12, 0, tzinfo=CHINA)
BY = command("test")


def firms() -> list[Entity]:
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
            recorded_at=NOON,
            changed_at=NOON,
        )
        for n in range(1, FIRMS + 1)
    )
    EntityCode.objects.bulk_create(EntityCode(value=one.code, scheme="uscc", entity_id=one.id) for one in made)
    return made


def workbook(entities: list[Entity]) -> bytes:
    """One line a firm; every tenth has an error."""
    rows = []
    for number, one in enumerate(entities):
        row = {"code": one.code}
        for key, value in enterprise(tax="x" if number % 10 == 9 else "14.06").items():
            if isinstance(value, list):
                row |= {f"{key}.{n}.{name}": cell for n, line in enumerate(value, 1) for name, cell in line.items()}
            else:
                row[key] = value
        rows.append(row)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def counts(batch: FilingBatch) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM filings_filingbatchrow WHERE batch_id = %s GROUP BY 1", [batch.pk])
        return dict(cursor.fetchall())


def wait_for(batch: FilingBatch, *states: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        batch.refresh_from_db()
        if batch.state in states:
            return
        time.sleep(0.1)
    raise TimeoutError(f"{batch.state} {counts(batch)}")


@pytest.mark.timeout(1200)
def test_a_killed_worker_loses_no_line_and_files_none_twice(data_folder):
    seed = int(time.time())  # noqa: TID251 (a test may be seeded by the clock; it is printed)
    print(f"seed {seed}")
    dice = random.Random(seed)
    actions.load_forms(now=NOON)
    agent = accounts.create_organisation(
        kind="agent", name="青岚县百汇代理记账", region="999101001", code="91999101MA0000002Y", by=BY, now=NOON
    )
    entities = firms()
    Mandate.objects.bulk_create(
        Mandate(entity_id=one.id, organisation=agent, own=False, since=NOON.date()) for one in entities
    )
    batch = actions.take_batch(
        data=workbook(entities),
        name="年报.csv",
        category="enterprise",
        year=2025,
        organisation_id=agent.pk,
        by=BY,
        now=NOON,
    )
    tasks.wake()
    environment = {"GONGBAO_NOW": "2026-06-29T12:00:00+08:00"}
    begun = time.monotonic()
    worker = Program(data_folder, "worker", **environment)
    wait_for(batch, "checked", seconds=300)
    print(f"checked {FIRMS} lines in {time.monotonic() - begun:.1f} s")
    actions.begin_batch(batch_id=batch.pk, by=BY, now=NOON)
    tasks.wake()
    begun = time.monotonic()
    waited, killed = counts(batch)["ready"], 0
    while killed < 3:
        while counts(batch).get("ready", 0) == waited:
            time.sleep(0.02)
            batch.refresh_from_db()
            if batch.state == "done":
                break
        time.sleep(dice.uniform(0.0, 0.4))
        worker.kill()
        killed += 1
        waited = counts(batch).get("ready", 0)
        assert FilingVersion.objects.count() == counts(batch).get("filed", 0), (
            "a line filed and not told, or told not filed"
        )
        worker = Program(data_folder, "worker", **environment)
    wait_for(batch, "done", seconds=900)
    print(
        f"filed {batch.rows_filed} in {time.monotonic() - begun:.1f} s with {killed} kills; {waited} left at the last"
    )
    times = sorted(FilingBatchRow.objects.filter(batch=batch, state="filed").values_list("filed_at", flat=True))
    gaps = sorted(((b - a).total_seconds() for a, b in pairwise(times)), reverse=True)
    print(
        f"longest pauses {[round(gap, 1) for gap in gaps[:5]]} s, the usual line {gaps[len(gaps) // 2] * 1000:.0f} ms"
    )
    assert waited, "the last kill came too late to show anything"
    assert worker.stop() == 0
    wrong = FIRMS // 10
    assert counts(batch) == {"filed": FIRMS - wrong, "wrong": wrong}
    assert FilingVersion.objects.count() == FIRMS - wrong
    assert set(FilingVersion.objects.values_list("number", flat=True)) == {1}
    receipts = set(FilingBatchRow.objects.filter(batch=batch, state="filed").values_list("receipt", flat=True))
    assert receipts == set(FilingVersion.objects.values_list("receipt", flat=True))
