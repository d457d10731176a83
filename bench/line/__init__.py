"""What hangs on the items of the made-up line, a module a kind. Imported by `load` only: Django must be set up."""

import importlib
import sys
import time

from bench.briefing_load import Line

# In the order in which one needs the other.
KINDS = ("places", "asking", "learning", "scores", "incidents", "duty", "signals", "figures", "exchange", "districts")


def load(line: Line, size: int) -> None:
    """Rows of every kind, as many as a county has that gets `size` items in four years. Seeded."""
    from bench.line.stock import read  # noqa: PLC0415 (Django is set up by the caller)

    stock = read(line, size)
    for kind in KINDS:
        began = time.perf_counter()
        importlib.import_module(f"bench.line.{kind}").load(stock)
        print(f"{kind} loaded in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
