"""What is counted while the system runs, in Prometheus's form; several processes add up through files.

`web` and `worker` call `share(folder)` before anything counts; without it numbers stay within their process.
Labels are few and fixed: no address, no name, no code ever becomes one.
"""

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARED = "PROMETHEUS_MULTIPROC_DIR"


def share(folder: Path, part: str) -> None:
    """Count into `folder`/`part` together with this part's other processes; what an earlier run counted is dropped."""
    own = folder / part
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True, mode=0o700)
    os.environ[SHARED] = str(own)


@dataclass(frozen=True, slots=True, eq=False)
class _Everything:
    """Collects what every process of every part has written, each series once."""

    files: Sequence[str]

    def collect(self) -> Iterable[Any]:
        from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415 (only after `share`)

        found: Iterable[Any] = MultiProcessCollector.merge(self.files, accumulate=True)  # type: ignore[no-untyped-call]  # untyped there
        return found


def exposition(folder: Path) -> str:
    """Everything that all parts have counted, as text for Prometheus."""
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415 (only after `share`)

    registry = CollectorRegistry()
    registry.register(_Everything([str(path) for path in sorted(folder.glob("*/*.db"))]))
    return generate_latest(registry).decode()
