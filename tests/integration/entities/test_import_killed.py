"""An import killed in the middle: nothing doubled, nothing lost, and its indexes come back whoever comes next."""

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, connection
from tests.integration.entities.test_import import rows, write

from gongbao.cli.prepare import prepare
from gongbao.foundation.codes.actions import load_lists
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.entities import sources
from gongbao.register.entities.actions import alone, import_entities, indexes, put_back_left_off
from gongbao.register.entities.models import Entity, EntityCode, EntityName, ImportRun
from gongbao.register.entities.tasks import put_back_indexes

pytestmark = pytest.mark.django_db(transaction=True)
BY = command("test")
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def lists(now, monkeypatch):
    monkeypatch.setattr(sources, "BLOCK", 8 << 10)
    load_lists(by=BY, now=now)


@pytest.fixture
def path(tmp_path):
    content = list(rows(240))
    content[9:9] = [["青岚", "x"]]  # a refused row in the first block
    return write(tmp_path / "r.csv.gz", [*content, ["青岚", "x"]])


def killed(path, after):
    """Take the file in, in a process of its own that is killed within block number `after`."""
    database = connection.settings_dict
    arguments = [database["HOST"], database["NAME"], path, path.with_name("report.csv"), str(after)]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.integration.entities.killed", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"], "PYTHONPATH": f"{ROOT}/src"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


def built():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = ANY(%s)", [indexes.TABLES])
        found = [definition for (definition,) in cursor.fetchall()]
        cursor.execute(
            "SELECT conname, convalidated FROM pg_constraint WHERE conrelid = ANY(%s::regclass[])", [indexes.TABLES]
        )
        return sorted(found), sorted(cursor.fetchall())


def remarks(path):
    with path.with_name("report.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(int(row[0]), row[2]) for row in list(csv.reader(file))[1:]]


def test_a_killed_import_goes_on_where_it_was(now, path):
    whole = built()
    killed(path, after=3)
    stopped = ImportRun.objects.get()
    assert 0 < stopped.rows_done == Entity.objects.count() + stopped.rejected < 242
    done = import_entities(path=path, report=path.with_name("elsewhere.csv"), by=BY, now=now)
    assert (done.read, done.accepted + done.doubtful, done.rejected) == (242, 240, 2)
    assert Entity.objects.count() == EntityCode.objects.count() == EntityName.objects.count() == 240
    assert done.report == path.with_name("report.csv")
    said = remarks(path)
    assert [line for line, reason in said if reason == "columns"] == [11, 243]
    assert len(said) == len(set(said)) == done.doubtful + done.rejected
    assert built() == whole


def missing():
    return [found.id for found in run_checks(databases=["default"], tags=["database"]) if found.id == "entities.W001"]


@pytest.mark.parametrize("comes", ["the next start", "the worker of a running system", "another import"])
def test_indexes_come_back_whoever_comes_next(now, path, tmp_path, comes):
    whole = built()
    killed(path, after=2)
    assert built() != whole
    assert len(missing()) == 5
    if comes == "the next start":
        said = []
        prepare(now=now, say=said.append)
        assert len(said) == 1
    elif comes == "another import":
        import_entities(path=write(tmp_path / "b.csv", rows(3)), report=tmp_path / "b.txt", by=BY, now=now)
    else:
        put_back_indexes(timestamp=0)
    assert built() == whole
    assert not missing()
    assert put_back_left_off() == 0


def test_indexes_come_back_when_somebody_has_built_some_by_hand(path):
    whole = built()
    killed(path, after=1)
    with connection.cursor() as cursor:
        for build in ImportRun.objects.get().to_build[::2]:
            cursor.execute(build)
    assert put_back_left_off() > 0
    assert built() == whole


def test_what_was_built_before_a_second_stop_is_not_built_again(path):
    whole = built()
    killed(path, after=1)
    run = ImportRun.objects.get()
    run.to_build.append("CREATE INDEX nobody ON public.entities_entityname USING none (name)")
    run.save()
    with pytest.raises(DatabaseError):
        put_back_left_off()
    run.refresh_from_db()
    assert len(run.to_build) == 1
    run.to_build = []
    run.save()
    assert built() == whole


def test_an_import_that_fails_leaves_the_indexes_as_they_were(now, path):
    whole = built()

    def fail(_ids):
        assert built() != whole
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        import_entities(path=path, report=path.with_name("report.csv"), by=BY, now=now, after_chunk=fail)
    assert built() == whole


def test_a_small_file_leaves_the_indexes_of_a_large_register_alone(now, path, tmp_path):
    import_entities(path=path, report=path.with_name("report.csv"), by=BY, now=now)
    whole, seen = built(), []
    import_entities(
        path=write(tmp_path / "b.csv", [["青岚", "x"], *rows(3)]),
        report=tmp_path / "b.txt",
        by=BY,
        now=now,
        after_chunk=lambda _: seen.append(built()),
    )
    assert seen == [whole]


def test_one_import_at_a_time_and_nobody_builds_in_the_middle_of_it(now, path, monkeypatch):
    monkeypatch.setattr(alone, "PATIENCE", "100ms")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [alone.LOCK])
        with pytest.raises(Refusal) as refused:
            import_entities(path=path, report=path.with_name("report.csv"), by=BY, now=now)
        assert refused.value.code == "import.running"
        ImportRun.objects.create(
            what="entities", file_sha256="0" * 64, file_name="r", started_at=now, by=BY.id, to_build=["no SQL at all"]
        )
        assert put_back_left_off() == 0
    finally:
        other.close()
