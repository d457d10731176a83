"""Assessment: rules in force, every month but the last two fixed with its points, one circulated with its appeals."""

from collections.abc import Iterator
from datetime import date, timedelta

from bench.briefing_load import NOW
from bench.line.stock import Stock, put
from gongbao.briefing.assessment.actions import STARTING
from gongbao.briefing.assessment.models import Adjustment, Appeal, Period, Point, Rule, RuleSet
from gongbao.briefing.items.models import Item

MONTHS, APPEALS, POINTS = 46, 40, 2


def load(stock: Stock) -> None:
    rules = RuleSet.objects.create(
        desk=stock.line.desk,
        version=1,
        title="计分办法",
        from_month=202201,
        made_by="x",
        made_at=NOW,
        approved_by="y",
        approved_at=NOW,
    )
    rows = Rule.objects.bulk_create(
        Rule(rules=rules, kind=one.kind, band=one.band, points=one.points, cap=one.cap, base=one.base)
        for one in STARTING
    )
    periods = list(_periods(stock, rules))
    put(Period, periods)
    put(Point, _points(stock, periods, [one for one in rows if not one.band]))
    put(Appeal, _appeals(stock, periods))
    put(Adjustment, _adjustments(stock, periods))


def _periods(stock: Stock, rules: RuleSet) -> Iterator[Period]:
    for back in range(1, MONTHS + 1):
        months = NOW.year * 12 + NOW.month - 1 - back
        month, at = months // 12 * 100 + months % 12 + 1, NOW - timedelta(days=30 * back)
        state = "circulated" if back == 1 else "frozen"
        yield Period(
            desk=stock.line.desk,
            month=month,
            state=state,
            rules=rules,
            comment_until=date(NOW.year, NOW.month, 30) if back == 1 else at.date(),
            circulated_at=at,
            frozen_at=None if back == 1 else at,
            frozen_by="" if back == 1 else "x",
        )


def _points(stock: Stock, periods: list[Period], rows: list[Rule]) -> Iterator[Point]:
    """Two lines a unit and month, with the item they are for."""
    items = dict(Item.objects.filter(state="adopted").values_list("unit_id", "pk")[: len(stock.units) * 8])
    for period in periods[1:]:
        for unit in stock.units:
            for rule in stock.chance.sample(rows, POINTS):
                yield Point(
                    period=period,
                    unit=unit,
                    rule=rule,
                    points=rule.points,
                    words="采用一条",
                    item_id=items.get(unit.pk),
                )


def _appeals(stock: Stock, periods: list[Period]) -> Iterator[Appeal]:
    for period in periods[:12]:
        for n, unit in enumerate([stock.units[0], *stock.chance.sample(stock.units[1:], stock.many(APPEALS, 4))]):
            at = period.circulated_at
            answered = at if period.frozen_at or n % 2 else None
            yield Appeal(
                period=period,
                unit=unit,
                words="少计一条。",
                by="x",
                at=at,
                answer="已核。" if answered else "",
                answered_by="y" if answered else "",
                answered_at=answered,
            )


def _adjustments(stock: Stock, periods: list[Period]) -> Iterator[Adjustment]:
    for period in periods[:12]:
        for unit in stock.chance.sample(stock.units, 6):
            yield Adjustment(
                period=period,
                unit=unit,
                points=1,
                reason="特殊贡献",
                asked_by="x",
                asked_at=period.circulated_at,
                agreed_by="y",
                agreed_at=period.circulated_at,
            )
