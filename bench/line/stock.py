"""What the loaders of all kinds share: who is there, how many of a kind, when."""

import random  # noqa: TID251 (a seeded generator: the same line in every run)
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from bench.briefing_load import NOW, YEARS, Line
from bench.bulk import copied
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User

FULL = 200_000
REGION = "999101"
CHUNK = 20_000


@dataclass
class Stock:
    """The line as it stands. Unit 0 is the one the officer who asks writes for; its people are busy ones."""

    line: Line
    size: int
    chance: random.Random
    units: list[Unit]
    officers: list[User]
    leaders: list[User]

    def many(self, at_full: int, least: int = 12) -> int:
        """How many of a kind, where a county of 200,000 items has `at_full`."""
        return max(least, at_full * self.size // FULL)

    def times(self, count: int) -> Iterator[datetime]:
        """Instants spread evenly over the years, the oldest first, the last an hour ago."""
        whole = timedelta(days=365 * YEARS) - timedelta(hours=1)
        for n in range(count):
            yield NOW - timedelta(hours=1) - whole * ((count - 1 - n) / max(1, count - 1))

    def place(self) -> str:
        """A division below the county."""
        return f"{REGION}{self.chance.randint(1, 12):03}"


def read(line: Line, size: int) -> Stock:
    units = list(Unit.objects.filter(reports_to=line.desk, desk=False).order_by("order"))
    return Stock(
        line=line,
        size=size,
        chance=random.Random(13),
        units=units,
        officers=[line.officer, *User.objects.filter(username__startswith="officer").exclude(pk=line.officer.pk)],
        leaders=list(User.objects.filter(username__startswith="leader").order_by("id")),
    )


def put(model: Any, rows: Iterable[Any]) -> None:
    """Rows by COPY, some at a time."""
    left = iter(rows)
    while some := list(islice(left, CHUNK)):
        copied(model, some)
