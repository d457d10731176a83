"""`make bench`: one table, each line ours and a peer (or the limit) in the same run, and the same as JSON.

    python -m bench [JOB …] [--size JOB=N …] [--json FILE]

Goals are those of the issues; machines are noisy, so every figure is a median and the ratio is what counts.
"""

import argparse
import importlib
import json
import os
import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import given

# job -> (module with run(size) -> rows, default size)
JOBS: dict[str, tuple[str, int]] = {
    "import": ("bench.import_file", 100_000),
    "season": ("bench.season_close", 1_000_000),
    "filing": ("bench.filing", 3_000),
    "ledger": ("bench.ledger", 100_000),
    "names": ("bench.names", 12_000),
    "screen": ("bench.screen", 1_000_000),
    "screen-http": ("bench.screen_http", 100_000),
    "search": ("bench.search", 1_000_000),
    "search-cpu": ("bench.search_cpu", 100_000),
    "lookup": ("bench.lookup", 100_000),
    "ledger-db": ("bench.ledger_db", 100_000),
    "draw": ("bench.draw", 1_000_000),
    "headlines": ("bench.headlines", 100_000),
    "deliveries": ("bench.deliveries", 1_000),
    "briefing": ("bench.briefing", 200_000),
    "wall": ("bench.wall", 500),
    "linear": ("bench.linear", 300_000),
}
COLUMNS = ("job", "size", "ours", "peer", "unit", "ratio", "goal", "ok")
VERDICTS = {True: "reached", False: "MISSED", None: "-"}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("jobs", nargs="*", help=f"which jobs, of {', '.join(JOBS)} (default: all)")
    parser.add_argument("--size", action="append", default=[], metavar="JOB=N")
    parser.add_argument("--json", default="bench/results/bench.json")
    options = parser.parse_args()
    if unknown := set(options.jobs) - set(JOBS):
        parser.error(f"unknown job {', '.join(unknown)}; there are {', '.join(JOBS)}")
    return options


def figure(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    if isinstance(value, int):
        return f"{value:,}"
    return "" if value is None else str(value)


def cell(row: dict[str, Any], column: str) -> str:
    if column == "ok":
        return VERDICTS[row.get("ok")]
    if column == "peer":
        return f"{figure(row.get('peer'))} {row.get('peer_name', '')}".strip()
    return figure(row.get(column))


def show(rows: list[dict[str, Any]]) -> None:
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    table = Table(title=f"Gongbao bench ({os.cpu_count()} processors, load {load})")
    for column in COLUMNS:
        table.add_column(column, justify="right" if column in {"size", "ours", "peer", "ratio"} else "left")
    for row in rows:
        table.add_row(*[cell(row, column) for column in COLUMNS])
    Console(width=150).print(table)


def main() -> None:
    options = arguments()
    sizes = dict(item.split("=", 1) for item in options.size)
    rows: list[dict[str, Any]] = []
    for job in options.jobs or JOBS:
        module, default = JOBS[job]
        size = int(sizes.get(job, default))
        Console(stderr=True).print(f"[dim]{job} ({size:,}) …")
        rows += [{"size": size, **row} for row in lines(job, module, size)]
        write(rows, Path(options.json))  # a job that is killed later takes nothing with it
    show(rows)
    Console().print(f"written to {options.json}")
    sys.exit(any("failed" in row for row in rows))


def lines(job: str, module: str, size: int) -> list[dict[str, Any]]:
    """A job's lines; one that says why when it could not be measured."""
    try:
        return list(importlib.import_module(module).run(size))
    except given.NotGivenError as reason:
        return [{"job": job, "unit": f"not measured: {reason}", "ok": None}]
    except Exception as error:  # noqa: BLE001 (the other jobs are measured all the same, and the end says that it failed)
        traceback.print_exc()
        return [{"job": job, "unit": f"FAILED: {type(error).__name__}: {error}"[:200], "ok": False, "failed": True}]


def write(rows: list[dict[str, Any]], target: Path) -> None:
    """The table so far, with the machine it was measured on and how busy that was."""
    target.parent.mkdir(parents=True, exist_ok=True)
    machine = {
        "cpus": os.cpu_count(),
        "load": os.getloadavg(),
        "python": platform.python_version(),
        "system": platform.platform(),
    }
    at = datetime.now(UTC).isoformat()  # noqa: TID251 (a benchmark is an edge of its own)
    report = {"at": at, "machine": machine, "rows": rows}
    target.write_text(json.dumps(report, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
