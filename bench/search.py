"""Finding a firm over HTTP, every way of asking at 50 requests a second, beside tantivy and SQLite FTS5 in process.

    GONGBAO_BENCH_REGISTER=A.csv.gz:B.csv.gz GONGBAO_BENCH_DIVISIONS=areas.csv python -m bench search --size search=N

Ours is measured at the wire, through the web server as `gongbao web` starts it; the peers answer inside this process,
without a server, filters or a count. Where we must be ahead of them, ours is asked inside this process too. Recall is
counted over questions that decide: no other name fits as well.
"""

import gc
import json
import random  # noqa: TID251 (a seeded generator: the same questions in every run)
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from bench import given, search_load
from bench.database import own_database
from bench.search_names import distinct_names
from bench.search_peers import SPOKEN, Peer, sqlite_trigrams, tantivy_bigrams, timed
from bench.search_queries import KINDS, Names, Question, typing
from bench.server import Answer, p50, p99, serving, steadily

QUESTIONS = 300
RATE = 50.0
GOAL_MS, GOAL_RECALL = 30.0, 0.98
BUDGET = 20.0  # seconds a kind for a peer
AHEAD = ("one wrong character",)  # kinds in which no peer may be faster
REGIONS = ("999101", "999102", "999103", "999104", "999105")


def run(size: int = 1_000_000) -> list[dict[str, Any]]:
    """A line a kind for each peer, with the p99 over HTTP and the recall."""
    names = Names(distinct_names(size))
    asked = {kind: [make(names) for _ in range(QUESTIONS)] for kind, make in KINDS.items()}
    gc.freeze()  # a million names are not walked again while somebody's time is taken, ours or a peer's
    with own_database("search") as connection:
        regions = divisions()
        search_load.load(names.names, regions)
        inside = {kind: timed(_found, kind, asked[kind], BUDGET)[0] for kind in AHEAD}
        name = connection.settings_dict["NAME"]
        connection.close()
        with serving(name) as port:
            ours = _ours(port, names, asked, regions)
    lines = list(_lines(size, ours, asked))
    peers = {"tantivy": tantivy_bigrams(names.folded), "SQLite FTS5": sqlite_trigrams(names.folded)}
    return lines + [line for label, peer in peers.items() if peer for line in _beside(label, peer, ours, inside, asked)]


def _found(_kind: str, text: str) -> list[int]:
    from gongbao.register.entities.finding.search import search  # noqa: PLC0415 (Django is set up by own_database())

    return [hit.entity_id for hit in search(text).hits]


def divisions() -> list[str]:
    """Divisions for the firms to be in: those given, or five of the made-up county."""
    from gongbao.cli.base_data import load_base_data  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)
    from gongbao.foundation.codes.actions import load_divisions, read_divisions  # noqa: PLC0415 (as above)
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)

    load_base_data(read_clock())
    lists = given.files(given.DIVISIONS)
    rows = read_divisions(lists) if lists else [(code, f"青岚{code[-1]}县") for code in REGIONS]
    load_divisions(rows=rows, valid_from=date(2000, 1, 1), source="bench", by=command("bench"), now=read_clock())
    return sorted(code for code, _ in rows if len(code) == 6)


def _paths(kind: str, questions: Sequence[Question]) -> list[str]:
    return [f"/api/v1/entities?q={quote(question.text)}" for question in questions]


def _ours(port: int, names: Names, asked: dict[str, list[Question]], regions: Sequence[str]) -> dict[str, list[Answer]]:
    """Each kind's answers; before, some of every kind for both processes to have read their tables."""
    chance = random.Random(3)
    paths = {kind: _paths(kind, questions) for kind, questions in asked.items()}
    places = [search_load.region_of(question.meant or 1, regions) for question in asked["part of a name"]]
    paths["with a place"] = [
        f"/api/v1/entities?q={quote(question.text)}&region={place[:4]}&standing=active"
        for question, place in zip(asked["two characters"], places, strict=True)
    ]
    codes = [search_load.code_of(n, search_load.region_of(n, regions)) for n in _numbers(chance, len(names.names))]
    paths["code"] = [f"/api/v1/entities?q={code}" for code in codes]
    paths["beginning of a code"] = [f"/api/v1/entities?q={code[:10]}" for code in codes]
    paths["suggestions"] = [f"/search/suggest/?q={quote(typing(names).text)}" for _ in range(QUESTIONS)]
    paths["the page itself"] = [f"/search/?q={quote(question.text)}" for question in asked["part of a name"]]
    steadily(port, [path for some in paths.values() for path in some[:12]], RATE)
    return {kind: steadily(port, some, RATE) for kind, some in paths.items()}


def _numbers(chance: random.Random, most: int) -> Iterator[int]:
    for _ in range(QUESTIONS):
        yield chance.randint(1, most)


def _recall(answers: Sequence[Answer], questions: Sequence[Question]) -> tuple[float, int]:
    """Of the questions that decide, the share whose firm is among the hits; and how many decide."""
    found = [
        question.meant in {hit["entity_id"] for hit in json.loads(answer.body)["hits"]}
        for answer, question in zip(answers, questions, strict=True)
        if question.meant
    ]
    return (sum(found) / len(found) if found else 1.0), len(found)


def _lines(size: int, ours: dict[str, list[Answer]], asked: dict[str, list[Question]]) -> Iterator[dict[str, Any]]:
    for kind, answers in ours.items():
        wrong = [answer.status for answer in answers if answer.status != 200]
        if wrong:
            raise RuntimeError(f"{kind}: {len(wrong)} answers were {wrong[0]}")
        seconds = [answer.seconds for answer in answers]
        recall, decide = _recall(answers, asked[kind]) if kind in asked else (1.0, 0)
        said = f", recall@20 {recall:.3f} of {decide}" if decide else ""
        yield {
            "job": f"search: {kind}",
            "size": size,
            "ours": p99(seconds),
            "unit": f"ms p99 (p50 {p50(seconds):.1f}){said}",
            "goal": f"<= {GOAL_MS:.0f} ms over HTTP" + (f", recall >= {GOAL_RECALL}" if decide else ""),
            "ok": p99(seconds) <= GOAL_MS and recall >= GOAL_RECALL,
            "recall": recall if decide else None,
        }


def _beside(
    label: str,
    peer: Peer,
    ours: dict[str, list[Answer]],
    inside: dict[str, list[float]],
    asked: dict[str, list[Question]],
) -> Iterator[dict[str, Any]]:
    for kind, questions in asked.items():
        if kind in SPOKEN:
            continue
        seconds, found = timed(peer, kind, questions, BUDGET)
        mine = p99([answer.seconds for answer in ours[kind]])
        recall = f", recall {sum(found) / len(found):.3f}" if found else ""
        line = {
            "job": f"search: {kind}",
            "ours": mine,
            "peer": p99(seconds),
            "peer_name": f"{label} in process ({len(seconds)} asked{recall})",
            "unit": "ms p99",
            "ratio": p99(seconds) / mine,
            "goal": "-",
            "ok": None,
        }
        yield line
        if kind in AHEAD:
            mine = p99(inside[kind])
            yield line | {
                "job": f"search: {kind}, ours in process too",
                "ours": mine,
                "ratio": p99(seconds) / mine,
                "goal": "ahead",
                "ok": mine < p99(seconds),
            }
