"""Information leaves the record: its term is over, its ground was annulled, or the law lets it stop early.

The fact, its versions and every record published so far stay; only the next record no longer says it.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.kernel.statutes import EarlyFacts, EarlyStop, decide_early_stop
from gongbao.register.entities.models import Entity
from gongbao.register.instant import refusals
from gongbao.register.instant.actions.writing import ENDED, SUBJECT
from gongbao.register.instant.models import EndReason, Fact, Origin
from gongbao.register.instant.selectors import latest_values, official_penalty_types
from gongbao.register.listings.models import Listing
from gongbao.register.records.actions import publish
from gongbao.register.serious import selectors as serious

_TERM = """
WITH ended AS (
  UPDATE instant_fact SET ended_on = shown_until + 1, end_reason = 'term'
  WHERE ended_on IS NULL AND shown_until < %s
  RETURNING entity_id
), waiting AS (
  INSERT INTO records_pendingpublication (entity_id, reason, since)
  SELECT DISTINCT entity_id, 'term-over', %s::timestamptz FROM ended
  ON CONFLICT (entity_id) DO NOTHING
)
SELECT count(*) FROM ended
"""


@transaction.atomic
def end_terms(*, on: date, by: Actor, now: datetime) -> int:
    """Everything whose last day of display lies before `on` leaves the records, in one pass; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_TERM, [on, now])
        ended: int = cursor.fetchone()[0]
    if ended:
        detail = {"count": ended, "on": on.isoformat(), "reason": EndReason.TERM.value}
        record_event(name=ENDED, by=by, now=now, subject=(SUBJECT, "many"), detail=detail)
    return ended


@transaction.atomic
def annul_fact(*, entity_id: int, fact_id: UUID, organisation_id: int, words: str, by: Actor, now: datetime) -> Fact:
    """What it rests on was annulled or changed: its publisher takes it back, with the reason (P21 11: three WD).

    What the firm itself published of the same penalty goes with it.
    """
    fact = _own(entity_id, fact_id, organisation_id)
    if not words.strip():
        raise refusals.reason_needed()
    _end(fact, EndReason.ANNULLED, words.strip(), by, now)
    return fact


@transaction.atomic
def stop_early(
    *,
    entity_id: int,
    fact_id: UUID,
    organisation_id: int,
    performed: bool,
    harm_removed: bool,
    repeated: bool,
    by: Actor,
    now: datetime,
) -> Fact:
    """A penalty of the market authority stops being shown before its term, where P21 14 allows it.

    The lists are looked up here; what else counts the deciding officer says. Refusal names every missing condition.
    """
    fact = _own(entity_id, fact_id, organisation_id)
    if fact.origin != Origin.OFFICE or fact.kind != "penalty":
        raise refusals.not_a_penalty()
    facts = EarlyFacts(
        types=official_penalty_types(fact),
        published_on=fact.published_on,
        strict_area=latest_values(fact).get("area") == "strict",
        performed=performed,
        harm_removed=harm_removed,
        repeated=repeated,
        on_abnormal_list=Listing.objects.filter(entity_id=entity_id, removed_on=None).exists(),
        on_serious_list=_on_serious_list(entity_id),
    )
    decided = decide_early_stop(facts, china_date(now))
    if not decided.allowed:
        raise refusals.not_early(decided.missing)
    _end(fact, EndReason.EARLY, _words(decided), by, now)
    return fact


def _words(decided: EarlyStop) -> str:
    return "；".join(citation.zh for citation in decided.citations)


def _on_serious_list(entity_id: int) -> bool:
    return any(one.listed_on is not None and one.ended_on is None for one in serious.of_entity(entity_id))


def _own(entity_id: int, fact_id: UUID, organisation_id: int) -> Fact:
    """The office's fact, locked and still shown. Refusal for another's."""
    Entity.objects.select_for_update(no_key=True).get(id=entity_id)
    fact = Fact.objects.select_for_update().get(entity_id=entity_id, id=fact_id)
    if fact.organisation_id != organisation_id:
        raise refusals.not_yours()
    if fact.ended_on is not None:
        raise refusals.already_ended()
    return fact


def _end(fact: Fact, reason: EndReason, words: str, by: Actor, now: datetime) -> None:
    today = china_date(now)
    repeated = Fact.objects.filter(entity_id=fact.entity_id, repeats=fact.id, ended_on=None)
    repeated.update(ended_on=today, end_reason=reason, end_words=words)
    fact.ended_on, fact.end_reason, fact.end_words = today, reason, words
    fact.save(update_fields=["ended_on", "end_reason", "end_words"])
    publish(entity_ids=[fact.entity_id], reason="ended", by=by, now=now)
    record_event(
        name=ENDED,
        by=by,
        now=now,
        subject=(SUBJECT, fact.id),
        party_id=fact.entity_id,
        detail={"reason": reason.value, "words": words[:200]},
    )
