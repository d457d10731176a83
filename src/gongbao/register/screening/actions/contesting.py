"""不是我们: a firm contests a match, the office of the listed firm verifies, and the finding travels, signed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import china_date
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
    contest = Contest(
        entity_id=entity_id,
        listed_id=listed_id,
        listed_name=listed.name,
        region=listed.region,
        statement=statement.strip()[:4_000],
        received_at=now,
        received_from=by.label[:80],
        due_on=clock.due(china_date(now)).date,
        rule=clock.to_text()[:300],
    )
    contest.save(force_insert=True)
    record_event(
        name=CONTESTED,
        by=by,
        now=now,
        subject=("screening-contest", contest.id),
        party_id=entity_id,
        detail={"listed": listed_id},
    )
    return contest


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
    if distinct:
        _correct(contest, by=by, now=now)
    record_event(
        name=FOUND_DISTINCT if distinct else FOUND_SAME,
        by=by,
        now=now,
        subject=("screening-contest", contest.id),
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
