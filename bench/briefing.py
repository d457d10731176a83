"""The reporting line at 200,000 items: every page at the median, search at the 99th percentile, an issue typeset.

    python -m bench briefing --size briefing=200000

Pages are those of the map of addresses, whoever of four sees them first; which are left out and why is said below them.
They are measured through the whole of Django in this process, signed in, warm. Search stands beside what one would
write without an index of its own (SQL LIKE over the same items) and beside SQLite's FTS5 with trigrams, in process.
"""

import os
import random  # noqa: TID251 (a seeded generator: the same questions in every run)
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bench import briefing_load, briefing_pages
from bench import line as line_kinds
from bench.bulk import copied
from bench.database import own_database

QUESTIONS = 100
SEARCH_GOAL, TYPESET_GOAL = 300.0, 3.0
LIKE = """
SELECT id FROM items_item WHERE title LIKE %s OR body LIKE %s ORDER BY lodged_at DESC LIMIT 20
"""


def run(size: int = 200_000) -> list[dict[str, Any]]:
    """A line for each page, each way of searching, and one for the typeset issue."""
    os.environ["GONGBAO_NOW"] = briefing_load.NOW.isoformat()  # pages are of the day the last item came
    with own_database("briefing") as connection:
        from django.conf import settings  # noqa: PLC0415 (Django is set up by own_database())

        settings.DEMO = True  # the second factor is not what is measured
        with briefing_load.without_word_indexes(connection):
            line = briefing_load.load(size)
            line_kinds.load(line, size)
            lines = [_index()]
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for some in (briefing_pages.pages(line), iter([_typeset()]), _search(line, connection)):
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


def _client(user: Any) -> Callable[[str], float]:
    from django.test import Client  # noqa: PLC0415 (Django is set up by own_database())

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")

    def get(path: str) -> float:
        began = time.perf_counter()
        answer = client.get(path)
        spent = 1000 * (time.perf_counter() - began)
        if answer.status_code not in {200, 302}:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return spent

    return get


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


def _search(line: briefing_load.Line, connection: Any) -> Iterator[dict[str, Any]]:
    asked = _questions(line)
    lite = _sqlite(connection)
    for who in ("editor", "officer", "leader"):
        get = _client(getattr(line, who))
        for kind, texts in asked.items():
            get(f"/memory/?q={texts[0]}")
            spent = sorted(get(f"/memory/?q={text}") for text in texts)
            beside = _beside(kind, texts, connection, lite) if who == "editor" else {}
            ours = spent[int(len(spent) * 0.99)]
            yield {
                "job": f"briefing: search, {who}: {kind}",
                "ours": ours,
                "unit": f"ms p99 (median {statistics.median(spent):.0f})" + beside.pop("also", ""),
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
