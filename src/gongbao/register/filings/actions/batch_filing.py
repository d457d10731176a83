"""The good lines of a checked file, each filed in its own transaction.

A batch can be left and taken up again: what is filed is filed, what waits is filed next.
"""

from datetime import datetime
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
from gongbao.register.filings.actions.batch_checking import MOST_FINDINGS, problem
from gongbao.register.filings.actions.submitting import file_report
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
            problem("", row.number, one.field or "", Sentence(one.zh, one.en)) for one in reasons[:MOST_FINDINGS]
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
