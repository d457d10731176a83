"""Training, materials and who read them, commendations, how units stood before, handovers, returned items."""

from collections.abc import Iterator
from datetime import date, timedelta

from bench.briefing_load import NOW, THINGS, body
from bench.line.stock import Stock, put
from gongbao.briefing.units.models import (
    Commendation,
    Handover,
    Material,
    MaterialReading,
    Standing,
    Training,
)

MATERIALS, READ, TRAININGS, THERE, COMMENDED = 160, 0.6, 60, 300, 400


def load(stock: Stock) -> None:
    _materials(stock)
    _trainings(stock)
    put(Commendation, _commended(stock))
    put(Standing, _standings(stock))
    put(Handover, _handovers(stock))


def _materials(stock: Stock) -> None:
    desk = stock.line.desk
    made = [
        Material(
            desk=desk,
            title=f"{stock.chance.choice(THINGS)}信息写法第{n}讲",
            words=body(stock.chance),
            issued_at=at,
            issued_by="x",
        )
        for n, at in enumerate(stock.times(stock.many(MATERIALS)))
    ]
    put(Material, made)
    put(MaterialReading, _readings(stock, made))


def _readings(stock: Stock, made: list[Material]) -> Iterator[MaterialReading]:
    """Three in five have opened it, most of them said so."""
    for one in made:
        for user in stock.officers:
            if stock.chance.random() < READ:
                at = one.issued_at + timedelta(hours=stock.chance.randint(1, 200))
                done = at if stock.chance.random() < 0.8 else None
                yield MaterialReading(material=one, user=user, opened_at=at, acknowledged_at=done)


def _trainings(stock: Stock) -> None:
    made = [
        Training(
            desk=stock.line.desk,
            held_on=at.date(),
            topic=f"{stock.chance.choice(THINGS)}信息",
            hours=2,
            recorded_at=at,
            recorded_by="x",
        )
        for at in stock.times(stock.many(TRAININGS))
    ]
    put(Training, made)
    there = Training.attendees.through
    put(
        there,
        (
            there(training_id=one.pk, user_id=user.pk)
            for one in made
            for user in stock.chance.sample(stock.officers, min(THERE, len(stock.officers)))
        ),
    )


def _commended(stock: Stock) -> Iterator[Commendation]:
    for at in stock.times(stock.many(COMMENDED)):
        at_unit = stock.chance.randrange(len(stock.units))
        yield Commendation(
            desk=stock.line.desk,
            unit=stock.units[at_unit],
            person=stock.officers[at_unit],
            year=at.year,
            reason="全年报送及时、采用多。",
            given_at=at,
            given_by="x",
        )


def _standings(stock: Stock) -> Iterator[Standing]:
    """Every unit once had another name."""
    for one in stock.units:
        for since, until, name in (
            (date(2020, 1, 1), date(2023, 1, 1), f"原{one.short}"),
            (date(2023, 1, 1), None, one.short),
        ):
            yield Standing(
                unit=one,
                name=name,
                short=name,
                level=one.level,
                reports_to=stock.line.desk,
                since=since,
                until=until,
                recorded_at=NOW,
                recorded_by="x",
            )


def _handovers(stock: Stock) -> Iterator[Handover]:
    """Every tenth unit has changed hands; unit 0 waits for one to be taken over."""
    for n, unit in enumerate(stock.units[::10]):
        giver, taker = stock.officers[n * 10 + 1], stock.officers[n * 10]
        taken = NOW - timedelta(days=90) if n else None
        yield Handover(
            unit=unit, giver=giver, taker=taker, note="见清单。", given_at=NOW - timedelta(days=91), taken_at=taken
        )
