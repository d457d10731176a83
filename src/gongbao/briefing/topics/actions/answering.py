"""Items answer points and commissions; a commission hears when its item is lodged, taken, or comes back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.items.actions import held_item
from gongbao.briefing.items.models import Item, Move
from gongbao.briefing.topics import refusals
from gongbao.briefing.topics.actions.calling import accept
from gongbao.briefing.topics.actions.holding import SUBJECT, held_call, note, tell_desk
from gongbao.briefing.topics.models import COUNTS, Answer, Asked, Call, CallState, CallStepKind, KeyPoint, ListState
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare

LINKED = declare("topics.answer-linked", "信息对应要点或约稿", "item answers a point or a commission")
NOTHING = declare("topics.nothing", "说明没有这方面情况", "nothing of the kind, said")


@transaction.atomic
def link_item(
    *, item_id: UUID, points: Collection[UUID], calls: Collection[UUID], by: Actor, now: datetime
) -> list[Answer]:
    """Say which points and commissions an item answers; what is not said any more falls away.

    Points and parts the item's unit is not asked are left out. A part that ended keeps the answers it had.
    """
    item = held_item(item_id)
    wanted_points = set(
        KeyPoint.objects.filter(
            pk__in=list(points), asked__unit_id=item.unit_id, plan__state=ListState.PUBLISHED
        ).values_list("pk", flat=True)
    )
    wanted_calls = set(
        Call.objects.filter(pk__in=list(calls), unit_id=item.unit_id, state__in=["open", "submitted"]).values_list(
            "pk", flat=True
        )
    )
    known = list(Answer.objects.filter(item=item).select_related("call"))
    gone = [
        one.pk
        for one in known
        if (one.point_id and one.point_id not in wanted_points)
        or (one.call is not None and one.call_id not in wanted_calls and one.call.state in {"open", "submitted"})
    ]
    new_points = wanted_points - {one.point_id for one in known}
    new_calls = wanted_calls - {one.call_id for one in known}
    if not gone and not new_points and not new_calls:
        return known
    left = [one.call_id for one in known if one.pk in gone and one.call_id]
    Answer.objects.filter(pk__in=gone).delete()
    made = [Answer(item=item, point_id=one, at=now, by=by.label[:80]) for one in sorted(new_points)]
    made += [Answer(item=item, call_id=one, at=now, by=by.label[:80]) for one in sorted(new_calls)]
    Answer.objects.bulk_create(made)
    record_event(name=LINKED, by=by, now=now, subject=("item", item.pk), detail={"answers": len(made)})
    if item.state in COUNTS:
        for call in sorted(new_calls):
            _submitted(call, item, by=by, now=now)
        for gone_call in left:
            _came_back(gone_call, "", by=by, now=now)
    return list(Answer.objects.filter(item=item))


@transaction.atomic
def say_nothing(*, asked_id: UUID, words: str, by: Actor, now: datetime) -> Asked:
    """A unit says that it has nothing on a point: heard, not counted as silence. Saying it twice changes nothing."""
    held = Asked.objects.select_for_update(of=("self",)).select_related("point__plan").get(pk=asked_id)
    if held.point.plan.state != ListState.PUBLISHED:
        raise refusals.not_now()
    if held.nothing_at is None:
        held.nothing_at, held.nothing_by, held.nothing_words = now, by.label[:80] or "—", words.strip()[:200]
        held.save(update_fields=["nothing_at", "nothing_by", "nothing_words"])
        record_event(name=NOTHING, by=by, now=now, subject=("asked", held.pk))
        push(topic="topics", data={"asked": str(held.pk)}, audience=[f"organisation:{held.point.plan.desk_id}"])
    return held


def hear_move(item: Item, step: Move, by: Actor, now: datetime) -> None:
    """An item moved on: keep the commissions it answers in step."""
    if step.action not in {"lodge", "adopt", "keep", "return", "recall"}:
        return
    calls = Answer.objects.filter(item=item, call__isnull=False).order_by("call_id").values_list("call_id", flat=True)
    for call in calls:
        if call is None:
            continue
        if step.action == "lodge":
            _submitted(call, item, by=by, now=now)
        elif step.action in {"adopt", "keep"}:
            _taken(call, item, by=by, now=now)
        else:
            _came_back(call, step.words, by=by, now=now)


def _submitted(call_id: UUID, item: Item, *, by: Actor, now: datetime) -> None:
    held = held_call(call_id)
    if held.state != CallState.OPEN:
        return
    held.state, held.submitted_at = CallState.SUBMITTED, now
    held.save(update_fields=["state", "submitted_at"])
    note(held, CallStepKind.SUBMITTED, item.title, by=by, now=now)
    record_event(name=LINKED, by=by, now=now, subject=(SUBJECT, held.pk), detail={"item": str(item.pk)})
    title = held.commission.title
    tell_desk(held, f"{held.unit.short}应约报来：{title}", f"{held.unit.short} answers: {title}", item.title, now)


def _taken(call_id: UUID, item: Item, *, by: Actor, now: datetime) -> None:
    if held_call(call_id).state == CallState.SUBMITTED:
        accept(call_id=call_id, by=by, now=now, words=item.title)


def _came_back(call_id: UUID, words: str, *, by: Actor, now: datetime) -> None:
    """Back to the unit: it owes the item again, unless another of its items answers the same."""
    held = held_call(call_id)
    others = Answer.objects.filter(call=held, item__state__in=COUNTS)
    if held.state != CallState.SUBMITTED or others.exists():
        return
    held.state, held.submitted_at = CallState.OPEN, None
    held.save(update_fields=["state", "submitted_at"])
    note(held, CallStepKind.CAME_BACK, words, by=by, now=now)
