"""How the pairs of characters that names have are read: what a search by sound asks the index for.

Whoever writes a few names has their pairs heard in the same transaction. A great import says in each block's
transaction that names were written unheard, and costs no more; until the worker has read all names again, within a
minute, searches by sound go the slower way that needs no pairs.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from gongbao.foundation.lease import lease
from gongbao.register.entities.actions.alone import alone_now
from gongbao.register.entities.finding.pinyin import mark_of_readings, sounds_of, spoken
from gongbao.register.entities.folding import BIGRAMS_FROM

FEW = 1_000  # names whose pairs are heard at once: a tenth of a second

_LEARN = """
    INSERT INTO entities_soundpair (sounds, gram, names)
    SELECT sounds, gram, 1 FROM unnest(%s::text[], %s::int[]) AS new (sounds, gram) ORDER BY sounds, gram
    ON CONFLICT DO NOTHING
"""
_OF_NAMES = """
    SELECT DISTINCT gram FROM entities_entityname n, unnest(n.grams) AS gram
    WHERE n.entity_id = ANY(%s) AND n.number = 0
"""
_UNHEARD = """
    INSERT INTO entities_soundsheard AS s (id, written, heard, readings) VALUES (1, 1, 0, '')
    ON CONFLICT (id) DO UPDATE SET written = s.written + 1
"""
_STATE = "SELECT written, heard, readings FROM entities_soundsheard WHERE id = 1"
_HEARD = """
    INSERT INTO entities_soundsheard AS s (id, written, heard, readings) VALUES (1, %(written)s, %(written)s, %(mark)s)
    ON CONFLICT (id) DO UPDATE SET heard = excluded.heard, readings = excluded.readings
"""
# Read by another dictionary, pairs stand under sounds that nobody means; until all are read anew nobody asks for them.
_FORGET = "UPDATE entities_soundsheard SET heard = -1; TRUNCATE entities_soundpair"
_TABLES = """
    DROP TABLE IF EXISTS sounds_reading, sounds_gram;
    CREATE TEMPORARY TABLE sounds_reading (reading text COLLATE "C", character int);
    CREATE TEMPORARY TABLE sounds_gram (gram int, first int, second int, names int)
"""
# As unsigned 16-bit units: the characters of names beyond the basic plane have no reading here.
_GRAMS = f"""
    INSERT INTO sounds_gram
    SELECT gram, (gram >> 16) & 65535, gram & 65535, count(*)
    FROM entities_entityname n, unnest(n.grams) AS gram
    WHERE gram < 0 OR gram >= {BIGRAMS_FROM} GROUP BY gram;
    ANALYZE sounds_gram;
    ANALYZE sounds_reading
"""  # noqa: S608 (our own constant)
# A letter at a time: whoever writes a name with the same new pair waits for the end of the statement.
_READ = """
    INSERT INTO entities_soundpair AS p (sounds, gram, names)
    SELECT a.reading || ' ' || b.reading, g.gram, g.names
    FROM sounds_gram g JOIN sounds_reading a ON a.character = g.first JOIN sounds_reading b ON b.character = g.second
    WHERE left(a.reading, 1) = %s
    ORDER BY 1, 2
    ON CONFLICT (sounds, gram) DO UPDATE SET names = excluded.names
    WHERE excluded.names NOT BETWEEN p.names / 2 AND p.names * 2
"""


def hear(grams: Iterable[int]) -> None:
    """Learn how these bigrams are read, in the transaction that writes the name."""
    read = [(sounds, gram) for gram in set(grams) for sounds in sounds_of(gram)]
    if read:
        with connection.cursor() as cursor:
            cursor.execute(_LEARN, [[sounds for sounds, _ in read], [gram for _, gram in read]])


def hear_names(entity_ids: Sequence[int]) -> None:
    """After these entities' names were written: of few the pairs are learnt now, of more the worker learns them."""
    if not entity_ids:
        return
    with connection.cursor() as cursor:
        if len(entity_ids) > FEW:
            cursor.execute(_UNHEARD)
            return
        cursor.execute(_OF_NAMES, [list(entity_ids)])
        grams = [gram for (gram,) in cursor.fetchall()]
    hear(gram for gram in grams if not 0 <= gram < BIGRAMS_FROM)


def hear_all(*, anew: bool = False) -> bool:
    """Read all names when some were written unheard, or by another dictionary, or `anew`; whether it was done.

    Outside a transaction, for the count of what was written must be read before the names are.
    """
    with lease("sounds-of-names") as held:
        if not held:
            return False
        with connection.cursor() as cursor:
            cursor.execute(_STATE)
            written, heard, mark = cursor.fetchone() or (0, -1, "")
            if not anew and written == heard and mark == mark_of_readings():
                return False
            if mark != mark_of_readings():
                cursor.execute(_FORGET)
            _read_all()
            cursor.execute(_HEARD, {"written": written, "mark": mark_of_readings()})
            cursor.execute("ANALYZE entities_soundpair")
        return True


def hear_unheard(*, anew: bool = False) -> bool:
    """The same, but not while an import is under way, which will write more."""
    with alone_now() as alone:
        pass
    return alone and hear_all(anew=anew)


def _read_all() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        with cursor.copy("COPY sounds_reading FROM STDIN") as copy:
            for reading, character in spoken():
                copy.write_row((reading, character))
        cursor.execute(_GRAMS)
        for letter in "abcdefghijklmnopqrstuvwxyz":
            cursor.execute(_READ, [letter])
        cursor.execute("DROP TABLE sounds_reading, sounds_gram")
