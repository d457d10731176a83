"""Taking in a registrar's file against a plain COPY of the same rows into one table of text with its primary key.

    GONGBAO_BENCH_REGISTER=FILE.csv.gz [GONGBAO_BENCH_DIVISIONS=A.csv:B.csv] python -m bench import

Without a file, a made-up register of the stated size.

Ours reads, cleans, judges, resolves places, prepares names for search and writes entities, codes and names with all
their indexes and history; publication of the records is a line of its own.
"""

import csv
import gzip
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from bench import given
from bench.database import own_database

ROUNDS = 3
GOAL = 1 / 6
PUBLISHED = 20_000
WIDTH, CODE = 9, 1
_COPIED = re.compile(r"[\t\r\n\x00]")


def _made_up(folder: Path, size: int) -> Path:
    """A register of `size` made-up firms with the faults of real files in about one row of a thousand."""
    from gongbao.cli.demo.county import TOWNSHIPS  # noqa: PLC0415 (a job imports what it measures)
    from gongbao.register.entities.cleaning import HEADER  # noqa: PLC0415 (as above)

    path = folder / "made-up.csv.gz"
    towns = sorted(TOWNSHIPS)
    with gzip.open(path, "wt", encoding="utf-8", newline="", compresslevel=1) as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for n in range(size):
            town = TOWNSHIPS[towns[n % 12]]
            fault = "一百万" if n % 1000 == 7 else f"{n % 900 + 10}(万元人民币)"
            name = f"青岚{chr(0x4E00 + n % 5000)}{chr(0x4E00 + n // 5000 % 5000)}{n % 97}茶业有限公司"
            scope = (
                "茶叶种植、加工、销售;食品生产;普通货物道路运输(依法须经批准的项目,经相关部门批准后方可开展经营活动)"
                * 2
            )
            row = [name, f"91999101{n:010d}", "2015-03-04", "有限责任公司", fault, scope, "云岭省", "青云市"]
            writer.writerow([*row, f"青岚县{town}建设路{n % 999 + 1}号"])
    return path


@contextmanager
def _source(size: int) -> Iterator[Path]:
    real = given.register()
    with tempfile.TemporaryDirectory() as folder:
        yield real or _made_up(Path(folder), size)


def _plain_copy(path: Path) -> float:
    """Seconds for the peer: the same columns as text, keyed by the code, written durably.

    The peer is spared what ours must do besides: its bytes lie ready in memory, unpacked, without rows of another
    width and without codes that come twice, in the order of the file.
    """
    from django.db import connection  # noqa: PLC0415 (Django is set up by own_database())

    rows: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            if len(row) == WIDTH:
                text = "\t".join(_COPIED.sub(" ", c).replace("\\", "\\\\") for c in row)
                rows.setdefault(row[CODE], f"{text}\n")
    text = "".join(rows.values()).encode()
    columns = ", ".join(f"c{i} text{' PRIMARY KEY' if i == CODE else ''}" for i in range(WIDTH))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_plain")
        cursor.execute(f"CREATE TABLE bench_plain ({columns})")
        cursor.execute("CHECKPOINT")
        begun = time.perf_counter()
        with cursor.copy("COPY bench_plain FROM STDIN") as copy:
            copy.write(text)
        return time.perf_counter() - begun


def _ours(path: Path, folder: Path) -> tuple[float, int]:
    from django.db import connection  # noqa: PLC0415 (Django is set up by own_database())

    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.register.entities.actions import import_entities  # noqa: PLC0415 (Django is set up by own_database())

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE entities_entity, entities_entitycode, entities_entityname, entities_importrun CASCADE")
        cursor.execute("CHECKPOINT")
    begun = time.perf_counter()
    done = import_entities(path=path, report=folder / "report.csv", by=command("bench"), now=read_clock())
    return time.perf_counter() - begun, done.read


def _publish() -> tuple[int, float]:
    """How many records were published, and how many a second."""
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.register.entities.models import Entity  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.register.records import actions  # noqa: PLC0415 (Django is set up by own_database())

    ids = list(Entity.objects.order_by("id").values_list("id", flat=True)[:PUBLISHED])
    begun = time.perf_counter()
    actions.publish(entity_ids=ids, reason="imported", by=command("bench"), now=read_clock())
    return len(ids), len(ids) / (time.perf_counter() - begun)


def _ready(lists: list[Path]) -> None:
    """Code lists, and the divisions of those files or of the made-up county."""
    from gongbao.cli.base_data import load_base_data  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.cli.demo.county import COUNTY, TOWNSHIPS  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.foundation.codes.actions import load_divisions, read_divisions  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (Django is set up by own_database())

    load_base_data(read_clock())
    rows = (
        read_divisions(lists)
        if lists
        else [("99", "云岭省"), ("9991", "青云市"), (COUNTY, "青岚县"), *TOWNSHIPS.items()]
    )
    load_divisions(rows=rows, valid_from=date(2000, 1, 1), source="bench", by=command("bench"), now=read_clock())


def made_up_seconds(size: int) -> float:
    """Seconds for a made-up register of this size, the median of three."""
    with own_database("import"), tempfile.TemporaryDirectory() as folder:
        _ready([])
        path = _made_up(Path(folder), size)
        return statistics.median(_ours(path, Path(folder))[0] for _ in range(ROUNDS))


def run(size: int = 100_000) -> list[dict[str, Any]]:
    """Rows a second, ours and the peer's, in turn; medians of three rounds."""
    with own_database("import"), _source(size) as path, tempfile.TemporaryDirectory() as folder:
        _ready(given.files(given.DIVISIONS))
        timings = [(*_ours(path, Path(folder)), _plain_copy(path)) for _ in range(ROUNDS)]
        ours = statistics.median(read / seconds for seconds, read, _ in timings)
        peer = statistics.median(read / plain for _, read, plain in timings)
        records, published = _publish()
    return [
        {
            "job": "import of a register file" if given.register() else "import of a made-up register",
            "size": timings[0][1],
            "ours": ours,
            "peer": peer,
            "peer_name": "plain COPY",
            "unit": "rows/s",
            "ratio": ours / peer,
            "goal": ">= 1/6",
            "ok": ours / peer >= GOAL,
        },
        {
            "job": "publication of records",
            "size": records,
            "ours": published,
            "unit": "records/s",
            "goal": "-",
            "ok": None,
        },
    ]
