"""Instant information: a department's licences, a penalty, one firm that is late, one ordered to publish and listed.

What concerns firms that file their reports by themselves is told before the season opens: a record follows its time.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from gongbao.cli.demo.county import COUNTY, Firm
from gongbao.cli.demo.june import Cast, at
from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.models import Organisation, User
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.register.instant import actions
from gongbao.register.instant.actions import Row
from gongbao.register.instant.selectors import open_orders

DEPARTMENT = "青岚县应急管理局"


def department(began: datetime, by: Actor) -> Organisation:
    """The department that hands in its licences and penalties."""
    return accounts.create_organisation(kind="department", name=DEPARTMENT, region=COUNTY, by=by, now=began)


def told(own: Firm, others: Sequence[Firm], cast: Cast, now: datetime) -> None:
    """The story up to `now`. `own` is the clerk's firm; of `others` three play a part."""
    late, ordered, fined = others[:3]
    sender = _sender()
    story: tuple[tuple[datetime, Callable[[datetime], None]], ...] = (
        (at(date(2025, 11, 4), 9), lambda when: _licence(late, "AQ-2025-091", date(2025, 11, 3), sender, when)),
        (at(date(2025, 11, 11), 15), lambda when: _fine(fined, cast, when)),
        (at(date(2025, 11, 12), 10), lambda when: _order(cast.ids[ordered.code], cast, when)),
        (at(date(2025, 11, 25), 0, 30), lambda when: _expire(cast, when)),
        (at(date(2025, 11, 27), 10), lambda when: _list(cast, cast.ids[ordered.code], when)),
        (at(date(2026, 3, 4), 10), lambda when: _capital(cast.ids[own.code], cast, when)),
        (at(date(2026, 6, 16), 9), lambda when: _licence(own, "AQ-2026-027", date(2026, 6, 15), sender, when)),
    )
    for when, happens in story:
        if now >= when:
            happens(when)


def _sender() -> Actor:
    user = User.objects.get(username="department")
    return Actor(kind=ActorKind.USER, id=str(user.pk), label=str(user))


def _capital(entity_id: int, cast: Cast, when: datetime) -> None:
    """Paid in on 3 February, published on 4 March: in time, for Spring Festival lies between."""
    raw = {"arose_on": "2026-02-03", "holder": "丁某某", "stage": "paid", "amount": "20", "day": "2026-02-03"}
    actions.publish_information(
        entity_id=entity_id, kind="capital", raw={**raw, "method": "money"}, by=cast.agents, now=when
    )


def _licence(firm: Firm, number: str, day: date, by: Actor, when: datetime) -> None:
    raw = {
        "arose_on": day.isoformat(),
        "act": "obtained",
        "name": "安全生产许可证",
        "number": number,
        "since": day.isoformat(),
        "until": day.replace(year=day.year + 3).isoformat(),
    }
    office = Organisation.objects.get(name=DEPARTMENT)
    actions.submit_facts(
        organisation_id=office.pk, kind="licence", rows=[Row(1, number, firm.code, raw)], by=by, now=when
    )


def _fine(firm: Firm, cast: Cast, when: datetime) -> None:
    raw = {
        "arose_on": "2025-11-06",
        "number": "青市监处罚〔2025〕17号",
        "breach": "虚假宣传",
        "types": "罚款",
        "content": "罚款2万元",
    }
    row = Row(1, "CF-2025-017", firm.code, raw)
    actions.submit_facts(organisation_id=cast.office.pk, kind="penalty", rows=[row], by=cast.regulator, now=when)


def _order(entity_id: int, cast: Cast, when: datetime) -> None:
    order = actions.order_to_publish(
        entity_id=entity_id,
        kind="equity",
        what="2025年8月股权转让情况",
        arose_on=date(2025, 8, 10),
        by=cast.regulator,
        now=when,
    )
    actions.serve_order(
        entity_id=entity_id, order_id=order.id, how="direct", on=china_date(when), note="", by=cast.regulator, now=when
    )


def _expire(cast: Cast, when: datetime) -> None:
    actions.expire_orders(on=china_date(when), by=cast.regulator, now=when)


def _list(cast: Cast, entity_id: int, when: datetime) -> None:
    for order in open_orders(entity_id):
        actions.list_for_order(entity_id=entity_id, order_id=order.id, by=cast.signer, now=when)
