"""How the season stands beside the one before on the same day: by place, kind, office and line of business."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.duties.owed import first_late_instant
from gongbao.register.seasons.selectors.season import width_below

OFFICES = 500
NARROWEST = 9  # a township


@dataclass(frozen=True, slots=True)
class Compared:
    """One row of the board: this season now, the season before on the same day. `key` is code, kind, office, letter."""

    key: str
    owed: int
    in_time: int
    late: int
    missing: int
    reminded: int
    reacted: int
    owed_before: int
    filed_before: int
    name: str = ""

    @property
    def filed(self) -> int:
        return self.in_time + self.late

    @property
    def share(self) -> float | None:
        """Filed of those owing, 0 to 1."""
        return self.filed / self.owed if self.owed else None

    @property
    def share_before(self) -> float | None:
        """The same a year ago; None when there was no season."""
        return self.filed_before / self.owed_before if self.owed_before else None


def same_day_before(today: date) -> date:
    """The same day of the season before; 29 February is the 28th."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return date(today.year - 1, 2, 28)


_KEYS = {
    "place": "left(duty.region, {width})",
    "kind": "duty.rule",
    "industry": "coalesce(nullif(left(entity.industry, 1), ''), '-')",
}
_JOIN = "JOIN entities_entity AS entity ON entity.id = duty.party_id"
_COMPARED = """
WITH told AS (
  SELECT reminder.party_id, reminder.duty_id, max(reminder.reacted_at) AS reacted FROM duties_reminder AS reminder
  JOIN duties_reminderwave AS wave ON wave.id = reminder.wave_id
  WHERE wave.kind = %s AND wave.period = %s GROUP BY 1, 2
)
SELECT {key} AS key,
  count(*) FILTER (WHERE this AND duty.state <> 'waived'), count(*) FILTER (WHERE this AND duty.state = 'discharged'),
  count(*) FILTER (WHERE this AND duty.state = 'late'), count(*) FILTER (WHERE this AND duty.state = 'open'),
  count(told.party_id) FILTER (WHERE this), count(told.reacted) FILTER (WHERE this),
  count(*) FILTER (WHERE NOT this AND duty.state <> 'waived'),
  count(*) FILTER (WHERE NOT this AND duty.state IN ('discharged', 'late') AND duty.closed_at < %s)
FROM duties_duty AS duty
CROSS JOIN LATERAL (SELECT duty.period = %s AS this) AS season
{join}
LEFT JOIN told ON told.party_id = duty.party_id AND told.duty_id = duty.id
WHERE duty.kind = %s AND duty.period IN (%s, %s) AND duty.region LIKE %s
GROUP BY 1 ORDER BY 1
"""


def compared(year: int, region: str, now: datetime, *, by: str, width: int = NARROWEST) -> list[Compared]:
    """The season and the one before on the same day, by `place` (`width` characters of the code), `kind` or
    `industry`; `office` is by_office. Rows that owe nothing now are left out.
    """
    query = _COMPARED.format(key=_KEYS[by].format(width=int(width)), join=_JOIN if by == "industry" else "")
    until = first_late_instant(same_day_before(china_date(now)))
    given: list[str | int | datetime] = [ANNUAL_REPORT, year, until, year, ANNUAL_REPORT, year, year - 1, f"{region}%"]
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        rows = [Compared(*row) for row in cursor.fetchall()]
    return [one for one in rows if one.owed]


def by_place(year: int, region: str, now: datetime) -> list[Compared]:
    """The places one step below `region`; a place alone at its step is stepped through for who sees everything."""
    width = width_below(region)
    rows = compared(year, region, now, by="place", width=width)
    while len(rows) == 1 and not region and width < NARROWEST:
        width = width_below(rows[0].key)
        rows = compared(year, region, now, by="place", width=width)
    return rows


def by_office(year: int, region: str, now: datetime) -> list[Compared]:
    """The same by the office in charge: the authority whose area is the narrowest around each place."""
    offices = list(
        Organisation.objects.filter(kind="authority", active=True)
        .values_list("region", "name")
        .order_by("region")[:OFFICES]
    )
    areas = dict(offices)
    found: dict[str, Compared] = {}
    for one in compared(year, region, now, by="place"):
        area = _narrowest(one.key, areas)
        found[area] = _added(found[area], one) if area in found else replace(one, key=area, name=areas.get(area, ""))
    return sorted(found.values(), key=lambda one: one.key)


def _narrowest(place: str, areas: Mapping[str, str]) -> str:
    widths = sorted({len(area) for area in areas}, reverse=True)
    return next((place[:width] for width in widths if place[:width] in areas), "")


def _added(one: Compared, other: Compared) -> Compared:
    return replace(
        one,
        owed=one.owed + other.owed,
        in_time=one.in_time + other.in_time,
        late=one.late + other.late,
        missing=one.missing + other.missing,
        reminded=one.reminded + other.reminded,
        reacted=one.reacted + other.reacted,
        owed_before=one.owed_before + other.owed_before,
        filed_before=one.filed_before + other.filed_before,
    )
