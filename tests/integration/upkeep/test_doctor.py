"""The doctor sees what is wrong and says what to do."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from gongbao.foundation.clock import read_clock
from gongbao.foundation.ledger import guard
from gongbao.foundation.ledger.actions import begin_log
from gongbao.foundation.ledger.doctor import Level
from gongbao.foundation.upkeep import checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def well(data_folder, now):
    begin_log(now=now)
    secret = data_folder / "secret.key"
    secret.write_text("s" * 50)
    secret.chmod(0o600)
    return secret


def found(now=None, missing=frozenset()) -> str:
    told = [one for one in checks.examine(now=now or read_clock(), missing=set(missing)) if one.level is Level.WRONG]
    return "\n".join(f"{one.zh} {one.en}" for one in told if "off" not in one.en)  # the tests' server has no fsync


def test_a_sound_house_is_well(well):
    assert found() == ""


def test_a_server_that_forgets_at_a_power_cut_is_told(well):
    told = [one.en for one in checks.examine(now=read_clock(), missing=set())]
    assert any("fsync = off" in one for one in told)


def test_the_demonstration_open_to_others_is_told(well):
    with override_settings(DEMO=True, PUBLIC_URL="http://gongbao.example", ALLOWED_HOSTS=["127.0.0.1"]):
        told = found()
    assert "GONGBAO_DEMO" in told
    assert "GONGBAO_HTTPS=1" in told
    assert "GONGBAO_HOSTS" in told


def test_a_key_others_can_read_is_told(well):
    well.chmod(0o644)
    assert "chmod 600" in found()


def test_missing_migrations_are_told_before_anything_that_needs_them(well):
    told = found(missing={("ledger", "0009_later")})
    assert "ledger.0009_later" in told
    assert "gongbao manage migrate" in told


def test_a_missing_and_a_broken_index_are_told(well):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX event_newest")
        assert "event_newest" in found()
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'event_subject'::regclass")
    assert "REINDEX" in found()


def test_a_clock_that_is_off_is_told(well):
    assert "NTP" in found(now=read_clock() + timedelta(minutes=5))


def test_a_restored_guard_is_told(well, now):
    path = guard.guard_path()
    path.write_text(guard.as_restored(path.read_text(), now.isoformat()))
    assert "gongbao ledger reconcile" in found()


def test_a_full_disk_is_told(well, monkeypatch):
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _: checks.shutil._ntuple_diskusage(10**12, 10**12, 10**8))
    assert "disk" in found()
    assert settings.DATA_DIR.exists()
