"""Doubts about what an office published: asked by anybody, answered in writing within twenty working days (R 13(2)).

A firm's own false information is not asked about here: it is reported (R 13(1)).
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.files.actions import EVIDENCE, About, attach
from gongbao.kernel.statutes import rule
from gongbao.register.instant import refusals
from gongbao.register.instant.models import Fact, Origin, Query, QueryKind, QueryOutcome
from gongbao.register.listings.actions import Evidence

ASKED = declare("query.asked", "对公示信息提出疑问", "published information doubted")
ANSWERED = declare("query.answered", "答复疑问", "doubt answered")
ANSWER, SUBJECT = "answer-query", "query"
LONGEST = 4_000


@transaction.atomic
def ask(
    *,
    entity_id: int,
    fact_id: UUID,
    kind: str,
    statement: str,
    by: Actor,
    now: datetime,
    evidence: Sequence[Evidence] = (),
) -> Query:
    """Take in a query, or a request with evidence that a fact be corrected. Its publisher's clock begins."""
    fact = Fact.objects.filter(entity_id=entity_id, id=fact_id).first()
    if fact is None or fact.organisation_id is None:
        raise refusals.no_fact() if fact is None else refusals.firms_own()
    if not statement.strip():
        raise refusals.statement_needed()
    if kind == QueryKind.CORRECTION and not evidence:
        raise refusals.evidence_needed()
    organisation = Organisation.objects.get(id=fact.organisation_id)
    today = china_date(now)
    terms = Terms.by_rule(rule("enterprise.query", today), today, kind=ANSWER)
    query = Query(
        entity_id=entity_id,
        token=secrets.token_urlsafe(32),
        kind=QueryKind(kind),
        fact_id=fact.id,
        organisation_id=organisation.pk,
        region=organisation.region,
        statement=statement.strip()[:LONGEST],
        received_at=now,
        due_on=terms.due_on,
    )
    query.save(force_insert=True)
    about = About(SUBJECT, str(query.id), entity_id)
    for file in evidence:
        attach(stream=file.stream, name=file.name, about=about, by=by, now=now, limits=EVIDENCE)
    _office_owes(query, terms, by, now)
    record_event(name=ASKED, by=by, now=now, subject=(SUBJECT, query.id), party_id=entity_id, detail={"kind": kind})
    push(topic="instant")
    return query


def _office_owes(query: Query, terms: Terms, by: Actor, now: datetime) -> None:
    duties.open_duty(
        owed=Owed(
            party_id=query.organisation_id,
            party_kind=PartyKind.ORGANISATION,
            region=query.region,
            terms=terms,
            subject=(SUBJECT, str(query.id)),
            about_entity=query.entity_id,
        ),
        by=by,
        now=now,
    )


@transaction.atomic
def answer_query(
    *, entity_id: int, query_id: UUID, organisation_id: int, outcome: str, answer: str, by: Actor, now: datetime
) -> Query:
    """Answer in writing. `corrected` only once the fact really has a new version, `ended` once it is not shown."""
    query = Query.objects.select_for_update().get(entity_id=entity_id, id=query_id)
    if query.organisation_id != organisation_id:
        raise refusals.not_yours()
    if query.answered_at is not None:
        raise refusals.already_answered()
    if not answer.strip() or outcome not in QueryOutcome.values:
        raise refusals.answer_needed()
    fact = Fact.objects.exclude(origin=Origin.FIRM).get(entity_id=entity_id, id=query.fact_id)
    if outcome == QueryOutcome.CORRECTED and fact.versions == 1:
        raise refusals.correct_first()
    if outcome == QueryOutcome.ENDED and fact.ended_on is None:
        raise refusals.end_first()
    query.outcome, query.answer = outcome, answer.strip()[:LONGEST]
    query.answered_at, query.answered_by = now, by.label[:120]
    query.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    subject = (SUBJECT, str(query.id))
    duties.discharge(party_id=organisation_id, kind=ANSWER, by=by, now=now, with_=outcome, subject=subject)
    record_event(name=ANSWERED, by=by, now=now, subject=subject, party_id=entity_id, detail={"outcome": outcome})
    push(topic="instant")
    return query
