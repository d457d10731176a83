"""Every record's history in a log: no version told twice, and every amendment follows the version before it."""

import struct
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from types import TracebackType
from typing import IO, Self
from uuid import UUID

from gongbao.kernel.tlog.leaf import KINDS, Leaf

BUCKETS = 64
IN_MEMORY = 512 * 1024  # bytes of a bucket before it moves to a temporary file
MOST_EXAMPLES = 10
_KINDS = sorted(KINDS)
_ROW = struct.Struct(">16sQQBB32s32s")  # big-endian and in this order, so that bytes sort by record, version, place


@dataclass(frozen=True, slots=True)
class _Told:
    """One leaf as the histories keep it."""

    version: int
    index: int
    kind: str
    commitment: bytes
    previous: bytes | None


@dataclass(slots=True)
class Found:
    """What the histories showed. Pairs are places in the log: the earlier leaf, then the one that does not fit."""

    amended: int = 0
    unseen: int = 0
    repeated: int = 0
    contradicted: int = 0
    broken: int = 0
    repeats: list[tuple[int, int]] = field(default_factory=list)
    contradictions: list[tuple[int, int]] = field(default_factory=list)
    breaks: list[tuple[int, int]] = field(default_factory=list)


class Histories:
    """Collects leaves in the order of the log and judges them by record at the end.

    What it holds in memory does not grow with the log: rows go to temporary files by record, 64 of them.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._buckets: list[IO[bytes]] = []

    def __enter__(self) -> Self:
        self._buckets = [
            self._stack.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 (the stack closes it)
            for _ in range(BUCKETS)
        ]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, leaf: Leaf, index: int) -> None:
        """Take in the leaf at `index`."""
        record = UUID(leaf.record).bytes
        row = _ROW.pack(
            record,
            leaf.version,
            index,
            _KINDS.index(leaf.kind),
            leaf.previous is not None,
            bytes.fromhex(leaf.commitment),
            bytes.fromhex(leaf.previous or "00" * 32),
        )
        self._buckets[zlib.crc32(record) % BUCKETS].write(row)

    def judge(self) -> Found:
        """Every record's leaves against each other."""
        found = Found()
        for bucket in self._buckets:
            for _, rows in groupby(sorted(_rows(bucket)), key=lambda row: row[:16]):
                _judge_record([_read(row) for row in rows], found)
        return found


def _rows(bucket: IO[bytes]) -> Iterator[bytes]:
    bucket.seek(0)
    while row := bucket.read(_ROW.size):
        yield row


def _read(row: bytes) -> _Told:
    _, version, index, kind, follows, commitment, previous = _ROW.unpack(row)
    return _Told(version, index, _KINDS[kind], commitment, previous if follows else None)


def _judge_record(leaves: list[_Told], found: Found) -> None:
    told: dict[tuple[int, str], _Told] = {}
    versions: dict[int, list[_Told]] = defaultdict(list)
    for leaf in leaves:
        versions[leaf.version].append(leaf)
        first = told.setdefault((leaf.version, leaf.kind), leaf)
        if first is leaf:
            continue
        if first.commitment == leaf.commitment:
            found.repeated += 1
            _example(found.repeats, first, leaf)
        else:
            found.contradicted += 1
            _example(found.contradictions, first, leaf)
    for leaf in leaves:
        if leaf.previous is not None or leaf.kind == "amend":
            _follow(leaf, versions.get(leaf.version - 1, []), found)


def _follow(leaf: _Told, before: list[_Told], found: Found) -> None:
    found.amended += 1
    if not before:
        found.unseen += 1
    elif all(one.commitment != leaf.previous for one in before):
        found.broken += 1
        _example(found.breaks, before[0], leaf)


def _example(pairs: list[tuple[int, int]], first: _Told, second: _Told) -> None:
    if len(pairs) < MOST_EXAMPLES:
        pairs.append((first.index, second.index))
