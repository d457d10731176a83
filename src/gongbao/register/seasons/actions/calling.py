"""Calling those who have not filed: what came of the call, in one tap."""

from datetime import datetime

from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.register.seasons.models import CallNote

NOTED = declare("season.called", "已电话提醒", "called about the report")
RESULTS = ("reached", "promised", "no-answer", "wrong-number", "closed-down")


@transaction.atomic
def note_call(*, entity_id: int, year: int, result: str, by: Actor, now: datetime) -> CallNote:
    """Write down one call. Refusal for a result that is none of the five."""
    if result not in RESULTS:
        raise Refusal("call-result", "请选择通话结果。", "Choose what came of the call.", field="result")
    note = CallNote(entity_id=entity_id, year=year, result=result, at=now, by=by.label[:80])
    note.save(force_insert=True)
    record_event(name=NOTED, by=by, now=now, subject=("season", year), party_id=entity_id, detail={"result": result})
    return note
