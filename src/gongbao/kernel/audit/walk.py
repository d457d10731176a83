"""Reading a whole log: every entry bundle and every tile, recomputed from the entries up."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice, takewhile

from gongbao.kernel.audit.histories import Histories
from gongbao.kernel.audit.report import BrokenLogError
from gongbao.kernel.audit.source import BUNDLE_LIMIT, TILE_LIMIT, Source
from gongbao.kernel.tlog.leaf import Leaf, LeafError, parse_leaf
from gongbao.kernel.tlog.merkle import EMPTY_ROOT, Frontier, leaf_hash
from gongbao.kernel.tlog.tiles import WIDTH, Tile, tile_root, tiles_of, unpack_entries

AT_ONCE = 16
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Walked:
    """What reading the whole log gave. `roots` holds the root at every size asked for."""

    root: bytes = EMPTY_ROOT
    entries: int = 0
    entry_bytes: int = 0
    tiles: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    first: str = ""
    last: str = ""
    roots: dict[int, bytes] = field(default_factory=dict)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    wrong_total: int = 0


@dataclass(frozen=True, slots=True)
class Whole:
    """A log to be read whole: its origin, its size, and the sizes at which its root is wanted besides."""

    origin: str
    size: int
    sizes: frozenset[int] = frozenset()


def walk(source: Source, whole: Whole, histories: Histories, progress: Progress | None = None) -> Walked:
    """Read all entries and every tile over them. BrokenLogError at the first file that does not fit.

    Entries that are no leaves of this log's format are counted in `wrong` (the first ten with their index): the tree
    may be sound and its content not. The others are told to `histories`.
    """
    size, sizes = whole.size, whole.sizes
    found = Walked()
    frontier = Frontier()
    if 0 in sizes:
        found.roots[0] = EMPTY_ROOT
    rows: list[list[bytes]] = [[]]
    for tile, entries, stored in _bundles(source, size):
        hashes = [leaf_hash(entry) for entry in entries]
        _same(tile, b"".join(hashes), stored)
        for entry, hashed in zip(entries, hashes, strict=True):
            frontier.append(hashed)
            leaf = _look_at(entry, whole.origin, frontier.size - 1, found)
            if leaf:
                histories.add(leaf, frontier.size - 1)
            if frontier.size in sizes:
                found.roots[frontier.size] = frontier.root()
        if tile.width == WIDTH:
            rows[0].append(tile_root(hashes))
        found.tiles += 1
        if progress:
            progress(frontier.size, size)
    found.root, found.entries = frontier.root(), frontier.size
    _upper(source, size, rows, found)
    return found


def _bundles(source: Source, size: int) -> Iterator[tuple[Tile, list[bytes], bytes]]:
    """Every level-0 tile with its entries, a few files read at a time."""
    tiles = takewhile(lambda tile: tile.level == 0, tiles_of(size))
    while group := list(islice(tiles, AT_ONCE)):
        wanted = [(tile.bundle_path, BUNDLE_LIMIT) for tile in group] + [(tile.path, TILE_LIMIT) for tile in group]
        read = source.read_all(wanted)
        for number, tile in enumerate(group):
            bundle = _or_full(source, tile, tile.bundle_path, Tile(0, tile.number).bundle_path, read[number])
            stored = _or_full(source, tile, tile.path, Tile(0, tile.number).path, read[len(group) + number])
            yield tile, _entries(tile, bundle), stored


def _or_full(source: Source, tile: Tile, path: str, full: str, read: bytes | None) -> bytes:
    """A partial file gives way to the full one once that exists."""
    if read is not None:
        return read
    if tile.width < WIDTH:
        limit = TILE_LIMIT if path == tile.path else BUNDLE_LIMIT
        (again,) = source.read_all([(full, limit)])
        if again is not None:
            return again
    raise BrokenLogError(f"缺少文件 {path}。", f"The file {path} is missing.")


def _entries(tile: Tile, bundle: bytes) -> list[bytes]:
    try:
        entries = unpack_entries(bundle)
    except ValueError as error:
        raise BrokenLogError(f"{tile.bundle_path} 被截断。", f"{tile.bundle_path} is cut off.") from error
    if len(entries) not in {tile.width, WIDTH}:
        raise BrokenLogError(
            f"{tile.bundle_path} 只有 {len(entries)} 条，应有 {tile.width} 条。",
            f"{tile.bundle_path} holds {len(entries)} entries, not {tile.width}.",
        )
    return entries[: tile.width]


def _same(tile: Tile, made: bytes, stored: bytes) -> None:
    if len(stored) not in {32 * tile.width, 32 * WIDTH} or stored[: 32 * tile.width] != made:
        raise BrokenLogError(
            f"{tile.path} 与由条目算出的哈希不符。", f"{tile.path} is not what the entries below it hash to."
        )


def _look_at(entry: bytes, origin: str, index: int, found: Walked) -> Leaf | None:
    found.entry_bytes += len(entry)
    try:
        leaf = parse_leaf(entry)
        _fits(leaf, origin, index)
    except LeafError as error:
        found.wrong_total += 1
        if len(found.wrong) < 10:
            found.wrong.append((index, str(error)))
        return None
    found.kinds[leaf.kind] += 1
    found.first = min(found.first or leaf.time, leaf.time)
    found.last = max(found.last, leaf.time)
    return leaf


def _fits(leaf: Leaf, origin: str, index: int) -> None:
    if leaf.register != origin:
        raise LeafError("the entry is of another register")
    if leaf.erasure and leaf.erasure.target >= index:
        raise LeafError("the entry erases what does not stand before it")


def _upper(source: Source, size: int, rows: list[list[bytes]], found: Walked) -> None:
    """The tiles above level 0, each made of the roots of the full tiles below it."""
    for tile in tiles_of(size):
        if tile.level == 0:
            continue
        if tile.level == len(rows):
            below = rows[-1]
            rows.append([tile_root(below[i : i + WIDTH]) for i in range(0, len(below) // WIDTH * WIDTH, WIDTH)])
        start = tile.number * WIDTH
        made = b"".join(rows[tile.level - 1][start : start + tile.width])
        (read,) = source.read_all([(tile.path, TILE_LIMIT)])
        _same(tile, made, _or_full(source, tile, tile.path, Tile(tile.level, tile.number).path, read))
        found.tiles += 1
