"""Copying a log file by file into a folder, each file checked before it counts.

    checkpoint, log.vkey, policy, tile/…   as the log publishes them, so that `gongbao audit FOLDER` reads the copy and
                                           any web server can serve it
    content/…                              the public documents, each held against its entry
    .mirror/state.json                     where it comes from and how far the documents have been read
    .mirror/remembered/                    the log's key and its last head (as `gongbao audit --state`)

Files are written whole (temporary name, then renamed), the checkpoint last, so a copy broken off goes on where it was.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from gongbao.cli.witness_state import write_durably
from gongbao.kernel.audit.content import CONTENT_LIMIT, checked, content_path, leaf_of, written
from gongbao.kernel.audit.report import BrokenLogError
from gongbao.kernel.audit.source import BUNDLE_LIMIT, TEXT_LIMIT, TILE_LIMIT, Source, UnreachableError
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.merkle import EMPTY_ROOT, leaf_hash, tree_root
from gongbao.kernel.tlog.tiles import WIDTH, Tile, TileReader, grown_tiles, tile_root, unpack_entries

AT_ONCE = 16
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Copied:
    """What one run brought."""

    files: int = 0
    bytes: int = 0
    documents: int = 0
    erased: int = 0


@dataclass(slots=True)
class Mirror:
    """A folder that holds a copy. One process at a time."""

    folder: Path
    copied: Copied = field(default_factory=Copied)
    _lock: IO[str] | None = None

    def open(self) -> None:
        """Take the folder; OSError when another mirror is at work on it."""
        (self.folder / ".mirror").mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / ".mirror" / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def close(self) -> None:
        if self._lock:
            self._lock.close()

    @property
    def state(self) -> dict[str, int | str]:
        try:
            found = json.loads((self.folder / ".mirror" / "state.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def remember(self, **more: int | str) -> None:
        stored = json.dumps({**self.state, **more}, indent=1) + "\n"
        write_durably(self.folder / ".mirror" / "state.json", stored.encode())

    def read(self, path: str) -> bytes | None:
        try:
            return (self.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, path: str, content: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.new")
        temporary.write_bytes(content)
        temporary.replace(target)
        self.copied.files += 1
        self.copied.bytes += len(content)

    def head(self) -> Checkpoint | None:
        """The head of the copy, None before the first run has ended."""
        raw = self.read("checkpoint")
        return None if raw is None else Checkpoint.parse(raw.decode().rpartition("\n\n")[0] + "\n")


def copy_tiles(mirror: Mirror, source: Source, old: int, head: Checkpoint, progress: Progress) -> None:
    """All entries and tiles from size `old` to the head, recomputed on the way up. BrokenLogError when they do not give
    the signed root: then the copy's checkpoint stays what it was.
    """
    lowest = (tile for tile in grown_tiles(old, head.size) if tile.level == 0)
    while group := list(islice(lowest, AT_ONCE)):
        _copy_lowest(mirror, source, group)
        progress("tile", min(head.size, group[-1].number * WIDTH + group[-1].width), head.size)
    for tile in grown_tiles(old, head.size):
        if tile.level:
            _copy_upper(mirror, source, tile)
    reader = TileReader(head.size, lambda path: _there(mirror, path))
    root = tree_root(head.size, reader) if head.size else EMPTY_ROOT
    if root != head.root:
        raise BrokenLogError(
            f"由文件算出的根是 {root.hex()}，签名的根是 {head.root.hex()}。",
            f"The files give the root {root.hex()}, but {head.root.hex()} was signed.",
        )


def _copy_lowest(mirror: Mirror, source: Source, group: list[Tile]) -> None:
    """A few level-0 tiles with their bundles. What lies here already and fits is kept."""
    missing = [tile for tile in group if not _fits(mirror.read(tile.bundle_path), mirror.read(tile.path), tile)]
    wanted = [(tile.bundle_path, BUNDLE_LIMIT) for tile in missing] + [(tile.path, TILE_LIMIT) for tile in missing]
    read = source.read_all(wanted)
    for place, tile in enumerate(missing):
        bundle = _or_full(source, tile, read[place], BUNDLE_LIMIT, bundles=True)
        stored = _or_full(source, tile, read[len(missing) + place], TILE_LIMIT, bundles=False)[: 32 * tile.width]
        bundle = _first_entries(bundle, tile.width)
        if not _fits(bundle, stored, tile):
            raise BrokenLogError(
                f"{tile.path} 与由条目算出的哈希不符。", f"{tile.path} is not what the entries below it hash to."
            )
        mirror.write(tile.bundle_path, bundle)
        mirror.write(tile.path, stored)


def _copy_upper(mirror: Mirror, source: Source, tile: Tile) -> None:
    """A tile above level 0: made here from the tiles below, and compared with the one published."""
    below = [_there(mirror, Tile(tile.level - 1, tile.number * WIDTH + place).path) for place in range(tile.width)]
    made = b"".join(tile_root([row[i : i + 32] for i in range(0, len(row), 32)]) for row in below)
    (read,) = source.read_all([(tile.path, TILE_LIMIT)])
    if _or_full(source, tile, read, TILE_LIMIT, bundles=False)[: 32 * tile.width] != made:
        raise BrokenLogError(f"{tile.path} 与下层不符。", f"{tile.path} is not what the tiles below it hash to.")
    mirror.write(tile.path, made)


def _or_full(source: Source, tile: Tile, read: bytes | None, limit: int, *, bundles: bool) -> bytes:
    """A partial file gives way to the full one once that exists."""
    if read is not None:
        return read
    full = Tile(tile.level, tile.number)
    path, whole = (tile.bundle_path, full.bundle_path) if bundles else (tile.path, full.path)
    (again,) = source.read_all([(whole, limit)]) if tile.width < WIDTH else (None,)
    if again is None:
        raise BrokenLogError(f"缺少文件 {path}。", f"The file {path} is missing.")
    return again


def _first_entries(bundle: bytes, width: int) -> bytes:
    """The bytes of the first entries of a bundle that has grown meanwhile."""
    at = 0
    for _ in range(width):
        at += 2 + int.from_bytes(bundle[at : at + 2], "big")
    return bundle[:at]


def _fits(bundle: bytes | None, stored: bytes | None, tile: Tile) -> bool:
    if bundle is None or stored is None:
        return False
    try:
        entries = unpack_entries(bundle)
    except ValueError:
        return False
    return len(entries) == tile.width and b"".join(map(leaf_hash, entries)) == stored


def _there(mirror: Mirror, path: str) -> bytes:
    found = mirror.read(path)
    if found is None:
        raise BrokenLogError(f"副本里缺少 {path}，请删去 checkpoint 后重来。", f"The copy lacks {path}; begin it anew.")
    return found


def copy_texts(mirror: Mirror, source: Source, note: str) -> None:
    """The key and the policy as published, then the checkpoint: from now on the copy has this head."""
    for name in ("log.vkey", "policy"):
        try:
            mirror.write(name, source.read(name, TEXT_LIMIT))
        except FileNotFoundError:
            continue
    os.sync()
    write_durably(mirror.folder / "checkpoint", note.encode())


def drop_partials(mirror: Mirror, old: int, size: int) -> None:
    """Partial files of the size before, now that wider ones stand in their place."""
    current = {tile.path for tile in grown_tiles(0, size) if tile.width < WIDTH}
    for tile in grown_tiles(0, old):
        if tile.width == WIDTH or tile.path in current:
            continue
        for path in (tile.path, *([tile.bundle_path] if tile.level == 0 else [])):
            (mirror.folder / path).unlink(missing_ok=True)
            folder = (mirror.folder / path).parent
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


def copy_documents(mirror: Mirror, source: Source, size: int, progress: Progress) -> None:
    """The public documents of all bundles not read whole yet, and the erasures the log has told since."""
    done = int(mirror.state.get("documents", 0))
    last = -(-size // WIDTH)
    for number in range(done // WIDTH, last):
        width = min(WIDTH, size - number * WIDTH)
        bundle = _there(mirror, Tile(0, number, width).bundle_path)
        entries = unpack_entries(bundle)
        try:
            raw = source.read(content_path(number), CONTENT_LIMIT)
        except FileNotFoundError:
            raw = b""
        documents = checked(raw, number, entries)
        if documents:
            mirror.write(content_path(number), written(documents))
            mirror.copied.documents += len(documents)
        for target in _erased(entries):
            _erase(mirror, target)
        mirror.remember(documents=number * WIDTH + width)
        progress("content", number * WIDTH + width, size)


def _erased(entries: list[bytes]) -> Iterator[int]:
    for entry in entries:
        leaf = leaf_of(entry)
        if leaf and leaf.erasure:
            yield leaf.erasure.target


def _erase(mirror: Mirror, target: int) -> None:
    """The law's erasure reaches the copy: the document goes, entry and proof stay."""
    path = content_path(target // WIDTH)
    raw = mirror.read(path)
    if raw is None:
        return
    kept = [line for line in raw.split(b"\n")[:-1] if json.loads(line)["index"] != target]
    if len(kept) < raw.count(b"\n"):
        mirror.write(path, b"".join(line + b"\n" for line in kept))
        mirror.copied.erased += 1


__all__ = ["Copied", "Mirror", "UnreachableError", "copy_documents", "copy_texts", "copy_tiles", "drop_partials"]
