"""The inspection ends with its findings; somebody else reviews; the result is published and logged in one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import normalize
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties.owed import Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.bus import tell
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.ledger.actions import enqueue
from gongbao.foundation.notices.actions import Words, send
from gongbao.kernel.statutes import Kind, rule, rule_id
from gongbao.kernel.statutes.findings import Act, FindingKind, consequences, wrong_codes
from gongbao.kernel.statutes.inspection import Obstruction, result_list
from gongbao.register.inspections import refusals, selectors
from gongbao.register.inspections.actions.writing import (
    CONCLUDED,
    COOPERATE,
    LISTING,
    PUBLISHED,
    RESULT,
    RETURNED,
    SUBJECT,
    VISIT,
    done,
    firm_done,
    hold,
    move,
    office_owes,
    signer,
    take_number,
    user_id,
)
from gongbao.register.inspections.models import Finding, Inspection, Result
from gongbao.register.inspections.rules import ResultText, basis, own_link, publicly
from gongbao.register.listings.actions.writing import office_of
from gongbao.register.records.actions import publish
from gongbao.register.spotchecks.actions import record_visits

#: Told on the bus when a result is published: {"inspection", "entity_id", "origin", "origin_id", "by", "now"}.
RESULT_OUT = "inspection.result-published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding as the inspector states it."""

    kind: str
    words: str
    period: int = 0
    obstruction: str = ""


@transaction.atomic
def conclude(
    *,
    entity_id: int,
    inspection_id: UUID,
    found: Sequence[Found],
    codes: Sequence[str],
    words: str,
    by: Actor,
    now: datetime,
) -> Inspection:
    """The inspection ends today with these findings and results; twenty working days run from now (K25 12)."""
    inspection = hold(entity_id, inspection_id)
    on = china_date(now)
    _ready(inspection, found, codes, on)
    move(inspection, "conclude")
    Finding.objects.filter(entity_id=entity_id, inspection_id=inspection_id).delete()
    for one in found:
        keep_finding(inspection, one, by=by, now=now)
    inspection.ended_on, inspection.codes, inspection.conclusion = on, list(codes), words.strip()
    inspection.concluded_by, inspection.concluded_by_user, inspection.returned = signer(by), user_id(by), ""
    inspection.save(
        update_fields=[
            "state",
            "ended_on",
            "codes",
            "conclusion",
            "concluded_by",
            "concluded_by_user",
            "returned",
        ]
    )
    done(inspection, VISIT, inspection.number, by=by, now=now)
    firm_done(inspection, COOPERATE, inspection.number, subject=(SUBJECT, str(inspection.id)), by=by, now=now)
    result_rule = rule(rule_id(Kind(inspection.entity.category), "spot-check-result"), on)
    office_owes(inspection, Terms.by_rule(result_rule, on, kind=RESULT), by=by, now=now)
    record_event(
        name=CONCLUDED,
        by=by,
        now=now,
        subject=(SUBJECT, inspection_id),
        party_id=entity_id,
        detail={"codes": list(codes), "findings": [one.kind for one in found]},
    )
    return inspection


def _ready(inspection: Inspection, found: Sequence[Found], codes: Sequence[str], on: date) -> None:
    """Refusal unless there is a record or a proof, one record only, and results that fit the findings."""
    record = selectors.standing_record(inspection)
    if selectors.conflict(inspection):
        raise refusals.conflict_open()
    reach = selectors.reach(inspection, on)
    if record is None and not reach.proved:
        raise refusals.no_record()
    kinds = [finding_kind(one) for one in found]
    if FindingKind.UNREACHABLE in kinds and not reach.proved:
        raise refusals.not_proved(reach.step)
    wrong = wrong_codes(list(codes), kinds, result_list(on))
    if wrong:
        raise refusals.result_does_not_fit(wrong[0])


def finding_kind(one: Found) -> FindingKind:
    """Refusal unless the finding is one of ours, said in words, and an obstruction where it is non-cooperation."""
    if one.kind not in {kind.value for kind in FindingKind}:
        raise refusals.wrong_value("kind")
    kind = FindingKind(one.kind)
    if not one.words.strip():
        raise refusals.words_needed("words", "请写明查明的事实。", "Say what was found.")
    if (kind is FindingKind.NOT_COOPERATING) != (one.obstruction in {o.value for o in Obstruction}):
        raise refusals.wrong_value("obstruction")
    if kind is FindingKind.LATE_REPORT and not one.period:
        raise refusals.words_needed("period", "请填写未报的年度。", "Give the year that was not reported on.")
    return kind


def keep_finding(inspection: Inspection, one: Found, *, by: Actor, now: datetime) -> Finding:
    """Write one finding down."""
    finding = Finding(
        entity_id=inspection.entity_id,
        inspection_id=inspection.id,
        kind=one.kind,
        period=one.period,
        obstruction=one.obstruction,
        words=one.words.strip(),
        found_at=now,
        found_by=signer(by),
    )
    finding.save(force_insert=True)
    return finding


@transaction.atomic
def give_back(*, entity_id: int, inspection_id: UUID, words: str, by: Actor, now: datetime) -> Inspection:
    """The reviewer gives it back with the reason; the clock of the twenty working days goes on."""
    inspection = hold(entity_id, inspection_id)
    _another(inspection, by)
    if not words.strip():
        raise refusals.words_needed("words", "请写明退回的原因。", "Say why it goes back.")
    move(inspection, "return")
    inspection.returned = words.strip()
    inspection.save(update_fields=["state", "returned"])
    record_event(name=RETURNED, by=by, now=now, subject=(SUBJECT, inspection_id), party_id=entity_id)
    return inspection


@transaction.atomic
def publish_result(*, entity_id: int, inspection_id: UUID, by: Actor, now: datetime) -> Result:
    """Another officer agrees: the result is published on the firm's record and logged; what follows becomes due."""
    inspection = hold(entity_id, inspection_id)
    _another(inspection, by)
    move(inspection, "publish")
    inspection.reviewed_by, inspection.reviewed_at = signer(by), now
    inspection.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    findings = selectors.findings_of(inspection)
    result = _write(inspection, findings, by=by, now=now)
    done(inspection, RESULT, result.number, by=by, now=now)
    record_visits(
        entity_ids=[entity_id], on=inspection.ended_on or china_date(now), source=inspection.number, by=by, now=now
    )
    publish(entity_ids=[entity_id], reason="inspected", by=by, now=now)
    for finding in findings:
        listing_due(inspection, finding, by=by, now=now)
    _tell(inspection, result, now)
    record_event(
        name=PUBLISHED,
        by=by,
        now=now,
        subject=(SUBJECT, inspection_id),
        party_id=entity_id,
        detail={"result": str(result.id), "codes": result.codes, "late": result.late},
    )
    facts = {
        "inspection": inspection_id,
        "entity_id": entity_id,
        "origin": inspection.origin,
        "origin_id": inspection.origin_id,
        "by": by,
        "now": now,
    }
    tell(RESULT_OUT, facts)
    return result


def _another(inspection: Inspection, by: Actor) -> None:
    who = user_id(by)
    took_part = who is not None and (
        who == inspection.concluded_by_user or selectors.has_been_assigned(who, inspection)
    )
    if who is None or took_part:
        raise refusals.another_must_review()


def _write(inspection: Inspection, findings: Sequence[Finding], *, by: Actor, now: datetime) -> Result:
    entity, on, identity = inspection.entity, china_date(now), uuid7()
    ended = inspection.ended_on or on
    authority = office_of(entity)
    number = take_number(authority, "result", on)
    in_list = result_list(on)
    obstructions = tuple(sorted({one.obstruction for one in findings if one.obstruction}))
    text = ResultText(
        result=str(identity),
        number=number,
        authority=authority.name,
        name=normalize("NFC", entity.name),
        code=entity.code,
        title=normalize("NFC", inspection.title),
        origin=publicly(inspection.origin),
        method=inspection.method,
        ended_on=ended,
        published_on=on,
        codes=tuple(inspection.codes),
        in_list=in_list,
        obstructions=obstructions,
        citation=basis(inspection.origin, on),
    )
    body = text.body()
    sealed = enqueue(record=identity, version=1, kind="decision", body=body, now=now)
    due = rule(rule_id(Kind(entity.category), "spot-check-result"), ended).due(ended)
    result = Result(
        entity=entity,
        id=identity,
        inspection_id=inspection.id,
        number=number,
        list_id=in_list.id,
        codes=list(inspection.codes),
        obstructions=list(obstructions),
        origin=text.origin,
        method=inspection.method,
        title=inspection.title,
        authority=authority.name,
        region=entity.region,
        category=entity.category,
        ended_on=ended,
        published_on=on,
        late=on > due.date,
        body=body,
        salt=sealed.salt,
        commitment=sealed.commitment,
    )
    result.save(force_insert=True)
    return result


def listing_due(inspection: Inspection, finding: Finding, *, by: Actor, now: datetime) -> None:
    """Where the law wants a listing at once, the office owes it by the law's clock."""
    on, kind = china_date(now), Kind(inspection.entity.category)
    for one in consequences(kind, FindingKind(finding.kind), on):
        if one.act is not Act.LIST or one.ground is None:
            continue
        listing_rule = rule(rule_id(kind, f"list-{one.ground}"), on)
        terms = Terms.by_rule(listing_rule, _base(inspection, finding, on), kind=LISTING)
        office_owes(inspection, terms, by=by, now=now, subject=str(finding.id))


def _base(inspection: Inspection, finding: Finding, on: date) -> date:
    """The event the listing's ten working days count from: the end of the reporting period, or verification."""
    if finding.kind == FindingKind.LATE_REPORT:
        return date(finding.period + 1, 6, 30)
    return inspection.ended_on or on


def _tell(inspection: Inspection, result: Result, now: datetime) -> None:
    in_list = result_list(result.published_on)
    found = [entry.words for code in result.codes if (entry := in_list.find(code))]
    zh, en = "、".join(one.zh for one in found), ", ".join(one.en for one in found)
    send(
        party_kind="entity",
        party_id=inspection.entity_id,
        words=Words(
            kind="inspection-result",
            title_zh=f"检查结果已公示：{result.number}",
            title_en=f"The result of the inspection is published: {result.number}",
            body_zh=f"{inspection.title}：{zh}。不服的，可以依法申请行政复议或者提起行政诉讼。",
            body_en=f"{inspection.title}: {en}. Administrative reconsideration and litigation are open.",
            link=own_link(inspection.entity_id, inspection.id),
        ),
        now=now,
    )
