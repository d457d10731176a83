"""What the desk asks: key points of every month, commissions, reminder rules; and decisions that items are about."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from bench.briefing_load import ACTS, NOW, THINGS
from bench.line.stock import Stock, put
from gongbao.briefing.items.models import Item, Reason, Undertaking
from gongbao.briefing.topics.models import (
    DECLINE,
    Answer,
    Asked,
    Call,
    CallStep,
    Commission,
    KeyPoint,
    PointList,
    ReminderRule,
)

MONTHS, POINTS, WIDE, CHOSEN = 24, 10, 3, 200
COMMISSIONS, ASKED = 600, 20
DECISIONS = 120
# Two in a hundred items are about a decision.
ABOUT = """
UPDATE items_item SET undertaking_id = d.id, stage = (ARRAY['before', 'after', 'close'])[1 + d.n %% 3]
FROM (
    SELECT i.id AS item, u.id, row_number() OVER () AS n
    FROM (SELECT id, row_number() OVER (ORDER BY lodged_at) AS n FROM items_item) i
    JOIN (SELECT id, row_number() OVER (ORDER BY created_at) AS n FROM items_undertaking) u
        ON i.n %% 50 = 0 AND u.n = 1 + (i.n / 50) %% %s
) d WHERE d.item = items_item.id
"""


def load(stock: Stock) -> None:
    _decisions(stock)
    _points(stock)
    _commissions(stock)


def _decisions(stock: Stock) -> None:
    count = stock.many(DECISIONS)
    put(
        Undertaking,
        (
            Undertaking(
                desk=stock.line.desk,
                title=f"全县{stock.chance.choice(THINGS)}工作第{n}号决策",
                decided_on=at.date(),
                closed_on=at.date() + timedelta(days=200) if n % 4 else None,
                created_at=at,
            )
            for n, at in enumerate(stock.times(count))
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(ABOUT, [count])


def _points(stock: Stock) -> None:
    """Ten points a month, three of them for every unit; one in ten of the asked answers, one in twenty has nothing."""
    lists, points, asked = [], [], []
    for back in range(MONTHS):
        first = _month(back)
        until = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        at = NOW - timedelta(days=31 * back + 29)
        one = PointList(
            desk=stock.line.desk,
            title=f"{first.year}年{first.month}月报送要点",
            words="请各单位按要点报送。",
            from_on=first,
            until_on=until,
            state="published",
            made_at=at,
            made_by="x",
            published_at=at,
            published_by="x",
        )
        lists.append(one)
        for number in range(1, POINTS + 1):
            point = KeyPoint(
                plan=one,
                number=number,
                title=f"{stock.chance.choice(THINGS)}{stock.chance.choice(ACTS)}情况",
                words="数字、做法、困难和建议。",
                everybody=number <= WIDE,
            )
            points.append(point)
            whom = stock.units if number <= WIDE else [stock.units[0], *stock.chance.sample(stock.units[1:], CHOSEN)]
            asked += (_asked(stock, point, unit, at) for unit in whom)
    put(PointList, lists)
    put(KeyPoint, points)
    put(KeyPoint.units.through, _named(points, asked))
    put(Asked, asked)
    put(Answer, _answers(stock, asked))


def _month(back: int) -> date:
    months = NOW.year * 12 + NOW.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _asked(stock: Stock, point: KeyPoint, unit: object, at: object) -> Asked:
    nothing = stock.chance.random() < 0.05
    return Asked(point=point, unit=unit, nothing_at=at if nothing else None, nothing_by="x" if nothing else "")


def _named(points: list[KeyPoint], asked: list[Asked]) -> Iterator[object]:
    chosen = {point.pk for point in points if not point.everybody}
    for one in asked:
        if one.point_id in chosen:
            yield KeyPoint.units.through(keypoint_id=one.point_id, unit_id=one.unit_id)


def _answers(stock: Stock, asked: list[Asked]) -> Iterator[Answer]:
    items = _by_unit(stock)
    for one in asked:
        mine = items.get(one.unit_id)
        if mine and stock.chance.random() < 0.1:
            yield Answer(item_id=stock.chance.choice(mine), point_id=one.point_id, at=NOW, by="x")


def _by_unit(stock: Stock) -> dict[int, list[UUID]]:
    """Some items of each unit."""
    found: dict[int, list[UUID]] = {}
    rows = Item.objects.filter(lodged_at__gte=NOW - timedelta(days=200)).values_list("unit_id", "pk")
    for unit, key in rows[: len(stock.units) * 10]:
        found.setdefault(unit, []).append(key)
    return found


def _commissions(stock: Stock) -> None:
    """Twenty units each; the newest are open. Unit 0 is asked every tenth time."""
    rule = ReminderRule.objects.create(
        desk=stock.line.desk,
        title="常用",
        before_hours=[48, 24, 2],
        after_hours=24,
        after_most=3,
        made_at=NOW,
        made_by="x",
    )
    declined = Reason.objects.filter(action=DECLINE).first()
    items = _by_unit(stock)
    commissions, calls, steps, answers = [], [], [], []
    for n, at in enumerate(stock.times(stock.many(COMMISSIONS))):
        due = at + timedelta(days=10)
        one = Commission(
            desk=stock.line.desk,
            title=f"请报{stock.chance.choice(THINGS)}{stock.chance.choice(ACTS)}",
            words="请写清数字、做法和建议。",
            type_id="study",
            length=1500,
            contact="信息科 0000-0000000",
            due_at=due,
            rule=rule,
            issued_at=at,
            issued_by="x",
        )
        commissions.append(one)
        first = [stock.units[0]] if n % 10 == 9 else []
        for unit in [*first, *stock.chance.sample(stock.units[1:], ASKED - len(first))]:
            call = _call(stock, one, unit, over=due < NOW, declined=declined)
            calls.append(call)
            steps += _steps(call, at)
            if call.submitted_at and (mine := items.get(call.unit_id)):
                answers.append(Answer(item_id=mine[0], call=call, at=call.submitted_at, by="x"))
    for model, rows in ((Commission, commissions), (Call, calls), (CallStep, steps), (Answer, answers)):
        put(model, rows)


def _call(stock: Stock, one: Commission, unit: object, *, over: bool, declined: Reason | None) -> Call:
    drawn = stock.chance.random()
    call = Call(commission=one, unit=unit, due_at=one.due_at)
    if drawn < 0.1 and declined:
        call.state, call.ended_at, call.reason = "declined", one.issued_at + timedelta(days=2), declined
    elif over and drawn < 0.95:
        call.state, call.submitted_at = "accepted", one.due_at - timedelta(days=1)
        call.ended_at = one.due_at
    elif drawn < 0.5:
        call.state, call.submitted_at = "submitted", one.issued_at + timedelta(hours=1)
    return call


def _steps(call: Call, at: object) -> list[CallStep]:
    steps = [CallStep(call=call, kind="issued", at=at, by="x")]
    if call.submitted_at:
        steps.append(CallStep(call=call, kind="submitted", at=call.submitted_at, by="x"))
    if call.ended_at:
        steps.append(CallStep(call=call, kind=call.state, at=call.ended_at, by="x", words="收到。"))
    return steps
