"""Reading duties: what a party owes, how a whole place stands, what is overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties.models import Duty, DutyState, PartyKind, ReminderWave
from gongbao.foundation.duties.owed import first_late_instant

MANY = 200


@dataclass(frozen=True, slots=True)
class Count:
    """How many duties of one place stand how. `filed` = in time + late; `reacted` of `reminded` parties."""

    place: str
    owed: int
    in_time: int
    late: int
    missing: int
    waived: int
    reminded: int = 0
    reacted: int = 0

    @property
    def filed(self) -> int:
        return self.in_time + self.late

    @property
    def share(self) -> float:
        """Filed of those owing, 0 to 1; 1 where nobody owes."""
        return self.filed / self.owed if self.owed else 1.0


@dataclass(frozen=True, slots=True)
class WaveCount:
    """One wave and what came of it."""

    wave: ReminderWave
    reacted: int
    discharged: int

    @property
    def share(self) -> float:
        """Reacted of those reminded, 0 to 1."""
        return self.reacted / self.wave.sent_count if self.wave.sent_count else 0.0


def of_party(party_id: int, *, kind: PartyKind = PartyKind.ENTITY, limit: int = MANY) -> list[Duty]:
    """A party's open duties, what hurts first on top: the longest overdue, then the nearest deadline."""
    rows = Duty.objects.filter(party_id=party_id, party_kind=kind, state=DutyState.OPEN)
    return list(rows.order_by("due_at", "id")[:limit])


def of_parties(party_ids: Sequence[int], *, kind: PartyKind = PartyKind.ENTITY, limit: int = MANY) -> list[Duty]:
    """The same for everybody one acts for, in one list."""
    rows = Duty.objects.filter(party_id__in=party_ids, party_kind=kind, state=DutyState.OPEN)
    return list(rows.order_by("due_at", "id")[:limit])


def closed_of_party(party_id: int, *, kind: PartyKind = PartyKind.ENTITY, limit: int = 50) -> list[Duty]:
    """What a party has behind it, newest first."""
    rows = Duty.objects.filter(party_id=party_id, party_kind=kind).exclude(state=DutyState.OPEN)
    return list(rows.order_by("-closed_at")[:limit])


def one(party_id: int, *, kind: str, period: int = 0, subject: tuple[str, str] = ("", "")) -> Duty | None:
    """A party's duty of this kind, whatever its state."""
    return Duty.objects.filter(
        party_id=party_id, kind=kind, period=period, subject_kind=subject[0], subject_id=subject[1]
    ).first()


def about(entity_id: int, *, subject: tuple[str, str] | None = None) -> list[Duty]:
    """The offices' open duties about an entity (one subject of it)."""
    rows = Duty.objects.filter(about_entity=entity_id, state=DutyState.OPEN)
    if subject is not None:
        rows = rows.filter(subject_kind=subject[0], subject_id=subject[1])
    return list(rows.order_by("due_at", "id")[:MANY])


def office_work(regions: Sequence[str], *, kinds: Sequence[str] = (), hand: str = "") -> QuerySet[Duty]:
    """The open duties of offices in these regions by legal clock; an empty code is everywhere. To be paged."""
    rows = Duty.objects.filter(party_kind=PartyKind.ORGANISATION, state=DutyState.OPEN)
    if "" not in regions:
        covered = Duty.objects.none()
        for region in regions:
            covered = covered | rows.filter(region__startswith=region)
        rows = covered
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if hand:
        rows = rows.filter(hand=hand)
    return rows.order_by("due_at", "id")


def load(regions: Sequence[str], now: datetime) -> list[tuple[str, int, int]]:
    """Whose hand holds how many open duties of the offices, and how many of them are overdue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hand, count(*), count(*) FILTER (WHERE due_at <= %s) FROM duties_duty"
            " WHERE party_kind = 'organisation' AND state = 'open' AND region LIKE ANY(%s)"
            " GROUP BY hand ORDER BY 3 DESC, 2 DESC, 1 LIMIT %s",
            [now, [f"{region}%" for region in regions], MANY],
        )
        return [(hand, count, overdue) for hand, count, overdue in cursor.fetchall()]


_BOARD = """
SELECT left(duty.region, %s) AS place, count(*) FILTER (WHERE duty.state <> 'waived'),
  count(*) FILTER (WHERE duty.state = 'discharged'), count(*) FILTER (WHERE duty.state = 'late'),
  count(*) FILTER (WHERE duty.state = 'open'), count(*) FILTER (WHERE duty.state = 'waived'),
  count(told.party_id), count(told.reacted)
FROM duties_duty AS duty
LEFT JOIN (
  SELECT reminder.party_id, reminder.duty_id, max(reminder.reacted_at) AS reacted FROM duties_reminder AS reminder
  JOIN duties_reminderwave AS wave ON wave.id = reminder.wave_id
  WHERE wave.kind = %s AND wave.period = %s GROUP BY reminder.party_id, reminder.duty_id
) AS told ON told.party_id = duty.party_id AND told.duty_id = duty.id
WHERE duty.kind = %s AND duty.period = %s AND duty.region LIKE %s
GROUP BY 1 ORDER BY 1
"""


def board(*, kind: str, period: int, region: str, width: int) -> list[Count]:
    """How one kind of duty stands by place: `width` characters of the division code tell the places apart."""
    with connection.cursor() as cursor:
        cursor.execute(_BOARD, [width, kind, period, kind, period, f"{region}%"])
        return [Count(*row) for row in cursor.fetchall()]


def by_rule(*, kind: str, period: int, region: str) -> list[Count]:
    """The same by rule, e.g. enterprise.annual-report: `place` is then the rule's id. Reminders are not counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rule, count(*) FILTER (WHERE state <> 'waived'), count(*) FILTER (WHERE state = 'discharged'),"
            " count(*) FILTER (WHERE state = 'late'), count(*) FILTER (WHERE state = 'open'),"
            " count(*) FILTER (WHERE state = 'waived') FROM duties_duty"
            " WHERE kind = %s AND period = %s AND region LIKE %s GROUP BY 1 ORDER BY 1",
            [kind, period, f"{region}%"],
        )
        return [Count(*row) for row in cursor.fetchall()]


def missing(*, kind: str, period: int, region: str, after: int = 0, rule: str = "", limit: int = 50) -> list[Duty]:
    """Who still owes it in a region, by party; `after` is the party the page before ended with."""
    rows = Duty.objects.filter(
        kind=kind, period=period, region__startswith=region, state=DutyState.OPEN, party_id__gt=after
    )
    if rule:
        rows = rows.filter(rule=rule)
    return list(rows.order_by("party_id")[:limit])


def reminded(duties: Sequence[Duty]) -> dict[UUID, tuple[int, bool]]:
    """Of each duty: how often its party was reminded, and whether it reacted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT duty_id, count(*), bool_or(reacted_at IS NOT NULL) FROM duties_reminder"
            " WHERE party_id = ANY(%s) AND duty_id = ANY(%s) GROUP BY 1",
            [[duty.party_id for duty in duties], [duty.id for duty in duties]],
        )
        return {duty: (count, reacted) for duty, count, reacted in cursor.fetchall()}


def by_day(*, kind: str, period: int, region: str, start: date, end: date) -> list[tuple[date, int]]:
    """How many were discharged on each China day from `start` to `end`; days without any are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (closed_at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) FROM duties_duty"
            " WHERE kind = %s AND period = %s AND region LIKE %s AND state IN ('discharged', 'late')"
            " AND closed_at >= %s AND closed_at < %s GROUP BY 1 ORDER BY 1",
            [kind, period, f"{region}%", datetime.combine(start, time.min, CHINA), first_late_instant(end)],
        )
        return [(day, count) for day, count in cursor.fetchall()]


def waves(*, kind: str, period: int, region: str, limit: int = 50) -> list[WaveCount]:
    """The reminder waves that touched a region, newest first, with the share that reacted."""
    found = list(
        ReminderWave.objects.filter(kind=kind, period=period, region__startswith=region).order_by("-sent_at")[:limit]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reminder.wave_id, count(reminder.reacted_at), count(*) FILTER (WHERE duty.state <> 'open')"
            " FROM duties_reminder AS reminder JOIN duties_duty AS duty"
            " ON duty.party_id = reminder.party_id AND duty.id = reminder.duty_id"
            " WHERE reminder.wave_id = ANY(%s) GROUP BY 1",
            [[wave.id for wave in found]],
        )
        told: dict[UUID, tuple[int, int]] = {wave: (reacted, closed) for wave, reacted, closed in cursor.fetchall()}
    return [WaveCount(wave, *told.get(wave.id, (0, 0))) for wave in found]


def overdue(now: datetime, *, party_kind: PartyKind, after: datetime | None = None, limit: int = 1_000) -> list[Duty]:
    """Open duties whose time is over, oldest first; `after` is the `due_at` the page before ended with."""
    rows = Duty.objects.filter(state=DutyState.OPEN, due_at__lte=now, party_kind=party_kind)
    if after is not None:
        rows = rows.filter(due_at__gt=after)
    return list(rows.order_by("due_at", "id")[:limit])
