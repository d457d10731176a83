"""Reminding in waves: whoever still owes is written down as reminded, and later whether it reacted.

Sending is the channel's work: the caller gives the wave's parties to it in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from gongbao.foundation.asking import do
from gongbao.foundation.duties.models import ReminderWave
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare

REMINDED = declare("duty.reminded", "提醒已发出", "reminders sent")
_REMIND = """
INSERT INTO duties_reminder (party_id, id, wave_id, duty_id)
SELECT party_id, gen_random_uuid(), %s, id FROM duties_duty
WHERE kind = %s AND period = %s AND region LIKE %s AND state = 'open'
ON CONFLICT (party_id, wave_id, duty_id) DO NOTHING
"""
_REACTED = """
UPDATE duties_reminder AS reminder SET reacted_at = %s
FROM duties_duty AS duty
WHERE duty.party_id = reminder.party_id AND duty.id = reminder.duty_id AND reminder.reacted_at IS NULL
  AND (reminder.party_id, duty.period) IN (SELECT * FROM unnest(%s::bigint[], %s::int[])) AND duty.kind = %s
"""


@transaction.atomic
def begin_wave(
    *, kind: str, period: int, region: str, channel: str, words: str, by: Actor, now: datetime
) -> ReminderWave:
    """Write down, in one pass, everybody in the region who still owes this; `sent_count` says how many.

    Waves of one kind, period and region are numbered from 1.
    """
    last = (
        ReminderWave.objects.filter(kind=kind, period=period, region=region)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    wave = ReminderWave(
        kind=kind,
        period=period,
        region=region,
        number=(last or 0) + 1,
        channel=channel,
        words=words,
        sent_at=now,
        sent_by=by.label[:80],
    )
    wave.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute(_REMIND, [wave.id, kind, period, f"{region}%"])
        wave.sent_count = cursor.rowcount
    wave.save(update_fields=["sent_count"])
    record_event(
        name=REMINDED,
        by=by,
        now=now,
        subject=("reminder-wave", wave.id),
        detail={"kind": kind, "period": period, "region": region, "channel": channel, "count": wave.sent_count},
    )
    return wave


def mark_reacted(*, party_id: int, kind: str, period: int, now: datetime) -> int:
    """The party opened the form or filed: its reminders so far count as answered. Returns how many were newly so."""
    return mark_many_reacted(parties=[(party_id, period)], kind=kind, now=now)


@transaction.atomic(savepoint=False)  # inside another act it stands or falls with it
def mark_many_reacted(*, parties: Sequence[tuple[int, int]], kind: str, now: datetime) -> int:
    """The same of many parties, each with its period."""
    return do(_REACTED, now, [party for party, _ in parties], [period for _, period in parties], kind)
