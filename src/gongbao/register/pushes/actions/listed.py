"""Listings on parties of another province, and their ends: pushed as the serious list tells of them (S21 14.2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.duties.owed import Terms
from gongbao.foundation.events.actor import Actor
from gongbao.kernel.statutes import HeavierPenalty, rule, serious_ground
from gongbao.register.listings.models import Decision
from gongbao.register.listings.selectors import office, offices
from gongbao.register.pushes import packages, refusals
from gongbao.register.pushes.actions.making import DUTIES, Owing, make, mark_sent, withdraw
from gongbao.register.pushes.actions.sending import home_name
from gongbao.register.pushes.models import Dispatch, Kind, Way
from gongbao.register.serious.models import Ending, Entry

PUSH, TAKE_DOWN, REVOCATION = "serious.push", "serious.take-down", "serious.revocation"
ENDING_WORDS: dict[str, tuple[str, str]] = {
    Ending.EARLY: ("提前移出", "removed early"),
    Ending.FULL_TERM: ("期满移出", "removed at the full term"),
    Ending.REVOKED: ("撤销列入", "listing revoked"),
    Ending.CORRECTED: ("更正（撤销列入）", "listing corrected"),
}


def hear_listed(*, entry: Entry, number: str, by: Actor, now: datetime) -> Dispatch:
    """A listing was decided: its package is made and owed in ten working days of the decision."""
    sender, on = _sender(entry), entry.listed_on
    if on is None:
        raise ValueError("a listing without its day")
    terms = Terms.by_rule(rule(PUSH, on), on, kind=DUTIES[Kind.LISTING])
    facts = packages.without_identity(entry.facts)
    ground, penalty = serious_ground(entry.ground), HeavierPenalty(entry.penalty)
    values = {
        "entry": str(entry.id),
        "facts": facts,
        "ground": entry.ground,
        "penalty": entry.penalty,
        "penalty_number": entry.penalty_number,
        "penalty_on": entry.penalty_on.isoformat(),
        "restriction_until": entry.restriction_until.isoformat() if entry.restriction_until else "",
    }
    says = [
        _line("ground", ("事由", "Ground"), (ground.words.zh, ground.words.en)),
        _line("basis", ("依据", "Basis"), (ground.citation.zh, ground.citation.en)),
        _line("facts", ("查明的事实", "Facts found"), (facts, facts)),
        _line("penalty", ("较重行政处罚", "Heavier penalty"), (penalty.words.zh, penalty.words.en)),
        _line("penalty_number", ("依据的处罚", "The penalty"), (entry.penalty_number, entry.penalty_number)),
        _line("penalty_on", ("处罚日期", "Its day"), (values["penalty_on"], values["penalty_on"])),
    ]
    owing = Owing(kind=Kind.LISTING, source_id=number, decided_on=on, values=values, says=says, **_party(entry))
    return make(sender, owing, terms, by=by, now=now)


def hear_ended(*, entry: Entry, decision: Decision, by: Actor, now: datetime) -> Dispatch | None:
    """A listing ended: what has not gone out is withdrawn; what has is followed by its end, which names it."""
    before = Dispatch.objects.select_for_update().filter(entry_id=entry.id, kind=Kind.LISTING).first()
    if before is None or before.sent_how == Way.HOUSE:
        return None
    if before.sent_at is None:
        withdraw(before, by, now)
        return None
    revoked = entry.ending == Ending.REVOKED and entry.annulled_on is not None
    base = entry.annulled_on if revoked and entry.annulled_on else decision.decided_on
    terms = Terms.by_rule(rule(REVOCATION if revoked else TAKE_DOWN, base), base, kind=DUTIES[Kind.LISTING_END])
    reason = packages.without_identity(decision.reason_zh)
    words = ENDING_WORDS[entry.ending]
    owing = Owing(
        kind=Kind.LISTING_END,
        source_id=decision.number,
        decided_on=decision.decided_on,
        values={"ending": entry.ending, "entry": str(entry.id), "listing": before.sha256, "reason": reason},
        says=[
            _line("ending", ("怎样结束", "How it ended"), words),
            _line("number", ("结束决定文号", "Number of that decision"), (decision.number, decision.number)),
            _line("reason", ("理由", "Reasons"), (reason, packages.without_identity(decision.reason_en))),
            _line("listing", ("所指的列入", "The listing it ends"), (before.source_id, before.source_id)),
        ],
        earlier=before.pk,
        **_party(entry),
    )
    return make(_sender(entry), owing, terms, by=by, now=now)


def hear_inside(*, entry: Entry, by: Actor, now: datetime) -> None:
    """The office of registration works in this register too and sees the case itself: nothing else is to be sent."""
    row = Dispatch.objects.select_for_update().filter(
        entry_id=entry.id, kind=Kind.LISTING, sent_at=None, withdrawn_at=None
    )
    for one in row[:1]:
        mark_sent(one, Way.HOUSE, one.home_office, by, now)


def _sender(entry: Entry) -> Organisation:
    found = office(entry.region)
    if found is None or found.organisation_id is None:
        raise refusals.no_sender()
    return Organisation.objects.get(id=found.organisation_id)


def _party(entry: Entry) -> Mapping[str, Any]:
    party = entry.entity
    return {
        "name": party.name,
        "code": party.code,
        "home_region": party.region,
        "home_office": home_name(offices({party.region}), party.region),
        "entry": (party.id, entry.id),
    }


def _line(field: str, label: tuple[str, str], words: tuple[str, str]) -> dict[str, str]:
    return {"field": field, "label_zh": label[0], "label_en": label[1], "zh": words[0], "en": words[1]}
