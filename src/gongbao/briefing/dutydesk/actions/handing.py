"""交接班: the shift that goes signs over what is open, the one that comes signs that it has it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.dutydesk import refusals
from gongbao.briefing.dutydesk.actions.rosters import TOPIC
from gongbao.briefing.dutydesk.models import Handover, Matter, Shift
from gongbao.briefing.dutydesk.selectors.rosters import next_shift
from gongbao.briefing.incidents.models import Clock
from gongbao.briefing.incidents.selectors import open_clocks
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.wording import moment_words

GIVEN = declare("duty.given", "交班", "shift handed over")
TAKEN = declare("duty.taken", "接班", "shift taken over")
MOST = 100


@transaction.atomic
def give_over(*, shift_id: UUID, giver: User, note: str, by: Actor, now: datetime) -> Handover:
    """Sign the shift over: the matters open now are written down with it."""
    shift = Shift.objects.select_for_update(of=("self",)).select_related("roster__unit").get(pk=shift_id)
    if not shift.seats.filter(user=giver).exists():
        raise refusals.not_on_shift()
    if Handover.objects.filter(shift=shift).exists():
        raise refusals.handed_over_already()
    made = Handover(shift=shift, note=note.strip()[:4_000], giver=giver, given_at=now)
    made.save(force_insert=True)
    for place, clock in enumerate(_open(shift.roster.unit, now), 1):
        _matter(made, place, clock).save(force_insert=True)
    record_event(name=GIVEN, by=by, now=now, subject=("roster", shift.roster_id))
    _show(shift)
    return made


def _open(unit: Unit, now: datetime) -> Sequence[Clock]:
    found = open_clocks(now, desk=unit) if unit.desk else open_clocks(now, unit=unit)
    return found[:MOST]


def _matter(handover: Handover, place: int, clock: Clock) -> Matter:
    mark = "【演练】" if clock.incident.drill else ""
    by = moment_words(clock.due_at)
    return Matter(
        handover=handover,
        place=place,
        title=f"{mark}{clock.incident.title}"[:160],
        words=f"{clock.unit.short} {clock.get_form_display()}，{by}前，在{clock.hand}手里"[:300],
        link=f"/incidents/{clock.incident_id}/",
        drill=clock.incident.drill,
    )


@transaction.atomic
def take_over(*, shift_id: UUID, taker: User, by: Actor, now: datetime) -> Handover:
    """Somebody of the shift that comes signs that they have it."""
    shift = Shift.objects.select_related("roster__unit").get(pk=shift_id)
    held = Handover.objects.select_for_update().filter(shift=shift).first()
    if held is None:
        raise refusals.handover_not_given()
    if held.taken_at is not None:
        raise refusals.handed_over_already()
    if held.giver_id == taker.pk:
        raise refusals.handover_to_oneself()
    coming = next_shift(shift.roster, shift.ends_at)
    if coming is None or not coming.seats.filter(user=taker).exists():
        raise refusals.not_on_shift()
    held.taker, held.taken_at = taker, now
    held.save(update_fields=["taker", "taken_at"])
    record_event(name=TAKEN, by=by, now=now, subject=("roster", shift.roster_id))
    _show(shift)
    return held


def _show(shift: Shift) -> None:
    push(topic=TOPIC, audience=[f"organisation:{shift.roster.unit_id}"])
