"""Facts about persons: kept apart, committed to with a salt, read in full only for a purpose, erased for a ground."""

import os
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from gongbao.foundation.accounts import names, refusals
from gongbao.foundation.accounts.models import PersonalFact, PersonalReading
from gongbao.foundation.copying import copy_in
from gongbao.foundation.events.actions import event_of, record_event, record_events
from gongbao.foundation.events.actor import Actor
from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.kernel.tlog.commitment import SALT_BYTES, commit

SHORTEST_PURPOSE = 4


class Subject(NamedTuple):
    """What the fact belongs to, e.g. ("filing", its id), and the entity it is about if there is one."""

    kind: str
    id: str
    party_id: int | None = None


def payload(subject: Subject, field: str, value: str) -> bytes:
    """The bytes committed to: canonical JSON, so that whoever holds value and salt can prove them."""
    return canonical_json({"field": field, "subject": [subject.kind, subject.id], "value": value})


class Given(NamedTuple):
    """Facts of one subject, keyed by field (`phone`, `contact.name`), and who gave them."""

    subject: Subject
    values: Mapping[str, str]
    by: Actor


def record_facts(*, subject: Subject, values: Mapping[str, str], by: Actor, now: datetime) -> list[PersonalFact]:
    """Keep facts of one subject, keyed by field (`phone`, `contact.name`). Blank values are left out.

    The event carries the fields, never the values.
    """
    return record_facts_of_many([Given(subject, values, by)], now=now)


@transaction.atomic(savepoint=False)  # inside another act it stands or falls with it
def record_facts_of_many(given: Sequence[Given], *, now: datetime) -> list[PersonalFact]:
    """The same of many subjects, in as many statements as for one."""
    facts, events = [], []
    for one in given:
        found = [fact for field, value in one.values.items() if (fact := _fact(one.subject, field, value, now))]
        if not found:
            continue
        facts += found
        events.append(
            event_of(
                name=names.PERSONAL_RECORDED,
                by=one.by,
                now=now,
                subject=(one.subject.kind, one.subject.id),
                party_id=one.subject.party_id,
                detail={"fields": [fact.field for fact in found]},
            )
        )
    copy_in(facts)
    record_events(events)
    return facts


def _fact(subject: Subject, field: str, given: str, now: datetime) -> PersonalFact | None:
    value = unicodedata.normalize("NFC", given.strip())
    if not value:
        return None
    salt = os.urandom(SALT_BYTES)
    return PersonalFact(
        subject_kind=subject.kind,
        subject_id=subject.id,
        party_id=subject.party_id,
        field=field,
        value=value,
        salt=salt,
        commitment=commit(salt, payload(subject, field, value)),
        recorded_at=now,
    )


@transaction.atomic
def read_fact(*, fact_id: UUID, purpose: str, by: Actor, now: datetime) -> str:
    """The fact in full. Who read it and why is written down first; Refusal without a purpose or after erasure."""
    stated = purpose.strip()
    if len(stated) < SHORTEST_PURPOSE:
        raise refusals.purpose_missing()
    fact = PersonalFact.objects.select_for_update().get(pk=fact_id)
    if fact.value is None:
        raise refusals.fact_erased()
    PersonalReading.objects.create(fact_id=fact.pk, at=now, actor_id=by.id, purpose=stated[:200])
    record_event(
        name=names.PERSONAL_READ,
        by=by,
        now=now,
        subject=(fact.subject_kind, fact.subject_id),
        party_id=fact.party_id,
        detail={"field": fact.field, "purpose": stated[:200]},
    )
    return fact.value


@transaction.atomic
def erase_facts(*, fact_ids: Sequence[UUID], ground: str, by: Actor, now: datetime) -> int:
    """Value and salt are gone for good; the commitment stays, so that every proof stays valid. Returns how many."""
    if len(ground.strip()) < SHORTEST_PURPOSE:
        raise refusals.ground_missing()
    facts = list(PersonalFact.objects.select_for_update().filter(pk__in=list(fact_ids), erased_at=None))
    for fact in facts:
        fact.value, fact.salt, fact.erased_at, fact.erased_ground = None, None, now, ground.strip()[:200]
    PersonalFact.objects.bulk_update(facts, ["value", "salt", "erased_at", "erased_ground"])
    for fact in facts:
        record_event(
            name=names.PERSONAL_ERASED,
            by=by,
            now=now,
            subject=(fact.subject_kind, fact.subject_id),
            party_id=fact.party_id,
            detail={"field": fact.field, "ground": ground.strip()[:200]},
        )
    return len(facts)
