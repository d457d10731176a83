"""What every step of an inspection writes alike: the row held, the number, the office's and the firm's duties."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import Duty, DutyState, PartyKind
from gongbao.foundation.duties.owed import Owed, Terms, first_late_instant
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes import Citation
from gongbao.register.entities.models import Entity
from gongbao.register.inspections import refusals
from gongbao.register.inspections.models import Inspection
from gongbao.register.inspections.rules import TERM_RULE, next_state
from gongbao.register.listings.models import Numbering
from gongbao.register.listings.selectors import Office

SUBJECT = "inspection"
#: The kinds of duty of this slice.
VISIT, RESULT, LISTING = "inspection-visit", "inspection-result", "inspection-listing"
CORRECT = "inspection-correction"
COOPERATE, ANSWER = "inspection-cooperation", "inspection-answer"
_SERIES = {"inspection": "检", "result": "检结"}

OPENED = declare("inspection.opened", "检查立项", "inspection opened")
ASSIGNED = declare("inspection.assigned", "指派检查人员", "inspectors assigned")
PLANNED = declare("inspection.planned", "排定检查日程", "visits planned")
ENDED = declare("inspection.ended", "检查未进行即结束", "inspection ended without a visit")
NOTICED = declare("inspection.noticed", "检查通知已送达", "notice of inspection served")
ASKED = declare("inspection.evidence-requested", "要求提供材料", "material asked for")
ANSWERED = declare("inspection.evidence-answered", "材料已提供", "material handed in")
ENGAGED = declare("inspection.engaged", "聘请专业机构", "professional firm engaged")
REPORTED = declare("inspection.engagement-reported", "专业机构提交报告", "professional firm reported")
RECORDED = declare("inspection.recorded", "检查记录", "inspection recorded")
CONFLICTED = declare("inspection.record-conflict", "检查记录冲突", "records in conflict")
SETTLED = declare("inspection.record-settled", "确认检查记录", "record settled")
LETTER = declare("inspection.letter-posted", "邮寄专用信函", "special letter posted")
LETTER_ANSWERED = declare("inspection.letter-answered", "信函签收情况", "answer about a letter")
PREMISES = declare("inspection.premises-proved", "核查住所证明", "proof about the premises")
CONCLUDED = declare("inspection.concluded", "检查结束", "inspection concluded")
RETURNED = declare("inspection.returned", "复核退回", "given back by the reviewer")
PUBLISHED = declare("inspection.result-published", "检查结果公示", "result published")
PROPOSED = declare("inspection.correction-proposed", "提出更正检查结果", "correction of a result proposed")
CORRECTED = declare("inspection.result-corrected", "更正检查结果", "result corrected")
DECLINED = declare("inspection.correction-declined", "不予更正检查结果", "correction of a result declined")
LISTED = declare("inspection.listed", "据检查结果列入", "listed on the finding")
ORDERED = declare("inspection.ordered", "责令限期公示", "ordered to publish")
FINE = declare("inspection.fine-decided", "是否立案处罚", "decided about a penalty case")


def signer(by: Actor) -> str:
    """Who acted, as rows keep it."""
    return by.label[:80]


def user_id(by: Actor) -> int | None:
    """The account's number, where an account acts."""
    return int(by.id) if by.kind is ActorKind.USER and by.id.isdigit() else None


def hold(entity_id: int, inspection_id: UUID) -> Inspection:
    """The inspection, locked until the transaction ends."""
    return Inspection.objects.select_for_update().get(entity_id=entity_id, id=inspection_id)


def move(inspection: Inspection, act: str) -> None:
    """Take the step `act`; Refusal where the workflow has no such step. The caller saves."""
    after = next_state(inspection.state, act)
    if after is None:
        raise refusals.not_now(inspection.state)
    inspection.state = after


def take_number(authority: Office, series: str, on: date) -> str:
    """The authority's next number of that series and year."""
    Numbering.objects.get_or_create(authority=authority.name, series=series, year=on.year)
    row = Numbering.objects.select_for_update().get(authority=authority.name, series=series, year=on.year)
    Numbering.objects.filter(id=row.id).update(last=F("last") + 1)
    return f"{authority.short}市监{_SERIES[series]}〔{on.year}〕{row.last + 1}号"


def fixed_terms(kind: str, last: date, citation: Citation) -> Terms:
    """A day that the office set itself."""
    return Terms(
        kind=kind,
        rule=TERM_RULE,
        citation=citation.token,
        unit="FIXED",
        amount=0,
        due_on=last,
        due_at=first_late_instant(last),
    )


def office_owes(
    inspection: Inspection, terms: Terms, *, by: Actor, now: datetime, hand: str = "", subject: str = ""
) -> Duty:
    """The office owes the next step."""
    return duties.open_duty(
        owed=Owed(
            party_id=inspection.organisation_id or 0,
            party_kind=PartyKind.ORGANISATION,
            region=inspection.region,
            terms=terms,
            subject=(SUBJECT, subject or str(inspection.id)),
            about_entity=inspection.entity_id,
            hand=hand,
        ),
        by=by,
        now=now,
    )


def firm_owes(inspection: Inspection, terms: Terms, *, subject: tuple[str, str], by: Actor, now: datetime) -> Duty:
    """The firm owes an answer."""
    owed = Owed(party_id=inspection.entity_id, region=inspection.region, terms=terms, subject=subject)
    return duties.open_duty(owed=owed, by=by, now=now)


def done(inspection: Inspection, kind: str, with_: str, *, by: Actor, now: datetime, subject: str = "") -> None:
    """The office's duty of this kind about the inspection is done."""
    duties.discharge(
        party_id=inspection.organisation_id or 0,
        kind=kind,
        by=by,
        now=now,
        with_=with_[:120],
        subject=(SUBJECT, subject or str(inspection.id)),
    )


def firm_done(
    inspection: Inspection, kind: str, with_: str, *, subject: tuple[str, str], by: Actor, now: datetime
) -> None:
    """The firm's duty is done."""
    duties.discharge(party_id=inspection.entity_id, kind=kind, by=by, now=now, with_=with_[:120], subject=subject)


def waive_open(inspection: Inspection, reason: str, *, by: Actor, now: datetime) -> None:
    """Nobody owes anything about it any more."""
    rows = Duty.objects.filter(
        subject_kind=SUBJECT, subject_id=str(inspection.id), state=DutyState.OPEN, kind__in=[VISIT, RESULT, COOPERATE]
    )
    for duty in rows.filter(party_id__in=[inspection.entity_id, inspection.organisation_id or 0])[:20]:
        duties.waive(duty=duty, reason=reason, by=by, now=now)


def entity_of(entity_id: int) -> Entity:
    """The entity, held against other acts on it."""
    return Entity.objects.select_for_update(no_key=True).get(id=entity_id)
