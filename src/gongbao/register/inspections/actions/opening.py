"""An inspection begins: drawn, ordered or after a complaint; inspectors, the day's plan; or it ends without a visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.draws import selectors as draws
from gongbao.foundation.draws.selectors import Assigned, DrawnParty
from gongbao.foundation.duties import actions as duty_actions
from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.entities.models import Entity
from gongbao.register.inspections import refusals, selectors
from gongbao.register.inspections.actions.writing import (
    ASSIGNED,
    ENDED,
    OPENED,
    PLANNED,
    SUBJECT,
    VISIT,
    entity_of,
    fixed_terms,
    hold,
    move,
    office_owes,
    signer,
    take_number,
    waive_open,
)
from gongbao.register.inspections.models import Assignment, Inspection, Origin
from gongbao.register.inspections.rules import TERM_DAYS, term_citation
from gongbao.register.listings.actions.writing import office_of
from gongbao.register.spotchecks.models import Inspector

FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Why and how to check. `reason` is for the office alone; `title` is what firm and public may read."""

    origin: Origin
    origin_id: str
    title: str
    reason: str = ""
    scope: tuple[str, ...] = ()
    method: str = "on-site"
    finish_by: date | None = None


@transaction.atomic
def open_inspection(
    *, entity_id: int, brief: Brief, inspectors: Sequence[Assigned], by: Actor, now: datetime
) -> Inspection:
    """Open one with at least two inspectors. Refusal where the same origin has opened it already."""
    if len({one.code for one in inspectors}) < FEWEST:
        raise refusals.too_few_inspectors()
    if brief.origin is not Origin.DRAW and not brief.reason.strip():
        raise refusals.words_needed("reason", "请写明立项理由，存档备查。", "Give the reason; it stays on file.")
    entity, on = entity_of(entity_id), china_date(now)
    if Inspection.objects.filter(entity=entity, origin=brief.origin, origin_id=brief.origin_id).exists():
        raise refusals.already_open()
    authority = office_of(entity)
    inspection = Inspection(
        entity=entity,
        number=take_number(authority, "inspection", on),
        origin=brief.origin,
        origin_id=brief.origin_id,
        title=brief.title[:200],
        reason=brief.reason.strip(),
        scope=list(brief.scope),
        method=brief.method,
        region=entity.region,
        authority=authority.name,
        organisation_id=authority.organisation_id,
        opened_at=now,
        opened_by=signer(by),
        finish_by=brief.finish_by or on + timedelta(days=TERM_DAYS),
    )
    inspection.save(force_insert=True)
    _assign(inspection, inspectors, now)
    terms = fixed_terms(VISIT, inspection.finish_by, term_citation(on))
    office_owes(inspection, terms, by=by, now=now, hand=inspectors[0].name)
    detail = {"origin": brief.origin.value, "inspectors": [one.code for one in inspectors]}
    record_event(name=OPENED, by=by, now=now, subject=(SUBJECT, inspection.id), party_id=entity_id, detail=detail)
    push(topic="inspections", audience=_audience(inspection))
    return inspection


@transaction.atomic
def open_targeted(
    *, entity_id: int, brief: Brief, inspector_codes: Sequence[str], by: Actor, now: datetime
) -> Inspection:
    """A check on suspicion, report or order (K14, K25 6), with inspectors from the office's directory."""
    return open_inspection(
        entity_id=entity_id, brief=brief, inspectors=_from_directory(entity_id, inspector_codes, now), by=by, now=now
    )


@transaction.atomic
def open_drawn(*, draw: UUID, by: Actor, now: datetime, finish_by: date | None = None) -> int:
    """Open an inspection for every firm a draw drew; those opened before stay. Returns how many are new."""
    opened = 0
    for party in draws.drawn(draw):
        if party.status == "drawn":
            opened += _open_for(party, finish_by, by=by, now=now)
    return opened


def _open_for(party: DrawnParty, finish_by: date | None, *, by: Actor, now: datetime) -> int:
    if Inspection.objects.filter(entity_id=party.party_id, origin=Origin.DRAW, origin_id=str(party.draw)).exists():
        return 0
    brief = Brief(
        origin=Origin.DRAW, origin_id=str(party.draw), title=f"{party.title}（{party.number}）", finish_by=finish_by
    )
    open_inspection(entity_id=party.party_id, brief=brief, inspectors=party.inspectors, by=by, now=now)
    return 1


@transaction.atomic
def end_replaced(*, draw: UUID, out: int, into: int, reason: str, by: Actor, now: datetime) -> None:
    """The draw's next rank takes a firm's place: the open inspection ends with that reason, the next one opens."""
    found = Inspection.objects.filter(entity_id=out, origin=Origin.DRAW, origin_id=str(draw)).first()
    if found is not None and found.state in selectors.RUNNING:
        end(entity_id=out, inspection_id=found.id, reason=reason, by=by, now=now)
    for party in draws.drawn_of(into):
        if party.draw == draw and party.status == "drawn":
            _open_for(party, found.finish_by if found else None, by=by, now=now)


@transaction.atomic
def end(*, entity_id: int, inspection_id: UUID, reason: str, by: Actor, now: datetime) -> Inspection:
    """It ends without a result: replaced in the draw, or gone from the register."""
    inspection = hold(entity_id, inspection_id)
    move(inspection, "end")
    inspection.closed_reason = reason[:40] or "other"
    inspection.save(update_fields=["state", "closed_reason"])
    waive_open(inspection, reason, by=by, now=now)
    record_event(
        name=ENDED,
        by=by,
        now=now,
        subject=(SUBJECT, inspection.id),
        party_id=entity_id,
        detail={"reason": inspection.closed_reason},
    )
    return inspection


@transaction.atomic
def exchange(
    *, entity_id: int, inspection_id: UUID, out: str, into: Assigned, reason: str, by: Actor, now: datetime
) -> Inspection:
    """One inspector takes another's place."""
    inspection = hold(entity_id, inspection_id)
    going = Assignment.objects.filter(entity_id=entity_id, inspection_id=inspection_id, code=out, until=None).first()
    if going is None or inspection.state not in selectors.RUNNING:
        raise refusals.not_now(inspection.state)
    if not reason.strip():
        raise refusals.words_needed("reason", "请写明更换的原因。", "Say why the inspector is exchanged.")
    going.until, going.until_reason = now, reason.strip()[:200]
    going.save(update_fields=["until", "until_reason"])
    _assign(inspection, [Assigned(into.code, into.name, into.user_id, going.lead)], now)
    if going.lead:
        _hand_visit(inspection, into.name, by=by, now=now)
    detail = {"out": out, "in": into.code, "reason": reason[:100]}
    record_event(name=ASSIGNED, by=by, now=now, subject=(SUBJECT, inspection.id), party_id=entity_id, detail=detail)
    return inspection


@transaction.atomic
def exchange_from_directory(
    *, entity_id: int, inspection_id: UUID, out: str, into: str, reason: str, by: Actor, now: datetime
) -> Inspection:
    """The office exchanges an inspector of a targeted check; of a draw the draw does it, by its seed."""
    inspection = hold(entity_id, inspection_id)
    if inspection.origin == Origin.DRAW:
        raise refusals.not_now("drawn")
    (chosen,) = _from_directory(entity_id, [into], now, fewest=1)
    return exchange(
        entity_id=entity_id, inspection_id=inspection_id, out=out, into=chosen, reason=reason, by=by, now=now
    )


@transaction.atomic
def hear_recused(*, draw: UUID, entity_id: int, out: str, into: str, reason: str, by: Actor, now: datetime) -> None:
    """The draw exchanged an inspector: the open inspection follows."""
    found = Inspection.objects.filter(entity_id=entity_id, origin=Origin.DRAW, origin_id=str(draw)).first()
    if found is None or found.state not in selectors.RUNNING:
        return
    for party in draws.drawn_of(entity_id):
        chosen = [one for one in party.inspectors if party.draw == draw and one.code == into]
        if chosen:
            exchange(
                entity_id=entity_id, inspection_id=found.id, out=out, into=chosen[0], reason=reason, by=by, now=now
            )
            return


@transaction.atomic
def plan_visits(*, stops: Sequence[tuple[int, UUID]], on: date, by: Actor, now: datetime) -> int:
    """Put visits on a day in the order given, which is the route. Returns how many."""
    for place, (entity_id, inspection_id) in enumerate(stops, 1):
        inspection = hold(entity_id, inspection_id)
        if inspection.state not in selectors.RUNNING:
            raise refusals.not_now(inspection.state)
        inspection.visit_on, inspection.stop = on, place
        inspection.save(update_fields=["visit_on", "stop"])
        record_event(
            name=PLANNED,
            by=by,
            now=now,
            subject=(SUBJECT, inspection.id),
            party_id=entity_id,
            detail={"on": on.isoformat(), "stop": place},
        )
    return len(stops)


def _assign(inspection: Inspection, inspectors: Sequence[Assigned], now: datetime) -> None:
    Assignment.objects.bulk_create(
        Assignment(
            entity_id=inspection.entity_id,
            inspection_id=inspection.id,
            code=one.code,
            name=one.name,
            user_id=one.user_id,
            lead=one.lead,
            since=now,
        )
        for one in inspectors
    )


def _from_directory(entity_id: int, codes: Sequence[str], now: datetime, fewest: int = FEWEST) -> list[Assigned]:
    """The chosen inspectors, the first leads. Refusal for unknown ones and those with a conflict of interest."""
    entity = Entity.objects.only("region", "category").get(id=entity_id)
    wanted = list(dict.fromkeys(codes))
    if len(wanted) < fewest:
        raise refusals.too_few_inspectors()
    free = {
        one.code: one
        for one in selectors.free_inspectors(office_of(entity).organisation_id, entity_id, china_date(now))
    }
    known = dict(Inspector.objects.filter(code__in=wanted, active=True).values_list("code", "name"))
    for code in wanted:
        if code not in free:
            raise _not_free(known.get(code))
    return [Assigned(code, free[code].name, free[code].user_id, place == 0) for place, code in enumerate(wanted)]


def _not_free(name: str | None) -> Refusal:
    return refusals.conflict_of_interest(name) if name else refusals.unknown_inspector()


def _hand_visit(inspection: Inspection, name: str, *, by: Actor, now: datetime) -> None:
    rows = Duty.objects.filter(
        party_id=inspection.organisation_id or 0, kind=VISIT, subject_id=str(inspection.id), state=DutyState.OPEN
    )
    for duty in rows[:1]:
        duty_actions.hand_over(duty=duty, hand=name, by=by, now=now)


def _audience(inspection: Inspection) -> list[str]:
    return [f"organisation:{inspection.organisation_id}"]
