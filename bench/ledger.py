"""The log's tree in memory, against the bare hash function and against pymerkle; proofs from tile files besides.

No database here: what the sequencer and PostgreSQL add is another job's line.
"""

import hashlib
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from pymerkle import InmemoryTree, verify_inclusion

from gongbao.kernel.tlog.merkle import Frontier, check_inclusion, leaf_hash, prove_inclusion, root_of
from gongbao.kernel.tlog.tiles import TileReader, tiles_of

RUNS = 5
PROOFS = 200
PEER_MOST = 20_000  # pymerkle takes seconds to build what ours builds in a blink


def run(size: int = 100_000) -> list[dict[str, Any]]:
    """Rows of the bench table: append `size` entries of 270 bytes, then prove entries spread over them."""
    entries = [f"{n:0270d}".encode() for n in range(size)]
    return [*append_rows(entries), *prove_rows(entries)]


def append_rows(entries: list[bytes]) -> list[dict[str, Any]]:
    size = len(entries)
    ours = size / median(lambda: append(entries))
    bare = size / median(lambda: hash_only(entries))
    few = entries[:PEER_MOST]
    peer = len(few) / median(lambda: peer_tree(few), runs=3)
    return [
        row("ledger: append in memory", ours, bare, "bare hashlib, 2 hashes a leaf", "leaves/s", 100_000, floor=True),
        row("ledger: append in memory", ours, peer, "pymerkle", "leaves/s", 100_000, floor=True),
    ]


def prove_rows(entries: list[bytes]) -> list[dict[str, Any]]:
    size = len(entries)
    hashes = [leaf_hash(entry) for entry in entries]
    root = root_of(hashes)
    places = [n * size // PROOFS for n in range(PROOFS)]
    with tempfile.TemporaryDirectory() as folder:
        read = write_tiles(Path(folder), hashes)
        ours = 1000 * median_each(places, lambda place: prove(place, size, read))
        proofs = {place: prove(place, size, read) for place in places}
    check = 1000 * median_each(places, lambda n: check_inclusion(proofs[n], n, size, hashes[n], root))
    few = min(size, PEER_MOST)
    tree = peer_tree(entries[:few])
    peer = 1000 * median_each([n * few // PROOFS for n in range(PROOFS)], lambda n: tree.prove_inclusion(n + 1, few))
    theirs = {n: (tree.get_leaf(n + 1), tree.prove_inclusion(n + 1, few)) for n in range(PROOFS)}
    state = tree.get_root()
    peer_check = 1000 * median_each(list(theirs), lambda n: verify_inclusion(theirs[n][0], state, theirs[n][1]))
    return [
        row("ledger: prove from tile files", ours, peer, f"pymerkle, {few:,} in memory", "ms", 2.0),
        row("ledger: check a proof", check, peer_check, "pymerkle", "ms", 1.0),
    ]


def row(
    job: str, ours: float, peer: float, peer_name: str, unit: str, goal: float, *, floor: bool = False
) -> dict[str, Any]:
    """A line of the table. The ratio is how many times better ours is: above 1, ours wins."""
    return {
        "job": job,
        "ours": ours,
        "peer": peer,
        "peer_name": peer_name,
        "unit": unit,
        "ratio": ours / peer if floor else peer / ours,
        "goal": f"{'≥' if floor else '≤'} {goal:,.0f} {unit}",
        "ok": ours >= goal if floor else ours <= goal,
    }


def median(do: Callable[[], object], runs: int = RUNS) -> float:
    """Seconds, the median of several runs."""
    took = []
    for _ in range(runs):
        start = perf_counter()
        do()
        took.append(perf_counter() - start)
    return statistics.median(took)


def median_each(places: list[int], do: Callable[[int], object]) -> float:
    """Seconds for one, the median over every place and several rounds."""
    took = []
    for _ in range(RUNS):
        for place in places:
            start = perf_counter()
            do(place)
            took.append(perf_counter() - start)
    return statistics.median(took)


def append(entries: list[bytes]) -> bytes:
    frontier = Frontier()
    for entry in entries:
        frontier.append(leaf_hash(entry))
    return frontier.root()


def hash_only(entries: list[bytes]) -> None:
    """The least any tree can do: one hash of each entry and one of two child hashes."""
    pair = bytes(65)
    for entry in entries:
        hashlib.sha256(b"\x00" + entry).digest()
        hashlib.sha256(pair).digest()


def peer_tree(entries: list[bytes]) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    return tree


def write_tiles(folder: Path, hashes: list[bytes]) -> Callable[[str], bytes]:
    """The tile files of a tree, and how to read them."""
    rows = [hashes]
    for tile in tiles_of(len(hashes)):
        if tile.level == len(rows):
            below = rows[-1]
            rows.append([root_of(below[i : i + 256]) for i in range(0, len(below) // 256 * 256, 256)])
        target = folder / tile.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"".join(rows[tile.level][tile.number * 256 : tile.number * 256 + tile.width]))
    return lambda path: (folder / path).read_bytes()


def prove(place: int, size: int, read: Callable[[str], bytes]) -> list[bytes]:
    """A proof that reads its tiles anew, as a request would."""
    return prove_inclusion(place, size, TileReader(size, read))
