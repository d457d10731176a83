"""A firm that moved: told late, with a wrong day at first, and corrected a month later. Two times to look at."""

from datetime import date, datetime

from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import Actor
from gongbao.register.registrations.actions import change_registration

NEW_ADDRESS = "青岚县城关镇学府路66号"
#: told on, said to hold from, what changed, on what ground
TOLD = [
    (datetime(2025, 10, 15, 10, tzinfo=CHINA), date(2025, 9, 28), "青岚县城关镇学府路86号", "住所变更登记"),
    (datetime(2025, 11, 20, 15, tzinfo=CHINA), date(2025, 9, 10), NEW_ADDRESS, "更正住所变更登记：门牌和日期有误"),
]


def moved(entity_id: int, by: Actor, now: datetime) -> None:
    """The firm's address through the autumn of 2025, as its office learnt of it."""
    for told, since, address, reason in TOLD:
        if told < now:
            change_registration(
                entity_id=entity_id,
                changes={"address": address},
                effective_on=since,
                reason=reason,
                by=by,
                now=told,
            )
