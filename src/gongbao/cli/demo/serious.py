"""A firm on the serious list, its legal representative barred elsewhere; a second case before the city's office."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from stdnum.cn import ric

from gongbao.cli.demo.county import COUNTY, Firm
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import Actor
from gongbao.register.people.selectors import Asked
from gongbao.register.registrations.actions import change_representative
from gongbao.register.serious import actions
from gongbao.register.serious.models import Entry

CITY, CITY_OFFICE = "9991", "青云市市场监督管理局"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part."""

    ids: Mapping[str, int]
    regulator: Actor
    signer: Actor
    superior: Actor
    registrar: Actor


def identity_number(born: str, serial: str) -> str:
    """A made-up identity number of a place that does not exist, its check character right."""
    plain = f"{COUNTY}{born}{serial}"
    return plain + str(ric.calc_check_digit(plain))


def tell(listed: Firm, waiting: Firm, cast: Cast, now: datetime) -> None:
    """The story as far as `now`: representatives registered, one case to its publication, another to the city."""
    for firm, born in ((listed, "19750315"), (waiting, "19820709")):
        _representative(firm, identity_number(born, "001"), cast, now)
    notified = _at(date(2026, 3, 2), 10)
    if now < notified:
        return
    case = _notify(
        listed,
        "s21-5-2",
        "青市监处罚〔2026〕12号",
        "2025年9月至11月在茶叶中添加工业色素，加工销售120公斤，货值金额2.4万元",
        cast,
        notified,
    )
    _to_publication(case, cast, now)
    second = _at(date(2026, 6, 15), 9, 30)
    if now < second:
        return
    case = _notify(
        waiting,
        "s21-8-2",
        "青市监处罚〔2026〕31号",
        "2026年1月预收茶叶礼券款后关门停业，未退还37名消费者共8.6万元，且无法取得联系",
        cast,
        second,
    )
    where: dict[str, Any] = {"entity_id": case.entity_id, "entry_id": case.id}
    asked = _at(date(2026, 6, 24), 15)
    if now >= asked:
        actions.hear(heard="2026年6月18日书面陈述：资金困难，愿分期退款。", by=cast.regulator, now=asked, **where)
        actions.ask_consent(by=cast.regulator, now=asked, **where)


def _representative(firm: Firm, number: str, cast: Cast, now: datetime) -> None:
    when = _at(date(2025, 3, 3), 10)
    if now < when:
        return
    entity_id = cast.ids[firm.code]
    change_representative(
        entity_id=entity_id,
        asked=Asked(name=firm.person, id_number=number, entity_id=entity_id),
        effective_on=when.date(),
        reason="登记核验",
        ruled_out="",
        by=cast.registrar,
        now=when,
    )


def _notify(firm: Firm, ground: str, number: str, facts: str, cast: Cast, when: datetime) -> Entry:
    return actions.notify(
        entity_id=cast.ids[firm.code],
        region=COUNTY,
        weighed=actions.Weighed(
            ground=ground,
            penalty="licence" if ground.startswith("s21-5") else "heavy-fine",
            penalty_number=number,
            penalty_on=when.date(),
            facts=facts,
            factors=["主观恶意：明知不得为而为", "持续时间：两个月以上", "社会影响：多人投诉，媒体报道"],
            grave=True,
        ),
        by=cast.regulator,
        now=when,
    )


def _to_publication(case: Entry, cast: Cast, now: datetime) -> None:
    """Heard on 6 March, consented to on the 12th, decided on the 16th, published on the 18th."""
    where: dict[str, Any] = {"entity_id": case.entity_id, "entry_id": case.id}
    steps: list[tuple[date, Callable[[datetime], Any]]] = [
        (date(2026, 3, 6), lambda at: actions.hear(heard="放弃陈述、申辩和听证。", by=cast.regulator, now=at, **where)),
        (date(2026, 3, 9), lambda at: actions.ask_consent(by=cast.regulator, now=at, **where)),
        (
            date(2026, 3, 12),
            lambda at: actions.answer_consent(given=True, reason="", by=cast.superior, now=at, **where),
        ),
        (date(2026, 3, 16), lambda at: actions.decide(by=cast.signer, now=at, **where)),
        (date(2026, 3, 18), lambda at: actions.publish_entry(by=cast.regulator, now=at, **where)),
    ]
    for day, act in steps:
        when = _at(day, 11)
        if now < when:
            return
        act(when)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)
