"""Ten times the entities in the jobs that work by sets: how many times the seconds. Linear is 10; more than 11 is not.

    python -m bench linear --size linear=N

Each job is run with a tenth of the entities and with all of them, in databases of their own, the median of its rounds.
"""

from collections.abc import Callable
from typing import Any

from bench import draw, import_file, season_close

TIMES, GOAL = 10, 11.0


def _row(rows: list[dict[str, Any]], job: str) -> float:
    return float(next(row["ours"] for row in rows if row["job"] == job))


def _season(size: int) -> float:
    return _row(season_close.run(size), "season-close with records")


def _draw(size: int) -> float:
    rows = draw.run(size)
    return _row(rows, draw.DRAWN) + _row(rows, draw.COMMITTED)


JOBS: dict[str, Callable[[int], float]] = {
    "import of a made-up register": import_file.made_up_seconds,
    "season close with records": _season,
    "draw: pool committed, firms drawn": _draw,
}


def run(size: int = 300_000) -> list[dict[str, Any]]:
    """A line a job: the seconds of `size` entities and of a tenth of them, and the ratio."""
    lines = []
    for job, seconds in JOBS.items():
        tenth, whole = seconds(size // TIMES), seconds(size)
        lines.append(
            {
                "job": f"linear: {job}",
                "size": size,
                "ours": whole,
                "peer": tenth,
                "peer_name": f"with {size // TIMES:,}",
                "unit": "s",
                "ratio": whole / tenth,
                "goal": f"≤ {GOAL:g}×",
                "ok": whole / tenth <= GOAL,
            }
        )
    return lines
