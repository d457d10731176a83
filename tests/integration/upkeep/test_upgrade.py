"""A filled database of the first release comes forward to this one in place: nothing is lost, nothing is changed."""

import json
import uuid
from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gongbao.cli.prepare import missing_migrations, prepare
from gongbao.foundation.clock import CHINA
from gongbao.foundation.ledger import guard
from gongbao.foundation.ledger.actions import publish_head
from gongbao.foundation.ledger.models import Head, Outbox
from gongbao.kernel.tlog.merkle import Frontier, leaf_hash
from gongbao.register.entities.finding.filters import Filters
from gongbao.register.entities.finding.search import search
from gongbao.register.entities.folding import grams, keys
from gongbao.register.entities.models import EntityName
from gongbao.register.records.models import Record

pytestmark = pytest.mark.django_db(transaction=True)
THEN = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
FIRMS = 30
LOG = 300
#: The apps of the first release, each at its beginning. A later app's beginning would bring others forward with it.
FIRST = {
    "accounts",
    "codes",
    "duties",
    "entities",
    "events",
    "files",
    "filings",
    "ledger",
    "listings",
    "notices",
    "records",
    "seasons",
}


@pytest.fixture
def database():
    """An empty database of our own, in the place of the tests'."""
    home = connection.settings_dict["NAME"]
    name = f"{home}_upgrade"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = home
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def first_release():
    """The tables as the first release had them, and its models."""
    executor = MigrationExecutor(connection)
    beginnings = [(label, "0001_initial") for label in sorted(FIRST)]
    executor.migrate(beginnings)
    return executor.loader.project_state(beginnings).apps


def fill(then) -> dict[str, list]:
    """A register in use; returns rows that must come through as they are."""

    def model(label, name):
        return then.get_model(label, name)

    firms = [
        model("entities", "Entity").objects.create(
            name=f"青岚第{n}茶业有限公司",
            code=f"91999101MA{n:08}",
            category="enterprise",
            status="1",
            standing="active",
            established_on=date(2019, 5, 6),
            region="999101003",
            source="test",
            recorded_at=THEN,
            changed_at=THEN,
        )
        for n in range(FIRMS)
    ]
    form = model("filings", "ReportForm").objects.create(
        year=2024, category="enterprise", definition={"made": "up"}, citation="test"
    )
    for firm in firms:
        model("entities", "EntityName").objects.create(
            entity_id=firm.id, number=0, name=firm.name, folded=firm.name, grams=grams(firm.name), initials=""
        )
        model("entities", "EntityCode").objects.create(value=firm.code, scheme="uscc", entity_id=firm.id)
        filing = model("filings", "Filing")(
            entity_id=firm.id, id=uuid.uuid4(), year=2024, form_id=form.id, versions=1, first_submitted_at=THEN
        )
        filing.save(force_insert=True)
        model("records", "Record")(
            entity_id=firm.id,
            version=1,
            record=uuid.uuid4(),
            etag="0" * 64,
            facts="1" * 64,
            reason="imported",
            published_at=THEN,
            body=b'{"made":"up"}',
            salt=b"s" * 32,
            commitment=b"c" * 32,
        ).save(force_insert=True)
    fill_log(model)
    return {table: rows(table) for table in ("entities_entity", "filings_filing", "records_record", "ledger_leaf")}


def fill_log(model) -> None:
    frontier = Frontier()
    for index in range(LOG):
        entry = b"entry %d" % index
        model("ledger", "Leaf").objects.create(
            index=index,
            record=uuid.UUID(int=index + 1),
            version=1,
            kind="publish",
            leaf_hash=leaf_hash(entry),
            entry=entry,
            sequenced_at=THEN,
        )
        frontier.append(leaf_hash(entry))
    model("ledger", "Head").objects.create(
        origin="qinglan.example/gongbao",
        size=LOG,
        frontier=frontier.to_bytes(),
        root=frontier.root(),
        published_size=0,
        updated_at=THEN,
    )


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " ORDER BY attnum",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]


def rows(table: str, only: list[str] | None = None) -> list:
    """The columns' names, and every row of the table in a fixed order."""
    names = only or columns(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1, 2")
        return [names, [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]]


@pytest.mark.timeout(300)
def test_the_first_release_filled_comes_forward(database, now, settings):
    kept = fill(first_release())
    assert all(len(one[1]) >= FIRMS for one in kept.values())
    assert missing_migrations()
    said: list[str] = []
    guard_of_the_first_release(settings)
    prepare(now=now, say=said.append)
    assert said
    assert missing_migrations() == set()
    for table, (names, before) in kept.items():
        assert rows(table, names)[1] == before, f"{table} was changed"
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert publish_head(now=now).size == LOG
    assert (Head.objects.get().published_size, Outbox.objects.count()) == (LOG, 0)
    assert Record.objects.filter(superseded_at=None).count() == FIRMS
    assert all(name.grams == keys(name.folded, "999101003") for name in EntityName.objects.all())
    assert search("茶业", Filters(region="999101")).total == FIRMS
    prepare(now=now, say=said.append)
    assert len(said) == 1, "done twice"


def guard_of_the_first_release(settings) -> None:
    """A guard written before it named its database, and the key."""
    (settings.DATA_DIR / "ledger.key").write_text("11" * 32)
    stored = {"origin": "qinglan.example/gongbao", "size": 0, "root": Frontier().root().hex()}
    guard.guard_path().write_text(json.dumps(stored))
