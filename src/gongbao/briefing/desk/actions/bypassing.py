"""Over the desk's head: a level may be passed when that is necessary, under one's name, and the desk passed is told.

Emergency Response Law (2024) art. 61 forbids obstructing a report; the county's rule that everything goes through its
desk first stands beside it. Both are kept: possible, never silent (briefing-rules 1.2, 1.3).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.desk.models import ByPass
from gongbao.briefing.items.actions import held_item, lodge
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send

PASSED = declare("item.bypassed", "越级报送", "a level passed")


@transaction.atomic
def bypass(*, item_id: UUID, turn: int | None, words: str, by: Actor, now: datetime) -> ByPass:
    """Lodge an item with the desk above one's own. Refusal without a reason, or where there is no desk above."""
    item = held_item(item_id, turn=turn)
    passed = item.desk
    above = passed.reports_to
    if above is None:
        raise Refusal("bypass.nobody-above", "本系统里没有更上一级的信息科。", "There is no desk above here.")
    if not words.strip():
        raise Refusal("bypass.words-needed", "越级报送要写明理由。", "Say why the level is passed.", field="words")
    item.desk = above
    item.save(update_fields=["desk"])
    item = lodge(item_id=item_id, turn=None, by=by, now=now)
    made = ByPass(item=item, passed=passed, to=above, words=words.strip()[:400], at=now, by=by.label[:80])
    made.save(force_insert=True)
    record_event(name=PASSED, by=by, now=now, subject=("item", item.pk), detail={"passed": passed.pk, "to": above.pk})
    send(
        party_kind="organisation",
        party_id=passed.pk,
        words=Words(
            kind="item.bypassed",
            title_zh=f"{item.unit.short}越级报送：{item.title}",
            title_en=f"{item.unit.short} passed this level: {item.title}",
            body_zh=made.words,
            body_en=made.words,
        ),
        now=now,
    )
    return made
