"""Every write about persons in posts: who holds one, who is barred, who has shown not to be somebody."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongbao.foundation.accounts.actions.personal import SHORTEST_PURPOSE, Subject, record_facts
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.ledger.actions import enqueue
from gongbao.kernel.statutes import BarGround, Strength, bar_for
from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.register.entities.models import Entity, EntityChange, EntityPerson
from gongbao.register.people import keys, refusals, selectors
from gongbao.register.people.models import Bar, Override, PersonKey, Severance

CHECKED = declare("person.checked", "任职核对", "asked whether a person may be appointed")
IDENTIFIED = declare("person.identified", "核对身份证件", "identity document seen")
APPOINTED = declare("person.appointed", "任职登记", "appointment registered")
BARRED = declare("person.barred", "任职限制", "barred from posts")
LIFTED = declare("person.bar-lifted", "解除任职限制", "bar lifted")
SEVERED = declare("person.not-me", "核实不是本人", "shown not to be the same person")
OVERRIDDEN = declare("person.override", "同名核对后登记", "registered after a namesake was ruled out")
FORMAT = "gongbao/not-me/v1"
SUBJECT = "entity-person"


@transaction.atomic
def check(*, asked: selectors.Asked, purpose: str, by: Actor, now: datetime) -> selectors.Checked:
    """Answer whether this person may be appointed, and write down that it was asked, by whom and what for.

    The trail gets neither name nor number. Refusal without a purpose or for a number that cannot be right.
    """
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise refusals.purpose_needed()
    if asked.id_number.strip() and keys.looks_wrong(asked.id_number):
        raise refusals.not_a_number()
    checked = selectors.check_appointment(asked, china_date(now))
    record_event(
        name=CHECKED,
        by=by,
        now=now,
        subject=("person", "asked"),
        party_id=asked.entity_id,
        detail={"answer": checked.answer.value, "hits": len(checked.hits), "purpose": purpose.strip()[:200]},
    )
    return checked


@transaction.atomic
def identify(*, entity_id: int, person_id: UUID, id_number: str, by: Actor, now: datetime) -> PersonKey:
    """An officer saw the identity document: the number goes to the personal facts, its keyed hash beside it."""
    number = keys.normalise(id_number)
    if keys.looks_wrong(number):
        raise refusals.not_a_number()
    record_facts(
        subject=Subject(SUBJECT, str(person_id), entity_id), values={"person.id-number": number}, by=by, now=now
    )
    row, _made = PersonKey.objects.update_or_create(
        entity_id=entity_id,
        person_id=person_id,
        defaults={
            "key": keys.person_key(number),
            "birth_year": keys.birth_year(number),
            "seen_at": now,
            "seen_by": by.label[:80],
        },
    )
    record_event(name=IDENTIFIED, by=by, now=now, subject=(SUBJECT, person_id), party_id=entity_id)
    return row


@transaction.atomic
def appoint(
    *,
    entity_id: int,
    post: str,
    name: str,
    id_number: str,
    since: date,
    reason: str,
    by: Actor,
    now: datetime,
) -> EntityPerson:
    """Put a person into a post; who held it before leaves it. The caller has asked whether the person may."""
    if not name.strip():
        raise refusals.name_needed()
    before = list(
        EntityPerson.objects.select_for_update().filter(entity_id=entity_id, post=post, until=None).order_by("id")[:20]
    )
    for one in before:
        EntityPerson.objects.filter(entity_id=entity_id, id=one.id).update(until=since)
    person = EntityPerson(entity_id=entity_id, post=post, name=name.strip()[:100], since=since)
    person.save(force_insert=True)
    EntityChange.objects.create(
        entity_id=entity_id,
        field=post,
        old="、".join(str(one.name or "") for one in before),
        new=str(person.name),
        effective_on=since,
        recorded_at=now,
        reason=reason[:200],
        source="office",
        by=by.id,
    )
    identify(entity_id=entity_id, person_id=person.id, id_number=id_number, by=by, now=now)
    record_event(name=APPOINTED, by=by, now=now, subject=(SUBJECT, person.id), party_id=entity_id)
    return person


@transaction.atomic
def override(
    *, entity_id: int, person_id: UUID, hits: Sequence[selectors.Hit], reason: str, by: Actor, now: datetime
) -> None:
    """Registered although namesakes are barred: for each of them the officer's reason is kept."""
    if not reason.strip():
        raise refusals.check_document()
    Override.objects.bulk_create(
        Override(
            entity_id=entity_id,
            person_id=person_id,
            bar_entity=hit.bar.entity_id,
            bar_id=hit.bar.id,
            reason=reason.strip(),
            at=now,
            by=by.label[:80],
        )
        for hit in hits
    )
    record_event(
        name=OVERRIDDEN,
        by=by,
        now=now,
        subject=(SUBJECT, person_id),
        party_id=entity_id,
        detail={"bars": [str(hit.bar.id) for hit in hits], "reason": reason.strip()[:200]},
    )


@transaction.atomic(savepoint=False)  # inside another act it stands or falls with it
def bar_persons(
    *, entity_id: int, ground: BarGround, event: date, source: tuple[str, str], by: Actor, now: datetime
) -> list[Bar]:
    """Bar the legal representative and the person in charge of an enterprise (R14 17, R24 18); shops have none."""
    entity = Entity.objects.get(id=entity_id)
    if entity.category != "enterprise":
        return []
    return [_bar(person, ground, event, source, "", by, now) for person in selectors.representatives(entity_id)]


@transaction.atomic
def record_bar(
    *, entity_id: int, person_id: UUID, ground: BarGround, event: date, reason: str, by: Actor, now: datetime
) -> Bar:
    """An officer records personal responsibility for a revoked licence, or for a fake registration (REG22 12, 40)."""
    if not reason.strip():
        raise refusals.reason_needed()
    person = EntityPerson.objects.filter(entity_id=entity_id, id=person_id, name__isnull=False).first()
    if person is None:
        raise refusals.no_such_person()
    return _bar(person, ground, event, ("document", str(uuid7())), reason.strip(), by, now)


def _bar(
    person: EntityPerson,
    ground: BarGround,
    event: date,
    source: tuple[str, str],
    reason: str,
    by: Actor,
    now: datetime,
) -> Bar:
    law = bar_for(ground, event)
    bar = Bar(
        entity_id=person.entity_id,
        person_id=person.id,
        name=str(person.name),
        post=person.post,
        ground=ground.value,
        since=law.since,
        until=law.until,
        citation=law.citation.token,
        source_kind=source[0],
        source_id=source[1],
        reason=reason,
        recorded_at=now,
        recorded_by=by.label[:80],
    )
    bar.save(force_insert=True)
    record_event(
        name=BARRED,
        by=by,
        now=now,
        subject=("bar", bar.id),
        party_id=person.entity_id,
        detail={"ground": ground.value, "until": law.until.isoformat()},
    )
    return bar


@transaction.atomic(savepoint=False)  # inside another act it stands or falls with it
def lift_bars(*, source: tuple[str, str], entity_id: int, reason: str, by: Actor, now: datetime) -> int:
    """What the bars rest on was taken back: they fall. Returns how many."""
    rows = Bar.objects.filter(entity_id=entity_id, source_kind=source[0], source_id=source[1], lifted_at=None)
    count = rows.update(lifted_at=now, lifted_by=by.label[:80], lifted_reason=reason[:300])
    if count:
        record_event(
            name=LIFTED, by=by, now=now, subject=(source[0], source[1]), party_id=entity_id, detail={"count": count}
        )
    return count


@transaction.atomic
def lift_bar(*, entity_id: int, bar_id: UUID, reason: str, by: Actor, now: datetime) -> Bar:
    """Lift one bar that was recorded wrongly, with the reason."""
    if not reason.strip():
        raise refusals.reason_needed()
    bar = Bar.objects.select_for_update().filter(entity_id=entity_id, id=bar_id, lifted_at=None).first()
    if bar is None:
        raise refusals.no_bar()
    bar.lifted_at, bar.lifted_by, bar.lifted_reason = now, by.label[:80], reason.strip()[:300]
    bar.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    record_event(name=LIFTED, by=by, now=now, subject=("bar", bar.id), party_id=entity_id, detail={"count": 1})
    return bar


@transaction.atomic
def record_not_me(
    *,
    id_number: str,
    other_entity: int,
    other_person: UUID,
    document: str,
    statement: str,
    region: str,
    by: Actor,
    now: datetime,
) -> Severance:
    """A person with this identity number has shown, before an officer, not to be that other person.

    Holds wherever the number is known: every enterprise, every list, every copy. The log gets a commitment to the
    statement, which names no person. Refusal where the numbers agree.
    """
    if keys.looks_wrong(id_number):
        raise refusals.not_a_number()
    if not statement.strip() or not document.strip():
        raise refusals.reason_needed()
    key = keys.person_key(id_number)
    _must_be_another(key, other_entity, other_person)
    identity = uuid7()
    made = Severance(
        id=identity,
        key=key,
        other_entity=other_entity,
        other_person=other_person,
        number=f"非本人〔{china_date(now).year}〕{str(identity)[-8:]}号",
        document=document.strip()[:60],
        statement=statement.strip(),
        region=region,
        verified_at=now,
        verified_by=by.label[:80],
    )
    _seal(made, now)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.already_severed() from error
    record_event(
        name=SEVERED,
        by=by,
        now=now,
        subject=("not-me", made.id),
        party_id=other_entity,
        detail={"number": made.number, "person": str(other_person)},
    )
    return made


def _must_be_another(key: bytes, entity_id: int, person_id: UUID) -> None:
    """There is such a person, and the number is not the one known of it."""
    if not EntityPerson.objects.filter(entity_id=entity_id, id=person_id).exists():
        raise refusals.no_such_person()
    known = selectors.keys_of([(entity_id, person_id)]).get((entity_id, person_id))
    if known is not None and bytes(known.key) == key:
        raise refusals.same_person()


def _seal(made: Severance, now: datetime) -> None:
    """The statement's public text, which names nobody, committed to and entered into the log."""
    body = canonical_json(
        {
            "format": FORMAT,
            "number": made.number,
            "other": {"entity": made.other_entity, "person": str(made.other_person)},
            "statement": str(made.id),
            "strength": Strength.SEVERED.value,
            "verified_on": china_date(now).isoformat(),
        }
    )
    sealed = enqueue(record=made.id, version=1, kind="decision", body=body, now=now)
    made.body, made.salt, made.commitment = body, sealed.salt, sealed.commitment
