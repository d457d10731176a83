"""Fetching names from the indexes: every statement is bounded in what it reads and in what it brings.

A common table expression that is MATERIALIZED is planned for all its rows, so the planner never bets on a sequential
scan meeting enough of them early, and is read only as far as the outer LIMIT.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import prod
from typing import Any, NamedTuple

from django.db import connection

from gongbao.register.entities.finding.asking import Asked, Word
from gongbao.register.entities.finding.commonness import RARE, known, rarest, share, share_of_initials
from gongbao.register.entities.finding.conditions import COMMON, MOST, SAMPLE, Condition, having
from gongbao.register.entities.finding.filters import Filters
from gongbao.register.entities.finding.spoken import Heard, heard, said
from gongbao.register.entities.folding import grams

KEYS = 4  # bigrams asked of the index; the text decides about the rest
EVERYWHERE = 0.2  # beside a place, a word in more names than this is left to the text
ENOUGH = 20  # found in the sample; with fewer, the index is asked after all
DEARER = 4  # an entity walked to its names costs as much as so many names that the index brings
_SUFFIXES = ("yxzrgs", "gfyxgs", "yxgs", "yxhhhs", "zyhzs")  # how most names end


class Candidate(NamedTuple):
    """A name that may be meant. `initials` are there when sounds were asked for."""

    entity_id: int
    number: int
    folded: str
    initials: str


class Fetched(NamedTuple):
    """Names found; not `whole` when there are more than were looked at, of which a sample was `sampled`."""

    names: list[Candidate]
    whole: bool
    sampled: bool = False

    @property
    def needs_index(self) -> bool:
        """Whether a sample has too few to choose from, so that all that there are can be read."""
        return self.sampled and len(self.names) < ENOUGH


def containing(asked: Asked, filters: Filters) -> Fetched:
    """Names with every word in them: as written, and for letters by initials or by sound. At most MOST + 1 an index."""
    letters = sorted((word for word in asked.words if word.is_letters), key=lambda word: -len(word.text))
    plain = [word for word in asked.words if not word.is_letters]
    written = _written(plain, placed=filters.place is not None) if plain else None
    if letters and (written is None or written.share > COMMON):
        rest = [_stands(plain)] if plain else []
        rest += [_heard(word) for word in letters[1:]]
        pairs, placed = heard(letters[0].spoken), filters.place is not None
        arms = _arms(letters[0], pairs, placed=placed)
        found = _fetch([arm.also(*rest) for arm in arms], filters)
        if not found.needs_index:
            return found
        return _fetch([arm.also(*rest) for arm in _arms(letters[0], pairs, placed=placed, sampling=False)], filters)
    if written is None:
        return Fetched([], True)
    also = [_heard(word) for word in letters]
    if filters.is_empty() and prod(share(grams(word.text)) for word in plain) > COMMON:
        found = _fetch([_stands(plain)._replace(sampled=True).also(*also)], filters)
        if not found.needs_index:
            return found
        # Bigrams all common and yet hardly there: two of them bring the others, which stand in the same names.
        all_of_them = [gram for word in plain for gram in grams(word.text)]
        written = having(rarest(all_of_them, 2)).also(_stands(plain))
    return _fetch([written.also(*also)], filters)


def beginning(folded: str, filters: Filters) -> list[Candidate]:
    """Names that begin with this, the very name among them for certain."""
    very, more = Condition("n.folded = %s", [folded], RARE), Condition("n.folded LIKE %s", [f"{folded}%"], RARE)
    return _fetch([very, more], filters, MOST // 4).names


def matching(conditions: Sequence[Condition], filters: Filters) -> list[Candidate]:
    """Names that meet one of the conditions, some of them more than once."""
    return _fetch(conditions, filters).names if conditions else []


def _stands(words: Sequence[Word]) -> Condition:
    """The words stand in the name as they were written."""
    return Condition("n.folded LIKE ALL(%s)", [[f"%{word.text}%" for word in words]], 1.0)


def _written(words: Sequence[Word], *, placed: bool) -> Condition:
    """The same by the index: asked for the least common bigrams only; when all are common for all of them, or for one
    beside a place, for the index takes longest over what is in most names.
    """
    pairs = [gram for word in words for gram in grams(word.text)]
    if not pairs:
        return _stands(words)
    often = share(pairs)
    if placed and often > EVERYWHERE:
        return _stands(words)._replace(share=often)
    most = KEYS if often < COMMON else 1 if placed else len(pairs)
    return having(rarest(pairs, most)).also(_stands(words))


def _arms(word: Word, pairs: Heard | None, *, placed: bool, sampling: bool = True) -> list[Condition]:
    """Letters by each index that may have them: the beginning of initials, initials, as they stand, and syllables.
    Without `sampling` none is looked for in a sample of the names only.
    """
    text = word.text
    found = said(word.spoken, pairs, sampling=sampling, placed=placed)
    if len(text) > 2:
        found.append(_initials(text, sampling=sampling))
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


def _initials(text: str, *, sampling: bool) -> Condition:
    """Initials anywhere. The index is asked without the letters that nearly every name ends with, and not at all when
    hardly any others are left: then a sample of the names is looked at.
    """
    end = next((end for end in _SUFFIXES if text.endswith(end)), "")
    head = text.removesuffix(end)
    if end and len(head) > 2:
        return Condition("n.initials LIKE %s AND strpos(n.initials, %s) > 0", [f"%{head}%", text], RARE)
    common = bool(end) or share_of_initials(text) > COMMON
    return Condition("n.initials LIKE %s", [f"%{text}%"], 1.0 if common else RARE, common and sampling)


_COLUMNS = "n.entity_id, n.number, n.folded, n.initials"
_BY_NAME = "SELECT {columns} FROM entities_entityname n {sample} WHERE {where}"
_BY_ENTITY = """
    WITH chosen AS MATERIALIZED (SELECT e.id FROM entities_entity e WHERE {filters})
    SELECT {columns} FROM chosen e JOIN entities_entityname n ON n.entity_id = e.id WHERE {where} LIMIT {most}
"""
# One by one: joined in any other way, all names found are read before the first is brought.
_ENTITY = ", LATERAL (SELECT FROM entities_entity e WHERE e.id = n.entity_id AND {filters} OFFSET 0) AS e"
_BOUNDED = "WITH found AS MATERIALIZED ({names}) SELECT n.* FROM found n {filters} LIMIT {most}"


def _fetch(arms: Sequence[Condition], filters: Filters, most: int = 0) -> Fetched:
    most = most or MOST + 1
    narrowing, values = filters.conditions()
    if filters.place is not None:
        here = having([filters.place])
        # What is common enough for a sample leads, with the place, to all names there.
        arms = [here.also(arm)._replace(share=arm.share * here.share) for arm in arms]
    if _fewer(filters, min(sum(arm.share for arm in arms), 1.0)):
        where = " OR ".join(f"({arm.sql})" for arm in arms)
        sql = _BY_ENTITY.format(columns=_COLUMNS, filters=narrowing, where=where, most=most)
        parameters = [*values, *(value for arm in arms for value in arm.values)]
    else:
        joined = _ENTITY.format(filters=narrowing) if narrowing else ""
        each = (
            _BY_NAME.format(columns=_COLUMNS, sample=_sample() if arm.sampled else "", where=arm.sql) for arm in arms
        )
        sql = " UNION ALL ".join(f"({_BOUNDED.format(names=one, filters=joined, most=most)})" for one in each)
        parameters = [value for arm in arms for value in (*arm.values, *values)]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    sampled = any(arm.sampled for arm in arms) and known().pages > SAMPLE
    return Fetched([Candidate(*row) for row in rows], len(rows) < most and not sampled, sampled)


def _sample() -> str:
    """The same pages every time, so that the pages of an answer follow each other."""
    pages = known().pages
    return f"TABLESAMPLE SYSTEM ({100 * SAMPLE / pages:.6f}) REPEATABLE (1)" if pages > SAMPLE else ""


def _fewer(filters: Filters, left: float) -> bool:
    """Whether the filters besides the place leave far fewer rows than the words and the place do, as the planner
    estimates. Of places it knows too little: it takes a prefecture for a fortieth of what it is.
    """
    narrowing, values = replace(filters, region="").conditions() if filters.place is not None else filters.conditions()
    if not narrowing or left <= RARE:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT e.id FROM entities_entity e WHERE {narrowing}", values)  # noqa: S608 (our own conditions)
        (plan,) = cursor.fetchone() or ([],)
    return bool(plan[0]["Plan"]["Plan Rows"] * DEARER < left * known().names)


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
