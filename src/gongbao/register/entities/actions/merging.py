"""A cleaned block written into the register by sets, inside the caller's transaction.

New entities are copied straight into their tables. Only when one of the block's codes is already known are its rows
told apart: the same again, changes with their history, or a contradiction within the file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import UniqueViolation

from gongbao.foundation.events.ids import uuid7
from gongbao.register.entities.actions.chunks import Prepared, Taken, unescape
from gongbao.register.entities.actions.placing import place_names
from gongbao.register.entities.actions.tuples import BEGIN, END, ENTITY, NAME, renumbered

_CODES = "entities_entitycode (value, scheme, entity_id)"

_KNOWN = """
    SELECT c.value, c.entity_id, e.name, e.source = %s FROM entities_entitycode c
    JOIN entities_entity e ON e.id = c.entity_id WHERE c.value = ANY(%s)
"""
_STAGE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS import_entity (LIKE entities_entity) ON COMMIT DELETE ROWS;
    CREATE TEMPORARY TABLE IF NOT EXISTS import_name (LIKE entities_entityname) ON COMMIT DELETE ROWS
"""
# A file that says nothing about a field takes nothing away; a status is changed only by a file that states one.
_FIELDS = (
    "name",
    "category",
    "kind",
    "kind_text",
    "status",
    "region",
    "address",
    "capital_text",
    "industry",
    "scope",
    "established_on",
)
_INCOMING = {f: f"r.{f}::text" for f in _FIELDS} | {"status": "CASE WHEN r.status = %s THEN e.status ELSE r.status END"}
_VALUES = ", ".join(f"('{f}', e.{f}::text, {_INCOMING[f]})" for f in _FIELDS)
_CHANGES = f"""
    INSERT INTO entities_entitychange (entity_id, id, field, old, new, recorded_at, reason, source, by)
    SELECT e.id, gen_random_uuid(), v.field, COALESCE(v.old, ''), COALESCE(v.new, ''), %s, 'import', %s, %s
    FROM import_entity r JOIN entities_entity e ON e.id = r.id, LATERAL (VALUES {_VALUES}) AS v (field, old, new)
    WHERE v.old IS DISTINCT FROM v.new AND COALESCE(v.new, '') <> ''
    RETURNING entity_id
"""  # noqa: S608 (our own column names)
_FORMER = """
    INSERT INTO entities_entityname (entity_id, number, name, folded, grams, initials, valid_to)
    SELECT n.entity_id, (SELECT max(number) + 1 FROM entities_entityname x WHERE x.entity_id = n.entity_id),
           n.name, n.folded, n.grams, n.initials, %s::date
    FROM entities_entityname n JOIN import_name r ON r.entity_id = n.entity_id AND n.number = 0
    WHERE r.name <> n.name
"""
_RENAME = """
    UPDATE entities_entityname n SET name = r.name, folded = r.folded, grams = r.grams, initials = r.initials
    FROM import_name r WHERE r.entity_id = n.entity_id AND n.number = 0 AND r.name <> n.name
"""
_TEXTS = ("name", "category", "kind", "kind_text", "region", "address", "capital_text", "industry", "scope")
_UPDATE = f"""
    UPDATE entities_entity e SET changed_at = %s, source = r.source, doubts = r.doubts,
        status = CASE WHEN r.status = %s THEN e.status ELSE r.status END,
        standing = CASE WHEN r.status = %s THEN e.standing ELSE r.standing END,
        capital = COALESCE(r.capital, e.capital), currency = COALESCE(NULLIF(r.currency, ''), e.currency),
        established_on = COALESCE(r.established_on, e.established_on),
        {", ".join(f"{f} = COALESCE(NULLIF(r.{f}, ''), e.{f})" for f in _TEXTS)}
    FROM import_entity r WHERE e.id = r.id AND e.id = ANY(%s)
"""  # noqa: S608 (our own column names)
UNSTATED = "0"


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge changed: new or changed entities; and rows of the block that repeat or contradict an earlier one."""

    entity_ids: Sequence[int]
    refused: list[tuple[Taken, str]]


@transaction.atomic
def reserve(count: int) -> int:
    """The first of `count` entity ids for one import alone. Ids not used in the end are simply never used."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")  # on disk before any row that uses them, which is enough
        cursor.execute("SELECT pg_advisory_xact_lock('entities_entity'::regclass::bigint)")
        cursor.execute(
            "SELECT setval(s.name, nextval(s.name) + %s - 1)"
            " FROM (SELECT pg_get_serial_sequence('entities_entity', 'id')::regclass AS name) s",
            [count],
        )
        (last,) = cursor.fetchone() or (0,)
    return int(last) - count + 1


def merge(block: Prepared, *, source: str, by: str, now: datetime, earlier: dict[str, str]) -> Merged:
    """Write one block: new entities, and changes of known ones with their history.

    `earlier` has code and name of the known entities that blocks before this one had, and is added to.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _copy(cursor, _CODES, block.codes + block.old_codes)
    except UniqueViolation:
        return _merge_known(block, source=source, by=by, now=now, earlier=earlier)
    with connection.cursor() as cursor:
        _copy(cursor, f"entities_entity ({ENTITY})", block.entities, binary=True)
        _copy(cursor, f"entities_entityname ({NAME})", block.names, binary=True)
    _write_persons(block.persons)
    return Merged(block.ids, [])


def _copy(cursor: CursorWrapper, target: str, lines: bytes | memoryview, *, binary: bool = False) -> None:
    if lines:
        with cursor.copy(f"COPY {target} FROM STDIN{' (FORMAT binary)' if binary else ''}") as copy:
            copy.write(lines)


def _write_persons(persons: Sequence[tuple[int, str]]) -> None:
    if persons:
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY entities_entityperson (entity_id, id, post, name) FROM STDIN") as copy,
        ):
            for entity, name in persons:
                copy.write_row((entity, uuid7(), "legal-representative", name))


def _merge_known(block: Prepared, *, source: str, by: str, now: datetime, earlier: dict[str, str]) -> Merged:
    """The careful way, when some codes are known already."""
    codes = [line.split("\t") for line in (block.codes + block.old_codes).decode().splitlines()]
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [source, [unescape(value) for value, _, _ in codes]])
        known = {value: (entity, name, ours) for value, entity, name, ours in cursor.fetchall()}
    fresh: list[Taken] = []
    again: list[tuple[int, Taken]] = []
    refused: list[tuple[Taken, str]] = []
    for taken in block.taken():
        if taken.code not in known:
            fresh.append(taken)
            continue
        entity, name, ours = known[taken.code]
        if ours or taken.code in earlier:
            refused.append((taken, judged_again(earlier.get(taken.code, name), taken)))
        else:
            earlier[taken.code] = taken.name
            again.append((entity, taken))
    ids = {taken.id for taken in fresh}
    # An old code that already stands for somebody else stays with him.
    new_codes = [code for code in codes if int(code[2]) in ids and unescape(code[0]) not in known]
    with connection.cursor() as cursor:
        _copy(cursor, _CODES, _lines("\t".join(code) for code in new_codes))
        _copy(cursor, f"entities_entity ({ENTITY})", _tuples(taken.entity for taken in fresh), binary=True)
        _copy(cursor, f"entities_entityname ({NAME})", _tuples(taken.named for taken in fresh), binary=True)
    _write_persons([person for person in block.persons if person[0] in ids])
    changed = _change(again, source=source, by=by, now=now) if again else []
    return Merged([*ids, *changed], refused)


def judged_again(name: str, taken: Taken) -> str:
    """Why a row is refused whose code stood earlier in the file, with this name."""
    return "repeated" if name == taken.name else "duplicate"


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _tuples(some: Iterable[bytes]) -> bytes:
    return b"".join((BEGIN, *some, END))


def _change(again: list[tuple[int, Taken]], *, source: str, by: str, now: datetime) -> list[int]:
    """Known entities: what differs is changed, and what it was is kept. Returns those that changed."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        entities = _tuples(renumbered(entity, taken.entity) for entity, taken in again)
        _copy(cursor, f"import_entity ({ENTITY})", entities, binary=True)
        names = _tuples(renumbered(entity, taken.named) for entity, taken in again)
        _copy(cursor, f"import_name ({NAME})", names, binary=True)
        cursor.execute("ANALYZE import_entity")
        cursor.execute("ANALYZE import_name")
        cursor.execute(_CHANGES, [now, source, by, UNSTATED])
        changed = sorted({row[0] for row in cursor.fetchall()})
        if changed:
            cursor.execute(_FORMER, [now])
            cursor.execute(_RENAME)
            cursor.execute(_UPDATE, [now, UNSTATED, UNSTATED, changed])
            place_names(changed)
        return changed
