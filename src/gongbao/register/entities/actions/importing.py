"""Taking a registrar's file into the register: cleaned by processes, written by sets, a chunk a transaction.

A stopped import goes on after its last chunk; the same file taken again changes nothing.
"""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.codes.models import CodeEntry, Division
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.register.entities.actions.chunks import Prepared, merge, prepare, set_up_cleaner
from gongbao.register.entities.cleaning import Cleaner
from gongbao.register.entities.models import ImportRun
from gongbao.register.entities.places import Places
from gongbao.register.entities.report import Report
from gongbao.register.entities.sources import open_source, rows

CHUNK = 10_000
PROCESSES = 2
IMPORTED = declare("entity.imported", "导入登记数据", "registrations imported")
AfterChunk = Callable[[Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: rows read and what became of them. `repeated`: this very file had been taken in before."""

    read: int
    accepted: int
    doubtful: int
    rejected: int
    repeated: bool = False


def import_entities(
    *,
    path: Path,
    report: Path,
    by: Actor,
    now: datetime,
    after_chunk: AfterChunk = lambda ids: None,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> Progress:
    """Take the file in. `after_chunk` hears, inside each chunk's transaction, which entities are new or changed."""
    source = open_source(path)
    run, made = ImportRun.objects.get_or_create(
        what="entities",
        file_sha256=source.sha256,
        defaults={"file_name": path.name[:200], "started_at": now, "by": by.id, "report_path": str(report)[:300]},
    )
    if run.finished_at:
        return _progress(run, repeated=True)
    remaining = islice(rows(source), run.rows_done, None)
    with Report(report, keep=run.rows_done if not made else 0) as lines, _prepared(remaining, now) as chunks:
        for chunk in chunks:
            _take_in(run, chunk, lines, now, after_chunk)
            tell(_progress(run))
    run.finished_at = now
    run.save(update_fields=["finished_at"])
    detail = {"file": run.file_name, "read": run.rows_done, "doubtful": run.doubtful, "rejected": run.rejected}
    record_event(name=IMPORTED, by=by, now=now, subject=("import-run", run.id), detail=detail)
    _analyse()
    return _progress(run)


def rehearse_import(*, path: Path, report: Path, now: datetime) -> Progress:
    """What taking the file in would do, row by row, in the report; writes nothing to the register."""
    source = open_source(path)
    read = doubtful = rejected = 0
    with Report(report) as lines, _prepared(rows(source), now) as chunks:
        for chunk in chunks:
            read, doubtful, rejected = read + chunk.read, doubtful + chunk.doubtful, rejected + chunk.refused
            lines.write(chunk.remarks)
    return Progress(read, read - doubtful - rejected, doubtful, rejected)


def _progress(run: ImportRun, *, repeated: bool = False) -> Progress:
    return Progress(run.rows_done, run.accepted, run.doubtful, run.rejected, repeated)


def cleaner(now: datetime) -> Cleaner:
    """A cleaner that knows the code lists and divisions of this installation."""
    kinds = CodeEntry.objects.filter(list="entity-kind", valid_to=None).values_list("zh", "code", "category")
    divisions = Division.objects.filter(valid_to=None, level__lte=4).values_list("code", "name", "level")
    return Cleaner(
        kinds={zh: (code, category) for zh, code, category in kinds},
        places=Places.of(divisions.iterator(chunk_size=10_000)),
        today=china_date(now).isoformat(),
    )


@contextmanager
def _prepared(remaining: Iterator[tuple[int, list[str]]], now: datetime) -> Iterator[Iterator[Prepared]]:
    """Chunks cleaned in processes of their own while the database takes in the ones before."""
    batches = iter(lambda: list(islice(remaining, CHUNK)), [])
    ready = cleaner(now)
    context = multiprocessing.get_context("fork")
    with context.Pool(PROCESSES, initializer=set_up_cleaner, initargs=(ready,)) as pool:
        yield pool.imap(prepare, batches)


@transaction.atomic
def _take_in(run: ImportRun, chunk: Prepared, lines: Report, now: datetime, after_chunk: AfterChunk) -> None:
    merged = merge(chunk, source=f"import:{run.file_sha256[:12]}", now=now)
    lines.write(chunk.remarks)
    lines.write(merged.remarks)
    run.rows_done += chunk.read
    run.rejected += chunk.refused + merged.refused
    run.doubtful += chunk.doubtful - merged.refused_doubtful
    run.accepted = run.rows_done - run.rejected - run.doubtful
    run.save(update_fields=["rows_done", "rejected", "doubtful", "accepted"])
    after_chunk(merged.entity_ids)
    lines.flush()


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE entities_entity")
        cursor.execute("ANALYZE entities_entityname")
