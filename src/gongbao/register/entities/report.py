"""The file that says, line by line, what was doubtful or refused and why; safe to open in a spreadsheet."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from gongbao.register.entities.doubts import WORDS

HEADER = ("行", "结论", "原因代码", "原因", "reason", "原始数据")
Remark = tuple[int, str, str, list[str]]
"""Line number, `doubtful` or `rejected`, reason code (a key of WORDS), the row as it was read."""


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


class Report:
    """Appends remarks. When an import goes on, those beyond line `keep` are dropped first."""

    def __init__(self, path: Path, *, keep: int = 0) -> None:
        self.path = path
        self._keep = keep

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        kept = self._kept() if self._keep and self.path.exists() else []
        self._file: IO[str] = self.path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(HEADER)
        self._writer.writerows(kept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _kept(self) -> list[list[str]]:
        with self.path.open(encoding="utf-8-sig", newline="") as before:
            return [row for row in csv.reader(before) if row and row[0].isdigit() and int(row[0]) <= self._keep]

    def write(self, remarks: Iterable[Remark], *, after: int = 0) -> None:
        """Remarks whose lines count from the line `after` of the file."""
        for line, verdict, reason, row in remarks:
            zh, en = WORDS[reason]
            self._writer.writerow([after + line, verdict, reason, zh, en, *map(safe, row)])

    def flush(self) -> None:
        """On disk before the chunk is committed, so that no doubtful row is taken in without its line."""
        self._file.flush()
        os.fsync(self._file.fileno())
