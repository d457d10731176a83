"""The register on a Citus cluster: laid out, filled, a season closed, published, found, entered in the log.

Needs GONGBAO_CITUS_URL: a coordinator, as a superuser, with a database whose name begins with `test`, in which
CREATE EXTENSION citus was said on every node and, for more than one node, citus_add_node. Its schema `gongbao` is made
anew.
"""

import os
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner
from django.core.management import call_command
from django.db import connection
from tests.integration.seasons.conftest import county, file_report, register  # noqa: F401 (pytest finds them by name)
from tests.integration.seasons.test_close import close

from gongbao.cli.base_data import load_base_data
from gongbao.cli.cluster import spread
from gongbao.foundation.events.actor import command
from gongbao.foundation.ledger.actions import begin_log, publish_head, sequence_batch
from gongbao.foundation.ledger.models import Leaf, Outbox
from gongbao.register.entities.models import EntityCode, EntityName
from gongbao.register.entities.selectors import search
from gongbao.register.listings.models import Decision, Listing
from gongbao.register.records.actions import publish_pending
from gongbao.register.records.models import PendingPublication, Record
from gongbao.register.seasons import actions as seasons

URL = os.environ.get("GONGBAO_CITUS_URL", "")
BY = command("test")
pytestmark = [
    pytest.mark.citus,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not URL, reason="needs GONGBAO_CITUS_URL"),
]


@pytest.fixture
def cluster(db, settings):
    """The tables made in the given database and laid out, in the place of the tests' own."""
    parts = urlsplit(URL)
    name = parts.path.lstrip("/")
    assert name.startswith("test"), "GONGBAO_CITUS_URL must name a database that begins with `test`"
    kept = dict(connection.settings_dict)
    there = {
        "NAME": name,
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": parse_qs(parts.query).get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "OPTIONS": {"options": "-c search_path=gongbao,public"},
    }
    settings.CLUSTER = True
    connection.close()
    connection.settings_dict |= there
    try:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS gongbao CASCADE")
            cursor.execute("CREATE SCHEMA gongbao")
        call_command("migrate", interactive=False, verbosity=0)
        done = CliRunner().invoke(spread)
        assert done.exit_code == 0, done.output
        yield
    finally:
        connection.close()
        connection.settings_dict |= kept


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_a_season_on_a_cluster(cluster, register, file_report, now):  # noqa: F811 (the fixtures named above)
    groups = rows("SELECT DISTINCT colocation_id FROM citus_tables WHERE table_name::text LIKE 'listings_%'")
    assert len(groups) == 1
    load_base_data(now)
    begin_log(now=now)

    firms = [register(n, name=f"青岚滕州第{n}茶业有限公司") for n in range(1, 21)]
    EntityCode.objects.bulk_create(EntityCode(value=one.code, scheme="uscc", entity_id=one.id) for one in firms)
    seasons.open_season(year=2025, now=now, by=BY)
    for firm in firms[:12]:
        file_report(firm)
    done = close()
    assert (done.state, done.owing, done.listed) == ("done", 8, 8)
    assert Listing.objects.count() == Decision.objects.count() == Outbox.objects.count() == 8
    assert (close().listed, Listing.objects.count()) == (0, 8)

    while PendingPublication.objects.exists():
        publish_pending(by=BY, now=now)
    assert Record.objects.count() == 8
    while sequence_batch(now=now, limit=500):
        pass
    assert Leaf.objects.count() == 16
    assert publish_head(now=now).size == 16

    assert EntityName.objects.count() == 0
    found = search("滕州")
    assert found
    listed = set(Listing.objects.values_list("entity__code", flat=True))
    asked = [one.code for one in firms[10:14]]
    assert set(Listing.objects.filter(entity__code__in=asked).values_list("entity__code", flat=True)) == {
        code for code in asked if code in listed
    }
