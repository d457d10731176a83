"""Whom to call: those who have not filed, narrowed down, with what came of the last call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection

from gongbao.foundation.accounts.selectors import ShownFact, shown_facts
from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties import selectors as duties
from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.register.entities.models import Entity
from gongbao.register.filings.models import FilingVersion
from gongbao.register.seasons.models import CallNote

NOT_CALLED = "none"


@dataclass(frozen=True, slots=True)
class Missing:
    """One entity that has not filed: whom to call, how often it was reminded, what came of the last call."""

    duty: Duty
    name: str
    code: str
    address: str
    phone: str
    phone_fact: UUID | None
    reminded: int
    reacted: bool
    note: CallNote | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of those who have not filed. `outcome` is what came of the last call, or `none`; blank is everybody."""

    year: int
    region: str
    category: str = ""
    industry: str = ""
    outcome: str = ""


_OPEN = """
FROM duties_duty AS duty
LEFT JOIN LATERAL (
  SELECT note.result FROM seasons_callnote AS note
  WHERE note.entity_id = duty.party_id AND note.year = duty.period ORDER BY note.at DESC, note.id DESC LIMIT 1
) AS last ON true
WHERE duty.kind = %s AND duty.period = %s AND duty.region LIKE %s AND duty.state = 'open'
  AND (%s = '' OR duty.rule = %s)
  AND (%s = '' OR EXISTS (SELECT FROM entities_entity AS entity
       WHERE entity.id = duty.party_id AND left(entity.industry, 1) = %s))
"""


def _params(wanted: Wanted) -> list[str | int]:
    rule = f"{wanted.category}.annual-report" if wanted.category else ""
    return [ANNUAL_REPORT, wanted.year, f"{wanted.region}%", rule, rule, wanted.industry, wanted.industry]


def to_call(wanted: Wanted, *, after: int = 0, limit: int = 50) -> list[Missing]:
    """Those who have not filed, a page at a time, by six queries. Telephones are masked, from the last report."""
    query = f"SELECT duty.party_id {_OPEN} AND duty.party_id > %s AND (%s = '' OR coalesce(last.result, 'none') = %s)"
    given = [*_params(wanted), after, wanted.outcome, wanted.outcome, limit]
    with connection.cursor() as cursor:
        cursor.execute(f"{query} ORDER BY duty.party_id LIMIT %s", given)
        ids = [row[0] for row in cursor.fetchall()]
    rows = list(
        Duty.objects.filter(party_id__in=ids, kind=ANNUAL_REPORT, period=wanted.year, state=DutyState.OPEN).order_by(
            "party_id"
        )
    )
    entities = {one.id: one for one in Entity.objects.filter(id__in=ids).only("id", "name", "code", "address")}
    told, phones, notes = duties.reminded(rows), _phones(ids), _notes(ids, wanted.year)
    return [
        Missing(
            duty=duty,
            name=entities[duty.party_id].name,
            code=entities[duty.party_id].code,
            address=entities[duty.party_id].address,
            phone=phones[duty.party_id].masked if duty.party_id in phones else "",
            phone_fact=phones[duty.party_id].id if duty.party_id in phones else None,
            reminded=told.get(duty.id, (0, False))[0],
            reacted=told.get(duty.id, (0, False))[1],
            note=notes.get(duty.party_id),
        )
        for duty in rows
        if duty.party_id in entities
    ]


def outcomes(wanted: Wanted) -> dict[str, int]:
    """How many of them stand how after the last call; `none` were not called."""
    with connection.cursor() as cursor:
        query = f"SELECT coalesce(last.result, 'none'), count(*) {_OPEN} GROUP BY 1"
        cursor.execute(query, _params(wanted))
        return dict(cursor.fetchall())


def called_on(year: int, region: str, day: date) -> dict[str, int]:
    """What came of the calls of one China day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT note.result, count(*) FROM seasons_callnote AS note JOIN duties_duty AS duty"
            " ON duty.party_id = note.entity_id AND duty.kind = %s AND duty.period = note.year"
            " WHERE note.year = %s AND duty.region LIKE %s AND note.at >= %s AND note.at < %s GROUP BY 1",
            [
                ANNUAL_REPORT,
                year,
                f"{region}%",
                datetime.combine(day, time.min, CHINA),
                datetime.combine(day + timedelta(days=1), time.min, CHINA),
            ],
        )
        return dict(cursor.fetchall())


def _phones(entity_ids: Sequence[int]) -> dict[int, ShownFact]:
    """The telephone of each entity's last report, masked."""
    last = (
        FilingVersion.objects.filter(entity_id__in=entity_ids)
        .order_by("entity_id", "-submitted_at")
        .distinct("entity_id")
        .values_list("id", "entity_id")
    )
    versions = {str(version): entity for version, entity in last}
    return {
        versions[version]: fact
        for version, facts in shown_facts("filing-version", list(versions)).items()
        for fact in facts
        if fact.field == "phone"
    }


def _notes(entity_ids: Sequence[int], year: int) -> dict[int, CallNote]:
    rows = CallNote.objects.filter(entity_id__in=entity_ids, year=year).order_by("entity_id", "-at", "-id")
    return {note.entity_id: note for note in rows.distinct("entity_id")}
