"""Rosters are kept by those who may; who is on a shift changes by consent; a calendar reads one's own shifts."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from gongbao.briefing.dutydesk import refusals
from gongbao.briefing.dutydesk.actions.policies import start_policies
from gongbao.briefing.dutydesk.models import CalendarLink, Role, Roster, Seat, Shift, Swap
from gongbao.briefing.dutydesk.rules import Span, overlaps
from gongbao.briefing.dutydesk.sheets import Planned
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Told, Words, queue
from gongbao.foundation.wording import moment_words

OPENED = declare("roster.opened", "设立值班表", "roster opened")
CLOSED = declare("roster.closed", "停用值班表", "roster closed")
PLANNED = declare("roster.planned", "排班", "shifts planned")
REMOVED = declare("roster.removed", "撤下一班", "shift removed")
SWAP_ASKED = declare("roster.swap-asked", "申请换班", "swap asked")
SWAPPED = declare("roster.swap-answered", "答复换班", "swap answered")
LINKED = declare("calendar.made", "生成日历链接", "calendar link made")
UNLINKED = declare("calendar.ended", "停用日历链接", "calendar link ended")
LONGEST = timedelta(days=3)
TOPIC = "duty"


@transaction.atomic
def open_roster(*, unit: Unit, name: str, round_the_clock: bool, by: Actor, now: datetime) -> Roster:
    """A unit's roster. The first of a desk brings the starting policies of whom to call."""
    name = name.strip()[:60]
    if not name:
        raise refusals.roster_name()
    made = Roster(unit=unit, name=name, round_the_clock=round_the_clock, opened_at=now)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.roster_name() from error
    record_event(name=OPENED, by=by, now=now, subject=("roster", made.pk))
    if unit.desk:
        start_policies(desk=unit, by=by, now=now)
    return made


@transaction.atomic
def close_roster(*, roster_id: UUID, by: Actor, now: datetime) -> Roster:
    """No more shifts; what was stays."""
    held = Roster.objects.select_for_update().get(pk=roster_id)
    if held.closed_at is None:
        held.closed_at = now
        held.save(update_fields=["closed_at"])
        record_event(name=CLOSED, by=by, now=now, subject=("roster", held.pk))
    return held


@transaction.atomic
def put_shifts(*, roster_id: UUID, planned: Sequence[Planned], by: Actor, now: datetime) -> int:
    """Put shifts on a roster, all or none. A shift that begins when one already does replaces who sits on it.

    A shift that has begun is not touched by a plan: unchanged it passes, changed it is refused.
    """
    held = Roster.objects.select_for_update().get(pk=roster_id)
    for one in planned:
        _put(held, one, now=now)
    record_event(name=PLANNED, by=by, now=now, subject=("roster", held.pk), detail={"shifts": len(planned)})
    push(topic=TOPIC, data={"roster": str(held.pk)}, audience=[f"organisation:{held.unit_id}"])
    return len(planned)


def _put(roster: Roster, planned: Planned, *, now: datetime) -> None:
    span = Span(planned.begins, planned.ends)
    if not timedelta(0) < span.ends - span.begins <= LONGEST:
        raise refusals.shift_backward()
    if not any(role == Role.OFFICER for role, _user in planned.seats):
        raise refusals.officer_needed()
    if len({user.pk for _role, user in planned.seats}) < len(planned.seats):
        raise refusals.person_twice()
    near = list(
        Shift.objects.filter(roster=roster, begins_at__lt=span.ends, ends_at__gt=span.begins).prefetch_related("seats")
    )
    same = next((one for one in near if Span(one.begins_at, one.ends_at) == span), None)
    if any(overlaps(Span(one.begins_at, one.ends_at), span) for one in near if one is not same):
        raise refusals.shift_overlaps()
    if same is not None and same.begins_at <= now:
        as_is = [(seat.role, seat.user_id) for seat in sorted(same.seats.all(), key=lambda s: (s.role, s.place))]
        if sorted(as_is) != sorted((str(role), user.pk) for role, user in planned.seats):
            raise refusals.shift_past()
        return
    shift = same or Shift(roster=roster, begins_at=span.begins, ends_at=span.ends)
    if same is None:
        shift.save(force_insert=True)
    else:
        Swap.objects.filter(seat__shift=shift).delete()
        Seat.objects.filter(shift=shift).delete()
    places: dict[str, int] = {}
    for role, user in planned.seats:
        places[role] = places.get(role, 0) + 1
        Seat(shift=shift, role=role, place=places[role], user=user).save(force_insert=True)


@transaction.atomic
def remove_shift(*, shift_id: UUID, by: Actor, now: datetime) -> None:
    """Take off a shift that has not begun."""
    held = Shift.objects.select_for_update().get(pk=shift_id)
    if held.begins_at <= now:
        raise refusals.shift_past()
    Swap.objects.filter(seat__shift=held).delete()
    Seat.objects.filter(shift=held).delete()
    detail = {"begins": held.begins_at.isoformat()}
    record_event(name=REMOVED, by=by, now=now, subject=("roster", held.roster_id), detail=detail)
    Shift.objects.filter(pk=held.pk).delete()


@transaction.atomic
def ask_swap(*, seat_id: UUID, giver: User, taker: User | None, words: str, by: Actor, now: datetime) -> Swap:
    """Whoever sits there asks somebody to take the seat. Until they agree nothing changes."""
    seat = Seat.objects.select_for_update(of=("self",)).select_related("shift__roster__unit").get(pk=seat_id)
    if seat.user_id != giver.pk:
        raise refusals.not_on_shift()
    if seat.shift.ends_at <= now:
        raise refusals.swap_over()
    if taker is None or Seat.objects.filter(shift_id=seat.shift_id, user=taker).exists():
        raise refusals.swap_with_whom()
    made = Swap(seat=seat, giver=giver, taker=taker, words=words.strip()[:200], asked_at=now)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.swap_open() from error
    record_event(name=SWAP_ASKED, by=by, now=now, subject=("roster", seat.shift.roster_id))
    words_ = Words(
        kind="duty.swap",
        title_zh=f"{giver}请您换班",
        title_en=f"{giver} asks you to take a shift",
        body_zh=f"{seat.shift.roster}:{_when(seat.shift)}。请到“值班”页答复。",
        body_en=f"{seat.shift.roster}: {_when(seat.shift)}. Answer on the duty page.",
    )
    queue(to=Told(users=[taker.pk]), words=words_, key=f"swap:{made.pk.hex}", now=now, urgent=False)
    push(topic=TOPIC, audience=[f"user:{taker.pk}"])
    return made


@transaction.atomic
def answer_swap(*, swap_id: UUID, taker: User, agree: bool, by: Actor, now: datetime) -> Swap:
    """The other agrees and sits there from now on, or doesn't and nothing changes."""
    held = Swap.objects.select_for_update(of=("self",)).select_related("seat__shift").get(pk=swap_id)
    if held.taker_id != taker.pk or held.agreed is not None or held.seat.shift.ends_at <= now:
        raise refusals.swap_over()
    if agree:
        if Seat.objects.filter(shift_id=held.seat.shift_id, user=taker).exists():
            raise refusals.swap_with_whom()
        Seat.objects.filter(pk=held.seat_id).update(user=taker)
    held.agreed, held.answered_at = agree, now
    held.save(update_fields=["agreed", "answered_at"])
    record_event(name=SWAPPED, by=by, now=now, subject=("roster", held.seat.shift.roster_id), detail={"agreed": agree})
    push(topic=TOPIC, audience=[f"user:{held.giver_id}", f"user:{held.taker_id}"])
    return held


def _when(shift: Shift) -> str:
    return f"{moment_words(shift.begins_at)} - {moment_words(shift.ends_at)}"


@transaction.atomic
def make_link(*, user: User, by: Actor, now: datetime) -> str:
    """A new secret for the person's calendar address; the one before stops working. It exists nowhere else."""
    CalendarLink.objects.filter(user=user, ended_at=None).update(ended_at=now)
    token = secrets.token_urlsafe(32)
    CalendarLink(user=user, token_hash=sha256(token.encode()).hexdigest(), made_at=now).save(force_insert=True)
    record_event(name=LINKED, by=by, now=now, subject=("person", user.pk))
    return token


@transaction.atomic
def end_link(*, user: User, by: Actor, now: datetime) -> None:
    """The address answers no more."""
    if CalendarLink.objects.filter(user=user, ended_at=None).update(ended_at=now):
        record_event(name=UNLINKED, by=by, now=now, subject=("person", user.pk))
