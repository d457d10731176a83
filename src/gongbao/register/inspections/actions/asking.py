"""The firm is told of the check and asked for material; professional firms help (K14, K25 8 and 10)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties.owed import Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.files.actions import EVIDENCE, About, attach
from gongbao.foundation.notices.actions import Words, send
from gongbao.kernel.statutes import Kind, rule, rule_id
from gongbao.register.inspections import refusals, selectors
from gongbao.register.inspections.actions.writing import (
    ANSWER,
    ANSWERED,
    ASKED,
    COOPERATE,
    ENGAGED,
    NOTICED,
    REPORTED,
    SUBJECT,
    firm_done,
    firm_owes,
    fixed_terms,
    hold,
    signer,
)
from gongbao.register.inspections.models import Engagement, EvidenceRequest, Inspection, Trade
from gongbao.register.inspections.rules import MATERIAL, duty_to_cooperate, own_link
from gongbao.register.listings.actions import Evidence

REQUEST, ENGAGEMENT = "evidence-request", "engagement"
LONGEST_ANSWER = 60


@transaction.atomic
def send_notice(*, entity_id: int, inspection_id: UUID, visit_on: date | None, by: Actor, now: datetime) -> Inspection:
    """Tell the firm that it will be checked. No article demands it before a visit."""
    inspection = hold(entity_id, inspection_id)
    if inspection.state not in selectors.RUNNING:
        raise refusals.not_now(inspection.state)
    inspection.visit_on = visit_on or inspection.visit_on
    first = inspection.noticed_at is None
    inspection.noticed_at = inspection.noticed_at or now
    inspection.save(update_fields=["visit_on", "noticed_at"])
    if first:
        last = inspection.visit_on or inspection.finish_by
        terms = fixed_terms(COOPERATE, last, duty_to_cooperate(china_date(now)))
        firm_owes(inspection, terms, subject=(SUBJECT, str(inspection.id)), by=by, now=now)
    _tell(inspection, now)
    record_event(name=NOTICED, by=by, now=now, subject=(SUBJECT, inspection.id), party_id=entity_id)
    return inspection


def _tell(inspection: Inspection, now: datetime) -> None:
    article = duty_to_cooperate(china_date(now))
    day = f"，检查日期：{inspection.visit_on}" if inspection.visit_on else ""
    day_en = f" on {inspection.visit_on}" if inspection.visit_on else ""
    send(
        party_kind="entity",
        party_id=inspection.entity_id,
        words=Words(
            kind="inspection-notice",
            title_zh=f"检查通知：{inspection.number}",
            title_en=f"Notice of inspection: {inspection.number}",
            body_zh=f"{inspection.authority}将对您单位公示的信息进行检查（{inspection.title}）{day}。"
            f"请予配合，如实提供材料（{article.zh}）。",
            body_en=f"{inspection.authority} will check the information you published ({inspection.title}){day_en}. "
            f"Please cooperate and give true material ({article.en}).",
            link=own_link(inspection.entity_id, inspection.id),
        ),
        now=now,
    )


@transaction.atomic
def request_evidence(
    *,
    entity_id: int,
    inspection_id: UUID,
    items: Sequence[str],
    words: str,
    by: Actor,
    now: datetime,
    days: int | None = None,
) -> EvidenceRequest:
    """Ask the firm for material, to be answered in `days` (the rule's, where not given)."""
    inspection = hold(entity_id, inspection_id)
    if inspection.state not in selectors.RUNNING:
        raise refusals.not_now(inspection.state)
    wanted = [one for one in MATERIAL if one in items]
    if not wanted:
        raise refusals.words_needed("items", "请选择至少一类材料。", "Choose at least one kind of material.")
    if days is not None and not 1 <= days <= LONGEST_ANSWER:
        raise refusals.wrong_value("days")
    on = china_date(now)
    answer_rule = rule(rule_id(Kind(inspection.entity.category), "inspection-answer"), on)
    if days is not None:
        answer_rule = replace(answer_rule, amount=days)
    terms = Terms.by_rule(answer_rule, on, kind=ANSWER)
    request = EvidenceRequest(
        entity_id=entity_id,
        inspection_id=inspection_id,
        items=wanted,
        words=words.strip(),
        served_at=now,
        served_by=signer(by),
        due_on=terms.due_on,
    )
    request.save(force_insert=True)
    inspection.noticed_at = inspection.noticed_at or now
    inspection.save(update_fields=["noticed_at"])
    firm_owes(inspection, terms, subject=(REQUEST, str(request.id)), by=by, now=now)
    _tell_request(inspection, request, now)
    record_event(
        name=ASKED,
        by=by,
        now=now,
        subject=(SUBJECT, inspection_id),
        party_id=entity_id,
        detail={"items": wanted, "due": terms.due_on.isoformat()},
    )
    return request


def _tell_request(inspection: Inspection, request: EvidenceRequest, now: datetime) -> None:
    wanted = [MATERIAL[one] for one in request.items]
    zh, en = "、".join(one.zh for one in wanted), ", ".join(one.en for one in wanted)
    send(
        party_kind="entity",
        party_id=inspection.entity_id,
        words=Words(
            kind="evidence-request",
            title_zh=f"请在{request.due_on}前提供材料",
            title_en=f"Please hand in material by {request.due_on}",
            body_zh=f"{inspection.authority}（{inspection.number}）要求提供：{zh}。{request.words}",
            body_en=f"{inspection.authority} ({inspection.number}) asks for: {en}. {request.words}",
            link=own_link(inspection.entity_id, inspection.id),
        ),
        now=now,
    )


@transaction.atomic
def answer_request(
    *, entity_id: int, request_id: UUID, answer: str, files: Sequence[Evidence], by: Actor, now: datetime
) -> EvidenceRequest:
    """The firm answers, with files or with words saying why there is nothing to hand in. Late answers count too."""
    request = EvidenceRequest.objects.select_for_update().get(entity_id=entity_id, id=request_id)
    inspection = hold(entity_id, request.inspection_id)
    if request.answered_at is not None:
        raise refusals.already_answered()
    if not files and not answer.strip():
        raise refusals.words_needed(
            "answer", "请上传材料，或者说明为什么没有。", "Add files, or say why there are none."
        )
    about = About(REQUEST, str(request.id), entity_id)
    for file in files:
        attach(stream=file.stream, name=file.name, about=about, by=by, now=now, limits=EVIDENCE)
    request.answered_at, request.answered_by, request.answer = now, signer(by), answer.strip()
    request.save(update_fields=["answered_at", "answered_by", "answer"])
    firm_done(inspection, ANSWER, inspection.number, subject=(REQUEST, str(request.id)), by=by, now=now)
    record_event(
        name=ANSWERED,
        by=by,
        now=now,
        subject=(SUBJECT, inspection.id),
        party_id=entity_id,
        detail={"files": len(files)},
    )
    return request


@transaction.atomic
def engage(
    *,
    entity_id: int,
    inspection_id: UUID,
    trade: str,
    name: str,
    scope: str,
    by: Actor,
    now: datetime,
    due_on: date | None = None,
) -> Engagement:
    """A firm of accountants, tax agents or lawyers is engaged, for a stated scope (K14, K25 8)."""
    inspection = hold(entity_id, inspection_id)
    if inspection.state not in selectors.RUNNING:
        raise refusals.not_now(inspection.state)
    if trade not in Trade.values:
        raise refusals.wrong_value("trade")
    if not name.strip() or not scope.strip():
        raise refusals.words_needed(
            "scope", "请写明机构名称和委托范围。", "Give the firm's name and what it is engaged for."
        )
    engagement = Engagement(
        entity_id=entity_id,
        inspection_id=inspection_id,
        trade=trade,
        name=name.strip()[:200],
        scope=scope.strip(),
        engaged_at=now,
        engaged_by=signer(by),
        due_on=due_on,
    )
    engagement.save(force_insert=True)
    record_event(
        name=ENGAGED, by=by, now=now, subject=(SUBJECT, inspection_id), party_id=entity_id, detail={"trade": trade}
    )
    return engagement


@transaction.atomic
def file_engagement_report(
    *, entity_id: int, engagement_id: UUID, summary: str, files: Sequence[Evidence], by: Actor, now: datetime
) -> Engagement:
    """The engaged firm's report comes in, with what it says in short."""
    engagement = Engagement.objects.select_for_update().get(entity_id=entity_id, id=engagement_id)
    if engagement.reported_at is not None:
        raise refusals.already_answered()
    if not summary.strip() or not files:
        raise refusals.words_needed(
            "summary", "请上传报告并写明要点。", "Add the report and say in short what it says."
        )
    about = About(ENGAGEMENT, str(engagement.id), entity_id)
    for file in files:
        attach(stream=file.stream, name=file.name, about=about, by=by, now=now, limits=EVIDENCE)
    engagement.reported_at, engagement.summary = now, summary.strip()
    engagement.save(update_fields=["reported_at", "summary"])
    record_event(name=REPORTED, by=by, now=now, subject=(SUBJECT, engagement.inspection_id), party_id=entity_id)
    return engagement
