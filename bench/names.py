"""Pair decisions on the labelled set, beside rapidfuzz and nomenklatura: F1 of "same" on the half no weight has seen.

Peers give a score, not a decision: each gets the threshold that serves it best on the half for fitting. The set is
`bench/data/name-pairs.csv` (made up); with GONGBAO_BENCH_REGISTER the same procedure runs over that register's names.
nomenklatura is measured where it is installed (`make peers`).
"""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from bench import given, names_pairs, names_pool
from gongbao.kernel.names.compare import Decision, compare
from gongbao.kernel.names.lexicon import Lexicon

MADE = Path(__file__).parent / "data" / "name-pairs.csv"
GOAL_F1, GOAL_PRECISION = 0.97, 0.98
PEER_MOST = 3_000  # pairs a half for the slow peers
Row = dict[str, str]
Score = Callable[[str, str], float]


class Quality(NamedTuple):
    """Precision, recall and their harmonic mean for "same"."""

    precision: float
    recall: float
    f1: float


def run(size: int = 12_000) -> list[dict[str, Any]]:
    """Rows of the bench table: the published set, then the real names when a register's file is named."""
    rows = measured("made-up names", read(MADE), names_pairs.lexicon_for(None))
    if register := given.register():
        lexicon = names_pairs.lexicon_for(given.counties())
        rows += measured("real names", real_pairs(register, lexicon, size), lexicon)
    return rows


def real_pairs(register: Path, lexicon: Lexicon, size: int) -> list[Row]:
    """The same procedure over a register's names; the pairs are forgotten when the run ends."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pairs.csv"
        names_pairs.write(path, names_pool.real(register), lexicon, size)
        return read(path)


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def measured(kind: str, rows: list[Row], lexicon: Lexicon) -> list[dict[str, Any]]:
    fit, measure = ([row for row in rows if row["half"] == half] for half in ("fit", "measure"))
    began = perf_counter()
    decisions = [compare(row["a"], row["b"], lexicon=lexicon).decision for row in measure]
    seconds = perf_counter() - began
    ours = quality(
        (decision is Decision.SAME, row["label"] == "same") for decision, row in zip(decisions, measure, strict=True)
    )
    exact = sum(decision == row["label"] for decision, row in zip(decisions, measure, strict=True)) / len(measure)
    lines = [
        {
            "job": f"names: F1 of same, {kind}",
            "size": len(measure),
            "ours": ours.f1,
            "peer": (theirs := peer_quality(score, fit, measure)).f1,
            "peer_name": f"{name} (precision {theirs.precision:.3f})",
            "unit": f"precision {ours.precision:.3f}",
            "ratio": ours.f1 / theirs.f1,
            "goal": f">= {GOAL_F1}, precision >= {GOAL_PRECISION}",
            "ok": ours.f1 >= GOAL_F1 and ours.precision >= GOAL_PRECISION,
        }
        for name, score in peers()
    ]
    share = {"job": f"names: all four decisions right, {kind}", "size": len(measure), "ours": exact, "unit": "share"}
    return [*lines, share | {"peer": seconds / len(measure) * 1e6, "peer_name": "microseconds a pair"}]


def quality(found: Iterable[tuple[bool, bool]]) -> Quality:
    """Of (said same, is same)."""
    counts = {(said, true): 0 for said in (True, False) for true in (True, False)}
    for pair in found:
        counts[pair] += 1
    right = counts[True, True]
    precision = right / max(1, right + counts[True, False])
    recall = right / max(1, right + counts[False, True])
    return Quality(precision, recall, 2 * precision * recall / max(1e-9, precision + recall))


def peer_quality(score: Score, fit: list[Row], measure: list[Row]) -> Quality:
    """A peer's quality at the threshold that is best for it on the other half."""

    def scored(rows: list[Row]) -> list[tuple[float, bool]]:
        step = max(1, len(rows) // PEER_MOST)
        return [(score(row["a"], row["b"]), row["label"] == "same") for row in rows[::step]]

    tried = scored(fit)
    limit = max({value for value, _ in tried}, key=lambda at: quality((value >= at, true) for value, true in tried).f1)
    return quality((value >= limit, true) for value, true in scored(measure))


def peers() -> Iterator[tuple[str, Score]]:
    yield "rapidfuzz ratio", fuzz.ratio
    yield "rapidfuzz WRatio", fuzz.WRatio
    try:
        from followthemoney import ValueEntity  # noqa: PLC0415 (a peer that need not be here)
        from nomenklatura.matching import get_algorithm  # noqa: PLC0415 (the same)
    except ImportError:
        return

    def entity(name: str) -> Any:
        return ValueEntity.from_dict({"id": name, "schema": "Company", "properties": {"name": [name]}})

    for name in ("logic-v1", "logic-v2"):
        algorithm = get_algorithm(name)
        config = algorithm.default_config()
        yield f"nomenklatura {name}", lambda a, b, of=algorithm, by=config: of.compare(entity(a), entity(b), by).score
