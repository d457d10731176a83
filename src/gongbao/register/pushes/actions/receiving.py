"""What another province pushes here: taken in signed, published in ten working days (P21 10, S21 14.2), or ended."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes import rule
from gongbao.register.instant import actions as instant
from gongbao.register.pushes import packages, refusals
from gongbao.register.pushes.models import Arrival, Kind
from gongbao.register.serious import actions as serious

TAKEN_IN = declare("push.received", "收到外省推送", "push received from another province")
PUBLISHED = declare("push.published", "公示外省推送", "push published")
ENDED = declare("push.ended", "外省推送的列入停止公示", "pushed listing taken down")
RETURNED = declare("push.returned", "退回外省推送", "push returned")
SUBJECT = "arrival"
#: Of each kind the duty and its rule. No text gives the office of registration a clock of its own for taking down;
#: the three working days of S21 18 are applied from receipt.
OWED: dict[str, tuple[str, str]] = {
    Kind.PENALTY: ("publish-pushed-penalty", "penalty.publish-pushed"),
    Kind.LISTING: ("publish-pushed-listing", "serious.publish-pushed"),
    Kind.LISTING_END: ("take-down-pushed-listing", "serious.take-down"),
}


@transaction.atomic
def take_in(*, organisation_id: int, data: bytes, by: Actor, now: datetime) -> Arrival:
    """Take a package in: whole and signed, or refused. The same package again is the same arrival."""
    try:
        found = packages.read(data)
    except packages.PackageError as wrong:
        raise refusals.broken(wrong.zh, wrong.en) from None
    known = Arrival.objects.filter(organisation_id=organisation_id, sha256=found.sha256).first()
    if known is not None:
        return known
    office = Organisation.objects.get(id=organisation_id)
    if found.kind == Kind.LISTING_END:
        _listing_of(organisation_id, found)
    today = china_date(now)
    duty, by_rule = OWED[found.kind]
    terms = Terms.by_rule(rule(by_rule, today), today, kind=duty)
    row = Arrival(
        organisation_id=office.pk,
        region=office.region,
        kind=found.kind,
        ends=found.said["values"]["listing"] if found.kind == Kind.LISTING_END else "",
        package=data,
        sha256=found.sha256,
        signer=found.vkey[:300],
        sender=found.said["from"]["authority"][:200],
        party_name=found.said["party"]["name"][:300],
        party_code=found.said["party"]["code"][:20],
        source_id=found.said["source_id"][:80],
        decided_on=found.decided_on,
        received_at=now,
        received_by=by.label[:120],
        due_on=terms.due_on,
    )
    row.save(force_insert=True)
    owed = Owed(
        party_id=office.pk,
        party_kind=PartyKind.ORGANISATION,
        region=office.region,
        terms=terms,
        subject=(SUBJECT, str(row.pk)),
    )
    duties.open_duty(owed=owed, by=by, now=now)
    record_event(name=TAKEN_IN, by=by, now=now, subject=(SUBJECT, row.pk), detail={"sha256": row.sha256})
    return row


def _listing_of(organisation_id: int, found: packages.Package) -> Arrival:
    """The listing that an end names: taken in here before, and signed by the same key. Refusal otherwise."""
    named = found.said["values"]["listing"]
    listing = Arrival.objects.filter(organisation_id=organisation_id, sha256=named, kind=Kind.LISTING).first()
    if listing is None:
        raise refusals.listing_unknown()
    if listing.signer != found.vkey[:300]:
        raise refusals.other_key()
    return listing


@transaction.atomic
def publish_arrival(*, arrival_id: UUID, by: Actor, now: datetime) -> Arrival:
    """Do what it asks: publish the penalty or the listing under the other office's number, or end the listing."""
    row = _open(arrival_id)
    found = packages.read(bytes(row.package))
    if row.kind == Kind.LISTING:
        return _publish_listing(row, found, by, now)
    if row.kind == Kind.LISTING_END:
        return _end_listing(row, found, by, now)
    return _publish_penalty(row, found, by, now)


def _publish_listing(row: Arrival, found: packages.Package, by: Actor, now: datetime) -> Arrival:
    if Arrival.objects.filter(organisation_id=row.organisation_id, ends=row.sha256, closed_at=None).exists():
        raise refusals.ended_already()
    said = found.said
    values = said["values"]
    until = values["restriction_until"]
    pushed = serious.Pushed(
        origin=UUID(values["entry"]),
        code=row.party_code,
        region=said["from"]["region"],
        authority=row.sender,
        number=row.source_id,
        listed_on=row.decided_on,
        ground=values["ground"],
        penalty=values["penalty"],
        penalty_number=values["penalty_number"],
        penalty_on=date.fromisoformat(values["penalty_on"]),
        facts=values["facts"],
        restriction_until=date.fromisoformat(until) if until else None,
    )
    entry = serious.enter_pushed(pushed=pushed, home=row.region, by=by, now=now)
    row.entry_id, row.entity_id_published = entry.id, entry.entity_id
    return _close(row, PUBLISHED, "published", by, now)


def _end_listing(row: Arrival, found: packages.Package, by: Actor, now: datetime) -> Arrival:
    listing = Arrival.objects.select_for_update().get(pk=_listing_of(row.organisation_id, found).pk)
    if listing.closed_at is None:
        listing.returned = f"对方已结束列入：{row.source_id}"
        _close(listing, RETURNED, "ended", by, now)
    if listing.entry_id is None or listing.entity_id_published is None:
        row.returned = "所指的列入没有在本地公示，无需停止公示"
        return _close(row, RETURNED, "not published", by, now)
    values = found.said["values"]
    entry = serious.end_pushed(
        entity_id=listing.entity_id_published,
        entry_id=listing.entry_id,
        ending=values["ending"],
        number=row.source_id,
        ended_on=row.decided_on,
        reason=values["reason"],
        by=by,
        now=now,
    )
    row.entry_id, row.entity_id_published = entry.id, entry.entity_id
    return _close(row, ENDED, "ended", by, now)


def _publish_penalty(row: Arrival, found: packages.Package, by: Actor, now: datetime) -> Arrival:
    said = found.said
    raw = {**said["values"], "arose_on": said["decided_on"]}
    source = f"{said['from']['region']}:{row.source_id}"[:80]
    result = instant.submit_facts(
        organisation_id=row.organisation_id,
        kind="penalty",
        rows=[instant.Row(1, source, row.party_code, raw)],
        by=by,
        now=now,
    )[0]
    if result.fact_id is None:
        words = result.problems[0][1] if result.problems else None
        raise refusals.row_wrong(words.zh if words else "", words.en if words else "")
    row.fact_id, row.entity_id_published = result.fact_id, result.entity_id
    return _close(row, PUBLISHED, "published", by, now)


@transaction.atomic
def return_arrival(*, arrival_id: UUID, reason: str, by: Actor, now: datetime) -> Arrival:
    """Send it back: not registered here, or not to be published, with the reason."""
    row = _open(arrival_id)
    if not reason.strip():
        raise refusals.missing("reason", "请写明退回的理由。", "Say why it is sent back.")
    row.returned = reason.strip()[:300]
    return _close(row, RETURNED, "returned", by, now)


def _open(arrival_id: UUID) -> Arrival:
    row = Arrival.objects.select_for_update().get(pk=arrival_id)
    if row.closed_at is not None:
        raise refusals.closed()
    return row


def _close(row: Arrival, name: str, with_: str, by: Actor, now: datetime) -> Arrival:
    row.closed_at, row.closed_by = now, by.label[:120]
    row.save(update_fields=["fact_id", "entry_id", "entity_id_published", "returned", "closed_at", "closed_by"])
    subject = (SUBJECT, str(row.pk))
    duties.discharge(party_id=row.organisation_id, kind=OWED[row.kind][0], by=by, now=now, with_=with_, subject=subject)
    record_event(name=name, by=by, now=now, subject=(SUBJECT, row.pk), detail={"sha256": row.sha256})
    return row
