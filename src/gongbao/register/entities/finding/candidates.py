"""Fetching names from the indexes: every statement is bounded in what it reads and in what it brings.

A common table expression that is MATERIALIZED is planned for all its rows, so the planner never bets on a sequential
scan meeting enough of them early, and is read only as far as the outer LIMIT.
"""

from collections.abc import Iterable, Sequence
from math import prod
from typing import Any, NamedTuple

from django.db import connection

from gongbao.register.entities.finding.asking import Asked, Word
from gongbao.register.entities.finding.commonness import RARE, rarest, share
from gongbao.register.entities.finding.filters import Filters
from gongbao.register.entities.finding.pinyin import read_as
from gongbao.register.entities.folding import grams

MOST = 1_000  # candidates judged for one question
KEYS = 4  # bigrams asked of the index; the text decides about the rest
COMMON = 0.04  # a word in more names than this: a part of the names is looked at, not the index
LOOKED_AT = 800  # pages of about 30 names
PART = f"n.ctid < '({LOOKED_AT},0)'::tid"
MOST_SPOKEN = 4_000  # pairs of characters that two syllables may stand for
_SUFFIXES = ("yxzrgs", "gfyxgs", "yxgs", "yxhhhs", "zyhzs")  # how most names end


class Candidate(NamedTuple):
    """A name that may be meant. `initials` are there when sounds were asked for."""

    entity_id: int
    number: int
    folded: str
    initials: str


class Condition(NamedTuple):
    """SQL on the name's row `n`, and its values. `share` of names is what the index alone leaves."""

    sql: str
    values: list[Any]
    share: float

    def also(self, *others: "Condition") -> "Condition":
        """Both this and the others, found by the index of this one."""
        values = [value for one in (self, *others) for value in one.values]
        return Condition(" AND ".join(one.sql for one in (self, *others)), values, self.share)


class Fetched(NamedTuple):
    """Names found; not `whole` when there are more than were looked at."""

    names: list[Candidate]
    whole: bool


def containing(asked: Asked, filters: Filters) -> Fetched:
    """Names with every word in them: as written, and for letters by initials or by sound. At most MOST + 1 an index."""
    letters = sorted((word for word in asked.words if word.is_letters), key=lambda word: -len(word.text))
    plain = [word for word in asked.words if not word.is_letters]
    written = _written(plain) if plain else None
    if letters and (written is None or written.share > COMMON):
        rest = [_stands(plain)] if plain else []
        rest += [_heard(word) for word in letters[1:]]
        return _fetch([arm.also(*rest) for arm in _arms(letters[0])], filters)
    if written is None:
        return Fetched([], True)
    if filters.is_empty() and prod(share(grams(word.text)) for word in plain) > COMMON:
        looked_at = Condition(PART, [], 1.0)
        return _fetch([looked_at.also(_stands(plain), *[_heard(word) for word in letters])], filters)
    return _fetch([written.also(*[_heard(word) for word in letters])], filters)


def beginning(folded: str, filters: Filters) -> list[Candidate]:
    """Names that begin with this, the very name among them for certain."""
    very, more = Condition("n.folded = %s", [folded], RARE), Condition("n.folded LIKE %s", [f"{folded}%"], RARE)
    return _fetch([very, more], filters, MOST // 4).names


def matching(conditions: Sequence[Condition], filters: Filters) -> list[Candidate]:
    """Names that meet one of the conditions, some of them more than once."""
    return _fetch(conditions, filters).names if conditions else []


def having(keys: Sequence[int], *, any_of: bool = False) -> Condition:
    """The index's condition: all of these bigrams, or any."""
    known = min(sum(share([key]) for key in keys), 1.0) if any_of else share(keys)
    return Condition("n.grams && %s" if any_of else "n.grams @> %s", [list(keys)], known)


def _stands(words: Sequence[Word]) -> Condition:
    """The words stand in the name as they were written."""
    return Condition("n.folded LIKE ALL(%s)", [[f"%{word.text}%" for word in words]], 1.0)


def _written(words: Sequence[Word]) -> Condition:
    """The same by the index: asked for the least common bigrams only, for all of them when all are common."""
    pairs = [gram for word in words for gram in grams(word.text)]
    if not pairs:
        return _stands(words)
    known = share(pairs)
    return having(rarest(pairs, KEYS if known < COMMON else len(pairs))).also(_stands(words))


def _arms(word: Word) -> list[Condition]:
    """Letters by each index that may have them: the beginning of initials, initials, as they stand, and syllables."""
    text = word.text
    found = _spoken(word)
    if len(text) > 2:
        found.append(_initials(text))
    else:
        found.append(Condition("n.initials LIKE %s", [f"{text}%"], COMMON))
    if len(text) > 1:
        found.append(having(grams(text)[:KEYS]).also(Condition("n.folded LIKE %s", [f"%{text}%"], 1.0)))
    return found


def _heard(word: Word) -> Condition:
    """Letters in a name already found by another word."""
    sounds = {word.text} | {"".join(s[0] for s in one) for one in word.spoken}
    patterns = [f"%{sound}%" for sound in sorted(sounds)]
    return Condition("(n.folded LIKE %s OR n.initials LIKE ANY(%s))", [f"%{word.text}%", patterns], 1.0)


def _initials(text: str) -> Condition:
    """Initials anywhere. The index is asked without the letters that nearly every name ends with, and not at all when
    hardly any others are left: then a part of the names is looked at.
    """
    end = next((end for end in _SUFFIXES if text.endswith(end)), "")
    head = text.removesuffix(end)
    if end and len(head) < 3:
        return Condition(f"{PART} AND n.initials LIKE %s", [f"%{text}%"], 1.0)
    if end:
        return Condition("n.initials LIKE %s AND strpos(n.initials, %s) > 0", [f"%{head}%", text], RARE)
    return Condition("n.initials LIKE %s", [f"%{text}%"], RARE)


def _spoken(word: Word) -> list[Condition]:
    """Syllables: two and three by the pairs of characters they may stand for, more by initials; sound decides later."""
    patterns = {"".join(s[0] for s in one) for one in word.spoken if len(one) > 2} - {word.text}
    found = [_initials(pattern) for pattern in sorted(patterns)]
    for one in word.spoken:
        # Three letters stand in more names than are looked at; with a pair of characters before them, in few.
        if len(one) in {2, 3} and (keys := _pairs(*one[:2])):
            said = [Condition("n.initials LIKE %s", [f"%{''.join(s[0] for s in one)}%"], 1.0)] if len(one) > 2 else []
            found.append(having(keys, any_of=True)._replace(share=RARE * 4).also(*said))
    return found


def _pairs(first: str, second: str) -> list[int]:
    one, other = read_as(first), read_as(second, beginning=True)
    while len(one) * len(other) > MOST_SPOKEN:
        one, other = one[: len(one) * 3 // 4], other[: len(other) * 3 // 4]
    return sorted({gram for a in one for b in other for gram in grams(a + b)})


_COLUMNS = "n.entity_id, n.number, n.folded, n.initials"
_BY_NAME = "SELECT {columns} FROM entities_entityname n WHERE {where}"
_BY_ENTITY = """
    WITH chosen AS MATERIALIZED (SELECT e.id FROM entities_entity e WHERE {filters})
    SELECT {columns} FROM chosen e JOIN entities_entityname n ON n.entity_id = e.id WHERE {where} LIMIT {most}
"""
_BOUNDED = "WITH found AS MATERIALIZED ({names}) SELECT n.* FROM found n {filters} LIMIT {most}"


def _fetch(arms: Sequence[Condition], filters: Filters, most: int = 0) -> Fetched:
    most = most or MOST + 1
    narrowing, values = filters.conditions()
    known = min(sum(arm.share for arm in arms), 1.0)
    if narrowing and known > RARE and _fewer(narrowing, values, known):
        where = " OR ".join(f"({arm.sql})" for arm in arms)
        sql = _BY_ENTITY.format(columns=_COLUMNS, filters=narrowing, where=where, most=most)
        parameters = [*values, *(value for arm in arms for value in arm.values)]
    else:
        joined = f"JOIN entities_entity e ON e.id = n.entity_id WHERE {narrowing}" if narrowing else ""
        each = (
            _BOUNDED.format(names=_BY_NAME.format(columns=_COLUMNS, where=arm.sql), filters=joined, most=most)
            for arm in arms
        )
        sql = " UNION ALL ".join(f"({one})" for one in each)
        parameters = [value for arm in arms for value in (*arm.values, *values)]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    in_part = any(PART in arm.sql for arm in arms)
    return Fetched([Candidate(*row) for row in rows], len(rows) < most and not (in_part and _is_larger()))


def _is_larger() -> bool:
    """Whether there are names outside the part that is looked at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_size('entities_entityname') > %s * current_setting('block_size')::int", [LOOKED_AT]
        )
        (larger,) = cursor.fetchone() or (False,)
    return bool(larger)


def _fewer(narrowing: str, values: Sequence[Any], known: float) -> bool:
    """Whether the filters leave fewer rows than the words do, as the planner estimates."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT e.id FROM entities_entity e WHERE {narrowing}", list(values))  # noqa: S608 (our own conditions)
        (plan,) = cursor.fetchone() or ([],)
        cursor.execute("SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'entities_entityname'::regclass")
        (names,) = cursor.fetchone() or (0,)
    return bool(plan[0]["Plan"]["Plan Rows"] < known * names)


_DETAILS = """
    SELECT id, name, code, category, status, standing, region, established_on FROM entities_entity WHERE id = ANY(%s)
"""


def details(entity_ids: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """What a result shows of each entity."""
    wanted = list(entity_ids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_DETAILS, [wanted])
        return {row[0]: row for row in cursor.fetchall()}


def names(keys: Iterable[tuple[int, int]]) -> dict[int, str]:
    """Names as they were written, by entity, of (entity, number)."""
    wanted = list(keys)
    if not wanted:
        return {}
    sql = "SELECT entity_id, name FROM entities_entityname WHERE (entity_id, number) IN (SELECT unnest(%s), unnest(%s))"
    with connection.cursor() as cursor:
        cursor.execute(sql, [[one for one, _ in wanted], [number for _, number in wanted]])
        return dict(cursor.fetchall())


def with_code(code: str, filters: Filters, most: int) -> list[int]:
    """Entities that have or had this code, or, when nobody has it, one that begins so."""
    narrowing, values = filters.conditions()
    also = f"AND {narrowing}" if narrowing else ""
    sql = f"""
        SELECT e.id, c.value FROM entities_entitycode c JOIN entities_entity e ON e.id = c.entity_id
        WHERE c.value LIKE %s {also} LIMIT {most}
    """  # noqa: S608 (our own conditions)
    with connection.cursor() as cursor:
        cursor.execute(sql, [f"{code}%", *values])
        rows = cursor.fetchall()
    very = [row for row in rows if row[1] == code]
    return list(dict.fromkeys(row[0] for row in very or sorted(rows, key=lambda row: row[1])))


def browsed(filters: Filters) -> list[int]:
    """Entities that meet the filters alone, the first MOST + 1 by number."""
    narrowing, values = filters.conditions()
    found = f"SELECT e.id FROM entities_entity e WHERE {narrowing}"  # noqa: S608 (our own conditions)
    sql = f"WITH found AS MATERIALIZED ({found}) SELECT id FROM found LIMIT {MOST + 1}"  # noqa: S608 (our own conditions)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return sorted(row[0] for row in cursor.fetchall())
