"""The log's files on disk: written whole and durable or not at all, and never changed once written."""

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from gongbao.foundation.ledger.refusals import damaged
from gongbao.kernel.tlog.merkle import leaf_hash
from gongbao.kernel.tlog.tiles import WIDTH, Tile, TileReader, pack_entries, tile_root, unpack_entries


def write_durably(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, whole: temporary file, flush to disk, rename, flush the folder."""
    _write_file(path, content)
    _sync_folder(path.parent)


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class LogFiles:
    """The folder that is served under /ledger/."""

    folder: Path

    def read(self, path: str) -> bytes:
        """A file by its path in the log; FileNotFoundError if it is not there."""
        return (self.folder / path).read_bytes()

    def has(self, path: str) -> bool:
        return (self.folder / path).exists()

    def reader(self, size: int) -> TileReader:
        """The hashes of the tree of `size` leaves, as the files have them."""
        return TileReader(size, self.read)

    def add(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write new immutable files and read each back. A file that is there already must hold the same bytes."""
        folders: set[Path] = set()
        written: list[tuple[str, bytes]] = []
        for path, content in files:
            target = self.folder / path
            if target.exists():
                if target.read_bytes() != content:
                    raise damaged(path, "other bytes are already there")
                continue
            _write_file(target, content)
            folders.update(self._new_folders(target.parent))
            written.append((path, content))
        for folder in folders:
            _sync_folder(folder)
        for path, content in written:
            if self.read(path) != content:
                raise damaged(path, "read back, it holds other bytes than were written")

    def rewrite(self, path: str, content: bytes) -> None:
        """Replace a file: the checkpoint, the policy, or a damaged file under repair."""
        write_durably(self.folder / path, content)

    def _new_folders(self, folder: Path) -> set[Path]:
        found = set()
        while folder != self.folder.parent:
            found.add(folder)
            folder = folder.parent
        return found

    def full_tile_is_sound(self, number: int, size: int) -> None:
        """Check full level-0 tile `number` with its entries and its place in the tile above; refusal names the file."""
        tile = Tile(0, number)
        try:
            stored, entries = self.read(tile.path), unpack_entries(self.read(tile.bundle_path))
        except (FileNotFoundError, ValueError) as error:
            raise damaged(tile.path, "it or its entries are missing or cut off") from error
        hashes = [stored[i : i + 32] for i in range(0, len(stored), 32)]
        if len(stored) != 32 * WIDTH or [leaf_hash(entry) for entry in entries] != hashes:
            raise damaged(tile.path, "it does not hold the hashes of its entries")
        above = TileReader(size, self.read)([(8, number)])[0] if size >> 8 > number else None
        if above is not None and tile_root(hashes) != above:
            raise damaged(tile.path, "the tile above has another root for it")

    def drop_partials(self, level: int, number: int) -> None:
        """Remove the partial versions of a tile whose full version has been there for a while."""
        full = Tile(level, number)
        for path in [full.path, full.bundle_path] if level == 0 else [full.path]:
            if self.has(path):
                shutil.rmtree(self.folder / f"{path}.p", ignore_errors=True)

    def mend_partials(self, tile: Tile) -> None:
        """After a repair: earlier, narrower versions of a sound tile become its beginnings; wider ones go.

        A full tile takes the place of all its partial ones.
        """
        self._mend(tile.path, tile.width, lambda content, width: content[: 32 * width])
        if tile.level == 0:
            self._mend(
                tile.bundle_path, tile.width, lambda content, width: pack_entries(unpack_entries(content)[:width])
            )

    def _mend(self, path: str, width: int, beginning: Callable[[bytes, int], bytes]) -> None:
        sound = self.folder / path
        folder = sound.parent if width < WIDTH else sound.with_name(f"{sound.name}.p")
        for other in list(folder.iterdir()) if folder.exists() else ():
            if not other.name.isdigit() or width == WIDTH or int(other.name) > width:
                other.unlink()
            elif other != sound:
                write_durably(other, beginning(sound.read_bytes(), int(other.name)))


def log_files() -> LogFiles:
    return LogFiles(Path(settings.LEDGER_DIR))
