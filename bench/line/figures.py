"""Figures of the county: indicators by unit and month, enterprises, who is behind, problems, files that came in."""

import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from bench.briefing_load import ACTS, NOW, THINGS
from bench.line.stock import Stock, put
from gongbao.briefing.targets import actions, workbooks
from gongbao.briefing.targets.models import (
    Batch,
    BatchKind,
    FirmFigure,
    Indicator,
    Lag,
    LagRule,
    Problem,
    Progress,
    Value,
)
from gongbao.foundation.events.actor import command

INDICATORS, MONTHS, FIRMS, PROBLEMS = 12, 18, 400, 600
BEHIND = 0.08
FILES = 60


def load(stock: Stock) -> None:
    indicators = [
        Indicator(
            desk=stock.line.desk,
            name=f"{THINGS[n]}投资",
            measure="万元",
            cumulative=True,
            group="规上工业" if n % 2 else "",
            order=n,
            made_at=NOW,
            made_by="x",
        )
        for n in range(INDICATORS)
    ]
    put(Indicator, indicators)
    LagRule.objects.create(
        desk=stock.line.desk, from_month=202401, tolerance=Decimal(5), days=5, made_at=NOW, made_by="x"
    )
    months = [_month(back) for back in range(1, MONTHS + 1)]
    put(Value, _values(stock, indicators, months))
    put(Lag, _lags(stock, indicators, months))
    put(FirmFigure, _firms(stock, months))
    _problems(stock)
    _files(stock, indicators, months[0])


def _month(back: int) -> int:
    months = NOW.year * 12 + NOW.month - 1 - back
    return months // 12 * 100 + months % 12 + 1


def _values(stock: Stock, indicators: list[Indicator], months: list[int]) -> Iterator[Value]:
    """Every unit in every indicator; one in fifty was corrected once."""
    for month in months:
        for indicator in indicators:
            for unit in stock.units:
                versions = 2 if stock.chance.random() < 0.02 else 1
                for version in range(1, versions + 1):
                    yield Value(
                        indicator=indicator,
                        unit=unit,
                        month=month,
                        version=version,
                        current=version == versions,
                        amount=Decimal(stock.chance.randint(10, 900)),
                        total=Decimal(stock.chance.randint(1_000, 9_000)),
                        growth=Decimal(stock.chance.randint(-90, 200)) / 10,
                        target=Decimal(12_000),
                        why="更正" if version > 1 else "",
                        made_at=NOW,
                        made_by="x",
                    )


def _lags(stock: Stock, indicators: list[Indicator], months: list[int]) -> Iterator[Lag]:
    """Eight in a hundred are behind; those of the last month still owe their words. Unit 0 always is."""
    for place, month in enumerate(months):
        for indicator in indicators:
            for unit in stock.units:
                if unit is not stock.units[0] and stock.chance.random() >= BEHIND:
                    continue
                said = place > 0
                yield Lag(
                    indicator=indicator,
                    unit=unit,
                    month=month,
                    share=Decimal("0.3"),
                    year_share=Decimal("0.4167"),
                    tolerance=Decimal(5),
                    state="explained" if said else "open",
                    raised_at=NOW,
                    due_on=NOW.date() + timedelta(days=3),
                    cause="项目开工晚" if said else "",
                    measures="加快" if said else "",
                    explained_at=NOW if said else None,
                    explained_by="x" if said else "",
                )


def _firms(stock: Stock, months: list[int]) -> Iterator[FirmFigure]:
    for n in range(stock.many(FIRMS)):
        for month in months:
            yield FirmFigure(
                unit=stock.units[n % 40],
                firm=f"青岚{THINGS[n % len(THINGS)]}{n}有限公司",
                month=month,
                version=1,
                revenue=Decimal(stock.chance.randint(100, 9_000)),
                profit=Decimal(stock.chance.randint(10, 900)),
                tax=Decimal(stock.chance.randint(1, 90)),
                growth=Decimal(5),
                made_at=NOW,
                made_by="x",
            )


def _problems(stock: Stock) -> None:
    """A third is open; unit 0 owns every twentieth."""
    made = [
        Problem(
            desk=stock.line.desk,
            unit=stock.chance.choice(stock.units),
            owner=stock.units[0] if n % 20 == 0 else stock.chance.choice(stock.units),
            firm="",
            title=f"{stock.chance.choice(THINGS)}{stock.chance.choice(ACTS)}",
            words="请帮助解决。",
            kind="land",
            helper="分管工业的副县长",
            due_on=(at + timedelta(days=60)).date(),
            opened_at=at,
            opened_by="x",
            closed_at=at + timedelta(days=30) if n % 3 and NOW - at > timedelta(days=31) else None,
        )
        for n, at in enumerate(stock.times(stock.many(PROBLEMS)))
    ]
    put(Problem, made)
    put(
        Progress,
        (
            Progress(problem=one, at=one.opened_at + timedelta(days=day), by="x", words="正在办理。")
            for one in made
            for day in range(1, 5)
        ),
    )


def _files(stock: Stock, indicators: list[Indicator], month: int) -> None:
    """Files of past months, and one of as many lines as fit that waits to be imported."""
    units = stock.units[: min(len(stock.units), 4_990 // INDICATORS)]
    data = workbooks.template(BatchKind.VALUES, units, indicators, month)
    waits = actions.hand_in(
        desk=stock.line.desk,
        kind=BatchKind.VALUES,
        month=month,
        stream=io.BytesIO(data),
        name="本月.xlsx",
        by=command("bench"),
        now=NOW,
    )
    put(
        Batch,
        (
            Batch(
                desk=stock.line.desk,
                kind="values",
                month=_month(2 + n % 16),
                file_id=waits.file_id,
                name="某月.xlsx",
                state="applied",
                handed_at=at - timedelta(days=3),
                handed_by="x",
                ended_at=at,
                ended_by="x",
                new=24_000,
            )
            for n, at in enumerate(stock.times(FILES))
        ),
    )
