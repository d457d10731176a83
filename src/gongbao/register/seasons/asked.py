"""What the season's pages ask of the database beyond the board: who to call, and a sample of a close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.register.seasons.models import CaseOutcome, CloseCase, SeasonClose

PAGE = 50

_MISSING = """
    SELECT e.id, e.name, e.code, e.category, e.address, d.due_on, d.region, n.result, n.at
    FROM duties_duty d
    JOIN entities_entity e ON e.id = d.party_id
    LEFT JOIN LATERAL (
        SELECT result, at FROM seasons_callnote c WHERE c.entity_id = e.id AND c.year = d.period
        ORDER BY at DESC LIMIT 1
    ) n ON true
    WHERE d.kind = %s AND d.period = %s AND d.state = 'open' AND d.party_kind = 'entity' AND d.region LIKE %s
      AND (%s = '' OR e.category = %s) AND d.party_id > %s
    ORDER BY d.party_id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Missing:
    """One party that has not filed, with what came of the last call."""

    entity_id: int
    name: str
    code: str
    category: str
    address: str
    due_on: Any
    region: str
    result: str | None
    called_at: datetime | None


def missing(year: int, region: str, *, category: str = "", after: int = 0, limit: int = PAGE) -> list[Missing]:
    """Who still owes the report, a page at a time by entity; `after` is the last one of the page before."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, [ANNUAL_REPORT, year, f"{region}%", category, category, after, limit])
        return [Missing(*row) for row in cursor.fetchall()]


_CASES = """
    SELECT e.id, e.name, e.code, c.outcome, c.reason, c.category, c.region
    FROM seasons_closecase c JOIN entities_entity e ON e.id = c.entity_id
    WHERE c.close_id = %s AND c.outcome = %s
    ORDER BY {order} LIMIT %s
"""


def sample(close: SeasonClose, size: int = 10) -> Sequence[tuple[Any, ...]]:
    """A sample of the batch that anybody draws again: the first by SHA-256 of the close's id and the entity."""
    order = "sha256(convert_to(c.close_id::text || ':' || c.entity_id::text, 'UTF8'))"
    with connection.cursor() as cursor:
        cursor.execute(_CASES.format(order=order), [close.id, CaseOutcome.LIST, size])
        return list(cursor.fetchall())


def exceptions(close: SeasonClose, limit: int = PAGE) -> Sequence[tuple[Any, ...]]:
    """The cases a person must look at."""
    with connection.cursor() as cursor:
        cursor.execute(_CASES.format(order="c.entity_id"), [close.id, CaseOutcome.EXCEPT, limit])
        return list(cursor.fetchall())


def by_category(close_id: UUID) -> dict[str, int]:
    """How many of the batch are of which category."""
    rows = CloseCase.objects.filter(close_id=close_id, outcome=CaseOutcome.LIST)
    return dict(rows.values_list("category").annotate(n=Count("entity_id")).order_by("category"))
