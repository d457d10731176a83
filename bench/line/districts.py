"""A desk below the desk with units of its own and items that went over its head; a supervisor; every unit's draft."""

from datetime import date, timedelta
from typing import Any

from bench.briefing_load import NOW, body, title
from bench.line.stock import REGION, Stock, put
from gongbao.briefing.desk.models import ByPass
from gongbao.briefing.items.models import Item, ItemVersion, Move
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import Membership, Organisation, Role, User

UNITS, PASSED = 10, 200
PEOPLE = ("district", "supervisor")


def load(stock: Stock) -> None:
    """One officer writes for all its units."""
    home = Organisation.objects.create(kind="unit", name="城东街道信息科", region=f"{REGION}001", created_at=NOW)
    desk = Unit.objects.create(
        organisation=home,
        level="township",
        short="城东信息科",
        desk=True,
        reports_to=stock.line.desk,
        since=date(2020, 1, 1),
    )
    units = [_unit(n, desk) for n in range(UNITS)]
    officer, supervisor = (User.objects.create(username=one, display_name=one, password="!") for one in PEOPLE)
    role = Role.objects.get(code="info-officer")
    Membership.objects.bulk_create(
        Membership(user=officer, organisation_id=one.pk, role=role, region=REGION, since=date(2020, 1, 1))
        for one in units
    )
    Membership.objects.create(
        user=supervisor,
        organisation_id=stock.line.desk.pk,
        role=Role.objects.get(code="briefing-supervisor"),
        region=REGION,
        since=date(2020, 1, 1),
    )
    rows: dict[Any, list[Any]] = {Item: [], ItemVersion: [], Move: [], ByPass: []}
    for n, at in enumerate(stock.times(stock.many(PASSED))):
        over = n % 2 == 0
        _item(rows, stock, n, at, units[n % UNITS], desk, officer, over=over)
    rows[Item] += (_draft(stock, n) for n in range(len(stock.units)))
    for model, some in rows.items():
        put(model, some)


def _draft(stock: Stock, n: int) -> Item:
    return Item(
        unit=stock.units[n],
        desk=stock.line.desk,
        type_id="dynamic",
        title=title(stock.chance),
        author=stock.officers[n],
        state="draft",
        hand="信息员",
        hand_since=NOW,
        created_at=NOW,
        saved_at=NOW,
    )


def _unit(n: int, desk: Unit) -> Unit:
    body_of = Organisation.objects.create(kind="unit", name=f"城东第{n}社区", region=f"{REGION}001", created_at=NOW)
    return Unit.objects.create(
        organisation=body_of, level="village", short=f"城东第{n}社区", reports_to=desk, since=date(2020, 1, 1)
    )


def _item(
    rows: dict[Any, list[Any]], stock: Stock, n: int, at: Any, unit: Unit, desk: Unit, officer: User, *, over: bool
) -> None:
    one = Item(
        unit=unit,
        desk=stock.line.desk if over else desk,
        type_id="dynamic",
        number=f"城东收{n + 1}号",
        title=title(stock.chance),
        body=body(stock.chance),
        mood="plain",
        places=[f"{REGION}001"],
        author=officer,
        state="lodged",
        hand="城东信息科",
        hand_since=at,
        versions=1,
        created_at=at,
        saved_at=at,
        lodged_at=at,
        grams=[],
    )
    rows[Item].append(one)
    rows[ItemVersion].append(
        ItemVersion(
            item=one, number=1, title=one.title, body=one.body, facts={}, sha256="0" * 64, lodged_at=at, lodged_by="x"
        )
    )
    rows[Move].append(Move(item=one, action="lodge", before="draft", after="lodged", at=at, by="x"))
    if over:
        rows[ByPass].append(
            ByPass(
                item=one,
                passed=desk,
                to=stock.line.desk,
                words="情况紧急",
                at=at + timedelta(minutes=5),
                by="x",
            )
        )
