"""A file of many reports is taken in, then checked line by line. Nothing is filed here.

Checking goes in steps of a few hundred lines, each its own transaction: a stop loses at most one step.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongbao.foundation.accounts.models import Mandate
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.entities.models import Entity
from gongbao.register.filings import selectors
from gongbao.register.filings.actions.acts import personal_of
from gongbao.register.filings.actions.snags import count_snags, snags_of
from gongbao.register.filings.models import (
    BatchState,
    FilingBatch,
    FilingBatchFile,
    FilingBatchRow,
    FilingVersion,
    RowState,
    SnagStep,
)
from gongbao.register.filings.rules import Checked, Finding, Form, digest_of, mask_personal, validate
from gongbao.register.filings.workbooks import CODE, Entry, Reading, read_workbook

TAKEN = declare("filing.batch-taken", "批量申报已上传", "batch uploaded")
CHECKED = declare("filing.batch-checked", "批量申报已检查", "batch checked")
UNREADABLE = declare("filing.batch-unreadable", "批量申报的文件读不出", "batch not readable")
MOST_FINDINGS = 50
STEP = 200
Problem = dict[str, Any]


@transaction.atomic
def take_batch(
    *, data: bytes, name: str, category: str, year: int, organisation_id: int, by: Actor, now: datetime
) -> FilingBatch:
    """Take in a file to be checked in the background. Refusal when there is no form of that year."""
    selectors.form_of(category, year)
    batch = FilingBatch(
        organisation_id=organisation_id,
        year=year,
        category=category,
        name=name[:200],
        sha256=digest_of(data),
        state=BatchState.CHECKING,
        uploaded_at=now,
        uploaded_by=by.label[:80],
    )
    batch.save(force_insert=True)
    FilingBatchFile(batch=batch, data=data).save(force_insert=True)
    record_event(
        name=TAKEN,
        by=by,
        now=now,
        subject=("filing-batch", batch.pk),
        detail={"year": year, "sha256": batch.sha256, "bytes": len(data)},
    )
    return batch


def check_batch(
    *, data: bytes, name: str, category: str, year: int, organisation_id: int, by: Actor, now: datetime
) -> FilingBatch:
    """Take in a file and check it at once. Refusal when it cannot be read."""
    _, form = selectors.form_of(category, year)
    read_workbook(data, name, form)
    batch = take_batch(
        data=data, name=name, category=category, year=year, organisation_id=organisation_id, by=by, now=now
    )
    return check_taken(batch_id=batch.pk, by=by, now=now)


def check_taken(*, batch_id: UUID, by: Actor, now: datetime) -> FilingBatch:
    """Check every line against the form, the register and the mandates, going on where an earlier run stopped.

    Lines that are wrong keep only what is wrong with them, not what was typed; the file is forgotten at the end.
    """
    batch = FilingBatch.objects.get(pk=batch_id)
    file = FilingBatchFile.objects.filter(batch=batch).first()
    if batch.state != BatchState.CHECKING or file is None:
        return batch
    _, form = selectors.form_of(batch.category, batch.year)
    try:
        reading = read_workbook(bytes(file.data), batch.name, form)
    except Refusal as refused:
        return _unreadable(batch, refused, by=by, now=now)
    FilingBatch.objects.filter(pk=batch_id).update(entries=len(reading.entries))
    done = set(FilingBatchRow.objects.filter(batch=batch).values_list("number", flat=True))
    waiting = [entry for entry in reading.entries if entry.line not in done]
    for start in range(0, len(waiting), STEP):
        with transaction.atomic():
            _write(batch_id, _rows(batch, waiting[start : start + STEP], form, now))
    return _checked(batch_id, reading, by=by, now=now)


@transaction.atomic
def _write(batch_id: UUID, rows: Sequence[FilingBatchRow]) -> None:
    """One step: its lines and the count, together."""
    batch = FilingBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != BatchState.CHECKING:
        return
    FilingBatchRow.objects.bulk_create(rows, ignore_conflicts=True)
    batch.rows_total = FilingBatchRow.objects.filter(batch=batch).count()
    batch.rows_wrong = FilingBatchRow.objects.filter(batch=batch, state=RowState.WRONG).count()
    batch.save(update_fields=["rows_total", "rows_wrong"])


@transaction.atomic
def _checked(batch_id: UUID, reading: Reading, *, by: Actor, now: datetime) -> FilingBatch:
    batch = FilingBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != BatchState.CHECKING:
        return batch
    taken = set(FilingBatchRow.objects.filter(batch=batch).values_list("number", flat=True))
    strays = [problem(*one) for one in reading.problems]
    _write(batch_id, _stray_rows(batch, strays, reading.main, taken))
    batch.refresh_from_db()
    batch.state = BatchState.CHECKED
    batch.save(update_fields=["state"])
    FilingBatchFile.objects.filter(batch=batch).delete()
    record_event(
        name=CHECKED,
        by=by,
        now=now,
        subject=("filing-batch", batch.pk),
        detail={"year": batch.year, "rows": batch.rows_total, "wrong": batch.rows_wrong, "sha256": batch.sha256},
    )
    return batch


@transaction.atomic
def _unreadable(batch: FilingBatch, refused: Refusal, *, by: Actor, now: datetime) -> FilingBatch:
    batch.state, batch.refused, batch.finished_at = BatchState.UNREADABLE, {"zh": refused.zh, "en": refused.en}, now
    batch.save(update_fields=["state", "refused", "finished_at"])
    FilingBatchFile.objects.filter(batch=batch).delete()
    record_event(name=UNREADABLE, by=by, now=now, subject=("filing-batch", batch.pk), detail={"reason": refused.code})
    return batch


def _rows(batch: FilingBatch, entries: Sequence[Entry], form: Form, now: datetime) -> list[FilingBatchRow]:
    known = selectors.entities_by_codes([one.code for one in entries])
    ids = [one.id for one in known.values()]
    allowed = set(
        Mandate.objects.filter(organisation_id=batch.organisation_id, entity_id__in=ids, until=None).values_list(
            "entity_id", flat=True
        )
    )
    latest = selectors.latest_contents(ids, [batch.year - 1])
    filed = selectors.latest_versions(ids, batch.year)
    rows = []
    for entry in entries:
        entity = known.get(entry.code)
        found = [problem(*one) for one in entry.problems] or _of_entity(entry, entity, allowed, form)
        before = filed.get(entity.id) if entity else None
        if found or entity is None:
            rows.append(_row(batch, entry, entity, found))
            continue
        checked = validate(form, entry.values, entry.shown, last=latest.get((entity.id, batch.year - 1), {}))
        if before is None and checked.errors:
            snags = snags_of(form, checked.errors, entry.values)
            count_snags(entity=entity, year=batch.year, step=SnagStep.FILE, snags=snags, now=now)
        if before is not None:
            rows.append(_row_filed(batch, entry, entity, before, same=_same(form, before, checked)))
        else:
            rows.append(_row(batch, entry, entity, [_located(one, entry, form) for one in checked.findings]))
    return rows


def _same(form: Form, before: FilingVersion, checked: Checked) -> bool:
    kept, personal = mask_personal(form, checked.values)
    return kept == before.content and checked.shown == before.shown and personal == personal_of(before)


def _row_filed(
    batch: FilingBatch, entry: Entry, entity: Entity, before: FilingVersion, *, same: bool
) -> FilingBatchRow:
    """A report filed already: the same one has its receipt (an earlier upload), another needs a correction."""
    words = Sentence(
        f"这一户本年度已经报过（回执 {before.receipt}），内容和这里不同；要改请办理更正。",
        f"Filed already (receipt {before.receipt}) with other content; to change it, make a correction.",
    )
    row = _row(batch, entry, entity, [] if same else [problem("", entry.line, CODE, words)])
    if same:
        row.state, row.receipt, row.content = RowState.FILED, before.receipt, {}
        row.filed_at, row.late = before.submitted_at, before.late
    return row


def _row(batch: FilingBatch, entry: Entry, entity: Entity | None, found: Sequence[Problem]) -> FilingBatchRow:
    wrong = any(one["error"] for one in found)
    return FilingBatchRow(
        batch=batch,
        number=entry.line,
        code=entry.code[:20],
        name=(entity.name if entity else entry.name)[:300],
        content={} if wrong else {"values": entry.values, "shown": entry.shown},
        findings=list(found[:MOST_FINDINGS]),
        state=RowState.WRONG if wrong else RowState.READY,
    )


def _stray_rows(batch: FilingBatch, strays: Sequence[Problem], main: str, taken: set[int]) -> list[FilingBatchRow]:
    """Lines that belong to no entity stand at their own number, or together at 0 when they are of other sheets."""
    rows: dict[int, FilingBatchRow] = {}
    for one in strays:
        number = one["line"] if one["sheet"] == main and one["line"] not in taken else 0
        row = rows.setdefault(number, FilingBatchRow(batch=batch, number=number, code="", state=RowState.WRONG))
        if len(row.findings) < MOST_FINDINGS:
            row.findings = [*row.findings, one]
    return list(rows.values())


def problem(sheet: str, line: int, column: str, words: Sentence, *, column_en: str = "", error: bool = True) -> Problem:
    """A finding as it is kept: its place in the file and the words in both languages."""
    place = {"sheet": sheet, "line": line, "column": column, "column_en": column_en or column}
    return {**place, "zh": words.zh, "en": words.en, "error": error}


def _of_entity(entry: Entry, entity: Entity | None, allowed: set[int], form: Form) -> list[Problem]:
    if entity is None or entity.id not in allowed:
        words = Sentence(
            "没有受这一户的委托，或代码有误。请先由该主体在“委托代理”里委托。",
            "No mandate for this entity, or the code is wrong. The entity must engage you first.",
        )
        return [problem("", entry.line, CODE, words)]
    if entity.category != form.kind.value:
        words = Sentence("这一户的类型不适用这张表。", "This entity is of another category than the form.")
        return [problem("", entry.line, CODE, words)]
    return []


def _located(one: Finding, entry: Entry, form: Form) -> Problem:
    """A finding at its line and column of the file."""
    sheet, line = "", entry.line
    places = entry.lines.get(one.field, [])
    if one.row is not None and one.row < len(places):
        sheet, line = places[one.row]
    item = form.field(one.field)
    cell = next((c for c in item.columns if c.id == one.column), None) if item else None
    told = cell or item
    label = told.label if told else Sentence(one.field, one.field)
    return problem(sheet, line, label.zh, one.words, column_en=label.en, error=one.error)
