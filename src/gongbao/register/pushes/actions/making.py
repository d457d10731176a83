"""Every dispatch is made, sent and withdrawn in one way, whatever it carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.ledger.signing import role_signer
from gongbao.register.pushes import packages, refusals
from gongbao.register.pushes.models import Dispatch, Kind
from gongbao.register.serious import actions as serious
from gongbao.register.serious import selectors as entries
from gongbao.register.serious.models import State

OPENED = declare("push.opened", "待推送至登记地", "to be pushed to the office of registration")
SENT = declare("push.sent", "已推送至登记地", "pushed to the office of registration")
WITHDRAWN = declare("push.withdrawn", "不再推送", "push withdrawn")
SUBJECT, ROLE = "dispatch", "push"
DUTIES: dict[str, str] = {
    Kind.PENALTY: "push-penalty",
    Kind.LISTING: "push-listing",
    Kind.LISTING_END: "push-listing-end",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What is to be pushed; `entry` is the entry of the serious list (entity, id), `earlier` the listing it ends."""

    kind: Kind
    source_id: str
    name: str
    code: str
    home_region: str
    home_office: str
    decided_on: date
    values: Mapping[str, Any]
    says: Sequence[Mapping[str, str]]
    entry: tuple[int, UUID] | None = None
    earlier: UUID | None = None


def make(office: Organisation, owing: Owing, terms: Terms, *, by: Actor, now: datetime) -> Dispatch:
    """The signed package, its row and the duty to send it."""
    identity = uuid7()
    data, digest = packages.write(_said(identity, office, owing, terms, now), role_signer(ROLE))
    row = Dispatch(
        id=identity,
        organisation_id=office.pk,
        region=office.region,
        kind=owing.kind,
        source_id=owing.source_id,
        entity_id_listed=owing.entry[0] if owing.entry else None,
        entry_id=owing.entry[1] if owing.entry else None,
        earlier_id=owing.earlier,
        party_name=owing.name[:300],
        party_code=owing.code,
        home_region=owing.home_region,
        home_office=owing.home_office[:200],
        decided_on=owing.decided_on,
        due_on=terms.due_on,
        rule=terms.rule,
        citation=terms.citation[:80],
        package=data,
        sha256=digest,
        made_at=now,
        made_by=by.label[:120],
    )
    row.save(force_insert=True)
    owed = Owed(
        party_id=office.pk,
        party_kind=PartyKind.ORGANISATION,
        region=office.region,
        terms=terms,
        subject=(SUBJECT, str(identity)),
        about_entity=owing.entry[0] if owing.entry else None,
    )
    duties.open_duty(owed=owed, by=by, now=now)
    detail = {"to": owing.home_region, "sha256": digest}
    record_event(name=OPENED, by=by, now=now, subject=(SUBJECT, row.pk), detail=detail)
    return row


def _said(identity: UUID, office: Organisation, owing: Owing, terms: Terms, now: datetime) -> dict[str, Any]:
    """What the package says. A penalty's says no kind: its format is of before there were others."""
    said = {
        "decided_on": owing.decided_on.isoformat(),
        "due": {"citation": terms.citation, "push_by": terms.due_on.isoformat(), "rule": terms.rule},
        "format": packages.FORMAT,
        "from": {"authority": office.name, "origin": settings.LEDGER_ORIGIN, "region": office.region},
        "id": str(identity),
        "made_at": now.isoformat(),
        "party": {"code": owing.code, "name": owing.name},
        "says": list(owing.says),
        "source_id": owing.source_id,
        "to": {"authority": owing.home_office, "region": owing.home_region},
        "values": dict(owing.values),
    }
    return said if owing.kind == Kind.PENALTY else said | {"format": packages.LISTED, "kind": str(owing.kind)}


def may_send(row: Dispatch) -> None:
    """Refusal where it went out already, or need not go any more."""
    if row.sent_at is not None:
        raise refusals.sent_already()
    if row.withdrawn_at is not None:
        raise refusals.withdrawn()


def mark_sent(row: Dispatch, how: str, note: str, by: Actor, now: datetime) -> Dispatch:
    """It went out: the duty is done; a listing now waits for the other office's publication."""
    row.sent_at, row.sent_by, row.sent_how, row.sent_note = now, by.label[:120], how, note.strip()[:200]
    row.trouble = ""
    row.save(update_fields=["sent_at", "sent_by", "sent_how", "sent_note", "trouble"])
    _discharge(row, how, by, now)
    record_event(name=SENT, by=by, now=now, subject=(SUBJECT, row.pk), detail={"how": how, "sha256": row.sha256})
    if row.kind == Kind.LISTING and row.entry_id and row.entity_id_listed:
        entry = entries.one(row.entity_id_listed, row.entry_id)
        if entry is not None and entry.state == State.LISTED:
            serious.push_entry(entity_id=entry.entity_id, entry_id=entry.id, by=by, now=now)
    return row


def withdraw(row: Dispatch, by: Actor, now: datetime) -> None:
    """What it was to tell has ended before it went out."""
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    _discharge(row, "ended", by, now)
    record_event(name=WITHDRAWN, by=by, now=now, subject=(SUBJECT, row.pk), detail={"sha256": row.sha256})


def _discharge(row: Dispatch, with_: str, by: Actor, now: datetime) -> None:
    subject = (SUBJECT, str(row.pk))
    kind = DUTIES[row.kind]
    duties.discharge(party_id=row.organisation_id, kind=kind, by=by, now=now, with_=with_, subject=subject)
