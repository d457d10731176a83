"""What is measured, and how far behind is too far."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from gongbao.briefing.targets import refusals
from gongbao.briefing.targets.models import Direction, Every, Indicator, LagRule
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare

MADE = declare("indicator.made", "设立指标", "indicator made")
RETIRED = declare("indicator.retired", "停用指标", "indicator retired")
RULE = declare("targets.lag-rule", "设定落后标准", "rule of what is behind made")


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """An indicator as it is typed. `tolerance` in percent points, none for the rule's."""

    name: str
    measure: str
    cumulative: bool = True
    direction: str = Direction.UP
    every: str = Every.MONTH
    group: str = ""
    tolerance: Decimal | None = None
    order: int = 100


@transaction.atomic
def make_indicator(*, desk: Unit, draft: IndicatorDraft, by: Actor, now: datetime) -> Indicator:
    """Begin to measure something. A name is used once; what it means never changes afterwards."""
    name, measure = draft.name.strip()[:60], draft.measure.strip()[:20]
    if not name or not measure:
        raise refusals.name_needed()
    if Indicator.objects.filter(desk=desk, name=name).exists():
        raise refusals.name_taken()
    if draft.tolerance is not None and not 0 <= draft.tolerance <= 100:
        raise refusals.rule_wrong()
    made = Indicator(
        desk=desk,
        name=name,
        measure=measure,
        cumulative=draft.cumulative,
        direction=draft.direction if draft.direction in Direction.values else Direction.UP,
        every=draft.every if draft.every in Every.values else Every.MONTH,
        group=draft.group.strip()[:30],
        tolerance=draft.tolerance,
        order=draft.order,
        made_at=now,
        made_by=by.label[:80],
    )
    made.save(force_insert=True)
    record_event(name=MADE, by=by, now=now, subject=("indicator", made.pk))
    return made


@transaction.atomic
def retire_indicator(*, desk: Unit, indicator_id: UUID, by: Actor, now: datetime) -> None:
    """Take no more figures of it; those there stay."""
    if Indicator.objects.filter(pk=indicator_id, desk=desk, active=True).update(active=False):
        record_event(name=RETIRED, by=by, now=now, subject=("indicator", indicator_id))


@transaction.atomic
def make_lag_rule(*, desk: Unit, from_month: int, tolerance: Decimal, days: int, by: Actor, now: datetime) -> LagRule:
    """From a month on: so far behind is too far, and so many days to explain. The rules before stay on file."""
    if not 1 <= from_month % 100 <= 12 or not 200_001 <= from_month <= 299_912:
        raise refusals.month_wrong()
    if not 0 <= tolerance <= 100 or not 1 <= days <= 60:
        raise refusals.rule_wrong()
    made = LagRule(desk=desk, from_month=from_month, tolerance=tolerance, days=days, made_at=now, made_by=by.label[:80])
    made.save(force_insert=True)
    record_event(name=RULE, by=by, now=now, subject=("lag-rule", made.pk), detail={"from": from_month})
    return made
