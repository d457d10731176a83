"""From leaves to files: the tiles and entry bundles a growing log needs, and the checks before a head is signed."""

from collections.abc import Iterator

from django.db import connection

from gongbao.foundation.ledger.files import LogFiles
from gongbao.foundation.ledger.refusals import damaged
from gongbao.kernel.tlog.merkle import leaf_hash, tree_root
from gongbao.kernel.tlog.tiles import WIDTH, Tile, grown_tiles, pack_entries, tile_root, tiles_of, unpack_entries

STEP = WIDTH * WIDTH  # leaves turned into files at once: 10 MB or so of memory
_LEAVES = "SELECT leaf_hash, entry FROM ledger_leaf WHERE index >= %s AND index < %s ORDER BY index"


def write_tiles(files: LogFiles, old: int, size: int) -> None:
    """Write every tile and bundle that a log grown from `old` to `size` leaves needs, read back as written."""
    while old < size:
        upto = min(size, (old // STEP + 1) * STEP)
        files.add(_grown(files, old, upto))
        old = upto


def _grown(files: LogFiles, old: int, size: int) -> Iterator[tuple[str, bytes]]:
    """Files in the order in which they may be written: each level rests on the one below, already written."""
    first = old // WIDTH * WIDTH
    hashes, entries = _leaves(first, size)
    made: dict[tuple[int, int], bytes] = {}
    for tile in grown_tiles(old, size):
        start = tile.number * WIDTH
        if tile.level == 0:
            content = b"".join(hashes[start - first : start - first + tile.width])
            yield tile.bundle_path, pack_entries(entries[start - first : start - first + tile.width])
        else:
            content = _upper(files, tile, made)
        if tile.width == WIDTH:
            made[tile.level, tile.number] = content
        yield tile.path, content


def _leaves(first: int, size: int) -> tuple[list[bytes], list[bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(_LEAVES, [first, size])
        rows = cursor.fetchall()
    hashes, entries = [bytes(row[0]) for row in rows], [bytes(row[1]) for row in rows]
    if len(rows) != size - first:
        raise damaged("ledger_leaf", f"{size - first - len(rows)} rows are missing between {first} and {size}")
    if [leaf_hash(entry) for entry in entries] != hashes:
        raise damaged("ledger_leaf", f"between {first} and {size} a hash does not fit its entry")
    return hashes, entries


def _upper(files: LogFiles, tile: Tile, made: dict[tuple[int, int], bytes]) -> bytes:
    """A tile above level 0: what an earlier, narrower version of it has, and then the roots of the tiles below."""
    start = tile.number * WIDTH
    content = _narrower(files, tile)
    for slot in range(len(content) // 32, tile.width):
        content += _root_below(files, made, tile.level - 1, start + slot)
    return content


def _narrower(files: LogFiles, tile: Tile) -> bytes:
    for width in range(tile.width - 1, 0, -1):
        path = Tile(tile.level, tile.number, width).path
        if files.has(path):
            return files.read(path)
    return b""


def check_edge(files: LogFiles, size: int, root: bytes) -> None:
    """Compute the root of `size` leaves again from the files as they lie on disk, and hold the last entries to it.

    Refuses if the root is not `root`. What lies further left was checked when it was written, and is looked over
    again in turn.
    """
    if root_from_files(files, size) != root:
        raise damaged("tile/", f"the tiles of {size} leaves lead to another root than the head has")
    number, rest = divmod(size, WIDTH)
    if rest:
        tile = Tile(0, number, rest)
        path = tile.bundle_path if files.has(tile.bundle_path) else Tile(0, number).bundle_path
        try:
            entries = unpack_entries(files.read(path))[:rest]
        except (FileNotFoundError, ValueError) as error:
            raise damaged(path, "it is missing or cut off") from error
        if [leaf_hash(entry) for entry in entries] != files.reader(size)(
            [(0, number * WIDTH + i) for i in range(rest)]
        ):
            raise damaged(path, "it does not hold the entries of its tile")


def root_from_files(files: LogFiles, size: int) -> bytes:
    """The root of the first `size` leaves from tile files; refuses when a file is missing or cut off."""
    try:
        return tree_root(size, files.reader(size))
    except FileNotFoundError as error:
        raise damaged(str(error.filename), "it is missing") from error


def old_root(files: LogFiles, old: int, size: int) -> bytes:
    """The root that the first `old` of `size` leaves had, from the files of the larger tree."""
    try:
        return tree_root(old, files.reader(size))
    except FileNotFoundError as error:
        raise damaged(str(error.filename), "it is missing") from error


def sweep_partials(files: LogFiles, old: int, size: int) -> None:
    """Remove partial tiles whose full tile has been there since before this growth; readers take the full one."""
    level = 0
    while size:
        for number in range(max(0, old // WIDTH - 1), max(0, size // WIDTH - 1)):
            files.drop_partials(level, number)
        old, size, level = old // WIDTH, size // WIDTH, level + 1


def look_over(files: LogFiles, size: int, at: int, count: int) -> int:
    """Check `count` full tiles from number `at` on, round and round; returns where to go on.

    So every file is read again from time to time, and rot is found before somebody outside finds it.
    """
    full = size // WIDTH
    for _ in range(min(count, full)):
        at %= full
        files.full_tile_is_sound(at, size)
        at += 1
    return at


def rewrite_tiles(files: LogFiles, size: int) -> int:
    """Write again, from the leaf table alone, every file of a log of `size` leaves that is missing or differs.

    Returns how many were written. Partial tiles of earlier sizes are mended too.
    """
    written = 0
    for old in range(0, size, STEP):
        made: dict[tuple[int, int], bytes] = {}
        upto = min(size, old + STEP)
        for path, content in _fresh(files, old, upto, made):
            if not files.has(path) or files.read(path) != content:
                files.rewrite(path, content)
                written += 1
    for tile in tiles_of(size):
        files.mend_partials(tile)
    return written


def _fresh(files: LogFiles, old: int, size: int, made: dict[tuple[int, int], bytes]) -> Iterator[tuple[str, bytes]]:
    hashes, entries = _leaves(old, size)
    for tile in grown_tiles(old, size):
        start = tile.number * WIDTH - old
        if tile.level == 0:
            content = b"".join(hashes[start : start + tile.width])
            yield tile.bundle_path, pack_entries(entries[start : start + tile.width])
        else:
            below = [(tile.level - 1, tile.number * WIDTH + slot) for slot in range(tile.width)]
            content = b"".join(_root_below(files, made, level, number) for level, number in below)
        if tile.width == WIDTH:
            made[tile.level, tile.number] = content
        yield tile.path, content


def _root_below(files: LogFiles, made: dict[tuple[int, int], bytes], level: int, number: int) -> bytes:
    content = made.get((level, number)) or files.read(Tile(level, number).path)
    return tile_root([content[i : i + 32] for i in range(0, len(content), 32)])
