"""What came of reminding: by wave and by channel, how many began or filed within some days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.duties.models import ReminderWave

PHONE = "phone"
MANY = 50


@dataclass(frozen=True, slots=True)
class Reached:
    """One wave, or one channel as a whole: how many were reminded; began or filed, and filed, within the days.

    `until` is when the days are over: before it the numbers still grow.
    """

    channel: str
    reminded: int
    reacted: int
    filed: int
    wave: ReminderWave | None = None
    until: datetime | None = None
    rounds: int = 1


_FILED = "CASE WHEN duty.state IN ('discharged', 'late') THEN duty.closed_at END"
_WAVES = f"""
SELECT reminder.wave_id, count(*),
  count(*) FILTER (WHERE least(reminder.reacted_at, {_FILED}) <= wave.sent_at + make_interval(days => %s)),
  count(*) FILTER (WHERE {_FILED} <= wave.sent_at + make_interval(days => %s))
FROM duties_reminder AS reminder
JOIN duties_reminderwave AS wave ON wave.id = reminder.wave_id
JOIN duties_duty AS duty ON duty.party_id = reminder.party_id AND duty.id = reminder.duty_id
WHERE reminder.wave_id = ANY(%s) AND duty.region LIKE %s
GROUP BY 1
"""  # noqa: S608 (only constants stand between the parameters)


def by_wave(year: int, region: str, days: int) -> list[Reached]:
    """The waves that touched a region, oldest first, counting only its own firms."""
    own = ReminderWave.objects.filter(kind=ANNUAL_REPORT, period=year)
    above = [region[:width] for width in range(len(region))]
    touching = own.filter(region__startswith=region) | own.filter(region__in=above)
    waves = sorted(touching.order_by("-sent_at")[:MANY], key=lambda one: one.sent_at)
    span = timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute(_WAVES, [days, days, [one.id for one in waves], f"{region}%"])
        counted = {wave: (reminded, reacted, filed) for wave, reminded, reacted, filed in cursor.fetchall()}
    return [
        Reached(one.channel, *counted[one.id], wave=one, until=one.sent_at + span) for one in waves if one.id in counted
    ]


_CALLED = f"""
WITH called AS (
  SELECT note.entity_id, max(note.at) AS at FROM seasons_callnote AS note
  WHERE note.year = %s AND note.result IN ('reached', 'promised') GROUP BY 1
)
SELECT count(*),
  count(*) FILTER (WHERE least(told.reacted, {_FILED}) BETWEEN called.at AND called.at + make_interval(days => %s)),
  count(*) FILTER (WHERE {_FILED} BETWEEN called.at AND called.at + make_interval(days => %s))
FROM called JOIN duties_duty AS duty ON duty.party_id = called.entity_id
LEFT JOIN (SELECT party_id, duty_id, min(reacted_at) AS reacted FROM duties_reminder GROUP BY 1, 2) AS told
  ON told.party_id = duty.party_id AND told.duty_id = duty.id
WHERE duty.kind = %s AND duty.period = %s AND duty.region LIKE %s
"""  # noqa: S608 (only constants stand between the parameters)


def called(year: int, region: str, days: int) -> Reached:
    """The telephone as a channel: whoever was spoken to, counted from the last call."""
    with connection.cursor() as cursor:
        cursor.execute(_CALLED, [year, days, days, ANNUAL_REPORT, year, f"{region}%"])
        row = cursor.fetchone() or (0, 0, 0)
    return Reached(PHONE, *row)


def by_channel(waves: Sequence[Reached], calls: Reached) -> list[Reached]:
    """Each channel as a whole, the telephone last. A firm reminded in three waves counts three times."""
    names = dict.fromkeys(one.channel for one in waves)
    found = [
        Reached(
            name,
            sum(one.reminded for one in waves if one.channel == name),
            sum(one.reacted for one in waves if one.channel == name),
            sum(one.filed for one in waves if one.channel == name),
            rounds=sum(one.channel == name for one in waves),
        )
        for name in names
    ]
    return [*found, calls] if calls.reminded else found
