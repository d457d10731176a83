"""One chunk of rows: cleaned into the text COPY wants, then merged into the register by sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from gongbao.register.entities.cleaning import Cleaned, Cleaner, Refused
from gongbao.register.entities.report import Remark

_cleaner: list[Cleaner] = []


@dataclass(frozen=True, slots=True)
class Prepared:
    """A chunk ready for the database: COPY text of the good rows, and what is to be remarked."""

    read: int
    refused: int
    doubtful: int
    lines: bytes
    remarks: list[Remark]
    rows: dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge changed: new or changed entities, and rows refused because their code stands for another name."""

    entity_ids: Sequence[int]
    refused: int
    refused_doubtful: int
    remarks: list[Remark]


def set_up_cleaner(cleaner: Cleaner) -> None:
    """Give this process its cleaner."""
    _cleaner[:] = [cleaner]


def prepare(batch: list[tuple[int, list[str]]]) -> Prepared:
    """Clean one chunk; runs in a process of its own."""
    clean = _cleaner[0].clean
    lines: list[str] = []
    remarks: list[Remark] = []
    refused = doubtful = 0
    for number, row in batch:
        found = clean(row)
        if isinstance(found, Refused):
            refused += 1
            remarks.append((number, "rejected", found.reason, row))
            continue
        if found.doubts:
            doubtful += 1
            remarks += [(number, "doubtful", doubt, row) for doubt in found.doubts]
        lines.append(_line(number, found))
    return Prepared(len(batch), refused, doubtful, "".join(lines).encode(), remarks, dict(batch))


def _line(number: int, c: Cleaned) -> str:
    texts = (c.name, c.kind_text, c.address, c.capital_text, c.scope, c.folded)
    name, kind_text, address, capital_text, scope, folded = [t.replace("\\", "\\\\") if "\\" in t else t for t in texts]
    return (
        f"{number}\t{name}\t{c.code}\t{c.scheme}\t{c.established_on or NULL}\t{c.category}\t{c.kind}\t{kind_text}"
        f"\t{c.region}\t{address}\t{c.capital or NULL}\t{c.currency}\t{capital_text}\t{scope}\t{folded}"
        f"\t{{{','.join(map(str, c.grams))}}}\t{c.initials}\t{{{','.join(c.doubts)}}}\n"
    )


NULL = "\\N"
_STAGE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS import_row (
        line bigint, name text, code text, scheme text, established_on date, category text, kind text, kind_text text,
        region text, address text, capital numeric(20, 6), currency text, capital_text text, scope text, folded text,
        grams int[], initials text, doubts text[], entity_id bigint, is_new boolean DEFAULT false
    ) ON COMMIT DELETE ROWS
"""
_COPY = """
    COPY import_row (line, name, code, scheme, established_on, category, kind, kind_text, region, address, capital,
                     currency, capital_text, scope, folded, grams, initials, doubts) FROM STDIN
"""
# The same code twice in one file: the same name says the same again, another name cannot be believed.
_REPEATED = """
    DELETE FROM import_row r USING (
        SELECT line, first_value(name) OVER w AS first_name, row_number() OVER w AS place
        FROM import_row WINDOW w AS (PARTITION BY code ORDER BY line)
    ) d WHERE d.line = r.line AND d.place > 1
    RETURNING r.line, r.name <> d.first_name, r.doubts <> '{}'
"""
_CONTRADICTED = """
    DELETE FROM import_row r USING entities_entitycode c, entities_entity e
    WHERE c.value = r.code AND e.id = c.entity_id AND e.source = %s AND e.name <> r.name
    RETURNING r.line, true, r.doubts <> '{}'
"""
_KNOWN = "UPDATE import_row r SET entity_id = c.entity_id FROM entities_entitycode c WHERE c.value = r.code"
_NUMBER = """
    UPDATE import_row SET is_new = true, entity_id = nextval(pg_get_serial_sequence('entities_entity', 'id'))
    WHERE entity_id IS NULL
"""
_INSERT = """
    INSERT INTO entities_entity (id, name, code, category, kind, kind_text, status, standing, established_on, region,
        address, capital, currency, capital_text, industry, scope, doubts, source, recorded_at, changed_at)
    SELECT entity_id, name, CASE WHEN scheme = 'uscc' THEN code ELSE '' END, category, kind, kind_text, '1', 'active',
        established_on, region, address, capital, currency, capital_text, '', scope, doubts, %s, %s, %s
    FROM import_row WHERE is_new
"""
_CODES = """
    INSERT INTO entities_entitycode (value, scheme, entity_id)
    SELECT code, scheme, entity_id FROM import_row WHERE is_new
"""
_NAMES = """
    INSERT INTO entities_entityname (entity_id, number, name, folded, grams, initials)
    SELECT entity_id, 0, name, folded, grams, initials FROM import_row WHERE is_new
"""
_FIELDS = ("name", "category", "kind", "kind_text", "region", "address", "capital_text", "scope", "established_on")
_CHANGES = f"""
    INSERT INTO entities_entitychange (entity_id, id, field, old, new, recorded_at, reason, source, by)
    SELECT e.id, gen_random_uuid(), v.field, COALESCE(v.old, ''), COALESCE(v.new, ''), %s, 'import', %s, 'import'
    FROM import_row r JOIN entities_entity e ON e.id = r.entity_id,
    LATERAL (VALUES {", ".join(f"('{f}', e.{f}::text, r.{f}::text)" for f in _FIELDS)}) AS v (field, old, new)
    WHERE NOT r.is_new AND v.old IS DISTINCT FROM v.new AND COALESCE(v.new, '') <> ''
    RETURNING entity_id
"""  # noqa: S608 (our own column names)
_FORMER = """
    INSERT INTO entities_entityname (entity_id, number, name, folded, grams, initials, valid_to)
    SELECT n.entity_id, (SELECT max(number) + 1 FROM entities_entityname x WHERE x.entity_id = n.entity_id),
           n.name, n.folded, n.grams, n.initials, %s::date
    FROM entities_entityname n JOIN import_row r ON r.entity_id = n.entity_id AND n.number = 0
    WHERE NOT r.is_new AND r.name <> n.name
"""
_RENAME = """
    UPDATE entities_entityname n SET name = r.name, folded = r.folded, grams = r.grams, initials = r.initials
    FROM import_row r WHERE r.entity_id = n.entity_id AND n.number = 0 AND NOT r.is_new AND r.name <> n.name
"""
_SET = ", ".join(f"{f} = COALESCE(NULLIF(r.{f}, ''), e.{f})" for f in _FIELDS if f != "established_on")
_UPDATE = f"""
    UPDATE entities_entity e SET changed_at = %s, source = %s, {_SET},
        capital = COALESCE(r.capital, e.capital), established_on = COALESCE(r.established_on, e.established_on)
    FROM import_row r WHERE e.id = r.entity_id AND e.id = ANY(%s) AND NOT r.is_new
"""  # noqa: S608 (our own column names)


def merge(chunk: Prepared, *, source: str, now: datetime) -> Merged:
    """Write one chunk: new entities, changes of known ones with their history. Inside the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy(_COPY) as copy:
            copy.write(chunk.lines)
        cursor.execute("ANALYZE import_row")
        cursor.execute(_REPEATED)
        gone = cursor.fetchall()
        cursor.execute(_CONTRADICTED, [source])
        gone += cursor.fetchall()
        cursor.execute(_KNOWN)
        cursor.execute(_NUMBER)
        cursor.execute(_INSERT, [source, now, now])
        cursor.execute(_CODES)
        cursor.execute(_NAMES)
        cursor.execute(_CHANGES, [now, source])
        changed = sorted({row[0] for row in cursor.fetchall()})
        if changed:
            cursor.execute(_FORMER, [now])
            cursor.execute(_RENAME)
            cursor.execute(_UPDATE, [now, source, changed])
        cursor.execute("SELECT entity_id FROM import_row WHERE is_new")
        entity_ids = [row[0] for row in cursor.fetchall()] + changed
    wrong = [(line, doubtful) for line, other_name, doubtful in gone if other_name]
    remarks: list[Remark] = [(line, "rejected", "duplicate", chunk.rows[line]) for line, _ in wrong]
    return Merged(entity_ids, len(wrong), sum(doubtful for _, doubtful in wrong), remarks)
