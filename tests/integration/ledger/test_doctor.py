import pytest
from django.conf import settings
from django.db import connection
from tests.integration.ledger.test_guard import restore_older

from gongbao.cli.ledger import ROLES
from gongbao.foundation.ledger import guard
from gongbao.foundation.ledger.doctor import APPEND_ONLY, Level, examine
from gongbao.foundation.ledger.models import Leaf

pytestmark = pytest.mark.django_db


def wrongs() -> list[str]:
    return [finding.en for finding in examine() if finding.level is Level.WRONG]


def test_a_sound_log_is_called_sound(ledger):
    ledger.grow(300)
    assert wrongs() == []


def test_each_ailment_is_named(ledger):
    ledger.grow(10)
    ledger.grow(10)
    (settings.DATA_DIR / "ledger.key").chmod(0o644)
    restore_older(10)
    found = " ".join(wrongs())
    assert "Others can read" in found
    assert "Signed up to 20, but the database holds 10" in found


def test_a_changed_row_and_a_changed_file_are_found(ledger):
    ledger.grow(300)
    Leaf.objects.filter(index=7).update(entry=b"{}")
    (settings.LEDGER_DIR / "tile/0/000").write_bytes(b"\0" * 8192)
    found = " ".join(wrongs())
    assert "From entry 7 on the database differs" in found
    assert "recomputed from the rows" in found


def test_a_lost_guard_is_found(ledger):
    ledger.grow(1)
    guard.guard_path().unlink()
    assert "guard is missing" in " ".join(wrongs())


def test_the_server_role_cannot_change_the_log(ledger):
    with connection.cursor() as cursor:
        cursor.execute(ROLES.replace("CREATE ROLE gongbao_app LOGIN", "CREATE ROLE gongbao_app"))
        for table in APPEND_ONLY:
            cursor.execute("SELECT has_table_privilege('gongbao_app', %s, 'UPDATE, DELETE, TRUNCATE')", [table])
            assert cursor.fetchone() == (False,)
            cursor.execute("SELECT has_table_privilege('gongbao_app', %s, 'INSERT')", [table])
            assert cursor.fetchone() == (True,)
        cursor.execute("SET LOCAL ROLE gongbao_app")
    assert wrongs() == []
    assert ledger.grow(3).size == 3
