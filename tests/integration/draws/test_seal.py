"""A committed draw is held by the database itself."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from gongbao.foundation.draws.models import Draw, Mode, Plan, PlanState, QuotaBy, Seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def committed(now):
    """A plan and its draw, as committing leaves them."""
    plan = Plan.objects.create(
        region="999101", year=2026, serial=1, title="抽查", mode=Mode.DIRECTED, authorities="某局",
        categories="enterprise", quota_by=QuotaBy.RATE, rate=3, cap=5, beacon=1000,
        commit_by=now, reveal_by=now + timedelta(days=60),
        state=PlanState.COMMITTED, planned_by="甲", planned_by_id="1", planned_at=now, approved_by="乙",
        approved_by_id="2", approved_at=now,
    )  # fmt: skip
    draw = Draw.objects.create(
        plan=plan, body=b"{}", salt=bytes(32), commitment=bytes(32), digest=sha256(b"{}").digest(),
        secret_commitment=sha256(bytes(32)).digest(), sealed_secret=b"sealed", members=10, area=10, quota=1,
        committed_at=now, committed_by="甲",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerprint FROM draws_plan WHERE id = %s", [plan.id])
        (fingerprint,) = cursor.fetchone()
    Seal.objects.create(
        draw=draw, fingerprint=fingerprint, digest=draw.digest, secret_commitment=draw.secret_commitment
    )
    return draw


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE draws_plan SET title = '别的'",
        "UPDATE draws_plan SET rate = 4",
        "UPDATE draws_plan SET beacon = 1001",
        "UPDATE draws_plan SET reveal_by = reveal_by + interval '1 second'",
        "UPDATE draws_plan SET approved_by = '丙'",
        "UPDATE draws_draw SET body = '{ }'",
        "UPDATE draws_draw SET body = '{ }', digest = sha256('{ }')",
        "UPDATE draws_draw SET secret_commitment = sha256('x')",
        "UPDATE draws_draw SET drawn_at = now(), signature = 'x', revealed_at = now(), secret = 'wrong'",
        "UPDATE draws_draw SET revealed_at = now(), secret = decode(repeat('00', 32), 'hex')",
        "DELETE FROM draws_draw",
        "DELETE FROM draws_plan",
    ],
)
def test_the_database_refuses_to_change_what_is_committed(committed, sql):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(sql)


def test_what_goes_on_after_the_commitment_may_be_written(committed, now):
    Draw.objects.filter(pk=committed.pk).update(drawn_at=now, signature=b"x")
    Draw.objects.filter(pk=committed.pk).update(revealed_at=now, secret=bytes(32))
    assert Draw.objects.get().revealed_at == now


def test_nobody_approves_a_plan_of_their_own(committed):
    then = committed.committed_at
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.create(
            region="999101", year=2026, serial=2, title="抽查", mode=Mode.DIRECTED, authorities="某局",
            categories="enterprise", quota_by=QuotaBy.RATE, rate=3, cap=5, beacon=1000, commit_by=then,
            reveal_by=then + timedelta(days=1), planned_by="甲", planned_by_id="1",
            planned_at=then, approved_by="甲", approved_by_id="1", approved_at=then,
        )  # fmt: skip
