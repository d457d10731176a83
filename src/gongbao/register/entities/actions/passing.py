"""Blocks and what becomes of them pass between the importing process and its cleaners through memory both have: bytes
that go to the database as they are need not be pickled and pumped through pipes first.
"""

import mmap
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace

from gongbao.register.entities.actions.chunks import Prepared, prepare
from gongbao.register.entities.sources import Block

SIZE = 16 << 20  # of a place; only what is written to takes memory, and what does not fit is pickled
_there: list[mmap.mmap] = []  # in a cleaner: the memory it shares with its parent


@dataclass(frozen=True, slots=True)
class Passed:
    """A block prepared; what of its bytes for COPY was left in the memory, by how much there is."""

    prepared: Prepared
    entities: int
    names: int


def take_part(memory: mmap.mmap) -> None:
    """Let this process, a cleaner, use its parent's memory."""
    _there[:] = [memory]


def _prepare(at: int, length: int, block: Block, first_id: int) -> Passed:
    (memory,) = _there
    whole = replace(block, text=memory[at : at + length]) if length else block
    made = prepare(whole, first_id)
    entities, names = len(made.entities), len(made.names)
    if entities + names > SIZE:
        return Passed(made, 0, 0)
    memory[at : at + entities] = made.entities
    memory[at + entities : at + entities + names] = made.names
    return Passed(replace(made, entities=b"", names=b""), entities, names)


class Shared:
    """So many places in the memory; each serves one block until that is in the database."""

    def __init__(self, count: int) -> None:
        self.memory = mmap.mmap(-1, count * SIZE)
        self._free = [number * SIZE for number in range(count)]

    def prepare(self, pool: ProcessPoolExecutor, block: Block, first_id: int) -> "tuple[int, Future[Passed]]":
        """Have a block prepared; returns where, and what to wait for."""
        at, length = self._free.pop(), len(block.text)
        if not length or length > SIZE:
            return at, pool.submit(_prepare, at, 0, block, first_id)
        self.memory[at : at + length] = block.text
        return at, pool.submit(_prepare, at, length, replace(block, text=b""), first_id)

    def found(self, at: int, passed: Passed) -> Prepared:
        """The block, until its place is free again."""
        if not passed.entities:
            return passed.prepared
        view, end = memoryview(self.memory), at + passed.entities
        return replace(passed.prepared, entities=view[at:end], names=view[end : end + passed.names])

    def free(self, at: int) -> None:
        """Let another block have the place."""
        self._free.append(at)
