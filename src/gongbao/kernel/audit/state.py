"""What an auditor remembers of a log from one time to the next: its key, and the largest head that verified."""

import os
from dataclasses import dataclass
from pathlib import Path

from gongbao.kernel.audit.source import UnreachableError
from gongbao.kernel.tlog.witness import origin_hash


@dataclass(frozen=True, slots=True)
class Memory:
    """A folder with, for every log, `<sha256(origin)>/log.vkey` and `…/checkpoint`, and which log stood at which
    address: `places/<sha256(address)>`.
    """

    folder: Path

    def vkey(self, origin: str) -> str | None:
        return self._read(Path(origin_hash(origin)) / "log.vkey", strip=True)

    def checkpoint(self, origin: str) -> str | None:
        return self._read(Path(origin_hash(origin)) / "checkpoint")

    def origin_at(self, place: str) -> str | None:
        """Which log stood at this address."""
        return self._read(Path("places") / origin_hash(place), strip=True)

    def keep(self, origin: str, vkey: str, checkpoint: str, place: str | None = None) -> None:
        """Remember a head that verified, each file whole or not at all."""
        self._write(Path(origin_hash(origin)) / "log.vkey", vkey + "\n")
        self._write(Path(origin_hash(origin)) / "checkpoint", checkpoint)
        if place is not None:
            self._write(Path("places") / origin_hash(place), origin + "\n")

    def _read(self, path: Path, *, strip: bool = False) -> str | None:
        try:
            text = (self.folder / path).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise UnreachableError(f"{self.folder / path}: {error}") from error
        return text.strip() if strip else text

    def _write(self, path: Path, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
