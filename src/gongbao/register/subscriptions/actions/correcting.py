"""Mistakes put right: a signed notice to everybody who had what was wrong, and who acknowledged it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.ledger.actions import enqueue
from gongbao.foundation.notices.actions import Words, send_many
from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.register.entities.models import Entity
from gongbao.register.serious.selectors.bitemporal import ListRow
from gongbao.register.subscriptions import refusals
from gongbao.register.subscriptions.models import Change, CorrectionNotice, ListEvent, Recipient, Standing, Subscription

ISSUED = declare("lists.correction-issued", "发出更正通知", "correction notice issued")
ACKNOWLEDGED = declare("lists.correction-acknowledged", "确认收到更正", "correction acknowledged")
FORMAT = "gongbao/list-correction/v1"


def issue(*, event: ListEvent, row: ListRow, by: Actor, now: datetime) -> CorrectionNotice:
    """A notice that an entry was wrong from the start, in the caller's transaction."""
    said = {
        "kind": event.kind,
        "list": row.list,
        "party": {"code": row.code, "id": str(row.entity_id), "name": row.name},
        "was": {
            "decision": str(row.decision),
            "document": row.number,
            "entry": str(row.entry),
            "ground": {"code": row.ground, "en": row.ground_en, "zh": row.ground_zh},
            "since": row.since.isoformat(),
        },
        "is": {
            "article": event.article,
            "decision": str(event.decision) if event.decision else None,
            "document": event.document,
            "on": event.on.isoformat(),
        },
        "words": {
            "en": f"{row.name} was listed wrongly: {event.reason_en}. Delete what you derived from the entry.",
            "zh": f"{row.name}的列入有误：{event.reason_zh}。请删除据此作出的记录和限制。",
        },
    }
    return _write(
        said,
        kind=Change(event.kind),
        register=row.list,
        party=row.entity_id,
        name=row.name,
        code=row.code,
        region=row.region,
        authority=row.authority,
        other_name="",
        by=by,
        now=now,
    )


@transaction.atomic
def hear_match_corrected(*, entity_id: int, body: bytes, by: Actor, now: datetime) -> CorrectionNotice:
    """A match was contested with success: the finding (`body`, itself in the log) becomes a notice to everybody."""
    found: dict[str, Any] = json.loads(body)
    listed = Entity.objects.get(id=entity_id)
    said = {
        "finding": {key: found[key] for key in ("correction", "decided_at", "authority")},
        "is": {"distinct": found["not"]},
        "kind": Change.DISTINCT.value,
        "list": "",
        "party": found["listed"],
        "words": found["words"],
    }
    return _write(
        said,
        kind=Change.DISTINCT,
        register="",
        party=entity_id,
        name=listed.name,
        code=listed.code,
        region=listed.region,
        authority=str(found["authority"]),
        other_name=str(found["not"]["name"]),
        by=by,
        now=now,
    )


def _write(
    said: Mapping[str, Any], *, kind: Change, party: int, authority: str, by: Actor, now: datetime, **facts: str
) -> CorrectionNotice:
    identity = uuid7()
    whole = {**said, "authority": authority, "format": FORMAT, "issued_at": now.isoformat(timespec="seconds")}
    body = canonical_json(whole | {"notice": str(identity)})
    sealed = enqueue(record=identity, version=1, kind="decision", body=body, now=now)
    row = CorrectionNotice(
        id=identity,
        kind=kind,
        party=party,
        authority=authority,
        issued_at=now,
        body=body,
        salt=sealed.salt,
        commitment=sealed.commitment,
        **facts,
    )
    row.save(force_insert=True)
    record_event(
        name=ISSUED,
        by=by,
        now=now,
        subject=("correction-notice", identity),
        party_id=party,
        detail={"kind": kind.value},
    )
    return row


def send_out(*, numbers: Mapping[UUID, int], now: datetime) -> None:
    """Give notices their numbers and put them before everybody who follows the lists, in the caller's transaction."""
    if not numbers:
        return
    notices = list(CorrectionNotice.objects.filter(pk__in=list(numbers)))
    for one in notices:
        one.number = numbers[one.pk]
    CorrectionNotice.objects.bulk_update(notices, ["number"])
    following = Subscription.objects.exclude(standing=Standing.ENDED).values_list("organisation_id", flat=True)
    organisations = sorted(set(following))
    for one in notices:
        rows = [Recipient(notice=one, organisation_id=organisation, told_at=now) for organisation in organisations]
        Recipient.objects.bulk_create(rows, batch_size=2_000)
        words = _words(one)
        send_many(party_kind="organisation", notices=((who, words) for who in organisations), now=now)


def _words(one: CorrectionNotice) -> Words:
    return Words(
        "list-correction",
        f"名录更正：{one.name}"[:120],
        f"Correction of the lists: {one.name}"[:160],
        "已公示的信息有误。请按通知更正您手里的数据，然后确认。",
        "What was published was wrong. Put your own data right as the notice says, then acknowledge it.",
        f"/lists/corrections/{one.pk}/",
    )


@transaction.atomic
def acknowledge(*, notice_id: UUID, organisation: Organisation, how: str, by: Actor, now: datetime) -> Recipient:
    """An organisation says that it acted on a notice. Said twice, the first time stands."""
    rows = Recipient.objects.select_for_update(of=("self",))
    row = rows.filter(notice_id=notice_id, organisation=organisation).first()
    if row is None:
        raise refusals.not_told()
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by, row.how = now, by.label[:80], how
        Recipient.objects.filter(notice_id=notice_id, organisation=organisation).update(
            acknowledged_at=now, acknowledged_by=row.acknowledged_by, how=how
        )
        record_event(
            name=ACKNOWLEDGED,
            by=by,
            now=now,
            subject=("correction-notice", notice_id),
            detail={"organisation": organisation.pk, "how": how},
        )
    return row
