"""Key points: drafted, numbered, published to the units they ask, withdrawn with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from gongbao.briefing.items.models import Angle
from gongbao.briefing.items.rules import clean_text, refuse_classified
from gongbao.briefing.topics import refusals
from gongbao.briefing.topics.models import Asked, KeyPoint, ListState, PointList
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send_many

MADE = declare("points.made", "拟定报送要点", "key points drafted")
PUBLISHED = declare("points.published", "发布报送要点", "key points published")
WITHDRAWN = declare("points.withdrawn", "撤回报送要点", "key points withdrawn")
SUBJECT = "point-list"
TOPIC = "topics"
MOST_POINTS = 40
MOST_UNITS = 1_000
LONGEST = 120


@dataclass(frozen=True, slots=True)
class PointDraft:
    """A point as it is typed: whom it asks is everybody, or bands and units together."""

    title: str
    words: str = ""
    angle: str = ""
    everybody: bool = False
    bands: Sequence[str] = ()
    units: Sequence[Unit] = field(default_factory=tuple)


@transaction.atomic
def make_list(
    *, desk: Unit, title: str, words: str, from_on: date | None, until_on: date | None, by: Actor, now: datetime
) -> PointList:
    """Begin an issue of key points for a period, as a draft of the desk."""
    made = PointList(desk=desk, made_at=now, made_by=by.label[:80])
    _fill(made, title, words, from_on, until_on)
    made.save(force_insert=True)
    record_event(name=MADE, by=by, now=now, subject=(SUBJECT, made.pk))
    return made


@transaction.atomic
def change_list(
    *, list_id: UUID, title: str, words: str, from_on: date | None, until_on: date | None, by: Actor, now: datetime
) -> PointList:
    """Change a draft's title, words or period."""
    held = held_list(list_id, ListState.DRAFT)
    _fill(held, title, words, from_on, until_on)
    held.save()
    record_event(name=MADE, by=by, now=now, subject=(SUBJECT, held.pk))
    return held


def _fill(held: PointList, title: str, words: str, from_on: date | None, until_on: date | None) -> None:
    held.title = clean_text(title.replace("\n", " "), most=LONGEST)
    held.words = clean_text(words, most=4_000)
    refuse_classified(held.title, held.words)
    if not held.title:
        raise refusals.title_needed()
    if from_on is None or until_on is None or until_on < from_on:
        raise refusals.period_wrong()
    held.from_on, held.until_on = from_on, until_on


def held_list(list_id: UUID, *states: str) -> PointList:
    """The list, locked until the transaction ends. Refusal unless it is in one of the states."""
    held = PointList.objects.select_for_update(of=("self",)).select_related("desk").get(pk=list_id)
    if held.state not in states:
        raise refusals.not_now()
    return held


@transaction.atomic
def put_point(*, list_id: UUID, draft: PointDraft, by: Actor, now: datetime, point_id: UUID | None = None) -> KeyPoint:
    """Add a point to a draft, or change one of its points; numbers follow the order in which they were added."""
    held = held_list(list_id, ListState.DRAFT)
    title = clean_text(draft.title.replace("\n", " "), most=LONGEST)
    words = clean_text(draft.words, most=2_000)
    refuse_classified(title, words)
    if not title:
        raise refusals.title_needed()
    if not (draft.everybody or draft.bands or draft.units):
        raise refusals.nobody_asked()
    point = held.points.filter(pk=point_id).first() if point_id else None
    if point is None:
        last = held.points.aggregate(last=Max("number"))["last"] or 0
        if last >= MOST_POINTS:
            raise Refusal("topics.many", f"一期最多 {MOST_POINTS} 条要点。", f"At most {MOST_POINTS} points.")
        point = KeyPoint(plan=held, number=last + 1)
    point.title, point.words = title, words
    point.angle = draft.angle if draft.angle in Angle.values else ""
    point.everybody = draft.everybody
    point.bands = [] if draft.everybody else sorted({band[:30] for band in draft.bands})
    point.save()
    point.units.set([] if draft.everybody else draft.units)
    record_event(name=MADE, by=by, now=now, subject=(SUBJECT, held.pk), detail={"point": point.number})
    return point


@transaction.atomic
def drop_point(*, list_id: UUID, point_id: UUID, by: Actor, now: datetime) -> None:
    """Take a point out of a draft; those after it move up."""
    held = held_list(list_id, ListState.DRAFT)
    gone = held.points.filter(pk=point_id).first()
    if gone is None:
        return
    gone.units.clear()
    KeyPoint.objects.filter(pk=gone.pk).delete()
    for number, point in enumerate(held.points.order_by("number"), 1):
        if point.number != number:
            point.number = number
            point.save(update_fields=["number"])
    record_event(name=MADE, by=by, now=now, subject=(SUBJECT, held.pk))


@transaction.atomic
def publish(*, list_id: UUID, by: Actor, now: datetime) -> PointList:
    """Put the points before the units they ask. Who that is stays as it is on this day."""
    held = held_list(list_id, ListState.DRAFT)
    below = list(held.desk.below.filter(until=None).order_by("order", "short")[:MOST_UNITS])
    points = list(held.points.order_by("number").prefetch_related("units"))
    if not points:
        raise refusals.no_points()
    asked = {point: asked_units(point, below) for point in points}
    if empty := next((point for point, units in asked.items() if not units), None):
        raise Refusal(
            "topics.nobody",
            f"第 {empty.number} 条没有单位可报：所选单位已停用，或这一类没有单位。",
            f"Point {empty.number} asks nobody: its units are closed, or its band is empty.",
        )
    Asked.objects.bulk_create([Asked(point=point, unit=unit) for point, units in asked.items() for unit in units])
    held.state, held.published_at, held.published_by = ListState.PUBLISHED, now, by.label[:80]
    held.save()
    record_event(name=PUBLISHED, by=by, now=now, subject=(SUBJECT, held.pk), detail={"points": len(points)})
    counted: dict[int, int] = {}
    for units in asked.values():
        for unit in units:
            counted[unit.pk] = counted.get(unit.pk, 0) + 1
    told = [(unit, _published_words(held, count)) for unit, count in counted.items()]
    send_many(party_kind="organisation", notices=told, now=now)
    push(topic=TOPIC, data={"list": str(held.pk)}, audience=[f"organisation:{held.desk_id}"])
    return held


def asked_units(point: KeyPoint, below: Sequence[Unit]) -> list[Unit]:
    """Whom a point asks, of the units below its desk: everybody, its bands, and the units it names."""
    if point.everybody:
        return list(below)
    named = {unit.pk for unit in point.units.all()}
    return [unit for unit in below if unit.pk in named or (unit.band and unit.band in point.bands)]


def _published_words(held: PointList, count: int) -> Words:
    return Words(
        kind="points.published",
        title_zh=f"报送要点：{held.title}",
        title_en=f"Key points: {held.title}",
        body_zh=f"请贵单位报 {count} 条，{held.until_on.month}月{held.until_on.day}日前。没有情况也可以一键说明。",
        body_en=f"{count} points ask your unit, until {held.until_on}. If there is nothing, say so in one tap.",
        link="/report/topics/",
    )


@transaction.atomic
def withdraw_list(*, list_id: UUID, why: str, by: Actor, now: datetime) -> PointList:
    """Take published points back, with the reason. What was answered stays; nobody owes the rest."""
    held = held_list(list_id, ListState.PUBLISHED)
    if not why.strip():
        raise refusals.why_needed()
    held.state, held.withdrawn_at, held.withdrawn_why = ListState.WITHDRAWN, now, why.strip()[:400]
    held.save()
    record_event(name=WITHDRAWN, by=by, now=now, subject=(SUBJECT, held.pk))
    words = Words(
        kind="points.withdrawn",
        title_zh=f"撤回报送要点：{held.title}",
        title_en=f"Key points withdrawn: {held.title}",
        body_zh=held.withdrawn_why,
        body_en=held.withdrawn_why,
        link="/report/topics/",
    )
    units = Asked.objects.filter(point__plan=held).values_list("unit_id", flat=True).distinct()
    send_many(party_kind="organisation", notices=[(unit, words) for unit in units], now=now)
    return held
