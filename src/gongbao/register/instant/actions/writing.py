"""What publishing, intake and corrections share: one fact with its first version, and the next version."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.register.entities.models import Entity
from gongbao.register.instant import refusals
from gongbao.register.instant.models import Fact, FactVersion, Origin
from gongbao.register.instant.rules import InformationKind, duty_rule
from gongbao.register.instant.selectors import is_company, latest_values

PUBLISHED = declare("instant.published", "公示即时信息", "instant information published")
CORRECTED = declare("instant.corrected", "更正公示信息", "published information corrected")
ENDED = declare("instant.ended", "停止公示", "publication ended")
INTAKE = declare("instant.intake", "部门信息入库", "departments' facts taken in")
SUBJECT = "fact"
INSTANT = "instant-information"


def new_fact(
    *,
    entity: Entity,
    origin: Origin,
    kind: InformationKind,
    publisher: str,
    arose_on: date,
    now: datetime,
    organisation_id: int | None = None,
    source_id: str = "",
) -> Fact:
    """A fact with its clock by the law of the day it arose; not saved."""
    rule = duty_rule(origin.value, kind, arose_on, company=is_company(entity))
    return Fact(
        entity=entity,
        origin=origin,
        kind=kind.id,
        publisher=publisher[:200],
        organisation_id=organisation_id,
        source_id=source_id,
        arose_on=arose_on,
        due_on=rule.due(arose_on).date if rule else None,
        rule=rule.id if rule else "",
        citation=rule.citation.token if rule else "",
        published_on=china_date(now),
    )


def first_version(fact: Fact, values: Mapping[str, Any], *, by: Actor, now: datetime) -> FactVersion:
    """What it says at first; not saved."""
    return FactVersion(
        entity_id=fact.entity_id, fact_id=fact.id, number=1, values=dict(values), at=now, by=by.label[:120]
    )


def next_version(fact: Fact, values: Mapping[str, Any], *, reason: str, by: Actor, now: datetime) -> FactVersion:
    """Write the next version of a locked fact. Refusals: nothing changed, no reason, no longer shown."""
    if fact.ended_on is not None:
        raise refusals.already_ended()
    if not reason.strip():
        raise refusals.reason_needed()
    if latest_values(fact) == dict(values):
        raise refusals.nothing_changed()
    fact.versions += 1
    version = FactVersion(
        entity_id=fact.entity_id,
        fact_id=fact.id,
        number=fact.versions,
        values=dict(values),
        reason=reason.strip()[:200],
        at=now,
        by=by.label[:120],
    )
    version.save(force_insert=True)
    return version
