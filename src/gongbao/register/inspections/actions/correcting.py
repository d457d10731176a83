"""A published result was wrong: one officer says why and what is right, another publishes it as the next version.

The version before stays readable beside it; its commitment is named in the new entry of the log.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from unicodedata import normalize
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.ledger.actions import enqueue
from gongbao.foundation.notices.actions import Words, send
from gongbao.kernel.statutes.findings import FindingKind, wrong_codes
from gongbao.kernel.statutes.inspection import result_list_of
from gongbao.register.inspections import refusals, selectors
from gongbao.register.inspections.actions.concluding import Found, finding_kind, keep_finding, listing_due
from gongbao.register.inspections.actions.writing import (
    CORRECT,
    CORRECTED,
    DECLINED,
    LISTING,
    PROPOSED,
    SUBJECT,
    done,
    fixed_terms,
    hold,
    office_owes,
    signer,
    user_id,
)
from gongbao.register.inspections.models import Correction, CorrectionState, Finding, Inspection, Result, State
from gongbao.register.inspections.rules import (
    CORRECTION_DAYS,
    CorrectionText,
    ResultText,
    basis,
    correction_citation,
    own_link,
    publicly,
    to_correct,
)
from gongbao.register.records.actions import publish


@transaction.atomic
def propose_correction(
    *,
    entity_id: int,
    inspection_id: UUID,
    codes: Sequence[str],
    reason: str,
    by: Actor,
    now: datetime,
    withdraws: Sequence[UUID] = (),
    found: Sequence[Found] = (),
) -> Correction:
    """Say what the published result should read, and why. Nothing changes until another officer publishes it."""
    inspection, result = _published(entity_id, inspection_id)
    if Correction.objects.filter(entity_id=entity_id, result_id=result.id, state=CorrectionState.PROPOSED).exists():
        raise refusals.correction_waiting()
    if not reason.strip():
        raise refusals.words_needed("reason", "请写明更正的理由，理由会公示。", "Say why; the reason is published.")
    findings = selectors.findings_of(inspection)
    if not set(withdraws) <= {one.id for one in findings}:
        raise refusals.wrong_value("withdraws")
    remaining = [one for one in findings if one.id not in set(withdraws)]
    _fits(inspection, result, remaining, found, codes, china_date(now))
    kinds = {one.obstruction for one in remaining} | {one.obstruction for one in found}
    if sorted(set(codes)) == sorted(result.codes) and not withdraws and not found:
        raise refusals.nothing_to_correct()
    correction = Correction(
        entity_id=entity_id,
        inspection_id=inspection_id,
        result_id=result.id,
        version=result.versions + 1,
        reason=reason.strip(),
        codes_before=list(result.codes),
        obstructions_before=list(result.obstructions),
        codes=sorted(set(codes)),
        obstructions=sorted(kinds - {""}),
        withdraws=list(withdraws),
        adds=[asdict(one) for one in found],
        proposed_at=now,
        proposed_by=signer(by),
        proposed_by_user=user_id(by),
    )
    correction.save(force_insert=True)
    _review_due(inspection, correction, by=by, now=now)
    _record(PROPOSED, inspection, correction, by=by, now=now)
    return correction


def _published(entity_id: int, inspection_id: UUID) -> tuple[Inspection, Result]:
    """Inspection and result, locked; Refusal before the result is published."""
    inspection = hold(entity_id, inspection_id)
    result = Result.objects.select_for_update().filter(entity_id=entity_id, inspection_id=inspection_id).first()
    if inspection.state != State.PUBLISHED or result is None:
        raise refusals.not_now(inspection.state)
    return inspection, result


def _fits(
    inspection: Inspection,
    result: Result,
    remaining: Sequence[Finding],
    found: Sequence[Found],
    codes: Sequence[str],
    on: date,
) -> None:
    """Refusal unless the results fit the findings that hold, by the list the result was published by."""
    kinds = [FindingKind(one.kind) for one in remaining]
    known = {(one.kind, one.period, one.obstruction) for one in remaining}
    for one in found:
        kinds.append(finding_kind(one))
        if (one.kind, one.period, one.obstruction) in known:
            raise refusals.found_already()
        known.add((one.kind, one.period, one.obstruction))
    if any(one.kind == FindingKind.UNREACHABLE for one in found):
        reach = selectors.reach(inspection, on)
        if not reach.proved:
            raise refusals.not_proved(reach.step)
    wrong = wrong_codes(list(codes), kinds, result_list_of(result.list_id))
    if wrong:
        raise refusals.result_does_not_fit(wrong[0])


def _review_due(inspection: Inspection, correction: Correction, *, by: Actor, now: datetime) -> None:
    """R 12 says "without delay" and no number of days: five days are the office's own term."""
    on = china_date(now)
    terms = fixed_terms(CORRECT, on + timedelta(days=CORRECTION_DAYS), correction_citation(on))
    office_owes(inspection, terms, by=by, now=now, subject=str(correction.id))


def _record(name: str, inspection: Inspection, correction: Correction, *, by: Actor, now: datetime) -> None:
    record_event(
        name=name,
        by=by,
        now=now,
        subject=(SUBJECT, inspection.id),
        party_id=inspection.entity_id,
        detail={"correction": str(correction.id), "version": correction.version, "codes": correction.codes},
    )


def _deciding(entity_id: int, correction_id: UUID, by: Actor) -> tuple[Inspection, Result, Correction]:
    """The waiting correction with what it corrects, locked; Refusal where it is decided, or decided by oneself."""
    asked = Correction.objects.get(entity_id=entity_id, id=correction_id)
    inspection, result = _published(entity_id, asked.inspection_id)
    correction = Correction.objects.select_for_update().get(entity_id=entity_id, id=correction_id)
    if correction.state != CorrectionState.PROPOSED:
        raise refusals.correction_decided()
    who = user_id(by)
    if who is None or who == correction.proposed_by_user or selectors.has_been_assigned(who, inspection):
        raise refusals.proposed_by_oneself()
    return inspection, result, correction


@transaction.atomic
def publish_correction(*, entity_id: int, correction_id: UUID, by: Actor, now: datetime) -> Correction:
    """Another officer agrees: the next version is published and logged, naming the one before; clocks follow."""
    inspection, result, correction = _deciding(entity_id, correction_id, by)
    body = _body(inspection, result, correction, china_date(now))
    previous = _commitment_before(result)
    sealed = enqueue(
        record=result.id, version=correction.version, kind="decision", body=body, now=now, previous=previous
    )
    correction.state, correction.decided_at, correction.decided_by = CorrectionState.PUBLISHED, now, signer(by)
    correction.published_on = china_date(now)
    correction.body, correction.salt, correction.commitment = body, sealed.salt, sealed.commitment
    correction.save()
    result.codes, result.obstructions = list(correction.codes), list(correction.obstructions)
    result.versions, result.corrected_on = correction.version, correction.published_on
    result.save(update_fields=["codes", "obstructions", "versions", "corrected_on"])
    _findings(inspection, correction, by=by, now=now)
    done(inspection, CORRECT, result.number, by=by, now=now, subject=str(correction.id))
    publish(entity_ids=[entity_id], reason="inspection-corrected", by=by, now=now)
    _tell(inspection, result, correction, now)
    _record(CORRECTED, inspection, correction, by=by, now=now)
    return correction


def _commitment_before(result: Result) -> bytes:
    """The commitment of the version that stands."""
    before = (
        Correction.objects.filter(
            entity_id=result.entity_id, result_id=result.id, version=result.versions, state=CorrectionState.PUBLISHED
        )
        .values_list("commitment", flat=True)
        .first()
    )
    return bytes(before if before is not None else result.commitment)


def _body(inspection: Inspection, result: Result, correction: Correction, on: date) -> bytes:
    """The whole result as it reads from now on, with what stood before and why."""
    return ResultText(
        result=str(result.id),
        number=result.number,
        authority=result.authority,
        name=normalize("NFC", result.entity.name),
        code=result.entity.code,
        title=normalize("NFC", result.title),
        origin=publicly(inspection.origin),
        method=result.method,
        ended_on=result.ended_on,
        published_on=result.published_on,
        codes=tuple(correction.codes),
        in_list=result_list_of(result.list_id),
        obstructions=tuple(correction.obstructions),
        citation=basis(inspection.origin, result.published_on),
        correction=CorrectionText(
            version=correction.version,
            corrected_on=on,
            reason=normalize("NFC", correction.reason),
            codes_before=tuple(correction.codes_before),
            obstructions_before=tuple(correction.obstructions_before),
            replaces=_commitment_before(result),
            citation=to_correct(on),
        ),
    ).body()


def _findings(inspection: Inspection, correction: Correction, *, by: Actor, now: datetime) -> None:
    """Findings that do not hold end with their duties; those that were missed begin with theirs."""
    rows = Finding.objects.filter(entity_id=inspection.entity_id, id__in=correction.withdraws)
    rows.update(withdrawn_by=correction.id)
    keys = [str(one) for one in correction.withdraws]
    owed = Duty.objects.filter(
        party_id=inspection.organisation_id or 0,
        kind=LISTING,
        subject_kind=SUBJECT,
        subject_id__in=keys,
        state=DutyState.OPEN,
    )
    for duty in owed[:50]:
        duties.waive(duty=duty, reason=correction.reason[:120], by=by, now=now)
    for one in correction.adds:
        listing_due(inspection, keep_finding(inspection, Found(**one), by=by, now=now), by=by, now=now)


@transaction.atomic
def decline_correction(*, entity_id: int, correction_id: UUID, words: str, by: Actor, now: datetime) -> Correction:
    """Another officer does not agree, and says why; the result stays as it is."""
    inspection, result, correction = _deciding(entity_id, correction_id, by)
    if not words.strip():
        raise refusals.words_needed("words", "请写明不予更正的理由。", "Say why it is not corrected.")
    correction.state, correction.decided_at, correction.decided_by = CorrectionState.DECLINED, now, signer(by)
    correction.declined = words.strip()
    correction.save(update_fields=["state", "decided_at", "decided_by", "declined"])
    done(inspection, CORRECT, result.number, by=by, now=now, subject=str(correction.id))
    _record(DECLINED, inspection, correction, by=by, now=now)
    return correction


def _tell(inspection: Inspection, result: Result, correction: Correction, now: datetime) -> None:
    in_list = result_list_of(result.list_id)
    found = [entry.words for code in correction.codes if (entry := in_list.find(code))]
    zh, en = "、".join(one.zh for one in found), ", ".join(one.en for one in found)
    send(
        party_kind="entity",
        party_id=inspection.entity_id,
        words=Words(
            kind="inspection-result-corrected",
            title_zh=f"检查结果已更正：{result.number}",
            title_en=f"The result of the inspection is corrected: {result.number}",
            body_zh=f"更正为：{zh}。理由：{correction.reason}。不服的，可以依法申请行政复议或者提起行政诉讼。",
            body_en=f"It now reads: {en}. Reason: {correction.reason}. Reconsideration and litigation are open.",
            link=own_link(inspection.entity_id, inspection.id),
        ),
        now=now,
    )
