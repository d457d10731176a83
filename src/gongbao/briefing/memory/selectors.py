"""Finding: by words in any order, by filters, ranked, a page at a time, and only what this person may read.

Bounded (docs/adr/0007): a MATERIALIZED expression with the limit outside it. Up to a thousand hits are counted and put
in order; of more, the best among the newest months. Without words: the newest thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from gongbao.briefing.memory.models import Document
from gongbao.briefing.memory.reach import MAY_READ, Reach, reach_of
from gongbao.briefing.memory.rules import Words, bigrams, key, looser, month_key, words_of
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.policies import Visitor
from gongbao.foundation.clock import CHINA, china_date

MOST = 1_000
PAGE = 20
ENOUGH = 200  # hits in the newest months before older ones are left out
SPANS = (1, 3, 12, 48)  # months
_HITS = """
WITH found AS MATERIALIZED (
    SELECT d.id, d.at, d.folded_title
    FROM memory_document d
    WHERE d.keys && %(reach)s::int[] {where} AND {may_read}
), few AS (SELECT * FROM found LIMIT {limit})
SELECT id, count(*) OVER () FROM few
ORDER BY {score} DESC, at DESC, id LIMIT {page} OFFSET %(offset)s
"""
# Without words there is nothing to put in order but time: the index of times is read from its end.
_NEWEST = """
WITH few AS MATERIALIZED (
    SELECT d.id, d.at FROM memory_document d
    WHERE d.keys && %(reach)s::int[] {where} AND {may_read}
    ORDER BY d.at DESC, d.id LIMIT {limit}
)
SELECT id, count(*) OVER () FROM few ORDER BY at DESC, id LIMIT {page} OFFSET %(offset)s
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: words and filters. `since` and `until` are days, both within."""

    text: str = ""
    kind: str = ""
    unit: int | None = None
    place: str = ""
    type: str = ""
    undertaking: UUID | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. `more`: there are more than `total`; `newest`: only the newest months were put in order."""

    hits: list[Document]
    total: int
    words: Words
    more: bool = False
    loose: bool = False
    newest: int = 0
    pages: int = 0


@dataclass(slots=True)
class _Query:
    where: list[str] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)
    keys: list[int] = field(default_factory=list)


def find(user: Visitor, asked: Asked, *, now: datetime, page: int = 1) -> Found:
    """What the user may read and asked for; nothing for somebody without any reach."""
    reach, words = reach_of(user), words_of(asked.text)
    if reach.nothing or (words.singles and not words.runs):
        return Found([], 0, words)
    found = _bounded(reach, asked, words, now, page)
    if found.total or not words.runs:
        return found
    loose = looser(words)
    if loose is None:
        return found
    again = _bounded(reach, asked, loose, now, page)
    return Found(again.hits, again.total, loose, again.more, bool(again.total), again.newest, again.pages)


def _bounded(reach: Reach, asked: Asked, words: Words, now: datetime, page: int) -> Found:
    """All hits up to a thousand, or those of the newest months that hold enough."""
    hits, total = _page(reach, asked, words, page, ())
    if not words.runs:
        shown = min(total, MOST)
        return Found(hits, shown, words, total > MOST, pages=-(-shown // PAGE))
    months: Sequence[int] = ()
    span = 0
    if total > MOST:
        end = min(asked.until, china_date(now)) if asked.until else china_date(now)
        for span in SPANS:
            months = _months(end, span)
            hits, total = _page(reach, asked, words, page, months)
            if total >= ENOUGH:
                break
        else:  # most of it is older still
            hits, total = _page(reach, asked, words, page, ())
            span = 0
    shown = min(total, MOST)
    return Found(hits, shown, words, total > MOST or span > 0, newest=span, pages=-(-shown // PAGE))


def _months(end: date, count: int) -> list[int]:
    return [_month(end, back) for back in range(count)]


def _month(end: date, back: int) -> int:
    year, month = divmod(end.year * 12 + end.month - 1 - back, 12)
    return month_key(year, month + 1)


def _page(reach: Reach, asked: Asked, words: Words, page: int, months: Sequence[int]) -> tuple[list[Document], int]:
    query = _query(asked, words)
    if months:
        query.where.append("AND d.keys && %(months)s::int[]")
        query.params["months"] = list(months)
    if reach.issues is not None:
        query.where.append("AND d.issue_id = ANY(%(issues)s)")
        query.params["issues"] = reach.issues
    score = ""
    if words.runs:
        query.params |= {"whole": _like("".join(words.runs)), "first": _like(words.runs[0])}
        query.params |= {f"t{n}": _like(run) for n, run in enumerate(words.runs)}
        every = " AND ".join(f"folded_title LIKE %(t{n})s" for n in range(len(words.runs)))
        score = f"(CASE WHEN {every} THEN 2 ELSE 0 END) + (CASE WHEN folded_title LIKE %(first)s THEN 1 ELSE 0 END)"
        score += " + (CASE WHEN folded_title LIKE %(whole)s THEN 1 ELSE 0 END)"
    asking = _HITS if words.runs else _NEWEST
    statement = asking.format(where=" ".join(query.where), may_read=MAY_READ, limit=MOST + 1, page=PAGE, score=score)
    params = query.params | reach.params | {"reach": reach.keys, "offset": (min(page, MOST // PAGE) - 1) * PAGE}
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    by_id = Document.objects.defer("grams", "keys").select_related("unit", "leader").in_bulk([row[0] for row in rows])
    return [by_id[row[0]] for row in rows if row[0] in by_id], (rows[0][1] if rows else 0)


def _query(asked: Asked, words: Words) -> _Query:
    """The conditions. Filters stand twice: as keys for the index, and as columns, which decide."""
    made = _Query()
    made.keys += [key("k", asked.kind)] if asked.kind else []
    if asked.kind:
        made.where.append("AND d.kind = %(kind)s")
        made.params["kind"] = asked.kind
    if asked.unit:
        made.keys.append(key("u", asked.unit))
    if asked.place:
        made.keys.append(key("p", asked.place))
    if asked.type:
        made.keys.append(key("t", asked.type))
        made.where.append("AND d.type = %(type)s")
        made.params["type"] = asked.type
    if asked.undertaking:
        made.keys.append(key("c", asked.undertaking))
        made.where.append("AND d.undertaking_id = %(undertaking)s")
        made.params["undertaking"] = asked.undertaking
    for name, day, sign in (("since", asked.since, ">="), ("until", asked.until, "<")):
        if day:
            made.where.append(f"AND d.at {sign} %({name})s")
            begins = datetime.combine(day, datetime.min.time(), CHINA)
            made.params[name] = begins if name == "since" else begins + timedelta(days=1)
    if words.grams:
        made.where.append("AND d.grams @> %(grams)s::int[]")
        made.params["grams"] = words.grams
    for number, word in enumerate(words.long):
        made.where.append(f"AND (d.folded_title LIKE %(l{number})s OR d.folded LIKE %(l{number})s)")
        made.params[f"l{number}"] = _like(word)
    if made.keys:
        made.where.append("AND d.keys @> %(wanted)s::int[]")
        made.params["wanted"] = made.keys
    return made


def _like(word: str) -> str:
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


_RELATED = """
WITH found AS MATERIALIZED (
    SELECT d.id, d.at, d.undertaking_id, d.grams, d.keys
    FROM memory_document d
    WHERE d.keys && %(reach)s::int[] AND (d.grams && %(rare)s::int[] {same})
      AND NOT (d.kind = %(kind)s AND d.ref = %(ref)s) AND d.kind <> 'material' AND {may_read}
), few AS (SELECT * FROM found LIMIT 400)
SELECT id, cardinality(grams), (SELECT count(*) FROM unnest(grams) g WHERE g = ANY(%(grams)s::int[])),
    undertaking_id IS NOT NULL AND undertaking_id = %(undertaking)s
FROM few
"""


def related(user: Visitor, *, kind: str, ref: UUID, limit: int = 6) -> list[tuple[Document, float, bool]]:
    """What resembles a text or is about the same decision, however old: (document, likeness 0 to 1, same decision)."""
    one = Document.objects.filter(kind=kind, ref=ref).first()
    reach = reach_of(user)
    if one is None or reach.nothing or not one.grams:
        return []
    title = bigrams(one.folded_title)
    step = max(1, len(title) // 6)
    rare = title[::step][:6] or one.grams[:6]
    same = "OR d.keys && %(decision)s::int[]" if one.undertaking_id else ""
    params = reach.params | {
        "reach": reach.keys,
        "rare": rare,
        "grams": one.grams[:600],
        "kind": kind,
        "ref": ref,
        "undertaking": one.undertaking_id,
        "decision": [key("c", one.undertaking_id)],
    }
    with connection.cursor() as cursor:
        cursor.execute(_RELATED.format(may_read=MAY_READ, same=same), params)
        rows = cursor.fetchall()
    size = min(len(one.grams), 600)
    scored = [(row[0], row[2] / max(1, size + row[1] - row[2]), bool(row[3])) for row in rows]
    best = sorted((row for row in scored if row[1] >= 0.12 or row[2]), key=lambda row: -(row[1] + 0.2 * row[2]))[:limit]
    by_id = Document.objects.defer("grams", "keys", "text", "folded").in_bulk([row[0] for row in best])
    return [(by_id[pk], alike, decision) for pk, alike, decision in best if pk in by_id]


def units_to_choose(user: Visitor) -> list[Unit]:
    """The units a question may be narrowed to: those at the desks one works for, or whose issues one reads."""
    reach = reach_of(user)
    if reach.params.get("desks"):
        rows = Unit.objects.filter(reports_to_id__in=reach.params["desks"], until=None)
    elif reach.params.get("reads"):
        rows = Unit.objects.filter(until=None, desk=False)
    else:
        rows = Unit.objects.filter(pk__in=reach.params.get("writes", []))
    return list(rows.order_by("order", "short")[:500])
