"""Firms by name alone, straight into the register's tables: what the search benchmarks search in."""

from collections.abc import Iterator, Sequence
from multiprocessing import get_context

from gongbao.kernel.screening.bulk import heed_signals

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CHUNK = 20_000
_INDEXES = """
    SELECT i.relname, pg_get_indexdef(x.indexrelid)
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
    WHERE x.indrelid = ANY(ARRAY['entities_entity', 'entities_entityname', 'entities_entitycode']::regclass[])
      AND NOT x.indisunique
"""
_ENTITY = (
    "COPY entities_entity (id, name, code, category, kind, kind_text, status, standing, established_on, region,"
    " address, currency, capital_text, industry, scope, doubts, source, recorded_at, changed_at) FROM STDIN"
)
_NAME = "COPY entities_entityname (entity_id, number, name, folded, grams, initials) FROM STDIN"
_CODE = "COPY entities_entitycode (value, scheme, entity_id) FROM STDIN"


def code_of(entity: int, region: str) -> str:
    """A code in the form of GB 32100, unique by the entity; its check character is not worked out."""
    digits = ""
    for _ in range(9):
        entity, rest = divmod(entity, 31)
        digits = ALPHABET[rest] + digits
    return f"91{region:0<6.6}{digits}X"


def region_of(entity: int, regions: Sequence[str]) -> str:
    return regions[entity * 7919 % len(regions)]


def _lines(job: tuple[int, list[str], Sequence[str]]) -> tuple[str, str, str]:
    from gongbao.register.entities.folding import fold, initials, keys  # noqa: PLC0415 (in a process of its own)

    first, names, regions = job
    entities, prepared, codes = [], [], []
    for entity, name in enumerate(names, first):
        region = region_of(entity, regions)
        code = code_of(entity, region)
        standing = "gone" if entity % 10 == 0 else "active"
        category = "individual" if entity % 3 == 0 else "enterprise"
        day = f"20{entity % 20:02d}-{entity % 12 + 1:02d}-15"
        entities.append(
            f"{entity}\t{name}\t{code}\t{category}\t\t\t1\t{standing}\t{day}\t{region}\t\t\t\tC{entity % 90:02d}"
            f"\t\t{{}}\tbench\t2026-06-29\t2026-06-29\n"
        )
        folded = fold(name)
        array = ",".join(map(str, keys(folded, region)))
        prepared.append(f"{entity}\t0\t{name}\t{folded}\t{{{array}}}\t{initials(folded)}\n")
        codes.append(f"{code}\tuscc\t{entity}\n")
    return "".join(entities), "".join(prepared), "".join(codes)


def _jobs(names: Sequence[str], regions: Sequence[str]) -> Iterator[tuple[int, list[str], Sequence[str]]]:
    for at in range(0, len(names), CHUNK):
        yield at + 1, list(names[at : at + CHUNK]), regions


def load(names: Sequence[str], regions: Sequence[str] = ("999101",)) -> None:
    """Entity n has the n-th name. Indexes are built after the rows, as a great import does, and names are heard as its
    worker does."""
    from django.db import connection  # noqa: PLC0415 (Django is set up by own_database())

    from gongbao.register.entities.actions.sounds import hear_all  # noqa: PLC0415 (as above)

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE entities_entity, entities_entitycode, entities_entityname CASCADE")
        cursor.execute(_INDEXES)
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        with get_context("fork").Pool(2, heed_signals) as pool:
            for parts in pool.imap(_lines, _jobs(names, regions)):
                for statement, text in zip((_ENTITY, _NAME, _CODE), parts, strict=True):
                    with cursor.copy(statement) as copy:
                        copy.write(text.encode())
        for _, build in indexes:
            cursor.execute(build)
        cursor.execute("VACUUM ANALYZE entities_entity, entities_entityname, entities_entitycode")
    hear_all(anew=True)
