"""Reading the log back: from its published files, and from the leaf table, a tile's width at a time."""

from collections.abc import Iterator

from django.db import connection

from gongbao.foundation.ledger.files import LogFiles
from gongbao.foundation.ledger.refusals import damaged
from gongbao.kernel.tlog.merkle import Frontier, leaf_hash
from gongbao.kernel.tlog.tiles import WIDTH, Tile, unpack_entries

PAGE = 16 * WIDTH
_ENTRIES = "SELECT index, entry FROM ledger_leaf WHERE index >= %s AND index < %s ORDER BY index"


def entries_in_files(files: LogFiles, size: int, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """(index, entry) of the published bundles from `start` up to `size`; refuses when one is missing or cut off."""
    for number in range(start // WIDTH, -(-size // WIDTH)):
        wanted = min(WIDTH, size - number * WIDTH)
        entries = _bundle(files, number, wanted)
        for slot in range(max(0, start - number * WIDTH), wanted):
            yield number * WIDTH + slot, entries[slot]


def _bundle(files: LogFiles, number: int, wanted: int) -> list[bytes]:
    """The entries of one bundle: the full one, or the narrowest partial one that is wide enough."""
    for width in [WIDTH, *range(wanted, WIDTH)]:
        path = Tile(0, number, width).bundle_path
        if files.has(path):
            try:
                entries = unpack_entries(files.read(path))
            except ValueError as error:
                raise damaged(path, "it is cut off") from error
            if len(entries) == width:
                return entries
            raise damaged(path, f"it holds {len(entries)} entries")
    raise damaged(Tile(0, number, wanted).bundle_path, "it is missing")


def entries_in_table(size: int, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """(index, entry) of the leaf table from `start` up to `size`; refuses at a gap."""
    for first in range(start, size, PAGE):
        last = min(first + PAGE, size)
        with connection.cursor() as cursor:
            cursor.execute(_ENTRIES, [first, last])
            rows = cursor.fetchall()
        if [row[0] for row in rows] != list(range(first, last)):
            raise damaged("ledger_leaf", f"rows are missing between {first} and {last}")
        for index, entry in rows:
            yield index, bytes(entry)


def common_prefix(files: LogFiles, in_files: int, in_table: int) -> int:
    """How many first entries the published files and the leaf table have in common."""
    both = min(in_files, in_table)
    for (index, published), (_, stored) in zip(entries_in_files(files, both), entries_in_table(both), strict=True):
        if published != stored:
            return index
    return both


def frontier_over(entries: Iterator[tuple[int, bytes]]) -> Frontier:
    """The tree over entries from the first on."""
    frontier = Frontier()
    for _, entry in entries:
        frontier.append(leaf_hash(entry))
    return frontier
