"""The record from the spot: the same one sent twice is one; two that contradict each other are shown to both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.accounts.actions.personal import Subject, record_facts
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.files.actions import EVIDENCE, About, attach
from gongbao.foundation.files.store import digest
from gongbao.foundation.notices.actions import Words, send
from gongbao.kernel.statutes import Kind
from gongbao.kernel.statutes.inspection import Method, Obstruction, RecordFacts, check_record
from gongbao.register.inspections import refusals, selectors
from gongbao.register.inspections.actions.writing import (
    CONFLICTED,
    COOPERATE,
    RECORDED,
    SETTLED,
    SUBJECT,
    VISIT,
    done,
    firm_done,
    hold,
    move,
    signer,
    user_id,
)
from gongbao.register.inspections.models import (
    Assignment,
    Inspection,
    Outcome,
    RecordAnswer,
    RecordState,
    Signing,
    VisitRecord,
)
from gongbao.register.inspections.rules import ANSWERS, digest_of, office_link, questions_for
from gongbao.register.listings.actions import Evidence

RECORD, SIGNATURE = "visit-record", "visit-signature"
MOST_FILES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the inspectors wrote down. `answers` is question to (answer, note)."""

    record: UUID
    method: str
    outcome: str
    visited_at: datetime
    present: tuple[str, ...]
    certificates_shown: bool
    signing: str
    words: str = ""
    obstructions: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    consented: bool = False
    signer_name: str = ""
    signer_post: str = ""
    refusal_reason: str = ""
    witness_name: str = ""
    witness_phone: str = ""

    def values(self) -> dict[str, Sequence[str]]:
        """Everything that was written, for the fingerprint."""
        return {
            "answers": [f"{key}={answer}={note}" for key, (answer, note) in sorted(self.answers.items())],
            "certificates": [str(self.certificates_shown)],
            "method": [self.method],
            "outcome": [self.outcome, *sorted(self.obstructions)],
            "present": sorted(self.present),
            "signing": [self.signing, str(self.consented), self.signer_name, self.signer_post, self.refusal_reason],
            "visited_at": [self.visited_at.isoformat()],
            "witness": [self.witness_name, self.witness_phone],
            "words": [self.words],
        }


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a record: new, the same as before, or in conflict with another's."""

    record: VisitRecord
    outcome: str


@transaction.atomic
def take_record(
    *,
    entity_id: int,
    inspection_id: UUID,
    seen: Seen,
    photos: Sequence[Evidence],
    by: Actor,
    now: datetime,
    signature: Evidence | None = None,
) -> Taken:
    """Keep a record. Sent again unchanged it is the same; with other content Refusal; a second person's record of a
    visit that has one is kept as conflicting, and both are told.
    """
    inspection = hold(entity_id, inspection_id)
    print_ = _fingerprint(seen, photos, signature)
    known = VisitRecord.objects.filter(entity_id=entity_id, id=seen.record).first()
    if known is not None:
        if known.digest != print_ or known.inspection_id != inspection_id:
            raise refusals.other_content()
        return Taken(known, "same")
    _check(inspection, seen, signature, now)
    standing = selectors.standing_record(inspection)
    mine = standing is not None and standing.sent_by_user == user_id(by)
    record = _keep(inspection, seen, print_, standing, mine=mine, by=by, now=now)
    _attach(record, photos, signature, by=by, now=now)
    move(inspection, "record")
    inspection.method = seen.method
    inspection.save(update_fields=["state", "method"])
    conflict = record.state == RecordState.CONFLICTING
    done(inspection, VISIT, inspection.number, by=by, now=now)
    firm_done(inspection, COOPERATE, inspection.number, subject=(SUBJECT, str(inspection.id)), by=by, now=now)
    record_event(
        name=CONFLICTED if conflict else RECORDED,
        by=by,
        now=now,
        subject=(SUBJECT, inspection.id),
        party_id=entity_id,
        detail={"record": str(record.id), "outcome": seen.outcome, "signing": seen.signing},
    )
    if conflict:
        _tell_conflict(inspection, now)
    push(topic="inspections", audience=[f"organisation:{inspection.organisation_id}"])
    return Taken(record, "conflict" if conflict else "new")


def _fingerprint(seen: Seen, photos: Sequence[Evidence], signature: Evidence | None) -> str:
    files = [digest(one.stream, EVIDENCE.size)[0] for one in photos[:MOST_FILES]]
    if signature is not None:
        files.append("signature:" + digest(signature.stream, EVIDENCE.size)[0])
    return digest_of(seen.values(), files)


def _check(inspection: Inspection, seen: Seen, signature: Evidence | None, now: datetime) -> None:
    """Refusal(s) where values are unknown, somebody was not assigned, or the record is not whole (K25 9)."""
    known = (
        ("method", seen.method in {one.value for one in Method}),
        ("outcome", seen.outcome in Outcome.values),
        ("signing", seen.signing in Signing.values),
        ("obstructions", all(one in {o.value for o in Obstruction} for one in seen.obstructions)),
        ("obstructions", (seen.outcome == Outcome.OBSTRUCTED) == bool(seen.obstructions)),
        ("visited_at", seen.visited_at <= now),
    )
    for name, fine in known:
        if not fine:
            raise refusals.wrong_value(name)
    assigned = set(
        Assignment.objects.filter(
            entity_id=inspection.entity_id, inspection_id=inspection.id, since__lte=now
        ).values_list("code", flat=True)
    )
    if not set(seen.present) <= assigned:
        raise refusals.not_an_inspector()
    name_given = bool(seen.signer_name.strip()) and seen.consented
    signed = {
        Signing.DRAWN: name_given and signature is not None,
        Signing.TYPED: name_given,
        Signing.SEALED: True,
        Signing.REFUSED: False,
    }[Signing(seen.signing)]
    if seen.signing in {Signing.DRAWN, Signing.TYPED} and not signed:
        raise refusals.words_needed(
            "signer_name",
            "请写签字人姓名、签名，并勾选“已阅读并同意”。",
            "Give the signer's name and signature, and that they read it and agree.",
        )
    facts = RecordFacts(
        method=Method(seen.method),
        inspectors=len(set(seen.present)),
        certificates_shown=seen.certificates_shown,
        signed=signed,
        refusal_reason=seen.refusal_reason,
        witness=seen.witness_name,
    )
    flaws = check_record(facts, china_date(now))
    if flaws:
        raise refusals.flawed(flaws)


def _keep(
    inspection: Inspection,
    seen: Seen,
    print_: str,
    standing: VisitRecord | None,
    *,
    mine: bool,
    by: Actor,
    now: datetime,
) -> VisitRecord:
    """The row with its answers; names apart. One's own later record takes the earlier one's place."""
    state = RecordState.STANDING
    if standing is not None and mine:
        VisitRecord.objects.filter(entity_id=inspection.entity_id, id=standing.id).update(state=RecordState.SUPERSEDED)
    elif standing is not None:
        state = RecordState.CONFLICTING
    record = VisitRecord(
        entity_id=inspection.entity_id,
        id=seen.record,
        inspection_id=inspection.id,
        digest=print_,
        method=seen.method,
        outcome=seen.outcome,
        obstructions=list(seen.obstructions),
        visited_at=seen.visited_at,
        received_at=now,
        sent_by=signer(by),
        sent_by_user=user_id(by),
        present=list(seen.present),
        certificates_shown=seen.certificates_shown,
        words=seen.words.strip(),
        signing=seen.signing,
        consented=seen.consented,
        signer_post=seen.signer_post.strip()[:80],
        refusal_reason=seen.refusal_reason.strip()[:500] if seen.signing == Signing.REFUSED else "",
        state=state,
    )
    record.save(force_insert=True)
    _keep_parts(inspection, record, seen, by=by, now=now)
    return record


def _keep_parts(inspection: Inspection, record: VisitRecord, seen: Seen, *, by: Actor, now: datetime) -> None:
    """The answers, and who signed and who witnessed, apart."""
    asked = {one.code for one in questions_for(Kind(inspection.entity.category))}
    RecordAnswer.objects.bulk_create(
        RecordAnswer(
            entity_id=inspection.entity_id, record_id=record.id, question=key, answer=answer, note=note.strip()[:500]
        )
        for key, (answer, note) in seen.answers.items()
        if key in asked and answer in ANSWERS
    )
    record_facts(
        subject=Subject(RECORD, str(record.id), inspection.entity_id),
        values={
            "signer.name": seen.signer_name[:300],
            "witness.name": seen.witness_name[:300],
            "witness.phone": seen.witness_phone[:300],
        },
        by=by,
        now=now,
    )


def _attach(
    record: VisitRecord, photos: Sequence[Evidence], signature: Evidence | None, *, by: Actor, now: datetime
) -> None:
    about = About(RECORD, str(record.id), record.entity_id)
    for photo in photos[:MOST_FILES]:
        attach(stream=photo.stream, name=photo.name, about=about, by=by, now=now, limits=EVIDENCE)
    if signature is not None and record.signing == Signing.DRAWN:
        about = About(SIGNATURE, str(record.id), record.entity_id)
        attach(stream=signature.stream, name="signature.png", about=about, by=by, now=now, limits=EVIDENCE)


def _tell_conflict(inspection: Inspection, now: datetime) -> None:
    """Both inspectors see it on their pages; the office reads it in its inbox."""
    if inspection.organisation_id is None:
        return
    send(
        party_kind="organisation",
        party_id=inspection.organisation_id,
        words=Words(
            kind="record-conflict",
            title_zh=f"两份检查记录冲突：{inspection.number}",
            title_en=f"Two records contradict each other: {inspection.number}",
            body_zh="两名检查人员各交了一份记录。两份都已保存，请确认以哪一份为准。",
            body_en="Two inspectors each sent a record. Both are kept; say which one stands.",
            link=office_link(inspection.entity_id, inspection.id),
        ),
        now=now,
    )


@transaction.atomic
def settle_conflict(*, entity_id: int, inspection_id: UUID, record_id: UUID, by: Actor, now: datetime) -> VisitRecord:
    """Say which record stands; the others stay on file as superseded."""
    inspection = hold(entity_id, inspection_id)
    rows = VisitRecord.objects.select_for_update().filter(entity_id=entity_id, inspection_id=inspection_id)
    chosen = rows.filter(id=record_id).exclude(state=RecordState.SUPERSEDED).first()
    if chosen is None or inspection.state not in selectors.RUNNING:
        raise refusals.not_now(inspection.state)
    rows.exclude(id=record_id).update(state=RecordState.SUPERSEDED, settled_by=signer(by))
    rows.filter(id=record_id).update(state=RecordState.STANDING, settled_by=signer(by))
    inspection.method = chosen.method
    inspection.save(update_fields=["method"])
    record_event(
        name=SETTLED,
        by=by,
        now=now,
        subject=(SUBJECT, inspection_id),
        party_id=entity_id,
        detail={"record": str(record_id)},
    )
    chosen.refresh_from_db()
    return chosen
