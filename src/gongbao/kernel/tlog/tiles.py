"""Tiles and entry bundles of C2SP tlog-tiles: 256 hashes a full tile, files named by level and number."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from gongbao.kernel.tlog.merkle import ProofError, subtrees

WIDTH = 256
ENTRY_LIMIT = 65_535
ReadFile = Callable[[str], bytes]
"""Gives a file of the log by its path, e.g. `tile/0/000.p/7`; raises FileNotFoundError."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One tile file: level 0 holds leaf hashes, level l the roots of full tiles of level l-1. Width 1 to 256."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """`tile/<L>/<N>[.p/<W>]`."""
        return f"tile/{self.level}/{_number_path(self.number)}{_partial(self.width)}"

    @property
    def bundle_path(self) -> str:
        """Where the entries of a level-0 tile lie: `tile/entries/<N>[.p/<W>]`."""
        return f"tile/entries/{_number_path(self.number)}{_partial(self.width)}"


def _partial(width: int) -> str:
    if not 1 <= width <= WIDTH:
        raise ValueError(f"a tile is 1 to {WIDTH} wide, not {width}")
    return "" if width == WIDTH else f".p/{width}"


def _number_path(number: int) -> str:
    if number < 0:
        raise ValueError("tile numbers count from 0")
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups))


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a tree of `size` leaves, partial ones included."""
    yield from grown_tiles(0, size)


def grown_tiles(old: int, size: int) -> Iterator[Tile]:
    """The tiles to write when a tree grows from `old` to `size` leaves, lowest level first."""
    level = 0
    while size:
        first, whole, rest = old // WIDTH, size // WIDTH, size % WIDTH
        if size > old:
            for number in range(first, whole):
                yield Tile(level, number)
            if rest:
                yield Tile(level, whole, rest)
        old, size, level = old // WIDTH, whole, level + 1


def pack_entries(entries: Sequence[bytes]) -> bytes:
    """An entry bundle: each entry with its length as two bytes, big-endian, before it."""
    parts = []
    for entry in entries:
        if len(entry) > ENTRY_LIMIT:
            raise ValueError(f"an entry has at most {ENTRY_LIMIT} bytes, not {len(entry)}")
        parts.append(len(entry).to_bytes(2, "big"))
        parts.append(entry)
    return b"".join(parts)


def unpack_entries(bundle: bytes) -> list[bytes]:
    """The entries of a bundle; ValueError when it is cut off."""
    entries, at = [], 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if at + 2 > len(bundle) or end > len(bundle):
            raise ValueError("the entry bundle is cut off")
        entries.append(bundle[at + 2 : end])
        at = end
    return entries


def tile_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of sibling hashes."""
    return _row_root(b"".join(hashes))


def _row_root(row: bytes) -> bytes:
    """The same over hashes one after the other: pairs lie together already, so one slice feeds each node."""
    while len(row) > 32:
        row = b"".join([sha256(b"\x01" + row[i : i + 64]).digest() for i in range(0, len(row), 64)])
    return row


@lru_cache(maxsize=512)
def _often_asked(row: bytes) -> bytes:
    """Rows near the root and at the right edge are part of every proof; remembered by content, never by place."""
    return _row_root(row)


class TileReader:
    """Hashes of a tree of `size` leaves by (level, index), read from tile files.

    What it returns is only as good as the files: check the proof built from it against a signed root.
    """

    def __init__(self, size: int, read: ReadFile) -> None:
        self.size = size
        self._read = read
        self._tiles: dict[Tile, bytes] = {}

    def __call__(self, wanted: Sequence[tuple[int, int]]) -> list[bytes]:
        return [self._hash(level, index) for level, index in wanted]

    def _hash(self, level: int, index: int) -> bytes:
        tile_level, inside = divmod(level, 8)
        first = index << inside
        number, slot = divmod(first, WIDTH)
        stored = self._tile(tile_level, number)
        if len(stored) < 32 * (slot + (1 << inside)):
            raise ProofError(f"the tree of {self.size} has no whole subtree {level}/{index}")
        row = stored[32 * slot : 32 * (slot + (1 << inside))]
        return _often_asked(row) if inside > 2 else _row_root(row)

    def _tile(self, level: int, number: int) -> bytes:
        width = min(WIDTH, (self.size >> (8 * level)) - number * WIDTH)
        if width < 1:
            raise ProofError(f"the tree of {self.size} has no tile {level}/{number}")
        tile = Tile(level, number, width)
        if tile not in self._tiles:
            self._tiles[tile] = self._fetch(tile)
        return self._tiles[tile]

    def _fetch(self, tile: Tile) -> bytes:
        try:
            stored = self._read(tile.path)
        except FileNotFoundError:
            if tile.width == WIDTH:
                raise
            stored = self._read(Tile(tile.level, tile.number).path)  # the full tile may have replaced the partial one
        if len(stored) < 32 * tile.width:
            raise ProofError(f"{tile.path} is too short")
        return stored[: 32 * tile.width]


__all__ = [
    "ENTRY_LIMIT",
    "WIDTH",
    "ReadFile",
    "Tile",
    "TileReader",
    "grown_tiles",
    "pack_entries",
    "subtrees",
    "tiles_of",
    "unpack_entries",
]
