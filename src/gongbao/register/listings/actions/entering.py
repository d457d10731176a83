"""An officer enters one entity in the abnormal list, on a ground of the law in force that day."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send
from gongbao.kernel.statutes import (
    Ground,
    GroundEntry,
    Kind,
    LateOutcome,
    NoLawInForce,
    ReportFacts,
    Sentence,
    Standing,
    decide_late_listing,
    ground_entry,
    measure,
)
from gongbao.register.entities.models import Entity
from gongbao.register.filings.models import Filing
from gongbao.register.listings import refusals
from gongbao.register.listings.actions.writing import office_of, write_decision
from gongbao.register.listings.models import Decision, Listing, Register
from gongbao.register.listings.rules import Document, late_document, listing_link, remedies, therefore
from gongbao.register.records.actions import publish

LISTED = declare("listing.entered", "列入经营异常名录", "entered in the abnormal list")


@transaction.atomic
def list_entity(*, entity_id: int, ground: str, statement: str, by: Actor, now: datetime, period: int = 0) -> Listing:
    """Enter one entity with a decision, its record and a notice. `statement` says what was found and when.

    For a missing report `period` is the year, and the kernel decides; Refusal where the law of the day knows no such
    ground, the report is not owed or not late, or the entity is listed on this ground already.
    """
    entity = Entity.objects.select_for_update(no_key=True).get(id=entity_id)
    on, kind, why = china_date(now), Kind(entity.category), Ground(ground)
    if not statement.strip() and why is not Ground.LATE_REPORT:
        raise refusals.statement_needed()
    document = _late(entity, period, on) if why is Ground.LATE_REPORT else _other(kind, why, statement.strip(), on)
    authority = office_of(entity)
    decision = write_decision(entity=entity, document=document, authority=authority, by=by, now=now)
    listing = Listing(
        entity=entity,
        register=Register.ABNORMAL,
        ground=why.value,
        period=document.period,
        region=entity.region,
        authority=authority.name,
        decision_id=decision.id,
        listed_on=on,
        shown_until=document.shown_until,
    )
    try:
        with transaction.atomic():
            listing.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.already_listed() from error
    publish(entity_ids=[entity.id], reason="listed", by=by, now=now)
    _tell(listing, decision, document, now)
    record_event(
        name=LISTED,
        by=by,
        now=now,
        subject=("listing", listing.id),
        party_id=entity.id,
        detail={"ground": why.value, "period": document.period, "decision": str(decision.id)},
    )
    push(topic="listings")
    return listing


def _tell(listing: Listing, decision: Decision, document: Document, now: datetime) -> None:
    words = Words(
        kind="listed",
        title_zh=f"已被{document.measure.zh}",
        title_en=f"Your entity was {document.measure.en}",
        body_zh=f"决定文号：{decision.number}。事由：{document.ground_words.zh}。步骤与异议办法见链接。",
        body_en=f"Decision {decision.number}. Ground: {document.ground_words.en}. The link shows each step out.",
        link=listing_link(listing.entity_id, listing.id),
    )
    send(party_kind="entity", party_id=listing.entity_id, words=words, now=now)


def _late(entity: Entity, year: int, on: date) -> Document:
    """The kernel decides about one report."""
    filed = (
        Filing.objects.filter(entity=entity, year=year, versions__gte=1)
        .values_list("first_submitted_at", flat=True)
        .first()
    )
    facts = ReportFacts(
        kind=Kind(entity.category),
        standing=Standing(entity.standing),
        established_on=entity.established_on,
        report_year=year,
        filed_on=china_date(filed) if filed else None,
    )
    decided = decide_late_listing(facts, on)
    if decided.outcome is not LateOutcome.LIST:
        raise refusals.law_says_no(decided.reasons[-1])
    return late_document(facts.kind, year, decided, on)


def _other(kind: Kind, why: Ground, statement: str, on: date) -> Document:
    try:
        entry: GroundEntry = ground_entry(kind, why, on)
    except NoLawInForce as unknown:
        raise refusals.no_such_ground(kind, on) from unknown
    how = measure(kind, on)
    cited = (entry.citation,) if entry.citation == entry.procedure else (entry.citation, entry.procedure)
    return Document(
        kind="list",
        decided_on=on,
        register=Register.ABNORMAL.value,
        ground=why.value,
        ground_words=entry.words,
        measure=how.words,
        citations=tuple(citation.token for citation in cited),
        reasons=(
            Sentence(f"经查：{statement}", f"Found: {statement}"),
            Sentence(
                f"{entry.words.zh}，依照{entry.citation.zh}应予{how.words.zh}。",
                f"It {entry.words.en}; under {entry.citation.en} it is to be {how.words.en}.",
            ),
            therefore(how.words),
        ),
        remedies=remedies(kind, on),
    )
