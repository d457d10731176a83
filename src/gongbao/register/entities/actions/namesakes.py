"""After a file is taken in: entities of one name in one prefecture, which a registrar would not have allowed."""

from collections.abc import Iterator

from django.db import connection

from gongbao.kernel.statutes.identifiers import normalise_code
from gongbao.register.entities.models import ImportRun
from gongbao.register.entities.report import Remark
from gongbao.register.entities.sources import Source, blocks

DOUBT = "name-taken"
# First the names that stand more than once among all present names, which one index answers; rarely any.
_NAMESAKES = """
    WITH mine AS MATERIALIZED (
        SELECT n.entity_id, n.folded FROM entities_entityname n
        WHERE n.entity_id >= %(first)s AND n.number = 0
          AND EXISTS (SELECT FROM entities_entityname o
                      WHERE o.folded = n.folded AND o.entity_id <> n.entity_id AND o.number = 0)
    )
    UPDATE entities_entity e SET doubts = array_append(e.doubts, %(doubt)s) FROM mine
    WHERE e.id = mine.entity_id AND e.source = %(source)s AND NOT %(doubt)s = ANY(e.doubts) AND EXISTS (
        SELECT FROM entities_entityname o JOIN entities_entity x ON x.id = o.entity_id
        WHERE o.folded = mine.folded AND o.number = 0 AND x.id <> e.id
          AND left(x.region, 4) = left(e.region, 4))
    RETURNING e.id, array_length(e.doubts, 1)
"""


def mark_namesakes(run: ImportRun, source: Source, stamp: str) -> list[Remark]:
    """Mark them as doubtful, correct the run's counts (unsaved), and return what the report should say."""
    if run.first_entity_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NAMESAKES, {"first": run.first_entity_id, "doubt": DOUBT, "source": stamp})
        found = dict(cursor.fetchall())
        if not found:
            return []
        cursor.execute("SELECT value FROM entities_entitycode WHERE entity_id = ANY(%s)", [list(found)])
        codes = {value for (value,) in cursor.fetchall()}
    newly = sum(doubts == 1 for doubts in found.values())
    run.doubtful += newly
    run.accepted -= newly
    return list(_lines(source, codes))


def _lines(source: Source, codes: set[str]) -> Iterator[Remark]:
    """Where those codes stand first in the file."""
    before = 0
    for block in blocks(source):
        for line, row in block.rows():
            if len(row) > 1 and (code := normalise_code(row[1])) in codes:
                codes.discard(code)
                yield line + before, "doubtful", DOUBT, row
        before += block.lines
