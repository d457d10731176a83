"""A month goes round for comment, every comment is answered, then the points are written down and stay."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.assessment import refusals
from gongbao.briefing.assessment.facts import scores, units_of
from gongbao.briefing.assessment.models import Appeal, Period, PeriodState, Point
from gongbao.briefing.assessment.months import month_words
from gongbao.briefing.assessment.selectors import rules_in_force
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send, send_many

CIRCULATED = declare("assessment.circulated", "考核征求意见", "month circulated for comment")
FROZEN = declare("assessment.frozen", "考核定分", "month fixed")
APPEALED = declare("assessment.appealed", "对分数提出意见", "comment on a score")
ANSWERED = declare("assessment.appeal-answered", "答复分数意见", "comment answered")


def _held(period_id: UUID) -> Period:
    rows = Period.objects.select_for_update(of=("self",)).select_related("desk", "rules")
    found = rows.get(pk=period_id)
    if found.state == PeriodState.FROZEN:
        raise refusals.frozen()
    return found


@transaction.atomic
def circulate(*, period_id: UUID, comment_until: date | None, by: Actor, now: datetime) -> Period:
    """Every unit sees its points, with their reasons, and may comment until a day."""
    found = _held(period_id)
    if comment_until is None or comment_until <= china_date(now):
        raise Refusal(
            "assessment.comment-until", "请给各单位留出提意见的时间。", "Leave the units time.", field="comment_until"
        )
    if found.state == PeriodState.OPEN:
        found.rules = rules_in_force(found.desk, found.month) or found.rules
    found.state, found.comment_until, found.circulated_at = PeriodState.CIRCULATED, comment_until, now
    found.save()
    words = Words(
        kind="assessment.circulated",
        title_zh=f"{month_words(found.month)}信息考核，请核对本单位得分",
        title_en="The month's assessment: look at your points",
        body_zh=f"{comment_until}前可以提意见，每条都会答复。",
        body_en=f"Comments until {comment_until}; each is answered.",
        link=f"/report/score/?month={found.month}",
    )
    told = [(unit.pk, words) for unit in units_of(found.desk, found.month)]
    send_many(party_kind="organisation", notices=told, now=now)
    record_event(name=CIRCULATED, by=by, now=now, subject=("assessment", found.pk))
    return found


@transaction.atomic
def appeal(*, period_id: UUID, unit: Unit, words: str, by: Actor, now: datetime) -> Appeal:
    """A unit says what is wrong with its score, while it may."""
    found = _held(period_id)
    if found.state != PeriodState.CIRCULATED or found.comment_until is None or china_date(now) > found.comment_until:
        raise Refusal(
            "assessment.no-comment-now", "现在不在征求意见期间。", "This is not the time to comment.", status=409
        )
    if not words.strip():
        raise refusals.words_needed()
    made = Appeal(period=found, unit=unit, words=words.strip()[:4_000], by=by.label[:80], at=now)
    made.save(force_insert=True)
    record_event(name=APPEALED, by=by, now=now, subject=("assessment", found.pk), detail={"unit": unit.pk})
    return made


@transaction.atomic
def answer_appeal(*, appeal_id: UUID, answer: str, by: Actor, now: datetime) -> Appeal:
    """Answer a comment; a change of points is an adjustment with its own second person."""
    found = Appeal.objects.select_for_update(of=("self",)).select_related("unit").get(pk=appeal_id)
    if not answer.strip():
        raise refusals.words_needed()
    found.answer, found.answered_by, found.answered_at = answer.strip()[:4_000], by.label[:80], now
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    record_event(name=ANSWERED, by=by, now=now, subject=("assessment", found.period_id))
    send(
        party_kind="organisation",
        party_id=found.unit_id,
        words=Words(
            kind="assessment.answered",
            title_zh="对分数意见的答复",
            title_en="Answer to your comment",
            body_zh=found.answer[:400],
            body_en=found.answer[:400],
            link="/report/score/",
        ),
        now=now,
    )
    return found


@transaction.atomic
def freeze(*, period_id: UUID, by: Actor, now: datetime) -> Period:
    """Fix the month: after the time to comment, with every comment answered. The lines are written down as they are."""
    found = _held(period_id)
    if found.state != PeriodState.CIRCULATED or found.comment_until is None or china_date(now) <= found.comment_until:
        raise refusals.not_yet()
    if waiting := found.appeals.filter(answered_at=None).count():
        raise refusals.open_appeals(waiting)
    Point.objects.bulk_create(
        [
            Point(
                period=found,
                unit_id=unit.pk,
                rule_id=line.row.id if line.row else None,
                points=line.points,
                words=line.event.words[:200],
                item_id=line.event.item,
                adoption_id=line.event.adoption,
                instruction_id=line.event.instruction,
            )
            for unit, one in scores(found.desk, found.month, found.rules, now)
            for line in one.lines
        ],
        batch_size=2_000,
    )
    found.state, found.frozen_at, found.frozen_by = PeriodState.FROZEN, now, by.label[:80]
    found.save()
    record_event(name=FROZEN, by=by, now=now, subject=("assessment", found.pk))
    return found
