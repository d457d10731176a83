"""The line itself: a decision that items are about, a training, something to read, a commendation."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from gongbao.briefing.items import actions as items
from gongbao.briefing.items.models import Undertaking
from gongbao.briefing.units import actions
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import Actor, ActorKind, command

DECISION = "全县茶园低改三年行动"
HOW_TO_WRITE = """一条信息先说结果，再说经过、数字、原因。

数字写明单位、口径、截至什么时候；与去年比、与计划比。
问题要写清谁受影响、多少人、多久了，盼望怎样解决。
不知道的写“正在核实”，不要猜。"""


def decide(desk: Unit, began: datetime) -> None:
    """The decision that stands before the month begins."""
    by = command("demo", "演示")
    items.open_undertaking(desk=desk, title=DECISION, decided_on=date(2026, 5, 28), by=by, now=began)


def undertaking(unit: Unit) -> Undertaking:
    return Undertaking.objects.get(desk=unit.reports_to, title=DECISION)


def tell(by_short: Mapping[str, Unit], now: datetime) -> None:
    """What the desk did for its officers in June."""
    when = datetime.combine(date(2026, 6, 11), time(17), CHINA)
    if now < when:
        return
    people = {one.username: one for one in User.objects.filter(username__in=["officer", "transport", "chief"])}
    chief = Actor(kind=ActorKind.USER, id=str(people["chief"].pk), label=str(people["chief"]))
    desk, township = by_short["信息科"], by_short["石门镇"]
    made = actions.issue_material(
        desk=desk, title="怎样写一条问题建议", words=HOW_TO_WRITE, files=[], by=chief, now=when
    )
    actions.acknowledge(material_id=made.pk, user=people["officer"], now=when.replace(hour=20))
    there = [people["officer"], people["transport"]]
    actions.record_training(
        desk=desk,
        held_on=date(2026, 6, 11),
        topic="问题建议怎么写",
        hours=Decimal("1.5"),
        attendees=there,
        by=chief,
        now=when,
    )
    reason = "5月暴雨首报快、数字准，续报及时"
    actions.commend(desk=desk, unit=township, person=None, year=2026, reason=reason, by=chief, now=when)
