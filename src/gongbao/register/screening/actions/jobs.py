"""Long lists, answered in the background: taken in, answered part by part, signed at the end.

Each part is its own transaction. A job that was stopped goes on behind its last part, by the version it began with.
"""

import json
import secrets
import zlib
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.bus import tell
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.files.actions import clean_name
from gongbao.foundation.notices.actions import Words, send
from gongbao.kernel.screening import receipt as receipts
from gongbao.kernel.screening import sheets
from gongbao.kernel.screening.bulk import answered
from gongbao.kernel.screening.parties import Answer
from gongbao.kernel.screening.screener import VERSION
from gongbao.kernel.statutes import Sentence
from gongbao.register.screening import answers, refusals, selectors
from gongbao.register.screening.desk import Loaded, load
from gongbao.register.screening.models import Job, JobFile, JobPart, JobState

ASKED = declare("screening.asked", "名单核验已提交", "list handed in for screening")
ANSWERED = declare("screening.answered", "名单核验已完成", "list screened")
UNREADABLE = declare("screening.unreadable", "核验名单读不出", "list not readable")
DELETED = declare("screening.deleted", "核验结果已删除", "screening deleted")
MOST_LINES = 100_000
MOST_BYTES = 64 * 1024 * 1024
STEP = 500


@transaction.atomic
def take_job(*, data: bytes, name: str, purpose: str, organisation_id: int, by: Actor, now: datetime) -> Job:
    """Take in a list, to be screened in the background."""
    if not data.strip():
        raise refusals.nothing_asked()
    if len(data) > MOST_BYTES:
        raise refusals.too_many(MOST_LINES)
    job = Job(
        organisation_id=organisation_id,
        name=clean_name(name),
        purpose=purpose.strip()[:200],
        salt=secrets.token_bytes(32),
        asked_at=now,
        asked_by=by.label[:80],
    )
    job.save(force_insert=True)
    JobFile(job=job, data=data).save(force_insert=True)
    record_event(
        name=ASKED, by=by, now=now, subject=("screening", job.pk), detail={"bytes": len(data), "purpose": job.purpose}
    )
    return job


def work_on(*, job_id: UUID, by: Actor, now: datetime) -> Job:
    """Answer what is not answered yet, then sign. Safe to call again after any stop."""
    job = Job.objects.get(pk=job_id)
    file = JobFile.objects.filter(job=job).first()
    if file is None or job.state not in (JobState.WAITING, JobState.RUNNING):
        return job
    try:
        lines = list(islice(sheets.lines_of_file(bytes(file.data)), MOST_LINES + 1))
    except sheets.Unreadable as wrong:
        return _unreadable(job, wrong.words, by=by, now=now)
    if not lines or len(lines) > MOST_LINES:
        told = refusals.too_many(MOST_LINES) if lines else refusals.nothing_asked()
        return _unreadable(job, Sentence(told.zh, told.en), by=by, now=now)
    loaded = _begin(job, len(lines), now)
    parts = JobPart.objects.filter(job=job).count()
    for number in range(parts, -(-len(lines) // STEP)):
        step = lines[number * STEP : (number + 1) * STEP]
        _keep(job, number, step, _rows(job, step, number * STEP, loaded))
    return _sign(job, loaded, by=by, now=now)


def _begin(job: Job, lines: int, now: datetime) -> Loaded:
    """The version this job is answered by: the one in hand when it began, also after a stop."""
    current = answers.in_hand(now)
    if job.listed is None:
        job.state, job.lines, job.listed = JobState.RUNNING, lines, current.row
        job.save(update_fields=["state", "lines", "listed"])
    return current if job.listed.pk == current.row.pk else load(job.listed)


def _rows(job: Job, step: Sequence[sheets.Line], before: int, loaded: Loaded) -> list[dict[str, object]]:
    asked = answered([line.question for line in step if not line.problem], loaded.screener)
    rows = []
    for number, line in enumerate(step, before + 1):
        answer = (
            Answer(line.question, problem_zh=line.problem.zh, problem_en=line.problem.en)
            if line.problem
            else next(asked)
        )
        rows.append(receipts.row_of(number, answer, bytes(job.salt)))
    return rows


@transaction.atomic
def _keep(job: Job, number: int, step: Sequence[sheets.Line], rows: Sequence[dict[str, object]]) -> None:
    told = [[line.number, line.question.name, line.question.code, row] for line, row in zip(step, rows, strict=True)]
    packed = zlib.compress("\n".join(json.dumps(one, ensure_ascii=False) for one in told).encode())
    hits = sum(row["outcome"] != "none" for row in rows)
    JobPart(job=job, number=number, lines=len(rows), hits=hits, rows=packed).save(force_insert=True)
    for row in rows:
        outcome = str(row["outcome"])
        job.counts[outcome] = job.counts.get(outcome, 0) + 1
    job.done += len(rows)
    job.save(update_fields=["counts", "done"])


@transaction.atomic
def _sign(job: Job, loaded: Loaded, *, by: Actor, now: datetime) -> Job:
    """The statement over all rows; what was uploaded is forgotten, the answers stay until they are deleted."""
    rows = [row for _, _, _, row in selectors.told(job)]
    job.statement = receipts.statement(
        rows=rows, root=receipts.root_over(rows), asked_of=loaded.asked, algorithm=VERSION, at=now
    )
    job.signature = loaded.pen.line(receipts.note_text(job.statement))
    job.vkey, job.state, job.finished_at = loaded.pen.vkey, JobState.DONE, now
    job.save(update_fields=["statement", "signature", "vkey", "state", "finished_at"])
    JobFile.objects.filter(job=job).delete()
    record_event(name=ANSWERED, by=by, now=now, subject=("screening", job.pk), detail=dict(job.counts))
    tell(ANSWERED, {"job_id": job.pk, "statement": job.statement, "counts": job.counts, "now": now})
    found = sum(count for outcome, count in job.counts.items() if outcome in ("same", "possible", "related"))
    send(
        party_kind="organisation",
        party_id=job.organisation_id,
        words=Words(
            kind="screening",
            title_zh=f"名单核验已完成：{job.name}",
            title_en=f"Screening finished: {job.name}",
            body_zh=f"共 {job.lines} 行，{found} 行需要看一看。名称相近只是线索，请用代码核实。",
            body_en=f"{job.lines} lines, {found} of them to be looked at. A like name is a lead: confirm by the code.",
            link=f"/screening/{job.pk}/",
        ),
        now=now,
    )
    return job


@transaction.atomic
def _unreadable(job: Job, words: Sentence, *, by: Actor, now: datetime) -> Job:
    job.state, job.refused, job.finished_at = JobState.UNREADABLE, {"zh": words.zh, "en": words.en}, now
    job.save(update_fields=["state", "refused", "finished_at"])
    JobFile.objects.filter(job=job).delete()
    record_event(name=UNREADABLE, by=by, now=now, subject=("screening", job.pk))
    tell(ANSWERED, {"job_id": job.pk, "statement": None, "counts": {}, "now": now})
    return job


@transaction.atomic
def delete_job(*, job_id: UUID, by: Actor, now: datetime) -> None:
    """Forget a job with its questions and answers. Receipts already taken away stay valid."""
    job = Job.objects.select_for_update().get(pk=job_id)
    record_event(name=DELETED, by=by, now=now, subject=("screening", job.pk), detail={"lines": job.lines})
    job.delete()
