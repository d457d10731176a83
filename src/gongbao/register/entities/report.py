"""The file that says, line by line, what was doubtful or refused and why; safe to open in a spreadsheet."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from gongbao.kernel.cells import safe
from gongbao.register.entities.doubts import WORDS

HEADER = ("行", "结论", "原因代码", "原因", "reason", "原始数据")
LONGEST = 32_000  # a spreadsheet shows no more of a cell
Remark = tuple[int, str, str, list[str]]
"""Line number, `doubtful` or `rejected`, reason code (a key of WORDS), the row as it was read."""


class Report:
    """Appends remarks. When an import goes on, those beyond the first `keep` bytes are dropped: their rows were not
    taken in.
    """

    def __init__(self, path: Path, *, keep: int = 0) -> None:
        self.path = path
        self._keep = keep

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        there = self.path.stat().st_size if self.path.exists() else 0
        if there > self._keep:
            os.truncate(self.path, self._keep)
        self._file: IO[str] = self.path.open("a", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        if not min(there, self._keep):
            self._file.write("\ufeff")  # so that spreadsheets know the encoding
            self._writer.writerow(HEADER)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, remarks: Iterable[Remark], *, after: int = 0) -> None:
        """Remarks whose lines count from the line `after` of the file."""
        for line, verdict, reason, row in remarks:
            zh, en = WORDS[reason]
            self._writer.writerow([after + line, verdict, reason, zh, en, *(safe(cell[:LONGEST]) for cell in row)])

    def flush(self) -> int:
        """On disk before the chunk is committed, so that no doubtful row is taken in without its line; its size."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return os.fstat(self._file.fileno()).st_size
