"""Statements written out once find what Django's own would, are seen by whoever looks on, and fail as they do."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gongbao.foundation.accounts.models import Organisation, Role
from gongbao.foundation.asking import Rows, ask, do, keep_plans
from gongbao.foundation.events.actions import event_of, events_in_one, record_events
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.registry import register
from gongbao.register.filings.models import ReportForm

pytestmark = pytest.mark.django_db
TRIED = register("asking.tried", "试", "tried")


@pytest.fixture
def rows(now):
    Role.objects.create(code="r", zh="角", en="part", permissions=["a", "b"], kinds=[])
    Organisation.objects.create(kind="agent", name="青岚", region="999101", created_at=now)
    ReportForm.objects.create(year=2025, category="enterprise", edition=99, definition={"a": [1, "乡"]}, citation="x")


@pytest.mark.parametrize("model", [Role, Organisation, ReportForm])
def test_objects_are_those_of_django(rows, model):
    found = Rows(model, "one").ask("ORDER BY 1")
    expected = list(model.objects.order_by("pk"))
    assert found == expected
    assert [[getattr(one, f.attname) for f in model._meta.concrete_fields] for one in found] == [
        [getattr(one, f.attname) for f in model._meta.concrete_fields] for one in expected
    ]
    assert not found[0]._state.adding


def test_statements_are_seen_and_their_errors_are_django_s():
    with CaptureQueriesContext(connection) as seen:
        assert ask("SELECT %s::int + 1", 1) == [(2,)]
        assert do("UPDATE accounts_role SET zh = %s WHERE code = %s", "x", "nobody") == 0
    assert len(seen) == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        ask("SELECT 1 / %s::int", 0)


def test_plans_are_kept_only_where_that_was_asked_for():
    def kept():
        return ask("SELECT count(*) FROM pg_prepared_statements WHERE generic_plans > 0")

    try:
        for _ in range(9):
            ask("SELECT code FROM accounts_role WHERE code = ANY(%s::text[])", ["a"])
        assert kept() == [(0,)]
        for _ in range(2):
            keep_plans()
            ask("SELECT code FROM accounts_role WHERE code = ANY(%s::text[])", ["a"])
        assert kept() != [(0,)]
    finally:
        connection.connection.prepare_threshold = None
        with connection.cursor() as cursor:
            cursor.execute("RESET plan_cache_mode; RESET enable_seqscan; DEALLOCATE ALL")


def test_events_are_written_at_the_end_and_not_at_all_when_the_act_fails(now):
    def tried():
        return event_of(name=TRIED, by=command("test"), now=now, subject=("test", 1))

    with events_in_one():
        record_events([tried()])
        record_events([tried()])
        assert not Event.objects.filter(name=TRIED).exists()
    assert Event.objects.filter(name=TRIED).count() == 2

    def failing():
        with events_in_one():
            record_events([tried()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    record_events([tried()])
    assert Event.objects.filter(name=TRIED).count() == 3
