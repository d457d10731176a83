"""Who was checked and when: whoever was, is not eligible for another draw of that year."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register
from gongbao.register.spotchecks.models import Visit

VISITED = register("spotcheck.visited", "记入已检查", "recorded as visited")


@transaction.atomic
def record_visits(*, entity_ids: Sequence[int], on: date, source: str, by: Actor, now: datetime) -> int:
    """Record that entities were checked on a day; one recorded before stays as it is. Returns how many were asked."""
    rows = [Visit(entity_id=entity_id, on=on, source=source[:80], recorded_at=now) for entity_id in entity_ids]
    Visit.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    record_event(name=VISITED, by=by, now=now, subject=("visit", source[:80]), detail={"count": len(rows)})
    return len(rows)
