"""Reading key points and commissions: the desk's lists, what a unit is asked, one of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from gongbao.briefing.items.models import Item, ItemType, Reason
from gongbao.briefing.topics.models import (
    COUNTS,
    DECLINE,
    TIME_KINDS,
    Answer,
    Asked,
    Call,
    CallState,
    CallStep,
    CallStepKind,
    Commission,
    KeyPoint,
    ListState,
    PointList,
    ReminderRule,
)
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

MOST = 300


def lists(desk: Unit) -> QuerySet[PointList]:
    """A desk's issues of key points, the newest period first, with how many points and answers each has."""
    rows = PointList.objects.filter(desk=desk).annotate(
        n_points=Count("points", distinct=True),
        n_answers=Count("points__answers", filter=Q(points__answers__item__state__in=COUNTS), distinct=True),
    )
    return rows.order_by("-from_on", "-made_at", "-id")


def list_of(user: Visitor, list_id: UUID) -> PointList | None:
    """The list, if it is of a desk at which the user works."""
    mine = reach.organisations(user, Permission.DESK_WORK)
    return PointList.objects.filter(pk=list_id, desk_id__in=mine).select_related("desk").first()


@dataclass(frozen=True, slots=True)
class Counted:
    """A point, how many units were asked, how many of them answered or said that there is nothing."""

    point: KeyPoint
    asked: int
    nothing: int
    answered: int


def points(found: PointList) -> list[Counted]:
    """Its points in order, with whom they name and how many answered of how many asked.

    Counted apart: joined, those asked and the answers would be multiplied with each other.
    """
    asked = Asked.objects.filter(point__plan=found).values_list("point").order_by()
    sent = {key: (n, nothing) for key, n, nothing in asked.annotate(n=Count("id"), nothing=Count("nothing_at"))}
    answers = Answer.objects.filter(point__plan=found, item__state__in=COUNTS).values_list("point").order_by()
    answered = dict(answers.annotate(n=Count("item__unit", distinct=True)))
    rows = found.points.prefetch_related("units").order_by("number")
    return [Counted(one, *sent.get(one.pk, (0, 0)), answered.get(one.pk, 0)) for one in rows]


def units_below(desk: Unit) -> list[Unit]:
    """Who can be asked."""
    return list(desk.below.filter(until=None).select_related("organisation").order_by("order", "short")[:1_000])


def bands_of(units: Sequence[Unit]) -> list[str]:
    """The bands among units, in the units' order."""
    return list(dict.fromkeys(unit.band for unit in units if unit.band))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A point a unit is asked, with the unit's items that answer it."""

    asked: Asked
    items: list[Item]


def asked_of(unit: Unit, today: date, *, past: bool = False) -> list[Wanted]:
    """The points that ask a unit now (or those whose period is over), the nearest end first."""
    rows = Asked.objects.filter(unit=unit, point__plan__state=ListState.PUBLISHED)
    if past:
        rows = rows.filter(point__plan__until_on__lt=today).order_by("-point__plan__until_on", "point__number")
    else:
        rows = rows.filter(point__plan__from_on__lte=today, point__plan__until_on__gte=today)
        rows = rows.order_by("point__plan__until_on", "point__plan_id", "point__number")
    mine = Answer.objects.filter(item__unit=unit).select_related("item").order_by("at")
    found = rows.select_related("point__plan").prefetch_related(
        Prefetch("point__answers", queryset=mine, to_attr="mine")
    )
    return [Wanted(one, [answer.item for answer in getattr(one.point, "mine", ())]) for one in found[:60]]


def asked_one(user: Visitor, asked_id: UUID) -> Asked | None:
    """A point that asks a unit the user writes for."""
    mine = reach.organisations(user, Permission.ITEM_WRITE)
    return Asked.objects.filter(pk=asked_id, unit_id__in=mine).select_related("point__plan").first()


def calls_of(unit: Unit, *, ended: bool = False) -> QuerySet[Call]:
    """A unit's parts of commissions: open ones by time, or those that ended, newest first."""
    states = [CallState.OPEN, CallState.SUBMITTED]
    rows = Call.objects.filter(unit=unit).select_related("commission__type", "commission__desk")
    if ended:
        return rows.exclude(state__in=states).order_by("-ended_at", "-id")
    return rows.filter(state__in=states).order_by("state", "due_at", "id")


def call_of(user: Visitor, call_id: UUID) -> Call | None:
    """The part of a unit the user writes for."""
    mine = reach.organisations(user, Permission.ITEM_WRITE)
    rows = Call.objects.filter(pk=call_id, unit_id__in=mine)
    return rows.select_related("commission__type", "commission__desk", "commission__rule", "unit", "reason").first()


def steps(call: Call) -> list[CallStep]:
    return list(call.steps.order_by("at", "id")[:MOST])


def items_for(call: Call) -> list[Item]:
    """The items that answer a unit's part."""
    rows = Item.objects.filter(answering__call=call).select_related("unit")
    return list(rows.order_by("-created_at")[:20])


def commissions(desk: Unit, *, open_only: bool) -> QuerySet[Commission]:
    """A desk's commissions: those that wait by time, or all, newest first; with how their units stand."""
    rows = Commission.objects.filter(desk=desk).select_related("type")
    rows = rows.annotate(
        n_units=Count("calls"),
        n_open=Count("calls", filter=Q(calls__state=CallState.OPEN)),
        n_submitted=Count("calls", filter=Q(calls__state=CallState.SUBMITTED)),
        n_accepted=Count("calls", filter=Q(calls__state=CallState.ACCEPTED)),
    )
    if open_only:
        return rows.filter(Q(n_open__gt=0) | Q(n_submitted__gt=0)).order_by("due_at", "id")
    return rows.order_by("-issued_at", "-id")


def commission_of(user: Visitor, commission_id: UUID) -> Commission | None:
    mine = reach.organisations(user, Permission.DESK_WORK)
    return Commission.objects.filter(pk=commission_id, desk_id__in=mine).select_related("desk", "type", "rule").first()


def calls(found: Commission) -> list[Call]:
    """Every unit's part with its items and the last word about time, in a fixed number of queries."""
    answering = Answer.objects.select_related("item").order_by("at")
    times = CallStep.objects.filter(kind__in=TIME_KINDS).order_by("-at", "-id")
    rows = found.calls.select_related("unit", "reason", "commission")
    rows = rows.prefetch_related(
        Prefetch("answers", queryset=answering, to_attr="given"), Prefetch("steps", queryset=times, to_attr="times")
    )
    return list(rows.order_by("unit__order", "unit__short")[:1_000])


def time_asked(found: Call) -> CallStep | None:
    """A request for more time that waits for an answer."""
    known = getattr(found, "times", None)
    last = (
        next(iter(known), None)
        if known is not None
        else found.steps.filter(kind__in=TIME_KINDS).order_by("-at", "-id").first()
    )
    return last if last is not None and last.kind == CallStepKind.TIME_ASKED else None


def reminder_rules(desk: Unit, *, active: bool = True) -> list[ReminderRule]:
    rows = ReminderRule.objects.filter(desk=desk)
    if active:
        rows = rows.filter(active=True)
    return list(rows.order_by("-active", "-made_at")[:50])


def types() -> list[ItemType]:
    return list(ItemType.objects.filter(active=True).order_by("order", "code")[:50])


def decline_reasons() -> list[Reason]:
    return list(Reason.objects.filter(action=DECLINE, active=True).order_by("id")[:50])


def chosen_units(desk: Unit, ids: Collection[str], bands: Collection[str] = ()) -> list[Unit]:
    """The units below the desk with these ids or in these bands."""
    wanted, grouped = set(ids), set(bands)
    return [unit for unit in units_below(desk) if str(unit.pk) in wanted or (unit.band and unit.band in grouped)]


def links_of(item: Item) -> list[Answer]:
    """What an item answers."""
    rows = Answer.objects.filter(item=item).select_related("point__plan", "call__commission")
    return list(rows.order_by("at", "id")[:60])
