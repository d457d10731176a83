"""After a new list of divisions: the entities whose place it retires, renames, or lets us name more finely."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from gongbao.foundation.codes.actions import Row, load_divisions
from gongbao.foundation.codes.selectors import divisions_by_parent
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.register.entities.actions.alone import alone
from gongbao.register.entities.actions.placing import place_names
from gongbao.register.entities.places import Places

RESOLVED = declare("entity.places-resolved", "按新行政区划更新所在地", "places found anew in the list of divisions")
DOUBT = "region-unknown"
REASON = "divisions"
AT_ONCE = 20_000
Values = Mapping[str, str | date | datetime | list[str]]

# The city is not kept with the entity; the prefecture it was found in, as it was called then, says the same.
_PLACED = """
    SELECT e.id, substr(COALESCE(NULLIF(e.code, ''), o.value, ''), CASE WHEN e.code = '' THEN 1 ELSE 3 END, 6),
           COALESCE(d.name, ''), e.address, e.region, %(doubt)s = ANY(e.doubts)
    FROM entities_entity e
    LEFT JOIN LATERAL (
        SELECT value FROM entities_entitycode c WHERE e.code = '' AND c.entity_id = e.id ORDER BY value LIMIT 1
    ) o ON true
    LEFT JOIN (
        SELECT DISTINCT ON (code) code, name FROM codes_division WHERE level = 2 ORDER BY code, valid_from
    ) d ON d.code = left(e.region, 4)
    WHERE left(e.region, 2) = ANY(%(provinces)s) OR e.region = '' OR %(doubt)s = ANY(e.doubts)
"""
_STAGE = "CREATE TEMPORARY TABLE moved (id bigint PRIMARY KEY, region text, doubtful boolean) ON COMMIT DROP"
_HISTORY = """
    INSERT INTO entities_entitychange
        (entity_id, id, field, old, new, effective_on, recorded_at, reason, source, by)
    SELECT e.id, gen_random_uuid(), 'region', e.region, m.region, %(on)s, %(now)s, %(reason)s, %(source)s, %(by)s
    FROM moved m JOIN entities_entity e USING (id) WHERE e.region <> m.region
"""
_MOVE = """
    UPDATE entities_entity e SET region = m.region, changed_at = %(now)s, doubts =
        CASE WHEN m.doubtful THEN array_append(array_remove(e.doubts, %(doubt)s), %(doubt)s)
             ELSE array_remove(e.doubts, %(doubt)s) END
    FROM moved m WHERE m.id = e.id
"""
# Where the list changed a name, the records that show it change as well.
_RENAMED = """
    SELECT e.id FROM entities_entity e JOIN codes_division d ON d.code = e.region
    WHERE d.valid_to IS NULL AND d.valid_from = %(on)s AND left(d.code, 2) = ANY(%(provinces)s)
"""


@dataclass(frozen=True, slots=True)
class Resolved:
    """How many divisions began and ended, and how many entities have another place by them."""

    began: int
    ended: int
    moved: int


def take_in_divisions(
    *,
    rows: Sequence[Row],
    valid_from: date,
    source: str,
    by: Actor,
    now: datetime,
    after: Callable[[Sequence[int]], None] = lambda ids: None,
) -> Resolved:
    """Load a list of divisions and find the places of the entities anew, in one transaction with each one's history.

    `after` hears in that transaction which entities' records may now say something else. A place that the list still
    has is never doubted: it only becomes finer. Refusal while an import is under way.
    """
    with alone(), transaction.atomic():
        began, ended = load_divisions(rows=rows, valid_from=valid_from, source=source, by=by, now=now)
        values: Values = {
            "provinces": sorted({code[:2] for code, _ in rows}),
            "on": valid_from,
            "now": now,
            "reason": REASON,
            "source": source[:60],
            "by": by.id,
            "doubt": DOUBT,
        }
        moved = _move(values)
        touched = set(moved) | (_ids(_RENAMED, values) if began or ended else set())
        if moved:
            detail = {"moved": len(moved), "source": source}
            record_event(name=RESOLVED, by=by, now=now, subject=("codes", "divisions"), detail=detail)
        for some in _some(sorted(touched)):
            after(some)
    return Resolved(began, ended, len(moved))


def _move(values: Values) -> list[int]:
    places = Places(divisions_by_parent())
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        moved: list[int] = []
        for found in _found_anew(places, values):
            with cursor.copy("COPY moved FROM STDIN") as copy:
                for row in found:
                    copy.write_row(row)
            moved += [id_ for id_, _, _ in found]
        if moved:
            cursor.execute("ANALYZE moved")
            cursor.execute(_HISTORY, values)
            cursor.execute(_MOVE, values)
            place_names(moved)
    return moved


def _found_anew(places: Places, values: Values) -> Iterator[list[tuple[int, str, bool]]]:
    """Entities that are somewhere else by this list, or certain now, or no longer, some at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_PLACED, values)
        while placed := cursor.fetchmany(AT_ONCE):
            yield [
                (id_, region, doubtful)
                for id_, digits, city, address, before, doubted in placed
                for region, doubtful in [_place(places, digits, city, address, before)]
                if (region, doubtful) != (before, doubted)
            ]


def _place(places: Places, digits: str, city: str, address: str, before: str) -> tuple[str, bool]:
    """The region by this list and whether it is doubtful. What was said and still holds stands, or becomes finer."""
    region, certain = places.find(digits, city, address)
    if before and places.has(before):
        return (region if certain and region.startswith(before) else before), False
    if certain:
        return region, False
    return before or region, True


def _ids(statement: str, values: Values) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {id_ for (id_,) in cursor.fetchall()}


def _some(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
