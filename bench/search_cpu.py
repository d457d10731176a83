"""Processor time of one search, ours alone, by kind: what a busy machine does not change, beside the recall.

    GONGBAO_BENCH_REGISTER=A.csv.gz:B.csv.gz GONGBAO_BENCH_DIVISIONS=areas.csv python -m bench search-cpu

Both halves are counted: the database's process (by Linux's scheduler) and Python's thread. Searches run one after the
other in this process, without HTTP. The same names and kinds as in the job `search`.
"""

import random  # noqa: TID251 (a seeded generator: the same questions in every run)
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench import search, search_load
from bench.database import own_database
from bench.search_names import distinct_names
from bench.search_queries import KINDS, Names
from bench.server import p50, p99

QUESTIONS = 100
WARMING = 5
SETTLING = 0.002  # seconds until the scheduler has counted what the database's process did
COMMON = ("有限公司", "科技", "贸易", "管理", "有限")


class Asked(NamedTuple):
    """One search: its text, the place it is narrowed to, and the entity meant (0: none in particular)."""

    text: str
    region: str
    meant: int


def run(size: int = 100_000) -> list[dict[str, Any]]:
    """A line a kind: processor milliseconds at the 99th percentile, and the recall."""
    names = Names(distinct_names(size))
    with own_database("search_cpu") as connection:
        regions = search.divisions()
        kinds = dict(_kinds(names, regions))
        search_load.load(names.names, regions)
        connection.ensure_connection()
        return [_line(kind, asked, connection.connection.info.backend_pid) for kind, asked in kinds.items()]


def _kinds(names: Names, regions: list[str]) -> Iterator[tuple[str, list[Asked]]]:
    chance = random.Random(3)
    for kind, make in KINDS.items():
        yield kind, [Asked(one.text, "", one.meant) for one in (make(names) for _ in range(QUESTIONS))]
    places = [chance.choice(regions) for _ in range(QUESTIONS)]
    yield "two characters in a prefecture", [Asked(KINDS["two characters"](names).text, one[:4], 0) for one in places]
    words = COMMON * (QUESTIONS // len(COMMON))
    yield (
        "a common word in a province",
        [Asked(word, one[:2], 0) for word, one in zip(words, places, strict=True)],
    )
    numbers = [chance.randint(1, len(names.names)) for _ in range(QUESTIONS)]
    yield "code", [Asked(search_load.code_of(n, search_load.region_of(n, regions)), "", n) for n in numbers]


def _processor(pid: int) -> float:
    """Seconds a process has had of the processor."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _line(kind: str, asked: list[Asked], database: int) -> dict[str, Any]:
    from gongbao.register.entities import selectors  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.register.entities.finding.filters import Filters  # noqa: PLC0415 (as above)

    spent, found = [], []
    for number, one in enumerate(asked[:WARMING] + asked):
        before, begun = _processor(database), time.thread_time()
        hits = selectors.search(one.text, Filters(region=one.region)).hits
        mine = time.thread_time() - begun
        time.sleep(SETTLING)
        if number < WARMING:
            continue
        spent.append(mine + _processor(database) - before)
        if one.meant:
            found.append(one.meant in {hit.entity_id for hit in hits})
    recall = sum(found) / len(found) if found else None
    said = f", recall@20 {recall:.3f} of {len(found)}" if found else ""
    return {
        "job": f"search, processor: {kind}",
        "ours": p99(spent),
        "unit": f"ms p99 (p50 {p50(spent):.1f}){said}",
        "goal": f"recall >= {search.GOAL_RECALL}" if found else "",
        "ok": recall >= search.GOAL_RECALL if recall is not None else None,
        "recall": recall,
    }
