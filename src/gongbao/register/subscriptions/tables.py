"""The lists as files: CSV that spreadsheets open safely, JSON lines and Parquet. Written row by row."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, get_type_hints
from uuid import UUID

from gongbao.kernel.cells import safe
from gongbao.kernel.screening.results import BOM
from gongbao.register.subscriptions.rules.messages import plain
from gongbao.register.subscriptions.rules.versions import Entry, Event, as_row

if TYPE_CHECKING:
    import pyarrow as pa

PIECE = 65_536
GROUP = 20_000
Shape = type[Entry] | type[Event]


def columns(shape: Shape) -> list[str]:
    """The names of the columns."""
    return list(get_type_hints(shape))


def as_csv(shape: Shape, rows: Iterable[Entry | Event]) -> Iterator[bytes]:
    """CSV (RFC 4180) in UTF-8 with a mark; no cell is a formula. Pieces of some 64 kB."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns(shape))
    yield BOM
    for row in rows:
        writer.writerow([_cell(value) for value in as_row(row).values()])
        if out.tell() > PIECE:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _cell(value: Any) -> str:
    return "" if value is None else safe(str(plain(value)))


def as_lines(rows: Iterable[Entry | Event]) -> Iterator[bytes]:
    """One JSON object a line."""
    waiting = bytearray()
    for row in rows:
        told = {key: plain(value) for key, value in as_row(row).items()}
        waiting += json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        if len(waiting) > PIECE:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)


def schema(shape: Shape) -> "pa.Schema":
    """The Parquet types: days and instants are what they are; ids are text."""
    import pyarrow as pa  # noqa: PLC0415 (slow to load)

    types = {str: pa.string(), int: pa.int64(), date: pa.date32(), datetime: pa.timestamp("us", tz="UTC")}
    fields = []
    for name, hint in get_type_hints(shape).items():
        parts = getattr(hint, "__args__", (hint,))
        fields.append(pa.field(name, types.get(parts[0], pa.string()), nullable=type(None) in parts))
    return pa.schema(fields)


def write_parquet(shape: Shape, rows: Iterable[Entry | Event], target: BinaryIO) -> None:
    """Parquet, packed with zstd, a group of rows at a time."""
    import pyarrow as pa  # noqa: PLC0415 (slow to load)
    import pyarrow.parquet as pq  # noqa: PLC0415 (as above)

    made, left = schema(shape), iter(rows)
    with pq.ParquetWriter(target, made, compression="zstd") as writer:
        while group := [_typed(as_row(row)) for row in islice(left, GROUP)]:
            writer.write_batch(pa.RecordBatch.from_pylist(group, schema=made))


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, UUID) else value for key, value in row.items()}


def read_csv(shape: Shape, data: BinaryIO) -> Iterator[dict[str, str]]:
    """The rows of a CSV file of ours, without the marks that keep spreadsheets from reading formulas. ValueError for a
    file of another shape.
    """
    text = io.TextIOWrapper(data, encoding="utf-8-sig", newline="")
    try:
        reader = csv.DictReader(text)
        _check_columns(shape, reader.fieldnames or ())
        for row in reader:
            if None in row or None in row.values():
                raise ValueError("a row with cells too many or too few")
            yield {key: _unsafe(value) for key, value in row.items()}
    finally:
        text.detach()  # the file is its opener's to close


def _check_columns(shape: Shape, there: Iterable[str]) -> None:
    if missing := set(columns(shape)) - set(there):
        raise ValueError(f"columns are missing: {', '.join(sorted(missing))}")


def _unsafe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and safe(cell[1:]) == cell else cell


def read_parquet(shape: Shape, data: BinaryIO) -> Iterator[dict[str, str]]:
    """The rows of a Parquet file of ours, with values as the CSV writes them. ValueError as above."""
    import pyarrow.parquet as pq  # noqa: PLC0415 (slow to load)

    file = pq.ParquetFile(data)
    _check_columns(shape, file.schema_arrow.names)
    for batch in file.iter_batches(batch_size=GROUP):
        for row in batch.to_pylist():
            yield {key: "" if value is None else str(plain(value)) for key, value in row.items()}


def parsed(shape: Shape, row: dict[str, str]) -> Entry | Event:
    """A row read from a file, as the rules take it. KeyError or ValueError for a row of another shape."""
    facts: dict[str, Any] = {}
    for name, hint in get_type_hints(shape).items():
        kinds = getattr(hint, "__args__", (hint,))
        text = row[name]
        empty = None if type(None) in kinds else ""
        facts[name] = text if kinds[0] is str else _PARSERS[kinds[0]](text) if text else empty
    return shape(**facts)


_PARSERS: dict[Any, Callable[[str], Any]] = {
    int: int,
    UUID: UUID,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}
