"""Many reports by one file: checked line by line first, then each good one filed in its own transaction.

A batch can be left and taken up again: what is filed is filed, what waits is filed next.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongbao.foundation.accounts.models import Mandate
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.entities.models import Entity
from gongbao.register.filings import selectors
from gongbao.register.filings.actions.submitting import file_report
from gongbao.register.filings.models import BatchState, Channel, FilingBatch, FilingBatchRow, FilingVersion, RowState
from gongbao.register.filings.rules import Finding, Form, digest_of, validate
from gongbao.register.filings.workbooks import CODE, Entry, Reading, read_workbook

CHECKED = declare("filing.batch-checked", "批量申报已检查", "batch checked")
BEGUN = declare("filing.batch-begun", "批量申报开始提交", "batch begun")
FINISHED = declare("filing.batch-finished", "批量申报已完成", "batch finished")
DROPPED = declare("filing.batch-dropped", "批量申报已放弃", "batch dropped")
MOST_FINDINGS = 50
Problem = dict[str, Any]


@transaction.atomic
def check_batch(
    *, data: bytes, name: str, category: str, year: int, organisation_id: int, by: Actor, now: datetime
) -> FilingBatch:
    """Read a file and check every line against the form, the register and the mandates. Nothing is filed.

    Lines that are wrong keep only what is wrong with them, not what was typed.
    """
    _, form = selectors.form_of(category, year)
    reading = read_workbook(data, name, form)
    batch = FilingBatch(
        organisation_id=organisation_id,
        year=year,
        category=category,
        name=name[:200],
        sha256=digest_of(data),
        uploaded_at=now,
        uploaded_by=by.label[:80],
    )
    rows = _rows(batch, reading, form, organisation_id)
    batch.rows_total = len(rows)
    batch.rows_wrong = sum(row.state == RowState.WRONG for row in rows)
    batch.save(force_insert=True)
    FilingBatchRow.objects.bulk_create(rows, batch_size=500)
    record_event(
        name=CHECKED,
        by=by,
        now=now,
        subject=("filing-batch", batch.pk),
        detail={"year": year, "rows": batch.rows_total, "wrong": batch.rows_wrong, "sha256": batch.sha256},
    )
    return batch


def _rows(batch: FilingBatch, reading: Reading, form: Form, organisation_id: int) -> list[FilingBatchRow]:
    known = selectors.entities_by_codes([one.code for one in reading.entries])
    ids = [one.id for one in known.values()]
    allowed = set(
        Mandate.objects.filter(organisation_id=organisation_id, entity_id__in=ids, until=None).values_list(
            "entity_id", flat=True
        )
    )
    latest = selectors.latest_contents(ids, [batch.year - 1])
    filed = selectors.drafts_of(ids, [batch.year])
    rows = []
    for entry in reading.entries:
        entity = known.get(entry.code)
        found = [_problem(*one) for one in entry.problems] or _of_entity(entry, entity, allowed, form)
        if not found and entity is not None:
            last = latest.get((entity.id, batch.year - 1), {})
            done = filed.get((entity.id, batch.year))
            found = _of_content(entry, form, last, filed=bool(done and done.versions))
        rows.append(_row(batch, entry, entity, found))
    strays = [_problem(*one) for one in reading.problems]
    return [*rows, *_stray_rows(batch, strays, reading.main, {row.number for row in rows})]


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


def _problem(sheet: str, line: int, column: str, words: Sentence, *, error: bool = True) -> Problem:
    return {"sheet": sheet, "line": line, "column": column, "zh": words.zh, "en": words.en, "error": error}


def _of_entity(entry: Entry, entity: Entity | None, allowed: set[int], form: Form) -> list[Problem]:
    if entity is None or entity.id not in allowed:
        words = Sentence(
            "没有受这一户的委托，或代码有误。请先由该主体在“委托代理”里委托。",
            "No mandate for this entity, or the code is wrong. The entity must engage you first.",
        )
        return [_problem("", entry.line, CODE, words)]
    if entity.category != form.kind.value:
        words = Sentence("这一户的类型不适用这张表。", "This entity is of another category than the form.")
        return [_problem("", entry.line, CODE, words)]
    return []


def _of_content(entry: Entry, form: Form, last: Mapping[str, Any], *, filed: bool) -> list[Problem]:
    if filed:
        words = Sentence("这一户本年度已经报过，要改请办理更正。", "Filed already; to change it, make a correction.")
        return [_problem("", entry.line, CODE, words)]
    checked = validate(form, entry.values, entry.shown, last=last)
    return [_located(one, entry, form) for one in checked.findings]


def _located(one: Finding, entry: Entry, form: Form) -> Problem:
    """A finding at its line and column of the file."""
    sheet, line = "", entry.line
    places = entry.lines.get(one.field, [])
    if one.row is not None and one.row < len(places):
        sheet, line = places[one.row]
    item = form.field(one.field)
    column = next((c.label.zh for c in item.columns if c.id == one.column), "") if item else ""
    label = column or (item.label.zh if item else one.field)
    return _problem(sheet, line, label, one.words, error=one.error)


@transaction.atomic
def begin_batch(*, batch_id: UUID, by: Actor, now: datetime) -> FilingBatch:
    """Let the good lines be filed; beginning twice changes nothing."""
    batch = FilingBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != BatchState.CHECKED:
        return batch
    batch.state = BatchState.RUNNING
    batch.save(update_fields=["state"])
    record_event(name=BEGUN, by=by, now=now, subject=("filing-batch", batch.pk), detail={"rows": batch.rows_total})
    return batch


@transaction.atomic
def drop_batch(*, batch_id: UUID, by: Actor, now: datetime) -> FilingBatch:
    """Give up a checked batch; what was typed in it is gone."""
    batch = FilingBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != BatchState.CHECKED:
        return batch
    batch.state, batch.finished_at = BatchState.DROPPED, now
    batch.save(update_fields=["state", "finished_at"])
    FilingBatchRow.objects.filter(batch=batch).update(content={})
    record_event(name=DROPPED, by=by, now=now, subject=("filing-batch", batch.pk))
    return batch


def file_next(*, batch_id: UUID, by: Actor, now: datetime) -> bool:
    """File one waiting line in its own transaction; False when none is left and the batch is finished.

    A line is locked while it is filed, so that two workers never file it twice.
    """
    with transaction.atomic():
        batch = FilingBatch.objects.get(pk=batch_id)
        if batch.state != BatchState.RUNNING:
            return False
        row = (
            FilingBatchRow.objects.select_for_update(skip_locked=True)
            .filter(batch_id=batch_id, state=RowState.READY)
            .order_by("number")
            .first()
        )
        if row is not None:
            _file_row(batch, row, by=by, now=now)
            return True
    return _finish(batch_id, by=by, now=now)


def _file_row(batch: FilingBatch, row: FilingBatchRow, *, by: Actor, now: datetime) -> None:
    entity = selectors.entity_by_code(row.code)
    try:
        with transaction.atomic():
            version = _filed(batch, row, entity, by=by, now=now)
    except (Refusal, Refusals) as refused:
        reasons = refused.refusals if isinstance(refused, Refusals) else [refused]
        row.state = RowState.REFUSED
        row.findings = [
            _problem("", row.number, one.field or "", Sentence(one.zh, one.en)) for one in reasons[:MOST_FINDINGS]
        ]
    else:
        row.state, row.receipt, row.filed_at, row.late = RowState.FILED, version.receipt, now, version.late
    row.content = {}
    row.save(update_fields=["state", "receipt", "filed_at", "late", "content", "findings"])


def _filed(
    batch: FilingBatch, row: FilingBatchRow, entity: Entity | None, *, by: Actor, now: datetime
) -> FilingVersion:
    held = entity is not None and Mandate.objects.filter(
        entity_id=entity.id, organisation_id=batch.organisation_id, until=None
    )
    if entity is None or not held:
        raise Refusal("filing.no-mandate", "委托已经结束，没有提交。", "The mandate has ended; nothing was filed.")
    return file_report(
        entity_id=entity.id,
        year=batch.year,
        values=row.content.get("values", {}),
        shown=row.content.get("shown", {}),
        channel=Channel.FILE,
        by=by,
        now=now,
    )


@transaction.atomic
def _finish(batch_id: UUID, *, by: Actor, now: datetime) -> bool:
    """Close the batch once no line waits; another worker may still hold the last ones."""
    batch = FilingBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != BatchState.RUNNING or FilingBatchRow.objects.filter(batch=batch, state=RowState.READY).exists():
        return False
    counts = selectors.batch_counts(batch_id)
    batch.state, batch.finished_at = BatchState.DONE, now
    batch.rows_filed, batch.rows_wrong = counts.get(RowState.FILED, 0), counts.get(RowState.WRONG, 0)
    batch.save(update_fields=["state", "finished_at", "rows_filed", "rows_wrong"])
    record_event(name=FINISHED, by=by, now=now, subject=("filing-batch", batch.pk), detail={"filed": batch.rows_filed})
    refused = counts.get(RowState.REFUSED, 0)
    send(
        party_kind="organisation",
        party_id=batch.organisation_id,
        words=Words(
            kind="filing-batch",
            title_zh=f"批量申报已完成：{batch.name}",
            title_en=f"Batch finished: {batch.name}",
            body_zh=f"提交 {batch.rows_filed} 户，未能提交 {refused} 户，有误 {batch.rows_wrong} 行。",
            body_en=f"{batch.rows_filed} filed, {refused} refused, {batch.rows_wrong} lines wrong.",
            link=f"/my/batches/{batch.pk}/",
        ),
        now=now,
    )
    return False
