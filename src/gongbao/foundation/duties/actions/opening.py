"""Opening duties. A duty a party already has is left as it is, so every opening can be repeated."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction

from gongbao.foundation.duties.models import Duty, PartyKind
from gongbao.foundation.duties.owed import Owed, Parties, Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare

OPENED = declare("duty.opened", "义务产生", "duty opened")
BATCH = 2_000
_FOR_ALL = """
INSERT INTO duties_duty (party_id, id, party_kind, kind, period, subject_kind, subject_id, region, rule, citation,
    unit, amount, provisional, arose_at, due_on, due_at, state, closed_by, closed_with, hand)
SELECT owing.party_id, gen_random_uuid(), %s, %s, %s, '', '', owing.region, terms.rule, terms.citation, terms.unit,
    terms.amount, terms.provisional, %s, terms.due_on, terms.due_at, 'open', '', '', ''
FROM ({parties}) AS owing (party_id, region, terms)
JOIN unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::int[], %s::bool[], %s::date[], %s::timestamptz[])
    AS terms (key, rule, citation, unit, amount, provisional, due_on, due_at) ON terms.key = owing.terms
ON CONFLICT (party_id, kind, period, subject_kind, subject_id) DO NOTHING
"""


@transaction.atomic
def open_duty(*, owed: Owed, by: Actor, now: datetime) -> Duty:
    """Open one duty; returns it, or the one this party already has for the same thing."""
    terms = owed.terms
    duty, made = Duty.objects.get_or_create(
        party_id=owed.party_id,
        kind=terms.kind,
        period=terms.period,
        subject_kind=owed.subject[0],
        subject_id=owed.subject[1],
        defaults=_fields(owed, now),
    )
    if made:
        record_event(
            name=OPENED,
            by=by,
            now=now,
            subject=("duty", duty.id),
            party_id=owed.party_id,
            detail={"kind": terms.kind, "rule": terms.rule, "due": terms.due_on.isoformat()},
        )
    return duty


@transaction.atomic
def open_many(*, owed: Iterable[Owed], by: Actor, now: datetime) -> int:
    """Open many duties that differ; returns how many were asked for. Those a party has already stay as they are."""
    rows = [
        Duty(
            party_id=one.party_id,
            kind=one.terms.kind,
            period=one.terms.period,
            subject_kind=one.subject[0],
            subject_id=one.subject[1],
            **_fields(one, now),
        )
        for one in owed
    ]
    Duty.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    if rows:
        record_event(name=OPENED, by=by, now=now, subject=("duty", "many"), detail={"asked": len(rows)})
    return len(rows)


@transaction.atomic
def open_for_all(
    *,
    kind: str,
    period: int,
    terms: Mapping[str, Terms],
    parties: Parties,
    by: Actor,
    now: datetime,
    party_kind: PartyKind = PartyKind.ENTITY,
) -> int:
    """Open a duty of one kind and period for every party the query finds, in one pass; returns how many are new.

    The query's rows are (party_id, region, key): `terms` says what the key means, e.g. one entry a category.
    """
    for one in terms.values():
        if (one.kind, one.period) != (kind, period):
            raise ValueError(f"terms of {one.kind}/{one.period} among those of {kind}/{period}")
    values = list(terms.values())
    with connection.cursor() as cursor:
        cursor.execute(
            _FOR_ALL.format(parties=parties.query),
            [
                party_kind.value,
                kind,
                period,
                now,
                *parties.params,
                list(terms),
                [one.rule for one in values],
                [one.citation for one in values],
                [one.unit for one in values],
                [one.amount for one in values],
                [one.provisional for one in values],
                [one.due_on for one in values],
                [one.due_at for one in values],
            ],
        )
        opened: int = cursor.rowcount
    if opened:
        record_event(name=OPENED, by=by, now=now, subject=("duty", f"{kind}/{period}"), detail={"count": opened})
    return opened


def remeasure() -> None:
    """Let the database count the duties again after very many were opened: its plans depend on it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE duties_duty")


def _fields(owed: Owed, now: datetime) -> dict[str, object]:
    terms = owed.terms
    return {
        "party_kind": owed.party_kind,
        "about_entity": owed.about_entity,
        "region": owed.region,
        "rule": terms.rule,
        "citation": terms.citation,
        "unit": terms.unit,
        "amount": terms.amount,
        "provisional": terms.provisional,
        "arose_at": now,
        "due_on": terms.due_on,
        "due_at": terms.due_at,
        "hand": owed.hand,
    }
