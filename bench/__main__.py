"""`make bench`: one table, each line ours and a peer (or the limit) in the same run, and the same as JSON.

    python -m bench [JOB …] [--size JOB=N …] [--json FILE]

Goals are those of the issues; machines are noisy, so every figure is a median and the ratio is what counts.
"""

import argparse
import importlib
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

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
    "lookup": ("bench.lookup", 100_000),
    "ledger-db": ("bench.ledger_db", 100_000),
    "draw": ("bench.draw", 1_000_000),
    "headlines": ("bench.headlines", 100_000),
    "deliveries": ("bench.deliveries", 1_000),
    "briefing": ("bench.briefing", 200_000),
    "wall": ("bench.wall", 500),
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
    table = Table(title="Gongbao bench")
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
        rows += [{"size": size, **row} for row in importlib.import_module(module).run(size)]
    show(rows)
    target = Path(options.json)
    target.parent.mkdir(parents=True, exist_ok=True)
    machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
    at = datetime.now(UTC).isoformat()  # noqa: TID251 (a benchmark is an edge of its own)
    report = {"at": at, "machine": machine, "rows": rows}
    target.write_text(json.dumps(report, indent=2, ensure_ascii=False))
    Console().print(f"written to {target}")


if __name__ == "__main__":
    main()
