"""The drill: back up, go on, restore the older copy; nothing is signed before it is reconciled, then all goes on."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import uuid

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from tests.processes import database_url

from gongbao.config.embedded import place
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.store import place as file_place
from gongbao.foundation.ledger.actions import Item, begin_log, enqueue_many, publish_head, sequence_batch
from gongbao.foundation.upkeep import bundle, keys
from gongbao.foundation.upkeep.backups import back_up

pytestmark = pytest.mark.django_db(transaction=True)
DIGEST = "ab" * 32
TOOLS = place(settings.DATA_DIR).programs


def grow(now, first: int, count: int) -> None:
    items = [Item(uuid.UUID(int=n), 1, "publish", b"%d" % n) for n in range(first, first + count)]
    with transaction.atomic():
        enqueue_many(items, now)
    sequence_batch(now=now, limit=1000)
    publish_head(now=now)


def make(target, now):
    return back_up(target, tools=TOOLS, url=database_url(), now=now, say=lambda _: None)


@pytest.fixture
def running(now, data_folder):
    """A small system with a log of 300 entries and one file."""
    begin_log(now=now)
    grow(now, 1, 300)
    kept = file_place(DIGEST)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"evidence")
    (data_folder / "secret.key").write_text("s" * 50)
    return data_folder


@pytest.fixture
def empty_database():
    """Another, empty database on the tests' server; its address."""
    name = f"{connection.settings_dict['NAME']}_restored"
    address = database_url().replace(f"/{connection.settings_dict['NAME']}", f"/{name}")
    with psycopg.connect(database_url(), autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield address
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def gongbao(data, address: str, *arguments: str, fails: bool = False) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "gongbao", "--data", str(data), *arguments],
        env={**os.environ, "DATABASE_URL": address, "PYTHONWARNINGS": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = done.stdout + done.stderr
    assert bool(done.returncode) == fails, said
    return said


def test_drill(running, now, tmp_path_factory, empty_database):
    outside = tmp_path_factory.mktemp("outside")
    backup, mirror, data = outside / "b.tar", outside / "mirror", outside / "new"
    assert make(backup, now).size == 300
    (outside / "keys").write_bytes(keys.seal_keys(running, "a long enough word")[0])
    (outside / "word").write_text("a long enough word\n")
    grow(now, 301, 40)
    shutil.copytree(settings.LEDGER_DIR, mirror)

    opened = ("--keys", str(outside / "keys"), "--passphrase-file", str(outside / "word"))
    assert "gongbao ledger reconcile" in gongbao(data, empty_database, "restore", str(backup), *opened)
    assert (data / "files" / "ab" / "ab" / DIGEST).read_bytes() == b"evidence"
    assert (data / "ledger.key").read_text() == (running / "ledger.key").read_text()
    assert (data / "ledger.key").stat().st_mode & 0o077 == 0
    assert "--since" in gongbao(data, empty_database, "ledger", "sequence-once", fails=True)
    assert "补回 40" in gongbao(data, empty_database, "ledger", "reconcile", "--since", str(mirror))
    assert "340" in gongbao(data, empty_database, "ledger", "sequence-once")
    since = ("--since", str(mirror / "checkpoint"))
    said = gongbao(data, empty_database, "audit", str(data / "ledger"), *since)
    assert "340" in said
    assert "✗" not in gongbao(data, empty_database, "ledger", "doctor")


def test_a_folder_holds_the_same_as_a_tar_and_no_key(running, now, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    make(outside / "folder", now)
    make(outside / "one.tar", now)
    folder, tar = bundle.check(outside / "folder"), bundle.check(outside / "one.tar")
    assert set(folder["members"]) == set(tar["members"])
    assert f"files/ab/ab/{DIGEST}" in tar["members"]
    assert "ledger/checkpoint" in tar["members"]
    assert "accounts.0001_initial" in tar["migrations"]
    assert not [name for name in tar["members"] if name.endswith(".key")]
    assert (outside / "one.tar").stat().st_mode & 0o077 == 0


def test_a_changed_backup_is_not_restored(running, now, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    make(outside / "b", now)
    (outside / "b" / "ledger" / "checkpoint").write_text("forged")
    with pytest.raises(Refusal, match="ledger/checkpoint: changed"):
        bundle.check(outside / "b")
    (outside / "b" / "ledger" / "checkpoint").unlink()
    with pytest.raises(Refusal, match="missing"):
        bundle.check(outside / "b")


def test_a_name_that_leaves_the_folder_is_not_restored(tmp_path):
    manifest = {"format": bundle.FORMAT, "members": {"../out": {"size": 1, "sha256": "0" * 64}}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(Refusal, match="another format"):
        bundle.check(tmp_path)


def test_what_is_no_backup_is_said_to_be_none(tmp_path):
    (tmp_path / "x.tar").write_bytes(b"nothing")
    (tmp_path / "cut.tar").write_bytes(b"")
    with tarfile.open(tmp_path / "other.tar", "w"):
        pass
    for name in ("x.tar", "cut.tar", "other.tar", "missing.tar"):
        with pytest.raises(Refusal, match="not a sound backup"):
            bundle.check(tmp_path / name)


def test_nothing_is_overwritten_and_nothing_half_is_left(running, now, tmp_path_factory, monkeypatch):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "there").mkdir()
    with pytest.raises(Refusal, match=r"backup\.taken"):
        make(outside / "there", now)
    with pytest.raises(Refusal, match=r"backup\.inside"):
        make(running / "inside", now)
    with pytest.raises(Refusal, match=r"backup\.program-failed"):
        back_up(outside / "b.tar", tools=TOOLS, url=database_url() + "_no", now=now, say=lambda _: None)
    assert [one.name for one in outside.iterdir()] == ["there"]


def test_a_restore_refuses_what_is_not_empty(running, now, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    make(outside / "b", now)
    said = gongbao(outside / "new", database_url(), "restore", str(outside / "b"), fails=True)
    assert "restored into an empty" in said.lower() or "not empty" in said
    assert not (outside / "new" / "ledger").exists()


def test_keys_open_only_with_their_word(tmp_path):
    (tmp_path / "ledger.key").write_text("11" * 32)
    sealed, names = keys.seal_keys(tmp_path, "correct horse battery")
    assert names == ["ledger.key"]
    assert b"1111" not in sealed
    assert keys.open_keys(sealed, "correct horse battery") == {"ledger.key": "11" * 32}
    for wrong in (sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), b"", b"{}\n", b"x"):
        with pytest.raises(Refusal, match=r"keys\.not-opened"):
            keys.open_keys(wrong, "correct horse battery")
    with pytest.raises(Refusal, match=r"keys\.not-opened"):
        keys.open_keys(sealed, "correct horse batterz")
    with pytest.raises(Refusal, match=r"keys\.passphrase-short"):
        keys.seal_keys(tmp_path, "short")
