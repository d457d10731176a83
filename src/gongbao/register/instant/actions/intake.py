"""The shared intake: what the market authority and other departments produced in their duties (R 6, R 7).

A row is known by its publisher's own number: sent again unchanged it changes nothing, sent changed it is a correction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.bus import tell
from gongbao.foundation.events.live import push
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.kernel.statutes import Kind, NoLawInForce, PenaltyType, publication_term
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.instant import refusals
from gongbao.register.instant.actions.writing import (
    CORRECTED,
    INSTANT,
    INTAKE,
    SUBJECT,
    first_version,
    new_fact,
    next_version,
)
from gongbao.register.instant.models import Fact, FactVersion, Origin
from gongbao.register.instant.rules import (
    FIRM,
    OFFICE,
    InformationKind,
    Judged,
    duty_rule,
    firm_kinds,
    judge,
    kinds_of,
    owes_instant_information,
)
from gongbao.register.instant.selectors import is_company, versions_of
from gongbao.register.records.actions import mark_pending, publish

MOST = 5_000
AT_ONCE = 50
ORIGINS = {"authority": Origin.OFFICE, "department": Origin.DEPARTMENT}
RESENT = "报送机关重新报送"
#: What can become of a row.
PUBLISHED, CORRECTED_ROW, UNCHANGED, WITHHELD, REJECTED = "published", "corrected", "unchanged", "withheld", "rejected"
#: A penalty on a party registered in another province: that office publishes it (P21 10).
TO_PUSH = "to-push"
#: Told on the bus with the penalties that are to be pushed: who sends them listens.
ELSEWHERE = "instant.registered-elsewhere"
PROVINCE = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One row as handed in: its line, the publisher's own number, whose it is, and the answers with `arose_on`."""

    number: int
    source_id: str
    code: str
    raw: Mapping[str, Any]


@dataclass(slots=True)
class Result:
    """What became of one row; `problems` are (field, words)."""

    number: int
    source_id: str
    state: str
    fact_id: UUID | None = None
    entity_id: int | None = None
    problems: list[tuple[str, Sentence]] = field(default_factory=list)


@dataclass(slots=True)
class _Work:
    """One intake under way."""

    organisation: Organisation
    origin: Origin
    kind: InformationKind
    by: Actor
    now: datetime
    entities: dict[str, Entity]
    known: dict[str, Fact]
    said: dict[UUID, dict[str, Any]]
    taken: set[str] = field(default_factory=set)
    facts: list[Fact] = field(default_factory=list)
    versions: list[FactVersion] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    elsewhere: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def submit_facts(
    *, organisation_id: int, kind: str, rows: Sequence[Row], by: Actor, now: datetime, dry_run: bool = False
) -> list[Result]:
    """Take in an office's rows of one kind: each published, corrected, unchanged, withheld or rejected with reasons.

    The office answers for its rows (R 11). With `dry_run` nothing is written. Refusal for a party that is no office,
    an unknown kind, or too many rows at once.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(id=organisation_id)
    origin = ORIGINS.get(organisation.kind)
    if origin is None or not organisation.active:
        raise refusals.not_an_office()
    asked = kinds_of(origin.value).get(kind)
    if asked is None:
        raise refusals.no_such_kind()
    if len(rows) > MOST:
        raise refusals.too_many(MOST)
    work = _begin(organisation, origin, asked, rows, by, now)
    results = [_take(work, row) for row in rows]
    if dry_run:
        transaction.set_rollback(True)  # corrections were tried for real
        return results
    _finish(work, results)
    return results


def _begin(
    organisation: Organisation, origin: Origin, kind: InformationKind, rows: Sequence[Row], by: Actor, now: datetime
) -> _Work:
    codes = {row.code for row in rows}
    ids = dict(EntityCode.objects.filter(value__in=codes).values_list("value", "entity_id"))
    found = Entity.objects.in_bulk(set(ids.values()))
    known = {
        one.source_id: one
        for one in Fact.objects.filter(
            organisation_id=organisation.pk, source_id__in={row.source_id for row in rows}
        ).exclude(source_id="")
    }
    said = {id_: list_[-1].values for id_, list_ in versions_of(list(known.values())).items() if list_}
    entities = {code: found[id_] for code, id_ in ids.items() if id_ in found}
    return _Work(organisation, origin, kind, by, now, entities, known, said)


def _take(work: _Work, row: Row) -> Result:
    result = Result(row.number, row.source_id, REJECTED)
    entity = work.entities.get(row.code)
    wrong = _wrong_row(work, row, entity)
    if wrong is not None or entity is None:
        result.problems += [wrong] if wrong else []
        return result
    result.entity_id = entity.id
    judged = judge(work.kind, row.raw, origin=work.origin.value, today=china_date(work.now))
    if judged.problems or judged.arose_on is None:
        result.problems += list(judged.problems.items())
        return result
    work.taken.add(row.source_id)
    if _to_push(work, entity):
        return _push(work, row, entity, judged, result)
    if (before := work.known.get(row.source_id)) is not None:
        return _again(work, before, judged, result)
    until, withheld, problem = shown_until(work.origin, work.kind, judged, china_date(work.now))
    if problem is not None or withheld is not None:
        result.state = REJECTED if problem is not None else WITHHELD
        result.problems.append(("", problem or withheld or Sentence("", "")))
        return result
    fact = new_fact(
        entity=entity,
        origin=work.origin,
        kind=work.kind,
        publisher=work.organisation.name,
        arose_on=judged.arose_on,
        now=work.now,
        organisation_id=work.organisation.pk,
        source_id=row.source_id,
    )
    fact.shown_until = until
    work.facts.append(fact)
    work.versions.append(first_version(fact, judged.values, by=work.by, now=work.now))
    result.state, result.fact_id = PUBLISHED, fact.id
    return result


def _wrong_row(work: _Work, row: Row, entity: Entity | None) -> tuple[str, Sentence] | None:
    """What is wrong before its answers are read."""
    if not row.source_id or len(row.source_id) > 80:
        return "source_id", Sentence(
            "请填写来源编号（不超过80字），同一条信息每次都用同一个编号。",
            "Give your own number (up to 80 characters); the same information keeps it.",
        )
    if row.source_id in work.taken:
        return "source_id", Sentence("本批中来源编号重复。", "This number stands twice in this batch.")
    if entity is None:
        return "code", Sentence("登记库中没有这个代码的主体，请核对。", "No entity has this code; check it.")
    if not entity.region.startswith(work.organisation.region) and not _to_push(work, entity):
        return "code", Sentence(
            "该主体不在本机关的辖区，请由其所在地机关报送。", "The entity lies outside this office's area."
        )
    before = work.known.get(row.source_id)
    if before is not None and (before.entity_id != entity.id or before.kind != work.kind.id):
        return "source_id", Sentence(
            "这个来源编号已用于另一主体或另一类信息。", "This number was used for another entity or kind."
        )
    return None


def _to_push(work: _Work, entity: Entity) -> bool:
    """Whether this is a penalty of the market authority on a party registered in another province (P21 10)."""
    home, own = entity.region[:PROVINCE], work.organisation.region[:PROVINCE]
    return work.origin is Origin.OFFICE and work.kind.id == "penalty" and bool(own) and bool(home) and home != own


def _push(work: _Work, row: Row, entity: Entity, judged: Judged, result: Result) -> Result:
    """Not published here: its own office does, to which it is sent. A warning alone is not published anywhere."""
    _until, withheld, problem = shown_until(work.origin, work.kind, judged, china_date(work.now))
    if said := problem or withheld:
        result.state = REJECTED if problem else WITHHELD
        result.problems.append(("", said))
        return result
    work.elsewhere.append(
        {
            "source_id": row.source_id,
            "name": entity.name,
            "code": row.code,
            "home_region": entity.region,
            "decided_on": judged.arose_on,
            "values": judged.values,
        }
    )
    result.state = TO_PUSH
    return result


def _again(work: _Work, before: Fact, judged: Judged, result: Result) -> Result:
    """The same number again: nothing new, or a correction."""
    result.fact_id = before.id
    if before.ended_on is not None:
        result.problems.append(("", Sentence("这条信息已停止公示，不再改动。", "It is no longer published.")))
        return result
    if judged.arose_on != before.arose_on:
        result.problems.append(
            ("arose_on", Sentence("产生日期与已公示的不同。", "The day differs from that published."))
        )
        return result
    if work.said.get(before.id) == judged.values:
        result.state = UNCHANGED
        return result
    _correct(before, work.kind, judged, RESENT, work.by, work.now)
    work.changed.add(before.entity_id)
    result.state = CORRECTED_ROW
    return result


def _correct(fact: Fact, kind: InformationKind, judged: Judged, reason: str, by: Actor, now: datetime) -> FactVersion:
    """The next version, with the term it now has."""
    until, withheld, problem = shown_until(Origin(fact.origin), kind, judged, fact.published_on)
    if problem or withheld:
        said = problem or withheld
        assert said is not None
        raise Refusal("instant.not-published", said.zh, said.en)
    version = next_version(fact, judged.values, reason=reason, by=by, now=now)
    fact.shown_until = until
    fact.save(update_fields=["versions", "shown_until"])
    detail = {"kind": fact.kind, "version": version.number}
    record_event(name=CORRECTED, by=by, now=now, subject=(SUBJECT, fact.id), party_id=fact.entity_id, detail=detail)
    return version


def shown_until(
    origin: Origin, kind: InformationKind, judged: Judged, published_on: date
) -> tuple[date | None, Sentence | None, Sentence | None]:
    """The last day shown; or why it is not published at all; or what is wrong."""
    given = judged.values.get("until") if kind.id in {"penalty", "other"} else None
    until = date.fromisoformat(str(given)) if given else None
    if origin is Origin.OFFICE and kind.id == "penalty" and judged.arose_on is not None:
        limited = judged.values.get("restriction_until")
        restricted = date.fromisoformat(str(limited)) if limited else None
        types = [PenaltyType(code) for code in judged.values["types"]]
        try:
            term = publication_term(types, judged.arose_on, published_on, restricted)
        except NoLawInForce:
            return (
                None,
                None,
                Sentence(
                    "处罚决定作出时施行的公示规定未查明（2021年9月1日前），不能确定公示期。",
                    "The rules on publication before 1 September 2021 are not known here, so no term can be set.",
                ),
            )
        if not term.published:
            return None, term.reason, None
        until = term.last
    if until is not None and until < published_on:
        return None, Sentence("公示期已经届满，不再公示。", "Its term is over already; it is not published."), None
    return until, None, None


def _finish(work: _Work, results: Sequence[Result]) -> None:
    """Write what is new, open the firms' own duties, and have the records published."""
    Fact.objects.bulk_create(work.facts, batch_size=1_000)
    FactVersion.objects.bulk_create(work.versions, batch_size=1_000)
    duties.open_many(owed=list(_firms_owe(work)), by=work.by, now=work.now)
    touched = sorted({one.entity_id for one in work.facts} | work.changed)
    if len(touched) <= AT_ONCE:
        publish(entity_ids=touched, reason="facts", by=work.by, now=work.now)
    else:
        mark_pending(entity_ids=touched, reason="facts", now=work.now)
    if work.elsewhere:
        tell(
            ELSEWHERE,
            {"organisation_id": work.organisation.pk, "found": work.elsewhere, "by": work.by, "now": work.now},
        )
    counts: dict[str, int] = {}
    for one in results:
        counts[one.state] = counts.get(one.state, 0) + 1
    record_event(
        name=INTAKE,
        by=work.by,
        now=work.now,
        subject=("organisation", work.organisation.pk),
        detail={"kind": work.kind.id, **counts},
    )
    push(topic="instant")


def _firms_owe(work: _Work) -> list[Owed]:
    """A licence or penalty an office publishes is one the enterprise owes too (R 10(3), (5)), while there is time."""
    told = firm_kinds().get(work.kind.tells_firm)
    if told is None:
        return []
    today = china_date(work.now)
    owed = []
    for fact in work.facts:
        if not owes_instant_information(Kind(fact.entity.category)):
            continue
        rule = duty_rule(FIRM, told, fact.arose_on, company=is_company(fact.entity))
        if rule is None or rule.due(fact.arose_on).date < today:
            continue
        terms = Terms.by_rule(rule, fact.arose_on, kind=INSTANT)
        owed.append(
            Owed(party_id=fact.entity_id, region=fact.entity.region, terms=terms, subject=(SUBJECT, str(fact.id)))
        )
    return owed


@transaction.atomic
def correct_fact(
    *,
    entity_id: int,
    fact_id: UUID,
    organisation_id: int,
    raw: Mapping[str, Any],
    reason: str,
    by: Actor,
    now: datetime,
) -> FactVersion:
    """The publisher corrects its own fact (R 12): before and after shown together, every version kept."""
    Entity.objects.select_for_update(no_key=True).get(id=entity_id)
    fact = Fact.objects.select_for_update().get(entity_id=entity_id, id=fact_id)
    if fact.origin == Origin.FIRM or fact.organisation_id != organisation_id:
        raise refusals.not_yours()
    kind = kinds_of(OFFICE)[fact.kind]
    given = {**raw, "arose_on": fact.arose_on.isoformat()}
    judged = judge(kind, given, origin=fact.origin, today=china_date(now))
    if judged.problems:
        raise Refusals(judged.refusals)
    version = _correct(fact, kind, judged, reason, by, now)
    publish(entity_ids=[entity_id], reason="corrected", by=by, now=now)
    return version
