"""Counting what stops firms: which item, at which step, how often. Nothing is kept about who it was."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from gongbao.foundation.clock import china_date
from gongbao.register.entities.models import Entity
from gongbao.register.filings.rules import Finding, Form, is_missing

MOST = 60
_ADD = """
INSERT INTO filings_snag AS snag (day, year, category, region, section, item, step, blank, count)
SELECT %s, %s, %s, %s, told.section, told.item, %s, told.blank, told.count
FROM unnest(%s::text[], %s::text[], %s::bool[], %s::int[]) AS told (section, item, blank, count)
ON CONFLICT (year, region, category, section, item, step, blank, day) DO UPDATE SET count = snag.count + excluded.count
"""
Key = tuple[str, str, bool]


def snags_of(form: Form, findings: Iterable[Finding], values: Mapping[str, Any]) -> Counter[Key]:
    """What to count of one attempt: each item once, however many of a table's lines have it."""
    sections = {field.id: field.section for field in form.fields}
    return Counter(
        {
            (sections[one.field], ".".join(filter(None, (one.field, one.column))), is_missing(one, values)): 1
            for one in findings
            if one.error and one.field in sections
        }
    )


@transaction.atomic
def count_snags(*, entity: Entity, year: int, step: str, snags: Counter[Key], now: datetime) -> None:
    """Add one attempt to the counts of the day, in one statement."""
    rows = sorted(snags.items())[:MOST]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            [
                china_date(now),
                year,
                entity.category,
                entity.region[:6],
                step,
                [section for (section, _, _), _ in rows],
                [item[:120] for (_, item, _), _ in rows],
                [blank for (_, _, blank), _ in rows],
                [count for _, count in rows],
            ],
        )
