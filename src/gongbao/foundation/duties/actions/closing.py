"""A duty ends: discharged in time, late, or waived with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from gongbao.foundation.asking import ask
from gongbao.foundation.duties.actions.reminding import mark_many_reacted, mark_reacted
from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.foundation.duties.owed import Parties, Terms
from gongbao.foundation.events.actions import event_of, record_event, record_events
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare

DISCHARGED = declare("duty.discharged", "义务履行", "duty discharged")
WAIVED = declare("duty.waived", "义务免除", "duty waived")
HANDED = declare("duty.handed-over", "任务转交", "task handed over")
RESET = declare("duty.clock-reset", "期限重新起算", "clock counts from another day")
MOVED = declare("duty.moved", "义务改由他处管辖", "duties moved to another place")
REOPENED = declare("duty.reopened", "义务恢复", "duty open again")
_WAIVE_ALL = """
UPDATE duties_duty AS duty SET state = 'waived', closed_at = %s, closed_by = %s, closed_with = %s
FROM ({parties}) AS freed (party_id)
WHERE duty.party_id = freed.party_id AND duty.kind = %s AND duty.period = %s AND duty.state = 'open'
"""
_DISCHARGE_ALL = """
UPDATE duties_duty AS duty SET state = CASE WHEN done.at < duty.due_at THEN 'discharged' ELSE 'late' END,
    closed_at = done.at, closed_by = %s, closed_with = done.with_what
FROM ({parties}) AS done (party_id, at, with_what)
WHERE duty.party_id = done.party_id AND duty.kind = %s AND duty.period = %s AND duty.state = 'open'
"""
_DISCHARGE_MANY = """
UPDATE duties_duty AS duty SET state = CASE WHEN done.at < duty.due_at THEN 'discharged' ELSE 'late' END,
    closed_at = done.at, closed_by = done.by, closed_with = done.with_what
FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[], %s::text[], %s::text[])
    AS done (party_id, period, at, by, with_what)
WHERE duty.party_id = done.party_id AND duty.kind = %s AND duty.period = done.period AND duty.state = 'open'
  AND duty.subject_kind = '' AND duty.subject_id = ''
RETURNING duty.party_id, duty.period, duty.id, duty.state
"""
_MOVE_ALL = """
UPDATE duties_duty AS duty SET region = moved.region FROM ({parties}) AS moved (party_id, region)
WHERE duty.party_id = moved.party_id AND duty.kind = %s AND duty.period = %s AND duty.state = 'open'
  AND duty.region <> moved.region
"""


@transaction.atomic(savepoint=False)  # inside another act it stands or falls with it
def discharge(
    *,
    party_id: int,
    kind: str,
    period: int = 0,
    by: Actor,
    now: datetime,
    with_: str,
    subject: tuple[str, str] | None = None,
    at: datetime | None = None,
) -> Duty | None:
    """Close a party's open duty with the filing or decision `with_`; LATE once `due_at` has come.

    `at` is when the party did its part, where that is found good only later (`now`).
    Returns the duty as it now stands, or None where none is open: repeating it changes nothing.
    """
    found = Duty.objects.select_for_update().filter(party_id=party_id, kind=kind, period=period, state=DutyState.OPEN)
    if subject is not None:
        found = found.filter(subject_kind=subject[0], subject_id=subject[1])
    duty = found.order_by("due_at").first()
    if duty is None:
        return None
    done = at or now
    state = DutyState.LATE if done >= duty.due_at else DutyState.DISCHARGED
    _close(duty, state, by=by, now=done, with_=with_)
    mark_reacted(party_id=party_id, kind=kind, period=period, now=now)
    record_event(
        name=DISCHARGED,
        by=by,
        now=now,
        subject=("duty", duty.id),
        party_id=party_id,
        detail={"kind": kind, "period": period, "state": state.value, "with": with_},
    )
    return duty


@dataclass(frozen=True, slots=True)
class Done:
    """One party's duty of a period is done: when, by whom, with which filing or decision."""

    party_id: int
    period: int
    at: datetime
    by: Actor
    with_: str


@transaction.atomic(savepoint=False)  # inside another act it stands or falls with it
def discharge_many(*, kind: str, done: Sequence[Done], now: datetime) -> int:
    """Close the open duties of one kind of many parties, each with its own filing, in as many statements as for one.

    Duties about a subject of their own are not meant. Returns how many were open.
    """
    acts = {(one.party_id, one.period): one for one in done}
    closed = ask(
        _DISCHARGE_MANY,
        [one.party_id for one in acts.values()],
        [one.period for one in acts.values()],
        [one.at for one in acts.values()],
        [one.by.label[:120] for one in acts.values()],
        [one.with_[:120] for one in acts.values()],
        kind,
    )
    if closed:
        mark_many_reacted(parties=[(party, period) for party, period, _, _ in closed], kind=kind, now=now)
    record_events(
        [
            event_of(
                name=DISCHARGED,
                by=acts[party, period].by,
                now=now,
                subject=("duty", duty),
                party_id=party,
                detail={"kind": kind, "period": period, "state": state, "with": acts[party, period].with_},
            )
            for party, period, duty, state in closed
        ]
    )
    return len(closed)


@transaction.atomic
def waive(*, duty: Duty, reason: str, by: Actor, now: datetime) -> Duty:
    """Free a party of an open duty, with the reason kept; a closed one stays as it is."""
    fresh = Duty.objects.select_for_update().get(party_id=duty.party_id, id=duty.id)
    if fresh.state != DutyState.OPEN:
        return fresh
    _close(fresh, DutyState.WAIVED, by=by, now=now, with_=reason)
    record_event(
        name=WAIVED, by=by, now=now, subject=("duty", fresh.id), party_id=fresh.party_id, detail={"reason": reason}
    )
    return fresh


@transaction.atomic
def waive_all(*, kind: str, period: int, parties: Parties, reason: str, by: Actor, now: datetime) -> int:
    """Free every party the query finds of one kind of duty, in one pass; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WAIVE_ALL.format(parties=parties.query),
            [now, by.label[:120], reason[:120], *parties.params, kind, period],
        )
        freed: int = cursor.rowcount
    if freed:
        record_event(
            name=WAIVED,
            by=by,
            now=now,
            subject=("duty", f"{kind}/{period}"),
            detail={"count": freed, "reason": reason},
        )
    return freed


@transaction.atomic
def discharge_all(*, kind: str, period: int, parties: Parties, by: Actor, now: datetime) -> int:
    """Close every open duty the query finds as done; rows are (party_id, at, with_what). Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_DISCHARGE_ALL.format(parties=parties.query), [by.label[:120], *parties.params, kind, period])
        closed: int = cursor.rowcount
    if closed:
        record_event(name=DISCHARGED, by=by, now=now, subject=("duty", f"{kind}/{period}"), detail={"count": closed})
    return closed


@transaction.atomic
def move_all(*, kind: str, period: int, parties: Parties, by: Actor, now: datetime) -> int:
    """Parties moved: their duties go to the place the query names; rows are (party_id, region). Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_ALL.format(parties=parties.query), [*parties.params, kind, period])
        moved: int = cursor.rowcount
    if moved:
        record_event(name=MOVED, by=by, now=now, subject=("duty", f"{kind}/{period}"), detail={"count": moved})
    return moved


@transaction.atomic
def reopen(*, duty: Duty, reason: str, by: Actor, now: datetime) -> Duty:
    """A closed duty is owed again: what discharged it was taken back, or the ground for waiving it fell away."""
    fresh = Duty.objects.select_for_update().get(party_id=duty.party_id, id=duty.id)
    if fresh.state == DutyState.OPEN:
        return fresh
    fresh.state, fresh.closed_at, fresh.closed_by, fresh.closed_with = DutyState.OPEN, None, "", ""
    fresh.save(update_fields=["state", "closed_at", "closed_by", "closed_with"])
    record_event(
        name=REOPENED, by=by, now=now, subject=("duty", fresh.id), party_id=fresh.party_id, detail={"reason": reason}
    )
    return fresh


@transaction.atomic
def reset_clock(*, duty: Duty, terms: Terms, by: Actor, now: datetime) -> Duty:
    """An open duty counts from another day now, e.g. from verification instead of receipt."""
    fresh = Duty.objects.select_for_update().get(party_id=duty.party_id, id=duty.id)
    if fresh.state != DutyState.OPEN:
        return fresh
    before = fresh.due_on
    fresh.due_on, fresh.due_at, fresh.provisional = terms.due_on, terms.due_at, terms.provisional
    fresh.rule, fresh.citation, fresh.unit, fresh.amount = terms.rule, terms.citation, terms.unit, terms.amount
    fresh.save(update_fields=["due_on", "due_at", "provisional", "rule", "citation", "unit", "amount"])
    detail = {"from": before.isoformat(), "to": fresh.due_on.isoformat(), "rule": fresh.rule}
    record_event(name=RESET, by=by, now=now, subject=("duty", fresh.id), party_id=fresh.about_entity, detail=detail)
    return fresh


@transaction.atomic
def hand_over(*, duty: Duty, hand: str, by: Actor, now: datetime) -> Duty:
    """An office's duty moves into somebody's hand; pages show whose."""
    fresh = Duty.objects.select_for_update().get(party_id=duty.party_id, id=duty.id)
    if fresh.hand == hand or fresh.state != DutyState.OPEN:
        return fresh
    before, fresh.hand = fresh.hand, hand[:200]
    fresh.save(update_fields=["hand"])
    record_event(
        name=HANDED,
        by=by,
        now=now,
        subject=("duty", fresh.id),
        party_id=fresh.about_entity,
        detail={"from": before, "to": fresh.hand},
    )
    return fresh


def _close(duty: Duty, state: DutyState, *, by: Actor, now: datetime, with_: str) -> None:
    duty.state = state
    duty.closed_at = now
    duty.closed_by = by.label[:120]
    duty.closed_with = with_[:120]
    duty.save(update_fields=["state", "closed_at", "closed_by", "closed_with"])
