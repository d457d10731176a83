"""What another province pushes here: taken in signed, published by the intake in ten working days (P21 10)."""

from datetime import datetime
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
from gongbao.register.pushes.models import Arrival

TAKEN_IN = declare("push.received", "收到外省推送的处罚", "penalty received from another province")
PUBLISHED = declare("push.published", "公示外省推送的处罚", "pushed penalty published")
RETURNED = declare("push.returned", "退回外省推送", "pushed penalty returned")
DUTY, SUBJECT, RULE = "publish-pushed-penalty", "arrival", "penalty.publish-pushed"


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
    today = china_date(now)
    terms = Terms.by_rule(rule(RULE, today), today, kind=DUTY)
    row = Arrival(
        organisation_id=office.pk,
        region=office.region,
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


@transaction.atomic
def publish_arrival(*, arrival_id: UUID, by: Actor, now: datetime) -> Arrival:
    """Publish it through the common intake, under the number of the office that imposed it."""
    row = _open(arrival_id)
    said = packages.read(bytes(row.package)).said
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
    row.save(update_fields=["fact_id", "entity_id_published", "returned", "closed_at", "closed_by"])
    subject = (SUBJECT, str(row.pk))
    duties.discharge(party_id=row.organisation_id, kind=DUTY, by=by, now=now, with_=with_, subject=subject)
    record_event(name=name, by=by, now=now, subject=(SUBJECT, row.pk), detail={"sha256": row.sha256})
    return row
