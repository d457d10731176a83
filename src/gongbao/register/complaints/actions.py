"""Every write of complaints: taken in, verified, answered in writing, led on to a targeted check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.accounts.codes import code_hash, new_code
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.duties.owed import Owed
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.files.actions import EVIDENCE, About, attach
from gongbao.kernel.statutes import Kind as EntityKind
from gongbao.register.complaints import refusals
from gongbao.register.complaints.models import (
    Complaint,
    Identity,
    IdentityReading,
    Kind,
    Reporter,
    State,
)
from gongbao.register.complaints.rules import (
    ABOUT,
    ANSWER,
    LONGEST_WORDS,
    MOST_FILES,
    QUERY,
    SHORTEST_WORDS,
    answer_terms,
    may_become,
)
from gongbao.register.complaints.sealing import opened, sealed
from gongbao.register.entities.models import Entity
from gongbao.register.inspections import actions as inspections
from gongbao.register.inspections.models import Inspection, Origin, Result
from gongbao.register.listings.actions import Evidence
from gongbao.register.listings.actions.writing import office_of

SUBJECT = "complaint"
RECEIVED = declare("complaint.received", "收到举报", "complaint received")
TAKEN_UP = declare("complaint.taken-up", "举报开始核实", "complaint taken up")
ANSWERED_EVENT = declare("complaint.answered", "举报已答复", "complaint answered")
LED_ON = declare("complaint.check-opened", "举报转为检查", "complaint led to a check")
IDENTITY_READ = declare("complaint.identity-read", "查看举报人信息", "complainant's identity read")
IDENTITY_ERASED = declare("complaint.identity-erased", "删除举报人信息", "complainant's identity erased")
SHORTEST_PURPOSE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody tells. `identity` may be empty: then the receipt code alone leads to the answer."""

    words: str
    about: tuple[str, ...]
    kind: str = Kind.FALSEHOOD
    reporter: str = Reporter.PERSON
    identity: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """A complaint taken in; `receipt` is shown once and kept only as a hash."""

    complaint: Complaint
    receipt: str


@transaction.atomic
def receive(*, entity_id: int, told: Told, files: Sequence[Evidence], by: Actor, now: datetime) -> Taken:
    """Take a complaint in: the office owes a written answer in twenty working days (R 13)."""
    _check(told, files)
    entity, on, receipt = Entity.objects.get(id=entity_id), china_date(now), new_code()
    authority, identity = office_of(entity), uuid7()
    complaint = Complaint(
        entity=entity,
        id=identity,
        number=f"JB-{entity.region[:6]}-{on:%Y%m%d}-{str(identity)[-6:].upper()}",
        kind=told.kind,
        reporter=told.reporter,
        about=[one for one in ABOUT if one in told.about],
        words=told.words.strip()[:LONGEST_WORDS],
        receipt_hash=code_hash(receipt),
        received_at=now,
        region=entity.region,
        authority=authority.name,
        organisation_id=authority.organisation_id,
    )
    complaint.save(force_insert=True)
    Identity.objects.bulk_create(
        Identity(complaint=identity, field=name, sealed=sealed(value.strip()[:300]), recorded_at=now)
        for name, value in told.identity.items()
        if value.strip()
    )
    # Attachments hang on the complaint alone: nothing of it is reachable from the entity.
    for file in files:
        attach(stream=file.stream, name=file.name, about=About(SUBJECT, str(identity)), by=by, now=now, limits=EVIDENCE)
    duties.open_duty(
        owed=Owed(
            party_id=authority.organisation_id or 0,
            party_kind=PartyKind.ORGANISATION,
            region=entity.region,
            terms=answer_terms(EntityKind(entity.category), told.kind == Kind.QUERY, on),
            subject=(SUBJECT, str(identity)),
            about_entity=entity.id,
        ),
        by=by,
        now=now,
    )
    record_event(
        name=RECEIVED, by=by, now=now, subject=(SUBJECT, identity), detail={"kind": told.kind, "files": len(files)}
    )
    push(topic="complaints", audience=[f"organisation:{authority.organisation_id}"])
    return Taken(complaint, receipt)


def _check(told: Told, files: Sequence[Evidence]) -> None:
    if told.kind not in Kind.values or told.reporter not in Reporter.values:
        raise refusals.choose_kind()
    if not any(one in ABOUT for one in told.about):
        raise refusals.choose_what()
    if len(told.words.strip()) < SHORTEST_WORDS:
        raise refusals.say_more(SHORTEST_WORDS)
    if len(files) > MOST_FILES:
        raise refusals.too_many_files(MOST_FILES)


@transaction.atomic
def take_up(*, entity_id: int, complaint_id: UUID, by: Actor, now: datetime) -> Complaint:
    """The office begins to verify."""
    complaint = _held(entity_id, complaint_id)
    if not may_become(complaint.state, State.VERIFYING):
        raise refusals.not_now()
    complaint.state, complaint.taken_up_at, complaint.taken_up_by = State.VERIFYING, now, by.label[:80]
    complaint.save(update_fields=["state", "taken_up_at", "taken_up_by"])
    record_event(name=TAKEN_UP, by=by, now=now, subject=(SUBJECT, complaint_id))
    return complaint


@transaction.atomic
def answer(
    *,
    entity_id: int,
    complaint_id: UUID,
    outcome: str,
    words: str,
    by: Actor,
    now: datetime,
    notes: str = "",
) -> Complaint:
    """Answer in writing. A confirmed falsehood has led to a check, or it is on file why none is needed."""
    complaint = _held(entity_id, complaint_id)
    if not may_become(complaint.state, outcome):
        raise refusals.not_now()
    if not words.strip():
        raise refusals.answer_needed()
    if outcome == State.CONFIRMED and complaint.inspection_id is None and not notes.strip():
        raise refusals.follow_up_needed()
    complaint.state, complaint.answered_at, complaint.answered_by = outcome, now, by.label[:80]
    complaint.answer = words.strip()[:LONGEST_WORDS]
    complaint.notes = notes.strip()[:LONGEST_WORDS] or complaint.notes
    complaint.save(update_fields=["state", "answered_at", "answered_by", "answer", "notes"])
    duties.discharge(
        party_id=complaint.organisation_id or 0,
        kind=QUERY if complaint.kind == Kind.QUERY else ANSWER,
        by=by,
        now=now,
        with_=complaint.number,
        subject=(SUBJECT, str(complaint_id)),
    )
    record_event(name=ANSWERED_EVENT, by=by, now=now, subject=(SUBJECT, complaint_id), detail={"outcome": str(outcome)})
    return complaint


@transaction.atomic
def open_check(
    *,
    entity_id: int,
    complaint_id: UUID,
    reason: str,
    scope: Sequence[str],
    inspector_codes: Sequence[str],
    by: Actor,
    now: datetime,
    finish_by: date | None = None,
) -> Inspection:
    """Verify by a targeted check (K25 6), the reason on file; nothing in it tells who complained."""
    complaint = _held(entity_id, complaint_id)
    if complaint.inspection_id is not None:
        raise refusals.not_now()
    if any(value and value in reason for value in _identity(complaint_id).values()):
        raise refusals.reveals()
    inspection = inspections.open_targeted(
        entity_id=entity_id,
        brief=inspections.Brief(
            origin=Origin.COMPLAINT,
            origin_id=str(complaint_id),
            title="公示信息专项检查",
            reason=reason,
            scope=tuple(scope),
            finish_by=finish_by,
        ),
        inspector_codes=inspector_codes,
        by=by,
        now=now,
    )
    complaint.inspection_id = inspection.id
    if complaint.state == State.RECEIVED:
        complaint.state, complaint.taken_up_at, complaint.taken_up_by = State.VERIFYING, now, by.label[:80]
    complaint.save(update_fields=["inspection_id", "state", "taken_up_at", "taken_up_by"])
    record_event(
        name=LED_ON, by=by, now=now, subject=(SUBJECT, complaint_id), detail={"inspection": str(inspection.id)}
    )
    return inspection


@transaction.atomic
def hear_result(*, entity_id: int, origin: str, origin_id: str, now: datetime) -> None:
    """The check's result is published: whoever follows the complaint sees it."""
    if origin != Origin.COMPLAINT:
        return
    complaint = Complaint.objects.select_for_update().filter(entity_id=entity_id, id=origin_id).first()
    if complaint is not None and complaint.inspection_id is not None:
        complaint.result_id = (
            Result.objects.filter(entity_id=entity_id, inspection_id=complaint.inspection_id)
            .values_list("id", flat=True)
            .first()
        )
        complaint.save(update_fields=["result_id"])


@transaction.atomic
def read_identity(*, entity_id: int, complaint_id: UUID, purpose: str, by: Actor, now: datetime) -> dict[str, str]:
    """Who complained, in full. Who reads it and why is written down first."""
    stated = purpose.strip()
    if len(stated) < SHORTEST_PURPOSE:
        raise refusals.purpose_needed()
    complaint = _held(entity_id, complaint_id)
    IdentityReading(
        complaint=complaint.id, at=now, actor_id=by.id, actor_label=by.label[:120], purpose=stated[:200]
    ).save(force_insert=True)
    record_event(name=IDENTITY_READ, by=by, now=now, subject=(SUBJECT, complaint_id), detail={"purpose": stated[:200]})
    return _identity(complaint_id)


@transaction.atomic
def erase_identity(*, entity_id: int, complaint_id: UUID, ground: str, by: Actor, now: datetime) -> int:
    """The complainant's details are gone for good; the complaint stays."""
    if len(ground.strip()) < SHORTEST_PURPOSE:
        raise refusals.purpose_needed()
    complaint = _held(entity_id, complaint_id)
    gone = Identity.objects.filter(complaint=complaint.id, erased_at=None).update(sealed="", erased_at=now)
    record_event(name=IDENTITY_ERASED, by=by, now=now, subject=(SUBJECT, complaint_id), detail={"ground": ground[:200]})
    return gone


def _identity(complaint_id: UUID) -> dict[str, str]:
    return {row.field: opened(row.sealed) for row in Identity.objects.filter(complaint=complaint_id, erased_at=None)}


def _held(entity_id: int, complaint_id: UUID) -> Complaint:
    return Complaint.objects.select_for_update().get(entity_id=entity_id, id=complaint_id)
