"""Entries decided before this system existed, on paper or elsewhere: entered by hand or as a file.

What was decided is transcribed, not decided anew: the decision keeps its own number and day, and says that it was
entered later. Who was in charge then is not known here, so nobody is barred by it: bars are recorded one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes import (
    HeavierPenalty,
    NoLawInForce,
    Sentence,
    SeriousGround,
    decide_serious_exit,
    serious_ground,
    serious_grounds_on,
)
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.listings.actions.writing import signer, write_decision
from gongbao.register.listings.selectors import Office
from gongbao.register.records.actions import mark_pending, publish
from gongbao.register.serious import refusals, rules, selectors
from gongbao.register.serious.actions.writing import office_at
from gongbao.register.serious.models import Entry, State

ENTERED = declare("serious.entered-former", "录入系统启用前的列入", "listing of before this system entered")
AT_ONCE, MOST = 50, 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """An entry as its decision has it. `authority` empty: the office that enters it."""

    code: str
    ground: str
    listed_on: date
    number: str
    facts: str
    authority: str = ""
    penalty: str = HeavierPenalty.OTHER.value
    penalty_number: str = ""
    penalty_on: date | None = None
    restriction_until: date | None = None


@dataclass(slots=True)
class Result:
    """What became of one row."""

    number: int
    code: str
    state: str
    entry: Entry | None = None
    problems: list[tuple[str, Sentence]] = field(default_factory=list)


@transaction.atomic
def enter_former(*, former: Former, region: str, by: Actor, now: datetime) -> Entry:
    """Enter one, published at once. Refusal where it was over already, or its ground was no law on that day."""
    entity = _entity(former.code, region)
    entry = _enter(entity, former, office_at(region), by, now)
    publish(entity_ids=[entity.id], reason="serious-listed", by=by, now=now)
    return entry


@transaction.atomic
def enter_former_rows(
    *,
    rows: Sequence[tuple[int, Former | Mapping[str, Sentence], str]],
    region: str,
    by: Actor,
    now: datetime,
    dry_run: bool,
) -> list[Result]:
    """A file: (line, the entry or what is wrong with it by column, the code as written). Each row stands alone.

    With `dry_run` everything is tried and nothing is kept.
    """
    office = office_at(region)
    results = [_row(number, former, code, office, region, by, now) for number, former, code in rows]
    if dry_run:
        transaction.set_rollback(True)  # every row was tried for real
        return results
    touched = sorted({one.entry.entity_id for one in results if one.entry})
    if len(touched) <= AT_ONCE:
        publish(entity_ids=touched, reason="serious-listed", by=by, now=now)
    else:
        mark_pending(entity_ids=touched, reason="serious-listed", now=now)
    return results


def _row(
    number: int,
    former: Former | Mapping[str, Sentence],
    code: str,
    office: Office,
    region: str,
    by: Actor,
    now: datetime,
) -> Result:
    result = Result(number, code, "rejected")
    if not isinstance(former, Former):
        result.problems += list(former.items())
        return result
    try:
        with transaction.atomic():
            result.entry = _enter(_entity(former.code, region), former, office, by, now)
        result.state = "entered"
    except Refusal as refusal:
        result.problems.append((refusal.field or "", Sentence(refusal.zh, refusal.en)))
    return result


def _entity(code: str, region: str) -> Entity:
    held = EntityCode.objects.filter(value=code.strip().upper()[:20]).first()
    entity = Entity.objects.select_for_update(no_key=True).filter(id=held.entity_id).first() if held else None
    if entity is None:
        raise refusals.missing("code", "登记库中没有这个代码的主体，请核对。", "No entity has this code; check it.")
    if not rules.same_province(region, entity.region):
        raise refusals.missing(
            "code", "登记地在外省：由登记地机关录入。", "Registered in another province: that office enters it."
        )
    return entity


def _enter(entity: Entity, former: Former, office: Office, by: Actor, now: datetime) -> Entry:
    on = china_date(now)
    ground = _ground_of(former)
    _whole(former, on)
    authority = former.authority.strip()[:200] or office.name
    number, penalty_number = former.number.strip()[:60], former.penalty_number.strip()[:100]
    entry = Entry(
        entity=entity,
        state=State.PUBLISHED,
        region=office.region,
        authority=authority,
        ground=ground.code,
        penalty=former.penalty,
        penalty_number=penalty_number or number,
        penalty_on=former.penalty_on or former.listed_on,
        facts=former.facts.strip(),
        weighed=[],
        restriction_until=former.restriction_until,
        opened_at=now,
        opened_by=signer(by),
        listed_on=former.listed_on,
        published_at=now,
    )
    way_out = decide_serious_exit(selectors.exit_facts(entry, None), on)
    if on >= way_out.full_on:
        raise refusals.over_already(way_out.full_on)
    decision = write_decision(
        entity=entity,
        document=rules.former_document(ground, former.listed_on, former.facts.strip(), on),
        authority=Office(authority, office.short, office.organisation_id, office.region),
        by=by,
        now=now,
        number=number,
    )
    entry.decision_id = decision.id
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.open_already() from error
    detail = {"ground": ground.code, "decision": str(decision.id), "listed": former.listed_on.isoformat()}
    record_event(name=ENTERED, by=by, now=now, subject=("serious", entry.id), party_id=entity.id, detail=detail)
    return entry


def _ground_of(former: Former) -> SeriousGround:
    """The ground, which must have been one on the day of the listing."""
    try:
        ground = serious_ground(former.ground.strip())
        known = {one.code for one in serious_grounds_on(former.listed_on)}
    except (KeyError, NoLawInForce):
        known = set()
    if former.ground.strip() not in known:
        raise refusals.missing(
            "ground",
            "列入日期施行的规定里没有这个事由，请核对事由和日期。",
            "The law of that day has no such ground: check the ground and the day.",
        )
    return ground


def _whole(former: Former, on: date) -> None:
    """What an entry cannot do without."""
    if not former.number.strip():
        raise refusals.missing("number", "请填写列入决定的文号。", "Give the number of the decision.")
    if former.listed_on > on:
        raise refusals.missing("listed_on", "列入日期不能在今天之后。", "The day cannot be after today.")
    if not former.facts.strip():
        raise refusals.missing("facts", "请写明查明的事实。", "Say what was found.")
    if former.penalty not in {one.value for one in HeavierPenalty}:
        raise refusals.missing("penalty", "没有这一种处罚。", "There is no such kind of penalty.")
