"""A million names against 100,000 listed, with full decisions; what candidates miss; nomenklatura's blocker and scorer.

The names are made up; with GONGBAO_BENCH_REGISTER they are that register's, filled up to the size by names put together
from its own places, trade names, lines of business and forms. Asked names are listed ones one time in a hundred.
The peer (`make peers`) is measured on a sample and counted up: its own index, its own scorer, over the candidates it
proposes.
"""

import os
import random  # noqa: TID251 (seeded: the same names every time)
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import given, names, names_pairs, names_pool
from gongbao.kernel.names.lexicon import Lexicon
from gongbao.kernel.names.parts import read
from gongbao.kernel.names.text import NotAName
from gongbao.kernel.screening.bulk import answered
from gongbao.kernel.screening.parties import Party, Question
from gongbao.kernel.screening.screener import Screener

LISTED, PROCESSES = 100_000, 2
GOAL_SECONDS, GOAL_MISS, GOAL_TIMES = 60.0, 0.005, 50.0
PEER_LISTED, PEER_ASKED = 20_000, 300
SEED = 20260601


def run(size: int = 1_000_000) -> list[dict[str, Any]]:
    """Rows of the bench table."""
    register = given.register()
    lexicon = names_pairs.lexicon_for(given.counties())
    pool = names_pool.real(register) if register else names_pool.made_up(min(size, 300_000))
    kind = "real names" if register else "made-up names"
    chance = random.Random(SEED)
    chance.shuffle(pool)
    listed = pool[: min(LISTED, len(pool) // 2)]
    rest = pool[len(listed) :]
    asked = filled(rest, size - size // 100, lexicon, chance) + chance.choices(listed, k=size // 100)
    chance.shuffle(asked)
    began = perf_counter()
    screener = Screener([Party(str(n), name) for n, name in enumerate(listed)], lexicon)
    prepared = perf_counter() - began
    seconds, busy, outcomes = timed(asked, screener)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows: list[dict[str, Any]] = [
        {
            "job": f"screen: {size:,} {kind} against {len(listed):,}, full decisions",
            "ours": seconds,
            "peer": busy,
            "peer_name": f"s of processor; list prepared in {prepared:.1f} s, {memory:.0f} MB; {outcomes}",
            "unit": f"s, {PROCESSES} processes",
            "goal": f"<= {GOAL_SECONDS:.0f} s",
            "ok": seconds <= GOAL_SECONDS,
        },
        *missed(names_pairs.lexicon_for(None)),
        *(missed(lexicon, register, size=12_000) if register else []),
    ]
    return [*rows, *peer(listed, asked, lexicon)]


def filled(known: list[str], count: int, lexicon: Lexicon, chance: random.Random) -> list[str]:
    """The names, and where they are too few, new ones of their places, trade names, business words and forms."""
    if len(known) >= count:
        return known[:count]
    pieces: tuple[list[str], ...] = ([], [], [], [])
    for name in known[:100_000]:
        try:
            parts = read(name, lexicon)
        except NotAName:
            continue
        if parts.places and parts.trade and parts.form and not parts.branch:
            for piece, text in zip(
                pieces, ("".join(parts.places), parts.trade, "".join(parts.lines), parts.form), strict=True
            ):
                piece.append(text)
    made = ("".join(map(chance.choice, pieces)) for _ in range(count - len(known)))
    return [*known, *made]


def timed(asked: list[str], screener: Screener) -> tuple[float, float, str]:
    """(seconds by the clock, seconds of processor, how the questions came out)."""
    counts: dict[str, int] = {}
    before, began = os.times(), perf_counter()
    for answer in answered(map(Question, asked), screener, processes=PROCESSES):
        counts[answer.outcome] = counts.get(answer.outcome, 0) + 1
    seconds, after = perf_counter() - began, os.times()
    busy = sum(after[n] - before[n] for n in range(4))
    return seconds, busy, ", ".join(f"{key} {value:,}" for key, value in sorted(counts.items()))


def missed(lexicon: Lexicon, register: Path | None = None, size: int = 0) -> Iterator[dict[str, Any]]:
    """How many true pairs of the half for measuring the candidates miss: one name listed, the other asked."""
    rows = names.read(names.MADE) if not register else names.real_pairs(register, lexicon, size)
    true = [row for row in rows if row["half"] == "measure" and row["one_firm"] == "True"]
    pairs = [row for row in true if "code" not in row["case"]]
    screener = Screener([Party(str(n), row["a"]) for n, row in enumerate(pairs)], lexicon)
    asked = [(n, read(row["b"], lexicon)) for n, row in enumerate(pairs)]
    found = {(n, screener.row_of(place)) for n, place in screener.candidates(asked)}
    lost = sum((n, n) not in found for n in range(len(pairs)))
    yield {
        "job": f"screen: true pairs the candidates miss, {'real' if register else 'made-up'} names",
        "size": len(pairs),
        "ours": lost / len(pairs),
        "unit": "share",
        "goal": f"<= {GOAL_MISS}",
        "ok": lost / len(pairs) <= GOAL_MISS,
    }


def peer(listed: list[str], asked: list[str], lexicon: Lexicon) -> Iterator[dict[str, Any]]:
    """nomenklatura's own blocking index and logic-v1 over what it proposes, on a sample; ours on the same sample."""
    try:
        theirs = _nomenklatura(listed[:PEER_LISTED], asked[:PEER_ASKED])
    except ImportError:
        return
    screener = Screener([Party(str(n), name) for n, name in enumerate(listed[:PEER_LISTED])], lexicon)
    sample = asked[: PEER_ASKED * 20]
    began = perf_counter()
    for _ in answered(map(Question, sample), screener):
        pass
    ours = (perf_counter() - began) / len(sample)
    yield {
        "job": f"screen: names a second in one process, {PEER_LISTED:,} listed",
        "size": PEER_ASKED,
        "ours": 1 / ours,
        "peer": 1 / theirs,
        "peer_name": "nomenklatura blocker + logic-v1",
        "unit": "names/s",
        "ratio": theirs / ours,
        "goal": f">= {GOAL_TIMES:.0f}x",
        "ok": theirs / ours >= GOAL_TIMES,
    }


def _nomenklatura(listed: list[str], asked: list[str]) -> float:
    """Seconds a name, its index built beforehand: proposing candidates, then scoring each."""
    from followthemoney import Dataset, StatementEntity, ValueEntity  # noqa: PLC0415 (a peer that need not be here)
    from nomenklatura.blocker.index import Index  # noqa: PLC0415 (the same)
    from nomenklatura.matching import get_algorithm  # noqa: PLC0415 (the same)

    dataset = Dataset.make({"name": "bench", "title": "bench"})

    def data(name: str, identity: str) -> dict[str, Any]:
        return {"id": identity, "schema": "Company", "properties": {"name": [name]}}

    def stored(prefix: str, names: list[str]) -> Iterator[Any]:
        return (StatementEntity.from_data(dataset, data(name, f"{prefix}{n}")) for n, name in enumerate(names))

    class View:
        """What the index asks of a store."""

        def entities(self, include_schemata: object = None) -> Iterator[Any]:
            return stored("listed", listed)

    algorithm = get_algorithm("logic-v1")
    if algorithm is None:
        raise ImportError("nomenklatura knows no logic-v1")
    config = algorithm.default_config()
    whole = {f"listed{n}": ValueEntity.from_dict(data(name, f"listed{n}")) for n, name in enumerate(listed)}
    with tempfile.TemporaryDirectory() as folder:
        index = Index(View(), Path(folder))  # type: ignore[arg-type]  # a store of two methods is enough for it
        index.build()
        began = perf_counter()
        for identity, matches in index.match_entities(stored("asked", asked)):
            question = ValueEntity.from_dict(data(asked[int(identity.id.removeprefix("asked"))], identity.id))
            for match, _score in matches:
                algorithm.compare(question, whole[match.id], config)
        return (perf_counter() - began) / len(asked)
