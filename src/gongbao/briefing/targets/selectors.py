"""Reading figures: what is in force by month, a unit's own, who is behind, problems and their progress."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, DecimalField, ExpressionWrapper, F, Prefetch, Q, QuerySet, Sum, When

from gongbao.briefing.targets.models import (
    Batch,
    Direction,
    FirmFigure,
    Indicator,
    Lag,
    LagRule,
    LagState,
    Problem,
    Progress,
    Value,
)
from gongbao.briefing.targets.rules import Standing, month_before, standing
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models.organisation import OrganisationKind
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

MOST = 1_000
#: A sum of fewer firms would tell what one of them earns.
FEWEST_FIRMS = 3


def units_below(desk: Unit) -> list[Unit]:
    rows = desk.below.filter(until=None).select_related("organisation")
    return list(rows.order_by("order", "short")[:MOST])


def indicators(desk: Unit, *, active: bool = True) -> list[Indicator]:
    """A desk's indicators, in order."""
    rows = Indicator.objects.filter(desk=desk)
    if active:
        rows = rows.filter(active=True)
    return list(rows.order_by("-active", "group", "order", "name")[:300])


def indicator_of(desk: Unit, indicator_id: UUID) -> Indicator | None:
    return Indicator.objects.filter(pk=indicator_id, desk=desk).first()


def rule_for(desk: Unit, month: int) -> LagRule | None:
    """How far behind is too far, as in force for a month."""
    rows = LagRule.objects.filter(desk=desk, from_month__lte=month)
    return rows.order_by("-from_month", "-made_at").first()


def rules(desk: Unit) -> list[LagRule]:
    return list(LagRule.objects.filter(desk=desk).order_by("-from_month", "-made_at")[:50])


def current_values(desk: Unit, months: Collection[int]) -> dict[tuple[UUID, int, int], Value]:
    """What is in force for these months and the months before them, by indicator, unit and month."""
    wanted = {*months, *(before for month in months if month and (before := month_before(month)))}
    rows = Value.objects.filter(indicator__desk=desk, month__in=wanted, current=True)
    return {(one.indicator_id, one.unit_id, one.month): one for one in rows}


def current_firms(desk: Unit, months: Collection[int]) -> dict[tuple[int, str, int], FirmFigure]:
    rows = FirmFigure.objects.filter(unit__reports_to=desk, month__in=list(months), current=True)
    return {(one.unit_id, one.firm, one.month): one for one in rows}


# One step of the index a month: there are as many values of a month as units times indicators.
_MONTHS = """
WITH RECURSIVE found(month) AS (
    SELECT max(month) FROM targets_value WHERE current AND indicator_id = ANY(%(of)s)
    UNION ALL
    SELECT (
        SELECT max(v.month) FROM targets_value v
        WHERE v.current AND v.month < found.month AND v.indicator_id = ANY(%(of)s)
    ) FROM found WHERE found.month IS NOT NULL
)
SELECT month FROM found WHERE month IS NOT NULL LIMIT %(most)s
"""


def latest_month(desk: Unit) -> int | None:
    """The newest month that has figures."""
    return next(iter(months(desk, most=1)), None)


def months(desk: Unit, *, most: int = 18) -> list[int]:
    """The months that have figures, newest first, at most a year and a half."""
    of = list(Indicator.objects.filter(desk=desk).values_list("pk", flat=True)[:MOST])
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, {"of": of, "most": most})
        return [month for (month,) in cursor.fetchall()]


def sums(desk: Unit, month: int) -> dict[UUID, tuple[Decimal | None, Decimal | None, int]]:
    """Of every indicator in a month: the sum of totals, of targets, and of how many units."""
    rows = Value.objects.filter(indicator__desk=desk, month=month, current=True).values("indicator_id")
    found = rows.annotate(total=Sum("total"), target=Sum("target"), n=Count("id")).order_by()
    return {row["indicator_id"]: (row["total"], row["target"], row["n"]) for row in found}


def behind(desk: Unit, month: int) -> dict[UUID, int]:
    """How many units are behind in each indicator, as it was told to them."""
    rows = Lag.objects.filter(indicator__desk=desk, month=month).exclude(state=LagState.SETTLED)
    return {row["indicator_id"]: row["n"] for row in rows.values("indicator_id").annotate(n=Count("id")).order_by()}


def of_month(indicator: Indicator, month: int) -> QuerySet[Value]:
    """An indicator's values of a month, units in their order."""
    rows = Value.objects.filter(indicator=indicator, month=month, current=True).select_related("unit")
    return rows.order_by("unit__order", "unit__short")


def slowest_first(indicator: Indicator, month: int) -> QuerySet[Value]:
    """The same by how far units are behind: the share of the year gone is one for all, so their own share decides.

    Those of which nothing can be said (no target, or not counted up) keep their order at the end.
    """
    known = Q(target__gt=0) if indicator.cumulative else Q(pk=None)
    share = ExpressionWrapper(F("total") / F("target"), output_field=DecimalField())
    rows = of_month(indicator, month).annotate(done=Case(When(known, then=share)))
    furthest = (
        F("done").desc(nulls_last=True) if indicator.direction == Direction.DOWN else F("done").asc(nulls_last=True)
    )
    return rows.order_by(furthest, "unit__order", "unit__short")


def of_year(indicator: Indicator, unit: Unit, year: int) -> dict[int, Value]:
    """A unit's values of a year by month."""
    rows = Value.objects.filter(
        indicator=indicator, unit=unit, month__gte=year * 100, month__lte=year * 100 + 12, current=True
    )
    return {one.month: one for one in rows}


def year_sums(indicator: Indicator, year: int) -> dict[int, Decimal | None]:
    """The sum of all units' totals by month of a year."""
    rows = Value.objects.filter(
        indicator=indicator, month__gte=year * 100, month__lte=year * 100 + 12, current=True
    ).values("month")
    return {row["month"]: row["total"] for row in rows.annotate(total=Sum("total")).order_by("month")}


def versions(indicator: Indicator, unit: Unit, year: int) -> list[Value]:
    """Every version of a unit's figures of a year, newest month first, newest version first."""
    rows = Value.objects.filter(
        indicator=indicator, unit=unit, month__gte=year * 100, month__lte=year * 100 + 12
    ).select_related("batch")
    return list(rows.order_by("-month", "-version")[:200])


def whole_month(desk: Unit, month: int) -> list[Value]:
    """Everything in force in a month, by indicator and unit."""
    rows = Value.objects.filter(indicator__desk=desk, month=month, current=True).select_related("indicator", "unit")
    return list(
        rows.order_by("indicator__group", "indicator__order", "indicator__name", "unit__order", "unit__short")[:20_000]
    )


def own(unit: Unit, month: int) -> list[Value]:
    """A unit's own figures in force of a month."""
    rows = Value.objects.filter(unit=unit, month=month, current=True).select_related("indicator")
    return list(rows.order_by("indicator__group", "indicator__order", "indicator__name")[:300])


def own_months(unit: Unit) -> list[int]:
    rows = Value.objects.filter(unit=unit, current=True).order_by("-month")
    return list(rows.values_list("month", flat=True).distinct()[:18])


def batches(desk: Unit) -> QuerySet[Batch]:
    return Batch.objects.filter(desk=desk).order_by("-handed_at", "-id")


def batch_of(desk: Unit, batch_id: UUID) -> Batch | None:
    return Batch.objects.filter(pk=batch_id, desk=desk).select_related("desk", "file").first()


def lags(desk: Unit, *, state: str = "") -> QuerySet[Lag]:
    """Who is behind: what waits for words first."""
    rows = Lag.objects.filter(indicator__desk=desk).select_related("indicator", "unit")
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-month", "state", "unit__order", "indicator__order", "id")


def lags_of_month(desk: Unit, month: int) -> QuerySet[Lag]:
    """Who is behind in a month: the furthest from where the year is first."""
    rows = Lag.objects.filter(indicator__desk=desk, month=month).exclude(state=LagState.SETTLED)
    return rows.select_related("indicator", "unit").order_by("share", "unit__order", "indicator__order", "id")


def desk_read_by(user: Visitor) -> Unit | None:
    """The desk whose figures a leader reads: of the very place the leader leads, or the one they belong to."""
    mine = [m for m in policies.memberships(user) if Permission.INSTRUCT.value in m.role.permissions]
    at = Q(pk__in=[m.organisation_id for m in mine]) | Q(
        organisation__region__in={m.organisation.region for m in mine if m.organisation.kind == OrganisationKind.UNIT}
    )
    rows = Unit.objects.filter(at, desk=True, until=None).select_related("organisation")
    return rows.order_by("order", "short").first()


def lags_of(unit: Unit) -> list[Lag]:
    """What a unit must explain, the nearest time first; then what it explained."""
    rows = Lag.objects.filter(unit=unit).exclude(state=LagState.SETTLED).select_related("indicator", "unit")
    return list(rows.order_by("-state", "due_on", "-month")[:60])


def lag_of(user: Visitor, lag_id: UUID) -> Lag | None:
    """A lag of a unit for which the user writes."""
    mine = reach.organisations(user, Permission.ITEM_WRITE)
    rows = Lag.objects.filter(pk=lag_id, unit_id__in=mine).exclude(state=LagState.SETTLED)
    return rows.select_related("indicator", "unit").first()


def lags_by_unit(desk: Unit, month: int, indicator: Indicator) -> dict[int, Lag]:
    rows = Lag.objects.filter(indicator=indicator, month=month, indicator__desk=desk)
    return {one.unit_id: one for one in rows}


def firms(desk: Unit, month: int, *, unit: Unit | None = None) -> QuerySet[FirmFigure]:
    """Above-scale enterprises' figures in force: internal."""
    rows = FirmFigure.objects.filter(unit__reports_to=desk, month=month, current=True).select_related("unit")
    if unit is not None:
        rows = rows.filter(unit=unit)
    return rows.order_by("unit__order", "unit__short", "firm")


def firm_sums(desk: Unit, month: int) -> list[dict[str, object]]:
    """By unit: how many enterprises, and their revenue, profit and tax; no sums where they are fewer than three."""
    rows = FirmFigure.objects.filter(unit__reports_to=desk, month=month, current=True)
    found = (
        rows.values("unit_id", "unit__short", "unit__order")
        .annotate(n=Count("id"), revenue=Sum("revenue"), profit=Sum("profit"), tax=Sum("tax"))
        .order_by("unit__order", "unit__short")
    )
    hidden = {"revenue": None, "profit": None, "tax": None}
    return [
        {"unit": row["unit__short"], "n": row["n"]}
        | ({key: row[key] for key in hidden} if row["n"] >= FEWEST_FIRMS else hidden)
        for row in found[:MOST]
    ]


_PROGRESS = Prefetch("progress", queryset=Progress.objects.order_by("-at", "-id"), to_attr="entries")


def problems(desk: Unit, *, closed: bool = False) -> QuerySet[Problem]:
    """A desk's problem list: open ones by time, or those solved, newest first."""
    rows = Problem.objects.filter(desk=desk, closed_at__isnull=not closed).select_related("unit", "owner")
    rows = rows.prefetch_related(_PROGRESS)
    return rows.order_by("-closed_at", "-id") if closed else rows.order_by("due_on", "id")


def problems_of(unit: Unit) -> list[Problem]:
    """The open problems a unit solves, or that are at it."""
    rows = Problem.objects.filter(Q(owner=unit) | Q(unit=unit), closed_at=None).select_related("unit", "owner")
    return list(rows.prefetch_related(_PROGRESS).order_by("due_on", "id")[:100])


def problem_of(user: Visitor, problem_id: UUID) -> tuple[Problem, bool, bool] | None:
    """The problem; whether the user may add progress (its owner's people), and whether it is of the user's desk."""
    rows = Problem.objects.filter(pk=problem_id).select_related("unit", "owner", "desk")
    found = rows.prefetch_related(_PROGRESS).first()
    if found is None:
        return None
    writes = reach.organisations(user, Permission.ITEM_WRITE)
    at_desk = found.desk_id in reach.organisations(user, Permission.DESK_WORK)
    if not at_desk and found.owner_id not in writes and found.unit_id not in writes:
        return None
    return found, found.owner_id in writes, at_desk


def standing_of(value: Value, rule: LagRule | None) -> Standing | None:
    """How a value stands by the rule in force; without a rule nobody is behind."""
    if not value.indicator.cumulative:
        return None
    own = value.indicator.tolerance
    tolerance = own if own is not None else rule.tolerance if rule is not None else None
    direction = value.indicator.direction if tolerance is not None else Direction.PLAIN
    return standing(value.total, value.target, value.month, direction=direction, tolerance=tolerance or Decimal(0))
