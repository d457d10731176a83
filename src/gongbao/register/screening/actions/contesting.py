"""不是我们: a firm contests a match, the office of the listed firm verifies, and the finding travels, signed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import Duty, DutyState, PartyKind
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.bus import tell
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.ledger.actions import enqueue
from gongbao.foundation.notices.actions import Words, send
from gongbao.kernel.statutes import rule
from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.register.entities.models import Entity
from gongbao.register.listings.actions.writing import office_of
from gongbao.register.screening import refusals
from gongbao.register.screening.models import Contest, ContestState, Correction

CONTESTED = declare("screening.contested", "提出“不是我们”", "match contested")
FOUND_DISTINCT = declare("screening.found-distinct", "核实不是同一家", "found to be two firms")
FOUND_SAME = declare("screening.found-same", "核实是同一家", "found to be one firm")
#: Told on the bus when a correction is made, with its body: who delivers to subscribers listens.
CORRECTED = "screening.corrected"
QUERY = "enterprise.query"
#: The office's duty to answer, and what it is about, on the work list.
ANSWER, SUBJECT = "answer-contest", "screening-contest"
FORMAT = "gongbao/screening-correction/v1"


@transaction.atomic
def contest_match(*, entity_id: int, listed_id: int, statement: str, by: Actor, now: datetime) -> Contest:
    """A firm says that a listed firm it was taken for is another one. The office answers within the law's clock."""
    if entity_id == listed_id:
        raise refusals.one_and_the_same()
    if not statement.strip():
        raise refusals.statement_needed()
    if Contest.objects.filter(entity_id=entity_id, listed_id=listed_id, state=ContestState.RECEIVED).exists():
        raise refusals.contested_already()
    listed = Entity.objects.get(id=listed_id)
    clock = rule(QUERY, china_date(now))
    terms = Terms.by_rule(clock, china_date(now), kind=ANSWER)
    contest = Contest(
        entity_id=entity_id,
        listed_id=listed_id,
        listed_name=listed.name,
        region=listed.region,
        statement=statement.strip()[:4_000],
        received_at=now,
        received_from=by.label[:80],
        due_on=terms.due_on,
        rule=clock.to_text()[:300],
    )
    contest.save(force_insert=True)
    _office_owes(contest, listed, terms, by=by, now=now)
    record_event(
        name=CONTESTED,
        by=by,
        now=now,
        subject=(SUBJECT, contest.id),
        party_id=entity_id,
        detail={"listed": listed_id},
    )
    return contest


def _office_owes(contest: Contest, listed: Entity, terms: Terms, *, by: Actor, now: datetime) -> None:
    """The answer stands on the work list of the listed firm's office until it is given."""
    duties.open_duty(
        owed=Owed(
            party_id=office_of(listed).organisation_id or 0,
            party_kind=PartyKind.ORGANISATION,
            region=contest.region,
            terms=terms,
            subject=(SUBJECT, str(contest.id)),
            about_entity=contest.entity_id,
        ),
        by=by,
        now=now,
    )


def _answered(contest: Contest, *, by: Actor, now: datetime) -> None:
    """End the duty, whichever office it stands with."""
    about = (SUBJECT, str(contest.id))
    owing = Duty.objects.filter(
        about_entity=contest.entity_id, kind=ANSWER, subject_kind=about[0], subject_id=about[1], state=DutyState.OPEN
    )
    for party_id in list(owing.values_list("party_id", flat=True)[:5]):
        duties.discharge(party_id=party_id, kind=ANSWER, by=by, now=now, with_=contest.state, subject=about)


@transaction.atomic
def answer_contest(
    *, entity_id: int, contest_id: UUID, distinct: bool, answer: str, by: Actor, now: datetime
) -> Contest:
    """The office's finding. Two firms: a correction, in the log and in every later version of the list."""
    contest = (
        Contest.objects.select_for_update(of=("self",)).select_related("entity").get(entity_id=entity_id, id=contest_id)
    )
    if contest.state != ContestState.RECEIVED:
        raise refusals.answered_already()
    if not answer.strip():
        raise refusals.reason_needed()
    contest.state = ContestState.DISTINCT if distinct else ContestState.REFUSED
    contest.answer, contest.answered_at, contest.answered_by = answer.strip()[:4_000], now, by.label[:80]
    contest.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    _answered(contest, by=by, now=now)
    if distinct:
        _correct(contest, by=by, now=now)
    record_event(
        name=FOUND_DISTINCT if distinct else FOUND_SAME,
        by=by,
        now=now,
        subject=(SUBJECT, contest.id),
        party_id=entity_id,
        detail={"listed": contest.listed_id},
    )
    zh = "已核实：不是同一家。更正已入账，今后的核验不再提示。" if distinct else "已核实：是同一家，理由见链接。"
    en = (
        "Verified: two firms. The correction is in the log; screening no longer names you."
        if distinct
        else "Verified: one and the same firm. The link gives the reasons."
    )
    words = Words(
        "contest-answered", "“不是我们”的答复", "Answer to your contest", zh, en, f"/my/contests/{entity_id}/"
    )
    send(party_kind="entity", party_id=entity_id, words=words, now=now)
    return contest


def _correct(contest: Contest, *, by: Actor, now: datetime) -> Correction:
    listed = Entity.objects.get(id=contest.listed_id)
    identity = uuid7()
    authority = office_of(listed)
    body = canonical_json(
        {
            "authority": authority.name,
            "correction": str(identity),
            "decided_at": now.isoformat(),
            "format": FORMAT,
            "listed": {"code": listed.code, "id": str(listed.id), "name": listed.name},
            "not": {"code": contest.entity.code, "id": str(contest.entity_id), "name": contest.entity.name},
            "words": {
                "en": f"{contest.entity.name} is not the listed {listed.name}.",
                "zh": f"{contest.entity.name}不是名录中的{listed.name}。",
            },
        }
    )
    sealed = enqueue(record=identity, version=1, kind="decision", body=body, now=now)
    correction = Correction(
        entity=listed,
        id=identity,
        other_id=contest.entity_id,
        other_code=contest.entity.code,
        contest_id=contest.id,
        authority=authority.name,
        decided_at=now,
        decided_by=by.label[:80],
        body=body,
        salt=sealed.salt,
        commitment=sealed.commitment,
    )
    correction.save(force_insert=True)
    tell(CORRECTED, {"correction": identity, "entity_id": listed.id, "body": body, "by": by, "now": now})
    return correction
