"""One decision: numbered, sealed, entered into the log and kept, in the caller's transaction."""

from dataclasses import replace
from datetime import date, datetime
from unicodedata import normalize

from django.db.models import F

from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.ledger.actions import enqueue
from gongbao.register.entities.models import Entity
from gongbao.register.listings.models import Decision, Numbering
from gongbao.register.listings.refusals import no_office
from gongbao.register.listings.rules import Document, number_stem
from gongbao.register.listings.selectors import Office, office


def signer(by: Actor) -> str:
    """Who decided, as decisions keep it: the name, with the account's number where there is one."""
    return f"{by.label[:60]} #{by.id}"[:80] if by.kind is ActorKind.USER else by.label[:80]


def office_of(entity: Entity) -> Office:
    """The authority that decides about an entity. Refusal where none can be told."""
    found = office(entity.region)
    if found is None:
        raise no_office()
    return found


def take_number(authority: Office, kind: str, on: date) -> str:
    """The authority's next document number of that kind and year; the row is held until the transaction ends."""
    Numbering.objects.get_or_create(authority=authority.name, series=kind, year=on.year)
    row = Numbering.objects.select_for_update().get(authority=authority.name, series=kind, year=on.year)
    Numbering.objects.filter(id=row.id).update(last=F("last") + 1)
    return f"{number_stem(authority.short, kind, on.year)}{row.last + 1}号"


def write_decision(
    *, entity: Entity, document: Document, authority: Office, by: Actor, now: datetime, number: str = ""
) -> Decision:
    """Write one decision about an entity from its document without the variable parts.

    `number` is given only for a decision made elsewhere before, which has its number already.
    """
    identity = uuid7()
    whole = replace(
        document,
        authority=authority.name,
        code=entity.code,
        decision=str(identity),
        name=normalize("NFC", entity.name),
        number=number or take_number(authority, document.kind, document.decided_on),
    )
    body = whole.body()
    sealed = enqueue(record=identity, version=1, kind="decision", body=body, now=now)
    decision = Decision(
        entity=entity,
        id=identity,
        kind=document.kind,
        number=whole.number,
        decided_on=document.decided_on,
        decided_at=now,
        decided_by=signer(by),
        authority=authority.name,
        citations=list(document.citations),
        reason_zh=whole.reason.zh,
        reason_en=whole.reason.en,
        body=body,
        salt=sealed.salt,
        commitment=sealed.commitment,
    )
    decision.save(force_insert=True)
    return decision
