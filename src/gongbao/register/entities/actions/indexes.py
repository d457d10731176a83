"""Indexes built once after a great load instead of row by row.

While a register many times larger than what there is comes in, the indexes that only make reading fast are taken off,
and the foreign keys of the same tables with them; what must be unique stays watched. What was taken off is written
down in the import's row, in the transaction that takes it off. Should the import be killed, whoever comes next puts it
back: the next import, the next start, or the worker of a running system within a minute.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection, transaction

from gongbao.register.entities.actions.alone import alone_now
from gongbao.register.entities.models import ImportRun

# What anybody searches by; the long texts can wait for the autovacuum.
NAMES = {
    "entities_entityname": "entity_id, number, folded, initials, grams",
    "entities_entitycode": "value, entity_id",
}
OTHERS = {"entities_entity": "id, code, category, status, standing, region, industry"}
TABLES = [*NAMES, *OTHERS]
LARGEST = 1_000_000  # with more than this in the register nobody should search without an index

# The second column builds what the first drops, and does so also when somebody has built it by hand meanwhile.
_TAKEN_OFF = """
    SELECT format('DROP INDEX %%I.%%I', n.nspname, i.relname),
           regexp_replace(pg_get_indexdef(x.indexrelid), '^CREATE INDEX ', 'CREATE INDEX IF NOT EXISTS ')
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace
    WHERE x.indrelid = ANY(%(tables)s::regclass[]) AND NOT x.indisunique
    UNION ALL
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', c.conrelid::regclass, c.conname),
           format('ALTER TABLE %%s DROP CONSTRAINT IF EXISTS %%I, ADD CONSTRAINT %%I %%s',
                  c.conrelid::regclass, c.conname, c.conname, pg_get_constraintdef(c.oid))
    FROM pg_constraint c
    WHERE c.contype = 'f' AND c.conrelid = ANY(%(tables)s::regclass[]) AND c.confrelid = ANY(%(tables)s::regclass[])
"""
# Fresh index pages go to the write-ahead log whole; squeezing them costs a third of the time of building them.
_UNCOMPRESSED = """
    SELECT set_config('wal_compression', 'off', true) WHERE has_parameter_privilege('wal_compression', 'SET')
"""
# Keys are gathered in a tree that is written out whenever it is full: one that is small stays in the processor's cache.
# Two connections build: workers of theirs only cost more where there is no core for them.
_GIN = "SET LOCAL maintenance_work_mem = '32MB'; SET LOCAL max_parallel_maintenance_workers = {}"
Waiting = tuple[UUID, str]  # the import that took something off, and the statement that puts it back
_REMEMBERED = """
    SELECT EXISTS (SELECT FROM information_schema.columns
                   WHERE table_name = 'entities_importrun' AND column_name = 'to_build')
"""


@contextmanager
def off(run: ImportRun, *, expected: int) -> Iterator[None]:
    """Without those indexes when that is worth it for so many new rows; with them again however it ends, or, should
    even that fail, when somebody comes next.
    """
    if worth_it(expected):
        take_off(run)
    try:
        yield
    except BaseException:
        with suppress(DatabaseError):
            put_back()
        raise
    put_back(analyse=True)


def worth_it(expected: int) -> bool:
    """Whether so many new rows are more than the register has (and each block is a transaction of its own)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT FROM entities_entity LIMIT %s) few", [LARGEST + 1])
        (there,) = cursor.fetchone() or (0,)
    return bool(there <= min(expected, LARGEST)) and not connection.in_atomic_block


def take_off(run: ImportRun) -> None:
    """Drop what can be built again, and write down how. When others hold the tables, nothing is dropped."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            cursor.execute(_TAKEN_OFF, {"tables": TABLES})
            found = cursor.fetchall()
            for drop, _ in found:
                cursor.execute(drop)
            run.to_build = [build for _, build in found]
            run.save(update_fields=["to_build"])
    except OperationalError:
        run.to_build = []


def put_back(*, analyse: bool = False) -> int:
    """Build what any import took off and did not put back; returns how many. Nothing to do is one small query.

    `analyse` tells the planner as well what the columns hold. Whoever calls holds the lock of imports.
    """
    waiting = [(run.pk, build) for run in ImportRun.objects.exclude(to_build=[]) for build in run.to_build]
    if connection.in_atomic_block:
        _build(waiting, NAMES | OTHERS if analyse else {})
    elif waiting or analyse:
        dearest, others = _shared_out(waiting)
        with ThreadPoolExecutor(1) as second:
            beside = second.submit(_build_beside, others, OTHERS if analyse else {})
            _build(dearest, NAMES if analyse else {})
            beside.result()
    return len(waiting)


def _shared_out(waiting: Sequence[Waiting]) -> tuple[list[Waiting], list[Waiting]]:
    """For two connections the same time: one builds the index of bigrams, which takes as long as all the others.

    Foreign keys come before it, while the other is at the codes: they hold two tables at once, and would wait for who
    builds on one of them.
    """
    others = [one for one in waiting if one[1].startswith("CREATE INDEX") and "(grams)" not in one[1]]
    dearest = [one for one in waiting if one not in others]
    return sorted(dearest, key=lambda one: one[1]), sorted(others, key=lambda one: "entitycode" not in one[1])


def _build_beside(*work: Any) -> None:
    try:
        _build(*work)
    finally:
        connection.close()  # this thread's own


def _build(waiting: Sequence[Waiting], searched: Mapping[str, str]) -> None:
    """Build these, each in a transaction that also crosses it out, and look the tables over."""
    for run, build in waiting:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_UNCOMPRESSED)
            if " gin " in build:
                cursor.execute(_GIN.format(max(0, (os.cpu_count() or 1) // 2 - 1)))
            cursor.execute(build)
            cursor.execute(
                "UPDATE entities_importrun SET to_build = array_remove(to_build, %s) WHERE id = %s", [build, run]
            )
    with connection.cursor() as cursor:
        for table, columns in searched.items():
            cursor.execute(f"ANALYZE {table} ({columns})")


def put_back_left_off() -> int:
    """What a killed import left off, unless an import is under way; returns how many were built.

    Before the tables are brought to a new shape too, so it asks whether there is a column to look into.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBERED)
        (known,) = cursor.fetchone() or (False,)
    if not known:
        return 0
    with alone_now() as held:
        return put_back() if held else 0
