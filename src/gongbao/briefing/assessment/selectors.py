"""Reading assessments: a month of a desk, one unit's points, rules and comments."""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from gongbao.briefing.assessment.models import Adjustment, Appeal, Period, PeriodState, Point, Rule, RuleSet
from gongbao.briefing.assessment.rules import Event, Line, Row
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

MOST = 500


def rule_sets(desk: Unit) -> list[RuleSet]:
    return list(RuleSet.objects.filter(desk=desk).prefetch_related("rows").order_by("-version")[:50])


def rule_set(desk: Unit, rules_id: UUID | None) -> RuleSet | None:
    return RuleSet.objects.filter(desk=desk, pk=rules_id).first() if rules_id else None


def period(desk: Unit, month: int) -> Period | None:
    return Period.objects.filter(desk=desk, month=month).select_related("rules", "desk").first()


def rules_in_force(desk: Unit, month: int) -> RuleSet | None:
    """The approved version for a month."""
    rows = RuleSet.objects.filter(desk=desk, approved_at__isnull=False, from_month__lte=month)
    return rows.order_by("-from_month", "-version").first()


def rules_of(desk: Unit, month: int, found: Period | None) -> RuleSet | None:
    """By which version a month counts: until it is circulated, by the one in force for it."""
    if found is not None and found.state != PeriodState.OPEN:
        return found.rules
    return rules_in_force(desk, month)


def adjustments(found: Period) -> list[Adjustment]:
    """Those somebody still has to agree to come first."""
    rows = found.adjustments.select_related("unit")
    return list(rows.order_by(F("agreed_at").asc(nulls_first=True), "asked_at")[:MOST])


def appeals(found: Period, unit: Unit | None = None) -> list[Appeal]:
    """What waits for an answer comes first."""
    rows = found.appeals.select_related("unit")
    if unit is not None:
        rows = rows.filter(unit=unit)
    return list(rows.order_by(F("answered_at").asc(nulls_first=True), "at")[:MOST])


def frozen_lines(found: Period, unit: Unit) -> list[Line]:
    """A unit's lines of a fixed month, as they were written down."""
    return _lines(found.points.filter(unit=unit)).get(unit.pk, [])[:MOST]


def all_frozen_lines(found: Period) -> dict[int, list[Line]]:
    """Every unit's lines of a fixed month, by unit."""
    return _lines(found.points.all())


def _lines(points: QuerySet[Point]) -> dict[int, list[Line]]:
    rules = {one.pk: Row(one.pk, one.kind, one.band, one.points, one.cap, one.base) for one in _rules_of(points)}
    made: dict[int, list[Line]] = defaultdict(list)
    columns = ("unit_id", "rule_id", "points", "words", "item_id")
    for unit, rule, worth, words, item in points.order_by("id").values_list(*columns):
        row = rules.get(rule)
        made[unit].append(Line(row, worth, Event(row.kind if row else "by-hand", words, item=item)))
    return made


def _rules_of(points: QuerySet[Point]) -> QuerySet[Rule]:
    return Rule.objects.filter(pk__in=points.order_by().values("rule_id").distinct())


def visible_period(desk: Unit, month: int) -> Period | None:
    """What a unit may see of a month: circulated or fixed."""
    found = period(desk, month)
    return found if found is not None and found.state != PeriodState.OPEN else None


def unit_of(user: Visitor, unit_id: int) -> Unit | None:
    """A unit below a desk at which the user works."""
    desks = reach.organisations(user, Permission.DESK_WORK)
    return Unit.objects.filter(pk=unit_id, reports_to_id__in=desks).select_related("reports_to").first()


def frozen_totals(unit: Unit) -> list[tuple[int, Decimal]]:
    """A unit's points of the last twelve fixed months, newest first: (month, points)."""
    rows = Point.objects.filter(unit=unit, period__state=PeriodState.FROZEN).values_list("period__month")
    return list(rows.annotate(total=Sum("points")).order_by("-period__month")[:12])
