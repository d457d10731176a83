"""A hundred thousand headlines deduplicated, placed, classed and clustered, beside datasketch's MinHash-LSH, which only
deduplicates; on the same texts in the same run.

The texts are made up; GONGBAO_BENCH_HEADLINES=FILE.csv[.gz] (columns date, title) and GONGBAO_BENCH_DIVISIONS (a file
among all four lists, or their folder) measure real ones. Two processes read the facts, one clusters.

    python -m bench headlines --size headlines=100000
"""

import csv
import gzip
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, time
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import given, headlines_made, headlines_real
from gongbao.kernel.headlines import facts
from gongbao.kernel.headlines.clusters import clusters
from gongbao.kernel.headlines.grams import SAME, grams
from gongbao.kernel.headlines.places import Gazetteer
from gongbao.kernel.headlines.similar import alike, united
from gongbao.kernel.headlines.text import folded

GOAL_SECONDS = 60.0
PIECE = 5_000
PERMUTATIONS, THRESHOLD = 48, 0.85
Text = tuple[str, datetime]
_places: Gazetteer | None = None


def run(size: int = 100_000) -> list[dict[str, Any]]:
    """Rows of the bench table."""
    if paths := given.files(given.HEADLINES):
        texts, kind = real(paths[0], size), "real"
        build: Callable[[], Gazetteer] = partial(headlines_real.gazetteer, given.folder_of_divisions(), towns=False)
        truth: list[int] = []
    else:
        rows = headlines_made.made(size, headlines_made.gazetteer())
        texts, truth, kind, build = (
            [(r.title, r.published) for r in rows],
            [r.incident for r in rows],
            "made-up",
            headlines_made.gazetteer,
        )
    busy = processor()
    seconds, doubles, labels = ours(texts, build)
    busy = processor() - busy
    peer, name, same = theirs(texts)
    row: dict[str, Any] = {
        "job": f"headlines: {kind}, read, deduplicated and clustered",
        "size": len(texts),
        "ours": seconds,
        "peer": peer,
        "peer_name": f"s, {name}; {same}",
        "unit": f"s, 2 processes, {busy:.0f} s of processor; "
        f"{len(texts) - len(set(doubles)):,} doubles, {len(set(labels)):,} clusters",
        "ratio": peer / seconds if peer else None,
        "goal": f"<= {GOAL_SECONDS:.0f} s",
        "ok": seconds <= GOAL_SECONDS,
    }
    return [row, quality(labels, truth)] if truth else [row]


def real(path: Path, size: int) -> list[Text]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        return [
            (r["title"], datetime.combine(date.fromisoformat(r["date"]), time(23, 59), UTC))
            for r in islice(csv.DictReader(file), size)
        ]


def prepare(build: Callable[[], Gazetteer]) -> None:
    global _places  # noqa: PLW0603 (once in each process)
    _places = build()


def read(texts: list[Text]) -> list[facts.Facts]:
    assert _places
    return [facts.read(title, "", at, gazetteer=_places) for title, at in texts]


def ours(texts: list[Text], build: Callable[[], Gazetteer]) -> tuple[float, list[int], list[int]]:
    began = perf_counter()
    with ProcessPoolExecutor(2, initializer=prepare, initargs=(build,)) as pool:
        parts = pool.map(read, [texts[n : n + PIECE] for n in range(0, len(texts), PIECE)])
        sets = [grams(title) for title, _ in texts]
        doubles = united(len(sets), ((a, b) for a, b, _ in alike(sets, enough=SAME)))
        found = [fact for part in parts for fact in part]
    first = sorted(set(doubles))
    label = clusters([found[n] for n in first], build())
    whole = dict(zip(first, (first[n] for n in label), strict=True))
    return perf_counter() - began, doubles, [whole[n] for n in doubles]


def processor() -> float:
    """Processor seconds of this process and of those it has waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def theirs(texts: list[Text]) -> tuple[float, str, str]:
    try:
        from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 (only where `make peers` was run)
    except ImportError:
        return 0.0, "datasketch not installed (make peers)", ""
    began = perf_counter()
    lsh = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    doubled = 0
    for n, (title, _) in enumerate(texts):
        plain = folded(title)
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([(a + b).encode() for a, b in pairwise(plain)])
        doubled += bool(lsh.query(sketch))
        lsh.insert(n, sketch)
    return perf_counter() - began, "datasketch MinHash-LSH, doubles only", f"{doubled:,} doubles"


def quality(labels: list[int], truth: list[int]) -> dict[str, Any]:
    """Of the pairs put together, how many are of one incident; of those of one incident, how many are together."""
    right = together(zip(labels, truth, strict=True))
    ours_pairs, true_pairs = (
        together((a, a) for a, b in zip(labels, truth, strict=True) if b >= 0),
        together((b, b) for b in truth if b >= 0),
    )
    precision, recall = right / max(1, ours_pairs), right / max(1, true_pairs)
    return {
        "job": "headlines: made-up, pairs of one incident",
        "size": true_pairs,
        "ours": 2 * precision * recall / (precision + recall),
        "unit": f"F1; precision {precision:.3f}, recall {recall:.3f}",
        "goal": ">= 0.8",
        "ok": 2 * precision * recall / (precision + recall) >= 0.8,
    }


def together(pairs: Iterable[tuple[int, int]]) -> int:
    counts: dict[tuple[int, int], int] = {}
    for a, b in pairs:
        if b >= 0:
            counts[a, b] = counts.get((a, b), 0) + 1
    return sum(n * (n - 1) // 2 for n in counts.values())


if __name__ == "__main__":
    print(*run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000), sep="\n")
