"""A firm publishes instant information (R 10) and corrects what it published (R 12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.kernel.statutes import Citation, Kind
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.entities.models import Entity
from gongbao.register.instant import refusals
from gongbao.register.instant.actions.intake import PUBLISHED as PUBLISHED_ROW
from gongbao.register.instant.actions.intake import REJECTED, UNCHANGED, Result
from gongbao.register.instant.actions.meeting import meet_orders
from gongbao.register.instant.actions.writing import (
    CORRECTED,
    INSTANT,
    PUBLISHED,
    SUBJECT,
    first_version,
    new_fact,
    next_version,
)
from gongbao.register.instant.models import Fact, FactVersion, Origin
from gongbao.register.instant.rules import (
    FIRM,
    InformationKind,
    Judged,
    basis,
    duty_rule,
    firm_kinds,
    judge,
    owes_instant_information,
    sanction,
)
from gongbao.register.instant.selectors import is_company, same_published
from gongbao.register.records.actions import publish


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What publishing now would show and mean; `due_on` the last day, `late` whether it has passed."""

    kind: InformationKind
    judged: Judged
    due_on: date | None
    late: bool
    basis: tuple[Citation, ...]
    sanction: Citation | None


def rehearse(*, entity: Entity, kind: str, raw: Mapping[str, Any], now: datetime) -> Rehearsal:
    """The dry run: reads the answers, works out the clock, writes nothing. Refusal where nothing is owed."""
    asked = _kind(entity, kind)
    today, company = china_date(now), is_company(entity)
    judged = judge(asked, raw, origin=FIRM, today=today)
    day = judged.arose_on
    known = day is not None and "arose_on" not in judged.problems
    rule = duty_rule(FIRM, asked, day, company=company) if known and day else None
    due = rule.due(day).date if rule and day else None
    on = day if known and day else today
    return Rehearsal(
        kind=asked,
        judged=judged,
        due_on=due,
        late=due is not None and today > due,
        basis=basis(FIRM, asked, on, company=company),
        sanction=sanction(asked, on, company=company),
    )


@transaction.atomic
def publish_information(
    *, entity_id: int, kind: str, raw: Mapping[str, Any], by: Actor, now: datetime, repeats: UUID | None = None
) -> Fact:
    """Publish one piece of information at once. `repeats`: the office's fact it takes over; that duty is discharged.

    Refusals name every wrong field. Orders that asked for it are met.
    """
    entity = Entity.objects.select_for_update(no_key=True).get(id=entity_id)
    found = rehearse(entity=entity, kind=kind, raw=raw, now=now)
    if found.judged.problems or found.judged.arose_on is None:
        raise Refusals(found.judged.refusals)
    fact = new_fact(
        entity=entity,
        origin=Origin.FIRM,
        kind=found.kind,
        publisher=entity.name,
        arose_on=found.judged.arose_on,
        now=now,
    )
    if repeats is not None:
        original = Fact.objects.exclude(origin=Origin.FIRM).get(entity_id=entity_id, id=repeats)
        fact.repeats, fact.shown_until = original.id, original.shown_until
        duties.discharge(
            party_id=entity_id, kind=INSTANT, by=by, now=now, with_=str(fact.id), subject=(SUBJECT, str(original.id))
        )
    if same_published(fact, found.judged.values):
        raise refusals.duplicate()
    fact.save(force_insert=True)
    first_version(fact, found.judged.values, by=by, now=now).save(force_insert=True)
    meet_orders(fact=fact, by=by, now=now)
    publish(entity_ids=[entity_id], reason="instant", by=by, now=now)
    record_event(
        name=PUBLISHED,
        by=by,
        now=now,
        subject=(SUBJECT, fact.id),
        party_id=entity_id,
        detail={"kind": fact.kind, "arose": fact.arose_on.isoformat(), "late": fact.late},
    )
    push(topic="instant")
    return fact


@transaction.atomic
def correct_information(
    *, entity_id: int, fact_id: UUID, raw: Mapping[str, Any], reason: str, by: Actor, now: datetime
) -> FactVersion:
    """The firm corrects what it published: at any time, before and after shown together (R 12).

    The limit of 30 June in R 12 is for annual reports; for instant information the text sets none.
    """
    entity = Entity.objects.select_for_update(no_key=True).get(id=entity_id)
    fact = Fact.objects.select_for_update().get(entity_id=entity_id, id=fact_id, origin=Origin.FIRM)
    kind = firm_kinds()[fact.kind]
    given = {**raw, "arose_on": fact.arose_on.isoformat()}
    judged = judge(kind, given, origin=FIRM, today=china_date(now))
    if judged.problems:
        raise Refusals(judged.refusals)
    version = next_version(fact, judged.values, reason=reason, by=by, now=now)
    fact.save(update_fields=["versions"])
    publish(entity_ids=[entity.id], reason="corrected", by=by, now=now)
    record_event(
        name=CORRECTED,
        by=by,
        now=now,
        subject=(SUBJECT, fact.id),
        party_id=entity_id,
        detail={"kind": fact.kind, "version": version.number},
    )
    return version


def _kind(entity: Entity, kind: str) -> InformationKind:
    if not owes_instant_information(Kind(entity.category)):
        raise refusals.only_enterprises()
    asked = firm_kinds().get(kind)
    if asked is None:
        raise refusals.no_such_kind()
    return asked


def publish_lines(
    *,
    entity_id: int,
    kind: str,
    lines: Sequence[tuple[int, Mapping[str, Any]]],
    by: Actor,
    now: datetime,
    dry_run: bool,
) -> list[Result]:
    """A firm's own file of one kind: (line, answers). Each row stands alone; wrong ones are told, the rest published.

    With `dry_run` every row is only judged.
    """
    entity = Entity.objects.get(id=entity_id)
    results = []
    for number, raw in lines:
        result = Result(number, "", PUBLISHED_ROW)
        judged = rehearse(entity=entity, kind=kind, raw=raw, now=now).judged
        if judged.problems:
            result.state, result.problems = REJECTED, list(judged.problems.items())
        elif not dry_run:
            try:
                result.fact_id = publish_information(entity_id=entity_id, kind=kind, raw=raw, by=by, now=now).id
            except Refusal as refusal:
                result.state = UNCHANGED if refusal.code == "instant.duplicate" else REJECTED
                result.problems = [("", Sentence(refusal.zh, refusal.en))]
        results.append(result)
    return results
