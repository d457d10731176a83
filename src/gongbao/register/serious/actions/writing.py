"""What every act on an entry needs: the entry locked, a decision written, duties opened and ended, the firm told."""

from datetime import date, datetime
from uuid import UUID

from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import Duty, DutyState, PartyKind
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.notices.actions import Words, send
from gongbao.kernel.statutes import rule
from gongbao.register.listings.actions.writing import write_decision
from gongbao.register.listings.models import Decision
from gongbao.register.listings.rules import WORDS, Document
from gongbao.register.listings.selectors import Office, office
from gongbao.register.serious import refusals
from gongbao.register.serious.models import Entry
from gongbao.register.serious.rules import own_link, same_province

#: Told on the bus, in the act's transaction, about entries on parties of another province: {"entry", "by", "now"}, and
#: for an end the decision that ends it.
TO_PUSH = "serious.to-push"
PUSHED_INSIDE = "serious.pushed-inside"
ENDED_ELSEWHERE = "serious.end-to-push"
SUBJECT = "serious"
PUBLISH = "serious-publish"
PUBLISH_PUSHED = "serious-publish-pushed"
CONSENT = "serious-consent"
TAKE_DOWN = "serious-take-down"
REVOCATION = "serious-revocation"
RULES = {
    PUBLISH: "serious.publish",
    CONSENT: "serious.approval",
    TAKE_DOWN: "serious.take-down",
    REVOCATION: "serious.revocation",
}


def locked(entity_id: int, entry_id: UUID) -> Entry:
    """The entry with its entity, held until the transaction ends. Entry.DoesNotExist where there is none."""
    return Entry.objects.select_for_update(of=("self",)).select_related("entity").get(entity_id=entity_id, id=entry_id)


def deciding_office(entry: Entry) -> Office:
    """The office that decides about this entry: the one that made the penalty.

    What another province pushed here is ended by that office; by itself the house only stops at the full term, in the
    name of the office of registration.
    """
    if entry.origin is not None:
        return office_at(entry.entity.region)
    return Office(entry.authority, _short(entry), _organisation(entry.region), entry.region)


def _short(entry: Entry) -> str:
    found = office(entry.region)
    return found.short if found else entry.authority.removesuffix("市场监督管理局")


def _organisation(region: str) -> int | None:
    found = office(region)
    return found.organisation_id if found else None


def write(*, entry: Entry, document: Document, by: Actor, now: datetime) -> Decision:
    """One decision about this entry, numbered by the deciding office."""
    return write_decision(entity=entry.entity, document=document, authority=deciding_office(entry), by=by, now=now)


def owe(
    *,
    entry: Entry,
    kind: str,
    base: date,
    by: Actor,
    now: datetime,
    rule_name: str = "",
    at: Office | None = None,
) -> Duty:
    """The deciding office (or `at`) owes the next step, by the law's clock."""
    who = at or deciding_office(entry)
    terms = Terms.by_rule(rule(rule_name or RULES[kind], base), base, kind=kind)
    return duties.open_duty(
        owed=Owed(
            party_id=who.organisation_id or 0,
            party_kind=PartyKind.ORGANISATION,
            region=who.region or entry.region,
            terms=terms,
            subject=(SUBJECT, str(entry.id)),
            about_entity=entry.entity_id,
        ),
        by=by,
        now=now,
    )


def done(*, entry: Entry, kind: str, with_: str, by: Actor, now: datetime) -> None:
    """End the offices' open duties of this kind about this entry."""
    owing = Duty.objects.filter(
        about_entity=entry.entity_id, kind=kind, subject_kind=SUBJECT, subject_id=str(entry.id), state=DutyState.OPEN
    )
    for party_id in list(owing.values_list("party_id", flat=True)[:5]):
        duties.discharge(party_id=party_id, kind=kind, by=by, now=now, with_=with_, subject=(SUBJECT, str(entry.id)))


def tell(*, entry: Entry, title: tuple[str, str], body: tuple[str, str], kind: str, now: datetime) -> None:
    """Tell the firm in its inbox."""
    send(
        party_kind="entity",
        party_id=entry.entity_id,
        words=Words(
            kind=kind,
            title_zh=title[0],
            title_en=title[1],
            body_zh=body[0],
            body_en=body[1],
            link=own_link(entry.entity_id, entry.id),
        ),
        now=now,
    )
    push(topic="listings")


def tell_decision(*, entry: Entry, decision: Decision, document: Document, now: datetime) -> None:
    """Tell the firm what was decided."""
    _stem, zh, en = WORDS[document.kind]
    tell(
        entry=entry,
        title=(f"{zh}：{decision.number}"[:120], f"{en}: {decision.number}"[:160]),
        body=(document.reason.zh, document.reason.en),
        kind=document.kind,
        now=now,
    )


def is_far(entry: Entry) -> bool:
    """Whether another province's office publishes what this one decided (S21 14.2)."""
    return entry.origin is None and not same_province(entry.region, entry.entity.region)


def office_at(region: str) -> Office:
    """The office of a place. Refusal where none can be told."""
    found = office(region)
    if found is None:
        raise refusals.no_office()
    return found
