"""Scoring rules as versions, a month opened under the version in force, points by hand with two people."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from gongbao.briefing.assessment import refusals
from gongbao.briefing.assessment.models import Adjustment, Counting, Kind, Period, PeriodState, Rule, RuleSet
from gongbao.briefing.assessment.months import month_of
from gongbao.briefing.assessment.selectors import rules_in_force
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare

MADE = declare("scoring.made", "拟定计分办法", "scoring rules made")
APPROVED = declare("scoring.approved", "批准计分办法", "scoring rules approved")
OPENED = declare("assessment.opened", "开始考核月份", "month opened")
ADJUSTED = declare("assessment.adjusted", "手工调分", "points by hand")
AGREED = declare("assessment.adjustment-agreed", "同意调分", "points by hand agreed")


class RuleDraft(NamedTuple):
    """A row of scoring rules as it is typed."""

    kind: str
    points: Decimal
    band: str = ""
    cap: Decimal | None = None
    base: int | None = None


#: Where a desk may begin: the magnitudes of published county rules (briefing-rules 1.8), to be changed.
STARTING = (
    RuleDraft(Kind.LODGED, Decimal(1), cap=Decimal(10)),
    RuleDraft(Kind.OWN, Decimal(5)),
    RuleDraft(Kind.SPECIAL, Decimal(10)),
    RuleDraft(Kind.UPWARD, Decimal(10)),
    RuleDraft(Kind.FORWARD, Decimal(2)),
    RuleDraft(Kind.INSTRUCTION, Decimal(20)),
    RuleDraft(Kind.COMMISSION, Decimal(2)),
    RuleDraft(Kind.UNDONE, Decimal(-1)),
    RuleDraft(Kind.TOPIC_MISSED, Decimal(-1)),
    RuleDraft(Kind.CITY, Decimal(20)),
    RuleDraft(Kind.PROVINCE, Decimal(50)),
    RuleDraft(Kind.CENTRE, Decimal(80)),
    RuleDraft(Kind.ABOVE, Decimal(40)),
    RuleDraft(Kind.SHORTFALL, Decimal(-1), band="乡镇", base=4),
    RuleDraft(Kind.SHORTFALL, Decimal(-1), band="部门", base=2),
)


@transaction.atomic
def make_rules(
    *,
    desk: Unit,
    title: str,
    from_month: int,
    rows: Sequence[RuleDraft],
    by: Actor,
    now: datetime,
    counting: str = Counting.EACH,
) -> RuleSet:
    """A new version, to be approved by somebody else. What-if can be asked under it before that."""
    if not title.strip() or not rows:
        raise Refusal("scoring.empty", "请写名称，至少一条计分。", "Give a name and at least one row.", field="title")
    if not 1 <= from_month % 100 <= 12 or not 200_001 <= from_month <= 299_912:
        raise Refusal("scoring.month", "起用月份应如 202607。", "The month reads like 202607.", field="from_month")
    last = RuleSet.objects.filter(desk=desk).aggregate(last=Max("version"))["last"] or 0
    made = RuleSet(
        desk=desk,
        version=last + 1,
        title=title.strip()[:80],
        from_month=from_month,
        counting=counting,
        made_by=by.label[:80],
        made_at=now,
    )
    made.save(force_insert=True)
    Rule.objects.bulk_create(
        [Rule(rules=made, kind=row.kind, band=row.band, points=row.points, cap=row.cap, base=row.base) for row in rows]
    )
    record_event(name=MADE, by=by, now=now, subject=("scoring", made.pk), detail={"version": made.version})
    return made


@transaction.atomic
def approve_rules(*, rules_id: UUID, by: Actor, now: datetime) -> RuleSet:
    """Put a version in force from its month on. Refusal for whoever made it, or where one is in force from there."""
    found = RuleSet.objects.select_for_update().get(pk=rules_id)
    if found.made_by == by.label[:80]:
        raise refusals.second_person()
    same = RuleSet.objects.filter(desk_id=found.desk_id, from_month=found.from_month, approved_at__isnull=False)
    if same.exclude(pk=found.pk).exists():
        raise Refusal("scoring.taken", "这个月起已经有一版在用。", "A version is in force from that month.", status=409)
    if found.approved_at is None:
        found.approved_by, found.approved_at = by.label[:80], now
        found.save(update_fields=["approved_by", "approved_at"])
        record_event(name=APPROVED, by=by, now=now, subject=("scoring", found.pk))
    return found


@transaction.atomic
def open_period(*, desk: Unit, month: int, by: Actor, now: datetime) -> Period:
    """Begin the month's assessment. Twice changes nothing; refusal without rules, or before the month."""
    rules = rules_in_force(desk, month)
    if rules is None:
        raise refusals.no_rules()
    if month > month_of(now):
        raise refusals.month_to_come()
    period, made = Period.objects.get_or_create(desk=desk, month=month, defaults={"rules": rules})
    if made:
        record_event(name=OPENED, by=by, now=now, subject=("assessment", period.pk), detail={"month": month})
    return period


@transaction.atomic
def adjust(*, period: Period, unit: Unit, points: Decimal, reason: str, by: Actor, now: datetime) -> Adjustment:
    """Ask for points by hand; they count when somebody else agrees."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.state == PeriodState.FROZEN:
        raise refusals.frozen()
    if not reason.strip():
        raise refusals.words_needed()
    if not points or abs(points) > 1000:
        raise refusals.points_wrong()
    made = Adjustment(
        period=period, unit=unit, points=points, reason=reason.strip()[:300], asked_by=by.label[:80], asked_at=now
    )
    made.save(force_insert=True)
    record_event(
        name=ADJUSTED,
        by=by,
        now=now,
        subject=("assessment", period.pk),
        detail={"unit": unit.pk, "points": str(points)},
    )
    return made


@transaction.atomic
def agree_adjustment(*, adjustment_id: UUID, by: Actor, now: datetime) -> Adjustment:
    """The second person's word."""
    found = Adjustment.objects.select_for_update(of=("self",)).select_related("period").get(pk=adjustment_id)
    if found.period.state == PeriodState.FROZEN:
        raise refusals.frozen()
    if found.asked_by == by.label[:80]:
        raise refusals.second_person()
    if found.agreed_at is None:
        found.agreed_by, found.agreed_at = by.label[:80], now
        found.save(update_fields=["agreed_by", "agreed_at"])
        record_event(name=AGREED, by=by, now=now, subject=("assessment", found.period_id))
    return found
