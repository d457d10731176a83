"""What only people do: hold a report under their name; find after an inquiry that one was omitted, false, concealed.

The system computes late and nothing else. A finding is a decision with its evidence; the unit is heard first, and
whoever corrected a report of their own accord is not found false for what they corrected.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.incidents import refusals
from gongbao.briefing.incidents.actions.noting import held_incident, log, take_number
from gongbao.briefing.incidents.models import Finding, FindingKind, Hold, Incident, LogKind, Report
from gongbao.briefing.incidents.names import SUBJECT
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send

HELD = declare("incident.held", "暂缓上报", "report held on its way up")
RELEASED = declare("incident.released", "解除暂缓", "report let go")
FOUND = declare("incident.found", "作出认定", "finding made")
SET_ASIDE = declare("incident.finding-set-aside", "撤销认定", "finding set aside")
KINDS = {"omitted": ("漏报", "omitted"), "false": ("谎报", "false"), "concealed": ("瞒报", "concealed")}


@transaction.atomic
def hold(*, report_id: UUID, reason: str, by: Actor, now: datetime) -> Hold:
    """Hold a report before it goes up: possible, but never without a name and a reason, and never silently."""
    if not reason.strip():
        raise refusals.reason_needed()
    report = Report.objects.select_related("incident", "unit").get(pk=report_id)
    incident = held_incident(report.incident_id)
    if Hold.objects.filter(report=report, ended_at=None).exists():
        raise refusals.not_now()
    made = Hold(report=report, reason=reason.strip()[:400], held_at=now, held_by=by.label[:80])
    made.save(force_insert=True)
    zh, en = (
        f"{by.label}暂缓上报{report.receipt}，理由：{made.reason}",
        f"{by.label} holds {report.receipt}: {made.reason}",
    )
    log(incident, LogKind.HOLD, zh, en, by=by, now=now, unit=report.unit)
    record_event(name=HELD, by=by, now=now, subject=(SUBJECT, incident.pk), detail={"receipt": report.receipt})
    send(
        party_kind="organisation",
        party_id=report.unit_id,
        words=Words(
            kind="incident.held",
            title_zh=f"您的报告被暂缓上报：{report.title}"[:120],
            title_en=f"Your report is held: {report.title}"[:160],
            body_zh=f"{by.label}：{made.reason} 必要时您可以越级报告。",
            body_en=f"{by.label}: {made.reason} If need be you may report past this level.",
            link=f"/report/urgent/{incident.pk}/",
        ),
        now=now,
    )
    return made


@transaction.atomic
def release(*, report_id: UUID, by: Actor, now: datetime) -> Hold:
    """Let a held report go on."""
    found = Hold.objects.select_for_update().filter(report_id=report_id, ended_at=None).first()
    if found is None:
        raise refusals.not_now()
    found.ended_at, found.ended_by = now, by.label[:80]
    found.save(update_fields=["ended_at", "ended_by"])
    incident = held_incident(found.report.incident_id)
    receipt = found.report.receipt
    log(incident, LogKind.HOLD, f"解除暂缓{receipt}", f"{receipt} let go", by=by, now=now, unit=found.report.unit)
    record_event(name=RELEASED, by=by, now=now, subject=(SUBJECT, incident.pk), detail={"receipt": receipt})
    return found


@transaction.atomic
def find(
    *,
    incident_id: UUID,
    unit: Unit,
    kind: str,
    facts: str,
    evidence: str,
    citation: str,
    answered: str,
    heard_at: datetime | None,
    by: Actor,
    now: datetime,
) -> Finding:
    """Find that a report was omitted, false or concealed: a person's decision on evidence, after hearing the unit."""
    if kind not in KINDS:
        raise refusals.needed("kind", "认定的种类", "what is found")
    for name, value, zh, en in (
        ("facts", facts, "查明的事实", "the facts established"),
        ("evidence", evidence, "依据的证据", "the evidence it rests on"),
        ("citation", citation, "依据的条款", "the article it rests on"),
    ):
        if not value.strip():
            raise refusals.needed(name, zh, en)
    if heard_at is None or heard_at > now:
        raise Refusal(
            "finding.not-heard",
            "作出认定前要听取单位意见：请填写听取的时间和单位的意见。",
            "Hear the unit first: say when it was heard, and what it said.",
            field="heard_at",
        )
    incident = held_incident(incident_id)
    made = Finding(
        incident=incident,
        unit=unit,
        kind=kind,
        number=_number(incident, now),
        facts=facts.strip()[:4_000],
        evidence=evidence.strip()[:4_000],
        citation=citation.strip()[:200],
        answered=answered.strip()[:4_000],
        heard_at=heard_at,
        decided_at=now,
        decided_by=by.label[:80],
    )
    made.save(force_insert=True)
    zh, en = KINDS[kind]
    words_zh, words_en = f"认定{unit.short}{zh}（{made.number}）", f"{unit.short}: report found {en} ({made.number})"
    log(incident, LogKind.FINDING, words_zh, words_en, by=by, now=now, unit=unit)
    record_event(name=FOUND, by=by, now=now, subject=(SUBJECT, incident.pk), detail={"kind": kind, "unit": unit.pk})
    return made


@transaction.atomic
def set_aside(*, finding_id: UUID, reason: str, by: Actor, now: datetime) -> Finding:
    """A finding does not hold: it stays on file with the decision that sets it aside."""
    if not reason.strip():
        raise refusals.reason_needed()
    before = Finding.objects.select_for_update(of=("self",)).select_related("unit").get(pk=finding_id)
    if before.kind == FindingKind.CLEARED or Finding.objects.filter(sets_aside=before).exists():
        raise refusals.not_now()
    incident = held_incident(before.incident_id)
    made = Finding(
        incident=incident,
        unit=before.unit,
        kind=FindingKind.CLEARED,
        number=_number(incident, now),
        facts=reason.strip()[:4_000],
        evidence=before.number,
        citation=before.citation,
        decided_at=now,
        decided_by=by.label[:80],
        sets_aside=before,
    )
    made.save(force_insert=True)
    zh, en = f"撤销认定{before.number}：{reason.strip()}", f"finding {before.number} set aside: {reason.strip()}"
    log(incident, LogKind.FINDING, zh, en, by=by, now=now, unit=before.unit)
    record_event(name=SET_ASIDE, by=by, now=now, subject=(SUBJECT, incident.pk), detail={"number": before.number})
    return made


def _number(incident: Incident, now: datetime) -> str:
    return f"{incident.desk.short}认〔{china_date(now).year}〕{take_number(incident.desk, 'finding', now)}号"
