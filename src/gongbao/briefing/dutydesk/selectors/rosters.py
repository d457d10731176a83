"""Rosters: whose they are, who is on when, what has not been handed over."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from gongbao.briefing.dutydesk.models import CalendarLink, Role, Roster, Seat, Shift, Swap
from gongbao.briefing.dutydesk.rules import goes_on
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

MOST = 500
UNHANDED_FOR = timedelta(days=7)
_SEATS = Seat.objects.select_related("user").order_by("role", "place")


def _whole(rows: QuerySet[Shift]) -> QuerySet[Shift]:
    return rows.select_related("roster__unit", "handover__giver", "handover__taker").prefetch_related(
        Prefetch("seats", queryset=_SEATS)
    )


def rosters(user: Visitor, permission: Permission = Permission.DUTY_WATCH) -> QuerySet[Roster]:
    """The rosters of the user's units, of the units that report to their desks, and those they sit on."""
    mine = reach.organisations(user, permission)
    rows = Q(unit_id__in=mine) | Q(unit__reports_to_id__in=mine)
    if permission == Permission.DUTY_WATCH and user.is_authenticated:
        rows |= Q(pk__in=Shift.objects.filter(seats__user_id=user.pk).values("roster_id"))
    found = Roster.objects.filter(rows, closed_at=None).select_related("unit")
    return found.order_by("-unit__desk", "unit__order", "name")


def one_roster(user: Visitor, roster_id: UUID, permission: Permission = Permission.DUTY_WATCH) -> Roster | None:
    return rosters(user, permission).filter(pk=roster_id).first()


def shifts(roster: Roster, begins: datetime, ends: datetime) -> list[Shift]:
    """The shifts that touch the span, in order."""
    rows = Shift.objects.filter(roster=roster, begins_at__lt=ends, ends_at__gt=begins)
    return list(_whole(rows).order_by("begins_at")[:MOST])


def one_shift(user: Visitor, shift_id: UUID) -> Shift | None:
    """The shift, if its roster is one the user may see."""
    return _whole(Shift.objects.filter(pk=shift_id, roster__in=rosters(user))).first()


def current_shift(roster: Roster, now: datetime) -> Shift | None:
    return current_shifts([roster], now).get(roster.pk)


def current_shifts(rosters: Sequence[Roster], now: datetime) -> dict[UUID, Shift]:
    """Who is on duty now, by roster."""
    rows = Shift.objects.filter(roster__in=[one.pk for one in rosters], begins_at__lte=now, ends_at__gt=now)
    return {one.roster_id: one for one in _whole(rows).order_by("-begins_at", "id")}


def next_shift(roster: Roster, after: datetime) -> Shift | None:
    """The shift that takes over at or after an instant."""
    return _whole(Shift.objects.filter(roster=roster, begins_at__gte=after)).order_by("begins_at").first()


def on_duty(unit_id: int, role: str, now: datetime) -> list[Seat]:
    """Who of a unit is on duty in a role now, in order, over all its rosters."""
    rows = Seat.objects.filter(
        role=role,
        shift__roster__unit_id=unit_id,
        shift__roster__closed_at=None,
        shift__begins_at__lte=now,
        shift__ends_at__gt=now,
    )
    return list(rows.select_related("user").order_by("shift__roster__name", "place")[:20])


def unhanded(roster_ids: Sequence[UUID], now: datetime) -> list[Shift]:
    """The shifts of the last week that ended without being handed over and taken over, where another followed."""
    rows = Shift.objects.filter(
        Q(handover=None) | Q(handover__taken_at=None),
        roster_id__in=list(roster_ids),
        ends_at__lte=now,
        ends_at__gt=now - UNHANDED_FOR,
    )
    found = list(_whole(rows).order_by("ends_at")[:MOST])
    on = staying(found)
    return [one for one in found if one.pk not in on][:50]


def stays(shift: Shift) -> bool:
    """Whether the officers of a shift go on into the next: a post with one person hands over to nobody."""
    return shift.pk in staying([shift])


def staying(shifts: Sequence[Shift]) -> set[UUID]:
    """Those of these shifts (with their seats) whose officers go on into the next."""
    later = Shift.objects.filter(roster=OuterRef("roster"), begins_at__gte=OuterRef("ends_at")).order_by("begins_at")
    rows = Shift.objects.filter(pk__in=[one.pk for one in shifts]).annotate(next=Subquery(later.values("pk")[:1]))
    following = dict(rows.values_list("pk", "next"))
    coming: dict[UUID, list[int]] = defaultdict(list)
    for shift, user in Seat.objects.filter(shift__in=following.values()).values_list("shift_id", "user_id"):
        coming[shift].append(user)
    return {
        one.pk
        for one in shifts
        if goes_on((seat.user_id for seat in one.seats.all() if seat.role == Role.OFFICER), coming[following[one.pk]])
    }


def people_for(unit: Unit) -> QuerySet[User]:
    """Who may be put on a unit's roster: its own people who keep watch; for a desk also the leaders of its area."""
    own = Q(
        memberships__until=None,
        memberships__organisation_id=unit.pk,
        memberships__role__permissions__contains=[Permission.DUTY_WATCH.value],
    )
    if unit.desk:
        own |= Q(
            memberships__until=None,
            memberships__organisation__region=unit.organisation.region,
            memberships__role__permissions__contains=[Permission.INSTRUCT.value, Permission.DUTY_WATCH.value],
        )
    return User.objects.filter(own, is_active=True).distinct().order_by("display_name", "id")


def my_seats(user: User, now: datetime) -> list[Seat]:
    """A person's seats from yesterday on, in order."""
    rows = Seat.objects.filter(user=user, shift__ends_at__gt=now - timedelta(days=1), shift__roster__closed_at=None)
    return list(rows.select_related("shift__roster__unit", "shift__handover").order_by("shift__begins_at", "id")[:MOST])


def swaps_for(user: User) -> list[Swap]:
    """What others ask this person to take."""
    rows = Swap.objects.filter(taker=user, agreed=None).select_related("seat__shift__roster__unit", "giver", "taker")
    return list(rows.order_by("asked_at")[:50])


def link_of(user: User) -> CalendarLink | None:
    return CalendarLink.objects.filter(user=user, ended_at=None).first()


def calendar_owner(token: str) -> User | None:
    """Whose calendar address this is, if it is one in use."""
    hashed = sha256(token.encode()).hexdigest()
    found = CalendarLink.objects.filter(token_hash=hashed, ended_at=None, user__is_active=True).select_related("user")
    link = found.first()
    return link.user if link else None
