"""What an auditor remembers of a log from one time to the next: its key, and the largest head that verified."""

import os
from dataclasses import dataclass
from pathlib import Path

from gongbao.kernel.tlog.witness import origin_hash


@dataclass(frozen=True, slots=True)
class Memory:
    """A folder with, for every log, `<sha256(origin)>/log.vkey` and `…/checkpoint`."""

    folder: Path

    def vkey(self, origin: str) -> str | None:
        return self._read(origin, "log.vkey")

    def checkpoint(self, origin: str) -> str | None:
        return self._read(origin, "checkpoint")

    def keep(self, origin: str, vkey: str, checkpoint: str) -> None:
        """Remember a head that verified, whole or not at all."""
        self._write(origin, "log.vkey", vkey + "\n")
        self._write(origin, "checkpoint", checkpoint)

    def _read(self, origin: str, name: str) -> str | None:
        try:
            text = (self.folder / origin_hash(origin) / name).read_text()
        except FileNotFoundError:
            return None
        return text.strip() if name == "log.vkey" else text

    def _write(self, origin: str, name: str, text: str) -> None:
        target = self.folder / origin_hash(origin) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{name}.{os.getpid()}")
        with temporary.open("w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
