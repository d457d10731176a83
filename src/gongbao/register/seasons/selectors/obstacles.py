"""What stops firms: counts of failed checks by item and step, and where drafts were left. No firm shows through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import orjson
from django.db import connection

from gongbao.foundation.duties.kinds import ANNUAL_REPORT

MANY = 40
LEFT_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One item of one form: how often it stopped somebody, by step, and how often for want of an answer."""

    category: str
    section: str
    item: str
    count: int
    blank: int
    lately: int
    steps: Mapping[str, int]


_TOP = """
SELECT category, section, item, sum(count)::int, coalesce(sum(count) FILTER (WHERE blank), 0)::int,
  coalesce(sum(count) FILTER (WHERE day > %s), 0)::int,
  jsonb_object_agg(step, n) AS steps
FROM (
  SELECT snag.*, sum(count) OVER (PARTITION BY category, section, item, step) AS n FROM filings_snag AS snag
  WHERE year = %s AND region LIKE %s AND (%s = '' OR category = %s)
) AS told
GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT %s
"""


def obstacles(year: int, region: str, today: date, *, category: str = "", limit: int = MANY) -> list[Obstacle]:
    """The items that stop firms most. Below a county the county's counts are shown: finer ones are not kept."""
    with connection.cursor() as cursor:
        cursor.execute(_TOP, [today - timedelta(days=7), year, f"{region[:6]}%", category, category, limit])
        rows = cursor.fetchall()
    return [
        Obstacle(category, section, item, count, blank, lately, _steps(steps))
        for category, section, item, count, blank, lately, steps in rows
    ]


def _steps(raw: str | bytes) -> dict[str, int]:
    """The object Django hands over as text."""
    return {str(step): int(count) for step, count in orjson.loads(raw).items()}


def obstacles_by_day(year: int, region: str, today: date, days: int = 30) -> list[tuple[date, int]]:
    """How many attempts failed a check, day by day up to today."""
    first = today - timedelta(days=days - 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day, sum(count)::int FROM filings_snag WHERE year = %s AND region LIKE %s AND day BETWEEN %s AND %s"
            " GROUP BY 1",
            [year, f"{region[:6]}%", first, today],
        )
        counted = dict(cursor.fetchall())
    return [(first + timedelta(days=n), counted.get(first + timedelta(days=n), 0)) for n in range(days)]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where those stand who have not filed. `step` is a section, `begun` (nothing filled in), or blank: not begun."""

    category: str
    step: str
    count: int
    left: int


_LEFT = """
SELECT entity.category, CASE WHEN filing.id IS NULL THEN '' ELSE coalesce(place.section, 'begun') END AS step,
  count(*), count(*) FILTER (WHERE filing.draft_saved_at < %s)
FROM duties_duty AS duty
JOIN entities_entity AS entity ON entity.id = duty.party_id
LEFT JOIN filings_filing AS filing
  ON filing.entity_id = duty.party_id AND filing.year = duty.period AND filing.versions = 0
LEFT JOIN LATERAL (
  SELECT one.key AS section FROM jsonb_each_text(coalesce(filing.draft -> 'touched', '{}')) AS one
  WHERE NOT coalesce(filing.draft -> 'copied', '[]') ? one.key
  ORDER BY one.value::int DESC LIMIT 1
) AS place ON true
WHERE duty.kind = %s AND duty.period = %s AND duty.region LIKE %s AND duty.state = 'open'
GROUP BY 1, 2 ORDER BY 1, 3 DESC
"""


def standings(year: int, region: str, now: datetime) -> list[Standing]:
    """How many have not begun, or stopped at which part; `left` of them have not been back for two days."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [now - LEFT_AFTER, ANNUAL_REPORT, year, f"{region}%"])
        return [Standing(*row) for row in cursor.fetchall()]
