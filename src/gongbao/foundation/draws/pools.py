"""A pool as a value on its way into a draw, and the parts of its tree that answer "was I in it" quickly."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongbao.kernel.tlog.merkle import Frontier, node_hash

LEVEL = 8  # subtrees of 256 leaves are kept with the draw


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Everybody in scope, as a query the database carries out in one pass: rows of
    (party_id, identifier, stratum, excluded), `excluded` blank for who is in the pool.

    `area` is how many the area has, `floor` the least share the law asks for as a fraction or blank, `definition` the
    words of a stratum's code.
    """

    query: str
    params: Sequence[Any] = ()
    area: int
    floor: str
    scope: str
    snapshot: str
    definition: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Officer:
    """An inspector who may be assigned, and the parties (by id) this one may not visit."""

    code: str
    name: str
    user_id: int | None = None
    conflicts: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Tree:
    """The pool's root, and its full subtrees of 256 leaves in order."""

    root: bytes
    subtrees: bytes


def tree_of(leaves: Iterable[bytes]) -> Tree:
    """Root and subtrees of leaf hashes in tree order, in memory for the subtrees only."""
    whole = Frontier()
    kept: list[bytes] = []
    block: list[bytes] = []
    for leaf in leaves:
        whole.append(leaf)
        block.append(leaf)
        if len(block) == 1 << LEVEL:
            kept.append(_perfect(block))
            block = []
    return Tree(whole.root(), b"".join(kept))


def node(level: int, at: int, subtrees: bytes, leaves: Callable[[int, int], Sequence[bytes]]) -> bytes:
    """A perfect subtree's hash: from those kept, or from the leaves in [from, to) that `leaves` reads."""
    if level < LEVEL:
        return _perfect(leaves(at << level, (at + 1) << level))
    width = 1 << (level - LEVEL)
    return _perfect([subtrees[32 * n : 32 * n + 32] for n in range(at * width, (at + 1) * width)])


def _perfect(hashes: Sequence[bytes]) -> bytes:
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[n], row[n + 1]) for n in range(0, len(row), 2)]
    return row[0]
