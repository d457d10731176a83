"""The good lines of a checked file, filed some dozens at a time; each stands or is refused by itself.

A batch can be left and taken up again: what is filed is filed, what waits is filed next.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction

from gongbao.foundation.accounts.models import Mandate
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusals
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.filings import refusals, selectors
from gongbao.register.filings.actions.batch_checking import MOST_FINDINGS, problem
from gongbao.register.filings.actions.filing_many import Outcome, Report, file_reports, give_way
from gongbao.register.filings.models import (
    BatchState,
    Channel,
    FilingBatch,
    FilingBatchFile,
    FilingBatchRow,
    FilingVersion,
    RowState,
)

BEGUN = declare("filing.batch-begun", "批量申报开始提交", "batch begun")
FINISHED = declare("filing.batch-finished", "批量申报已完成", "batch finished")
#: Lines filed in one transaction: the more, the less each costs, and the more waits for the slowest.
AT_ONCE = 50
DROPPED = declare("filing.batch-dropped", "批量申报已放弃", "batch dropped")


@transaction.atomic
def begin_batch(*, batch_id: UUID, by: Actor, now: datetime) -> FilingBatch:
    """Let the good lines be filed; beginning twice changes nothing."""
    batch = FilingBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != BatchState.CHECKED:
        return batch
    batch.state, batch.begun_at = BatchState.RUNNING, now
    batch.save(update_fields=["state", "begun_at"])
    record_event(name=BEGUN, by=by, now=now, subject=("filing-batch", batch.pk), detail={"rows": batch.rows_total})
    return batch


@transaction.atomic
def drop_batch(*, batch_id: UUID, by: Actor, now: datetime) -> FilingBatch:
    """Give up a batch of which nothing was filed yet; what was typed in it is gone."""
    batch = FilingBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state not in {BatchState.CHECKING, BatchState.UNREADABLE, BatchState.CHECKED}:
        return batch
    batch.state, batch.finished_at = BatchState.DROPPED, now
    batch.save(update_fields=["state", "finished_at"])
    FilingBatchRow.objects.filter(batch=batch).update(content={})
    FilingBatchFile.objects.filter(batch=batch).delete()
    record_event(name=DROPPED, by=by, now=now, subject=("filing-batch", batch.pk))
    return batch


def file_next(*, batch_id: UUID, by: Actor, now: datetime, most: int = AT_ONCE) -> bool:
    """File the next waiting lines together; False when none is left and the batch is finished.

    The lines are locked while they are filed, so that two workers never file one twice. What keeps them from being
    filed together (somebody holds one of the firms for longer) concerns one of them only: then one is filed alone.
    """
    try:
        return _file_lines(batch_id, most, by=by, now=now)
    except DatabaseError:
        if most == 1:
            raise
        return _file_lines(batch_id, 1, by=by, now=now)


def _file_lines(batch_id: UUID, most: int, *, by: Actor, now: datetime) -> bool:
    with transaction.atomic():
        batch = FilingBatch.objects.get(pk=batch_id)
        if batch.state != BatchState.RUNNING:
            return False
        waiting = FilingBatchRow.objects.select_for_update(skip_locked=True)
        rows = list(waiting.filter(batch_id=batch_id, state=RowState.READY).order_by("number")[:most])
        if rows:
            if most > 1:
                give_way()
            _file_rows(batch, rows, by=by, now=now)
            return True
    return _finish(batch_id, by=by, now=now)


def _file_rows(batch: FilingBatch, rows: Sequence[FilingBatchRow], *, by: Actor, now: datetime) -> None:
    entities = selectors.entities_by_codes([row.code for row in rows])
    ids = [entity.id for entity in entities.values()]
    mandates = Mandate.objects.filter(entity_id__in=ids, organisation_id=batch.organisation_id, until=None)
    held = set(mandates.values_list("entity_id", flat=True))
    mine = [row for row in rows if row.code in entities and entities[row.code].id in held]
    reports = [
        Report(
            entities[row.code].id,
            batch.year,
            row.content.get("values", {}),
            row.content.get("shown", {}),
            by,
            at=now,
        )
        for row in mine
    ]
    filed = file_reports(reports=reports, channel=Channel.FILE, now=now)
    outcomes = {row.number: outcome for row, outcome in zip(mine, filed, strict=True)}
    for row in rows:
        _note(row, outcomes.get(row.number) or refusals.mandate_ended(), now)
    FilingBatchRow.objects.bulk_update(rows, ["state", "receipt", "filed_at", "late", "content", "findings"])


def _note(row: FilingBatchRow, outcome: Outcome, now: datetime) -> None:
    """What became of a line; what was typed in it is gone."""
    row.content = {}
    if isinstance(outcome, FilingVersion):
        row.state, row.receipt, row.filed_at, row.late = RowState.FILED, outcome.receipt, now, outcome.late
        return
    reasons = outcome.refusals if isinstance(outcome, Refusals) else [outcome]
    row.state = RowState.REFUSED
    row.findings = [
        problem("", row.number, one.field or "", Sentence(one.zh, one.en)) for one in reasons[:MOST_FINDINGS]
    ]


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
