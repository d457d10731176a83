"""The list to call, taken away with full numbers: each number read for the stated purpose, the whole written down."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gongbao.foundation.accounts.actions import read_fact
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.register.seasons.selectors import Missing

TAKEN = declare("season.numbers-taken", "带走催报名单的电话", "numbers of the list to call taken")
MOST_NUMBERS = 500


@transaction.atomic
def read_numbers(*, rows: Sequence[Missing], year: int, purpose: str, by: Actor, now: datetime) -> dict[int, str]:
    """The full number of each firm that has one, by entity. Who read each, and why, is written down.

    Refusal for more than 500 firms, or without a purpose.
    """
    if len(rows) > MOST_NUMBERS:
        raise Refusal(
            "season.too-many-numbers",
            f"一次最多带走 {MOST_NUMBERS} 户的完整号码。请先按地区、类别或通话结果缩小范围。",
            f"At most {MOST_NUMBERS} full numbers at a time. Narrow the list by place, category or outcome first.",
            field="purpose",
        )
    numbers = {
        one.duty.party_id: read_fact(fact_id=one.phone_fact, purpose=purpose, by=by, now=now)
        for one in rows
        if one.phone_fact is not None and one.phone
    }
    record_event(
        name=TAKEN,
        by=by,
        now=now,
        subject=("season", year),
        detail={"firms": len(rows), "numbers": len(numbers), "purpose": purpose.strip()[:200]},
    )
    return numbers
