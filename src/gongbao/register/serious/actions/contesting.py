"""A firm says that its entry is wrong: a query with proof, answered in writing in 20 working days (R24 13(2)).

S21 13 puts the objections to a listing into the procedure of the penalty, before the decision; afterwards there are
reconsideration and litigation (S21 23), and for doubtful information the query of the regulation.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes import InstrumentId, Sentence, cite, rule, serious_ground
from gongbao.register.listings.actions.applications import SUBJECT as APPLICATION
from gongbao.register.listings.actions.applications import Evidence, answer, open_application, take_in
from gongbao.register.listings.models import Application, ApplicationKind, ApplicationState
from gongbao.register.serious import refusals, rules, selectors
from gongbao.register.serious.actions.ending import end_now
from gongbao.register.serious.actions.writing import deciding_office, locked, tell_decision, write
from gongbao.register.serious.models import Ending, Entry, State

ASKED = declare("serious.queried", "对列入信息提出疑问", "entry queried")
ANSWERED = declare("serious.query-answered", "答复疑问", "query answered")
QUERY = "serious-query"


@transaction.atomic
def ask_about(
    *, entity_id: int, entry_id: UUID, statement: str, evidence: Sequence[Evidence], by: Actor, now: datetime
) -> Application:
    """Contest an entry: what is wrong, with proof."""
    entry = locked(entity_id, entry_id)
    if entry.origin is not None:
        raise refusals.decided_elsewhere(entry.authority)
    if entry.state not in {State.LISTED, State.PUSHED, State.PUBLISHED}:
        raise refusals.law_says(Sentence("该案件目前没有列入信息。", "There is no entry to contest."))
    if selectors.open_application(entry, ApplicationKind.OBJECTION) is not None:
        raise refusals.already_asked()
    if not statement.strip():
        raise refusals.missing("statement", "请写明哪里有误。", "Say what is wrong.")
    if not evidence:
        raise refusals.missing("evidence", "请附证明材料。", "Add proof.")
    application = take_in(
        listing=entry, kind=ApplicationKind.OBJECTION, statement=statement, evidence=evidence, by=by, now=now
    )
    who, base = deciding_office(entry), china_date(now)
    duties.open_duty(
        owed=Owed(
            party_id=who.organisation_id or 0,
            party_kind=PartyKind.ORGANISATION,
            region=entry.region,
            terms=Terms.by_rule(rule("serious.query", base), base, kind=QUERY),
            subject=(APPLICATION, str(application.id)),
            about_entity=entity_id,
        ),
        by=by,
        now=now,
    )
    record_event(name=ASKED, by=by, now=now, subject=("serious", entry.id), party_id=entity_id)
    return application


@transaction.atomic
def answer_query(*, entity_id: int, application_id: UUID, wrong: bool, reason: str, by: Actor, now: datetime) -> Entry:
    """Answer in writing: the entry stands, or it was wrong and is taken back at once (R24 12)."""
    application = open_application(entity_id, application_id, ApplicationKind.OBJECTION)
    entry = locked(entity_id, application.listing_id)
    if not reason.strip():
        raise refusals.missing("reason", "请写明答复的理由。", "Give the reasons of the answer.")
    told = rules.Told(
        reasons=(Sentence(reason.strip(), reason.strip()),),
        citations=(cite(InstrumentId.R24, 12, 1),) if wrong else (cite(InstrumentId.R24, 13, 2),),
    )
    kind = "serious-correct" if wrong else "serious-answer"
    document = rules.answer_document(kind, serious_ground(entry.ground), told, china_date(now))
    decision = write(entry=entry, document=document, by=by, now=now)
    answer(
        application=application,
        state=ApplicationState.GRANTED if wrong else ApplicationState.REJECTED,
        words=reason.strip(),
        decision=decision,
        duty_kind=QUERY,
        by=by,
        now=now,
    )
    if wrong:
        end_now(entry=entry, act="correct", ending=Ending.CORRECTED, decision=decision, by=by, now=now)
    tell_decision(entry=entry, decision=decision, document=document, now=now)
    record_event(name=ANSWERED, by=by, now=now, subject=("serious", entry.id), party_id=entity_id)
    return entry
