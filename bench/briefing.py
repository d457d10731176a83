"""The reporting line at 200,000 items: every page at the median, search at the 99th percentile, an issue typeset.

    python -m bench briefing --size briefing=200000

Everything is asked over HTTP of `gongbao web` with two processes, signed in, a page after the other. Pages are those
of the map of addresses, as whoever of six waits longest for them; which are left out and why is said below them.
Search stands beside what one would write without an index of its own (SQL LIKE over the same items) and beside
SQLite's FTS5 with trigrams, in process.
"""

import os
import random  # noqa: TID251 (a seeded generator: the same questions in every run)
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from bench import briefing_load, briefing_pages
from bench import line as line_kinds
from bench.briefing_pages import Asker
from bench.bulk import copied
from bench.database import own_database
from bench.server import p50, p99, serving, steadily

QUESTIONS = 300
RATE = 10.0  # a second, all kinds of search and three askers at once
SEARCH_GOAL, TYPESET_GOAL = 300.0, 3.0
LIKE = """
SELECT id FROM items_item WHERE title LIKE %s OR body LIKE %s ORDER BY lodged_at DESC LIMIT 20
"""


def run(size: int = 200_000) -> list[dict[str, Any]]:
    """A line for each page, each way of searching, and one for the typeset issue."""
    now = {"GONGBAO_NOW": briefing_load.NOW.isoformat()}  # pages are of the day the last item came
    os.environ |= now
    with own_database("briefing") as connection:
        with briefing_load.without_word_indexes(connection):
            line = briefing_load.load(size)
            line_kinds.load(line, size)
            lines = [_index()]
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        name = connection.settings_dict["NAME"]
        with serving(name, more=now | {"GONGBAO_DEMO": "1"}) as port:  # the second factor is not what is measured
            for some in (briefing_pages.pages(line, port), iter([_typeset()]), _search(line, port, connection)):
                for one in some:
                    lines.append(one)
                    print(f"{one['job']}: {one.get('ours', 0):.1f} {one['unit']}"[:200], file=sys.stderr, flush=True)
        return lines


def _index() -> dict[str, Any]:
    """The documents of the search as the product makes them, written by COPY: making is measured, not inserting."""
    from gongbao.briefing.memory.actions import batches  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.briefing.memory.documents import MAKERS  # noqa: PLC0415 (as above)
    from gongbao.briefing.memory.models import Document  # noqa: PLC0415 (as above)

    began = time.perf_counter()
    # In batches: the makers read by the connection that writes.
    count = sum(copied(Document, some) for maker in MAKERS.values() for some in batches(maker()))
    spent = time.perf_counter() - began
    unit = f"documents/s ({count:,} in {spent:.0f} s)"
    return {"job": "briefing: documents of the search made", "ours": count / spent, "unit": unit}


def _questions(line: briefing_load.Line) -> dict[str, list[str]]:
    chance = random.Random(11)
    things, places = briefing_load.THINGS, briefing_load.PLACES

    def made(make: Callable[[], str]) -> list[str]:
        return [make() for _ in range(QUESTIONS)]

    return {
        "one common word": made(lambda: chance.choice(things)),
        "two words, any order": made(lambda: f"{chance.choice(things)} {chance.choice(places)}镇"),
        "a title": made(lambda: chance.choice(line.titles)),
        "without gaps": made(
            lambda: f"{chance.choice(places)}{chance.choice(things)}{chance.choice(briefing_load.ACTS)}"
        ),
        "nothing such": made(lambda: f"火星{chance.choice(things)}基地"),
    }


def _search(line: briefing_load.Line, port: int, connection: Any) -> Iterator[dict[str, Any]]:
    """Each kind one question after the other; then all of them at once, so many a second."""
    asked = _questions(line)
    lite = _sqlite(connection)
    mixed: dict[str, list[str]] = {}
    for who in ("editor", "officer", "leader"):
        asker = Asker(getattr(line, who), port)
        for kind, texts in asked.items():
            for text in texts[:5]:
                asker.took(f"/memory/?q={text}")
            spent = [asker.took(f"/memory/?q={text}") / 1000 for text in texts]
            beside = _beside(kind, texts, connection, lite) if who == "editor" else {}
            yield _found(f"search, {who}: {kind}", spent, beside)
        some = [text for texts in asked.values() for text in texts[:60]]
        random.Random(5).shuffle(some)
        mixed[asker.cookie] = [f"/memory/?q={quote(text)}" for text in some]
    for (cookie, paths), who in zip(mixed.items(), ("editor", "officer", "leader"), strict=True):
        answers = steadily(port, paths, RATE, cookie=cookie)
        if wrong := [one.status for one in answers if one.status != 200]:
            raise RuntimeError(f"{len(wrong)} answers were {wrong[0]}")
        yield _found(f"search, {who}: all of these, {RATE:.0f} a second", [one.seconds for one in answers], {})


def _found(job: str, seconds: Sequence[float], beside: dict[str, Any]) -> dict[str, Any]:
    ours = p99(seconds)
    unit = f"ms p99 (median {p50(seconds):.0f}, worst {1000 * max(seconds):.0f}, of {len(seconds)})"
    return {
        "job": f"briefing: {job}",
        "ours": ours,
        "unit": unit + beside.pop("also", ""),
        "goal": f"< {SEARCH_GOAL:.0f} ms",
        "ok": ours < SEARCH_GOAL,
        **beside,
        **({"ratio": ours / beside["peer"]} if beside.get("peer") else {}),
    }


def _sqlite(connection: Any) -> sqlite3.Connection:
    lite = sqlite3.connect(":memory:")
    lite.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize='trigram')")
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, body FROM items_item ORDER BY lodged_at")
        lite.executemany("INSERT INTO texts VALUES (?, ?)", cursor.fetchall())
    return lite


def _beside(kind: str, texts: Sequence[str], connection: Any, lite: sqlite3.Connection) -> dict[str, Any]:
    """The statement alone, without permission, a page or a count: what LIKE costs, and what FTS5 costs."""
    spent, fts = [], []
    with connection.cursor() as cursor:
        for text in texts[:20]:
            like = f"%{text.replace(' ', '%')}%"
            began = time.perf_counter()
            cursor.execute(LIKE, [like, like])
            cursor.fetchall()
            spent.append(1000 * (time.perf_counter() - began))
    for text in texts[:60]:
        words = " AND ".join(f'"{word}"' for word in text.split() if len(word) > 2)
        began = time.perf_counter()
        if words:
            lite.execute("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 20", [words]).fetchall()
        else:  # two characters are no trigram: it has to look at every row
            lite.execute("SELECT rowid FROM texts WHERE body LIKE ? LIMIT 20", [f"%{text.split()[0]}%"]).fetchall()
        fts.append(1000 * (time.perf_counter() - began))
    also = f"; SQLite FTS5 worst of 60: {max(fts):.0f}"
    return {"peer": max(spent), "peer_name": "SQL LIKE, worst of 20", "also": also}


def _typeset() -> dict[str, Any]:
    from gongbao.briefing.bulletins.models import Issue  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.briefing.bulletins.sheet import pdf_of  # noqa: PLC0415 (as above)

    issue = Issue.objects.order_by("-signed_at")[0]
    spent = []
    for _ in range(3):
        began = time.perf_counter()
        pdf_of(issue, now=briefing_load.NOW)
        spent.append(time.perf_counter() - began)
    middle = statistics.median(spent)
    goal = f"< {TYPESET_GOAL:.0f} s"
    return {"job": "briefing: an issue of 20 typeset", "ours": middle, "unit": "s", "goal": goal, "ok": middle < 3}
