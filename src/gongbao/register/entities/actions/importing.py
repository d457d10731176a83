"""Taking a registrar's file into the register: cleaned by processes, written by sets, a few blocks a transaction.

A stopped import goes on after the last of them; the same file taken again changes nothing.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from mmap import mmap
from pathlib import Path

from django.db import connection, transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.codes.models import CodeEntry
from gongbao.foundation.codes.selectors import INDUSTRY, divisions_by_parent, words
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.register.entities.actions import indexes, tuples
from gongbao.register.entities.actions.alone import alone
from gongbao.register.entities.actions.chunks import Prepared, Taken, set_up_worker, warm_up
from gongbao.register.entities.actions.merging import Merged, judged_again, merge, reserve
from gongbao.register.entities.actions.namesakes import mark_namesakes
from gongbao.register.entities.actions.passing import Passed, Shared, take_part
from gongbao.register.entities.actions.sounds import hear_names
from gongbao.register.entities.cleaning import Cleaner
from gongbao.register.entities.models import ImportRun
from gongbao.register.entities.places import Places
from gongbao.register.entities.report import Remark, Report
from gongbao.register.entities.sources import Block, Source, blocks, open_source

PROCESSES = 2
RESERVED = 8  # blocks
AHEAD = 6  # blocks being cleaned or waiting for the database; bounds the memory
TOGETHER = 3  # blocks in one transaction at most: each costs a wait for the report to be on disk and seven questions
IMPORTED = declare("entity.imported", "导入登记数据", "registrations imported")
AfterChunk = Callable[[Sequence[int]], None]
Work = tuple[Block, Prepared]
Begun = tuple[Block, int, "Future[Passed]"]  # a block and where in the memory it is


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: rows read and what became of them. `repeated`: this very file had been taken in before.
    `report`: where each doubtful or rejected row stands with its reason.
    """

    read: int
    accepted: int
    doubtful: int
    rejected: int
    repeated: bool = False
    report: Path | None = None


def import_entities(
    *,
    path: Path,
    report: Path,
    by: Actor,
    now: datetime,
    after_chunk: AfterChunk = lambda ids: None,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> Progress:
    """Take the file in. `after_chunk` hears, inside each block's transaction, which entities are new or changed."""
    source = open_source(path)
    with alone():
        indexes.put_back()
        run, _ = ImportRun.objects.get_or_create(
            what="entities",
            file_sha256=source.sha256,
            defaults={
                "file_name": path.name[:200],
                "started_at": now,
                "by": by.id,
                "report_path": str(report.absolute()),
            },
        )
        if not run.finished_at:
            _go_on(run, source, _Way(by, now, after_chunk, tell))
            return _progress(run)
        return _progress(run, repeated=True)


@dataclass(frozen=True, slots=True)
class _Way:
    by: Actor
    now: datetime
    after_chunk: AfterChunk
    tell: Callable[[Progress], None]
    earlier: dict[str, str] = field(default_factory=dict)  # code to name of known firms that this file had already


def _go_on(run: ImportRun, source: Source, way: _Way) -> None:
    """From the first block not taken in yet to the end, in the report that was begun."""
    remaining, line = _remaining(source, run.rows_done)
    with Report(Path(run.report_path), keep=run.report_size) as lines:
        with (
            indexes.off(run, expected=_guess(source.path) - run.rows_done),
            _prepared(remaining, _stamp(source.sha256), way.now) as chunks,
        ):
            for works in chunks:
                line = _take_in(run, works, line, lines, way)
                way.tell(_progress(run))
        _finish(run, source, lines, way)


def rehearse_import(*, path: Path, report: Path, now: datetime) -> Progress:
    """What taking the file in would do, row by row, in the report; writes nothing to the register.

    Only names that others have already (`name-taken`) are not looked for: the whole register would have to be read.
    """
    source = open_source(path)
    read = doubtful = rejected = line = 0
    names: dict[str, str] = {}
    with Report(report) as lines, _prepared(blocks(source), _stamp(source.sha256), now, reserving=False) as chunks:
        for block, chunk in chain.from_iterable(chunks):
            again = _again(chunk, names)
            read, rejected = read + chunk.read, rejected + chunk.refused + len(again)
            doubtful += chunk.doubtful - sum(taken.doubtful for taken, _ in again)
            lines.write(_remarks(block, chunk, Merged((), again)), after=line)
            line += chunk.lines
    return Progress(read, read - doubtful - rejected, doubtful, rejected, report=report)


def _again(chunk: Prepared, names: dict[str, str]) -> list[tuple[Taken, str]]:
    """Rows whose code stood in an earlier block, where `names` has it."""
    found: list[tuple[Taken, str]] = []
    for taken in chunk.taken():
        if taken.code in names:
            found.append((taken, judged_again(names[taken.code], taken)))
        else:
            names[taken.code] = taken.name
    return found


def cleaner(now: datetime) -> Cleaner:
    """A cleaner that knows the code lists and divisions of this installation."""
    entries = CodeEntry.objects.filter(valid_to=None)
    kinds = entries.filter(list="entity-kind").values_list("zh", "code", "category")
    statuses = list(entries.filter(list="entity-status").values_list("code", "zh", "category"))
    standings = {code: (code, category) for code, _, category in statuses}
    wordings = entries.filter(list="entity-status-wording").values_list("zh", "category")
    return Cleaner(
        kinds={zh: (code, category) for zh, code, category in kinds},
        places=Places(divisions_by_parent()),
        today=china_date(now).isoformat(),
        statuses=standings
        | {zh: standings[code] for code, zh, _ in statuses}
        | {words: standings[code] for words, code in wordings if code in standings},
        industries=_industries(),
    )


def _industries() -> dict[str, str]:
    """The code by code, by code without its letter, and by title (the finest of several that bear it)."""
    found = sorted(words(INDUSTRY).items(), key=lambda entry: len(entry[0]))
    titles = {zh: code for code, (zh, _) in found}
    return titles | {code[1:]: code for code, _ in found if len(code) > 1} | {code: code for code, _ in found}


def _progress(run: ImportRun, *, repeated: bool = False) -> Progress:
    return Progress(run.rows_done, run.accepted, run.doubtful, run.rejected, repeated, Path(run.report_path))


def _stamp(sha256: str) -> str:
    return f"import:{sha256[:12]}"


def _guess(path: Path) -> int:
    """About how many rows a file has, by its size."""
    return path.stat().st_size // (100 if path.suffix.lower() in {".gz", ".xlsx"} else 500)


def _remaining(source: Source, rows_done: int) -> tuple[Iterator[Block], int]:
    """The blocks not yet taken in, and after which line they begin."""
    remaining, line = blocks(source), 0
    while rows_done > 0:
        block = next(remaining)
        rows_done, line = rows_done - sum(1 for _ in block.rows()), line + block.lines
    return remaining, line


@contextmanager
def _prepared(
    remaining: Iterator[Block], stamp: str, now: datetime, *, reserving: bool = True
) -> Iterator[Iterator[list[Work]]]:
    """Blocks cleaned in processes of their own while the database takes in the ones before."""
    warm_up()
    shared = Shared(AHEAD + 1)
    ready = (cleaner(now), tuples.stamp(stamp, now), shared.memory)
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(PROCESSES, context, initializer=_set_up, initargs=ready) as pool:
        numbers = _Numbers() if reserving else None

        def begin(block: Block) -> Begun:
            return block, *shared.prepare(pool, block, numbers.take(block.limit) if numbers else 0)

        yield _in_turn(map(begin, _read_ahead(remaining)), shared)


class _Numbers:
    """Ids for entities to come, reserved for several blocks at once."""

    def __init__(self) -> None:
        self._next = self._end = 0

    def take(self, count: int) -> int:
        if self._end - self._next < count:
            self._next = reserve(count * RESERVED)
            self._end = self._next + count * RESERVED
        self._next += count
        return self._next - count


def _read_ahead(remaining: Iterator[Block]) -> Iterator[Block]:
    """The blocks, the next one read while one is taken in; but the first one before anything runs beside: until then
    the cleaners have not parted from this process.
    """
    first = next(remaining, None)
    if first is None:
        return
    yield first
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, remaining, None)
        while block := coming.result():
            coming = reader.submit(next, remaining, None)
            yield block


def _set_up(cleaner: Cleaner, stamp: bytes, memory: mmap) -> None:
    set_up_worker(cleaner, stamp)
    take_part(memory)


def _in_turn(begun: Iterator[Begun], shared: Shared) -> Iterator[list[Work]]:
    """The blocks in the order of the file, those together that are ready together."""
    waiting: deque[Begun] = deque()
    for one in begun:
        waiting.append(one)
        if len(waiting) > AHEAD or waiting[0][2].done():
            yield from _ready(waiting, shared)
    while waiting:
        yield from _ready(waiting, shared)


def _ready(waiting: deque[Begun], shared: Shared) -> Iterator[list[Work]]:
    ready = [waiting.popleft()]
    while waiting and len(ready) < TOGETHER and waiting[0][2].done():
        ready.append(waiting.popleft())
    yield [(block, shared.found(at, future.result())) for block, at, future in ready]
    for _, at, _ in ready:
        shared.free(at)


@transaction.atomic
def _take_in(run: ImportRun, works: Sequence[Work], line: int, lines: Report, way: _Way) -> int:
    """Some blocks, in one transaction; returns the line after them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")  # rows and their count stand or fall together
    for block, chunk in works:
        merged = merge(chunk, source=_stamp(run.file_sha256), by=run.by, now=way.now, earlier=way.earlier)
        hear_names(merged.entity_ids)
        lines.write(_remarks(block, chunk, merged), after=line)
        line += chunk.lines
        if run.first_entity_id is None:
            run.first_entity_id = chunk.first_id
        run.rows_done += chunk.read
        run.rejected += chunk.refused + len(merged.refused)
        run.doubtful += chunk.doubtful - sum(taken.doubtful for taken, _ in merged.refused)
        way.after_chunk(merged.entity_ids)
    run.accepted = run.rows_done - run.rejected - run.doubtful
    run.report_size = lines.flush()
    run.save(update_fields=["rows_done", "rejected", "doubtful", "accepted", "first_entity_id", "report_size"])
    return line


def _remarks(block: Block, chunk: Prepared, merged: Merged) -> list[Remark]:
    """What is to be said of a block, by line; a row refused in the end is no longer doubtful."""
    late = {taken.line: reason for taken, reason in merged.refused}
    if not late:
        return chunk.remarks
    remarks = [remark for remark in chunk.remarks if remark[0] not in late]
    remarks += [(line, "rejected", late[line], row) for line, row in block.rows() if line in late]
    return sorted(remarks, key=lambda remark: remark[0])


@transaction.atomic
def _finish(run: ImportRun, source: Source, lines: Report, way: _Way) -> None:
    lines.write(mark_namesakes(run, source, _stamp(run.file_sha256)))
    lines.flush()
    run.finished_at = way.now
    run.save(update_fields=["finished_at", "accepted", "doubtful"])
    detail = {"file": run.file_name, "read": run.rows_done, "doubtful": run.doubtful, "rejected": run.rejected}
    record_event(name=IMPORTED, by=way.by, now=way.now, subject=("import-run", run.id), detail=detail)
