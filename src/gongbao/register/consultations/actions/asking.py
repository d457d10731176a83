"""A department asks: one name, up to a thousand at once, or a list of up to 100,000. Every request is logged."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.screening.parties import Question
from gongbao.kernel.screening.receipt import Receipt
from gongbao.register.consultations import refusals
from gongbao.register.consultations.models import Consultation, Purpose
from gongbao.register.screening import actions as screening
from gongbao.register.screening import answers

ASKED = declare("consult.asked", "部门查询名录", "lists consulted by a department")
OUTCOMES = ("same", "possible", "related", "none", "unreadable")
MOST_AT_ONCE = answers.MOST_AT_ONCE


def open_purpose(code: str) -> Purpose:
    """A purpose one may name today. Refusal otherwise."""
    found = Purpose.objects.filter(code=code[:40], active=True).first()
    if found is None:
        raise refusals.no_purpose()
    return found


def reference_of(text: str) -> str:
    """The case or file. Refusal where it is missing or too long."""
    words = " ".join(text.split())
    if not words or len(words) > 120:
        raise refusals.no_reference()
    return words


@transaction.atomic
def consult(
    *, organisation_id: int, purpose: str, reference: str, questions: Sequence[Question], by: Actor, now: datetime
) -> tuple[Consultation, Receipt]:
    """Answer at once, by a signed receipt. The log keeps the root over its rows, not what was asked."""
    row = _logged(organisation_id, purpose, reference, by, now)
    receipt = answers.answered(questions, answers.in_hand(now), now)
    counts = dict.fromkeys(OUTCOMES, 0)
    for one in receipt.rows:
        counts[one["outcome"]] += 1
    _answered(row, receipt.statement, counts, now)
    row.save(force_insert=True)
    _record(row, by, now)
    return row, receipt


@transaction.atomic
def consult_list(
    *, organisation_id: int, purpose: str, reference: str, data: bytes, name: str, by: Actor, now: datetime
) -> Consultation:
    """Take in a list of up to 100,000 lines; it is answered in the background and logged whole when it is."""
    row = _logged(organisation_id, purpose, reference, by, now)
    job = screening.take_job(
        data=data,
        name=name,
        purpose=f"{row.purpose.zh} {row.reference}",
        organisation_id=organisation_id,
        by=by,
        now=now,
    )
    row.job_id = job.pk
    row.save(force_insert=True)
    _record(row, by, now)
    return row


def hear_answered(
    *, job_id: UUID, statement: Mapping[str, Any] | None, counts: Mapping[str, int], now: datetime
) -> None:
    """A list is answered: what was asked is now committed to. Lists that no department asked are no business here."""
    row = Consultation.objects.select_for_update().filter(job_id=job_id).first()
    if row is None:
        return
    if statement is None:
        row.answered_at = now
    else:
        _answered(row, statement, counts, now)
    row.save(update_fields=["lines", *OUTCOMES, "digest", "list_version", "answered_at"])


def _logged(organisation_id: int, purpose: str, reference: str, by: Actor, now: datetime) -> Consultation:
    return Consultation(
        organisation_id=organisation_id,
        purpose=open_purpose(purpose),
        reference=reference_of(reference),
        asked_at=now,
        asked_by=by.label[:120],
        by_program=by.kind is ActorKind.TOKEN,
    )


def _answered(row: Consultation, statement: Mapping[str, Any], counts: Mapping[str, int], now: datetime) -> None:
    row.digest, row.lines = statement["root"], statement["rows"]
    row.list_version, row.answered_at = statement["list"]["version"], now
    for outcome in OUTCOMES:
        setattr(row, outcome, counts.get(outcome, 0))


def _record(row: Consultation, by: Actor, now: datetime) -> None:
    detail = {"purpose": row.purpose_id, "reference": row.reference, "digest": row.digest}
    record_event(name=ASKED, by=by, now=now, subject=("consultation", row.pk), detail=detail)
