"""Columns of fields as a binary COPY wants them, each an Arrow array: joined row by row without an object a cell."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.ma
import pyarrow as pa
import pyarrow.compute as pc

BINARY = pa.binary()
Column = Any  # a pyarrow array; its package states no types


def joined(*columns: Column) -> Column:
    """The columns side by side; one may be bytes that stand in every row."""
    return pc.binary_join_element_wise(*columns, b"")


def bytes_of(column: Column) -> memoryview:
    """All rows of a column that was just made, one after the other."""
    content = column.buffers()[2]
    return memoryview(b"" if content is None else content)


def ends(column: Column) -> "np.ndarray[Any, np.dtype[np.int32]]":
    """Where each row begins, and the end."""
    offsets = np.frombuffer(column.buffers()[1], np.int32)
    return offsets[column.offset : column.offset + len(column) + 1]


def lengths(column: Column) -> Column:
    """The length of each as a field begins with it."""
    return same_size(np.diff(ends(column)).astype(">i4"))


def same_size(parts: "np.ndarray[Any, Any]") -> Column:
    """The bytes of each element."""
    offsets = np.arange(len(parts) + 1, dtype=np.int32) * parts.itemsize
    return cut(offsets, parts.tobytes())


def cut(offsets: "np.ndarray[Any, np.dtype[np.int32]]", content: bytes) -> Column:
    """Bytes cut into a column."""
    return pa.Array.from_buffers(BINARY, len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(content)])


def lines(text: bytes) -> Column:
    """The lines of a text, the last one without an end."""
    found = np.flatnonzero(np.frombuffer(text, np.uint8) == 0x0A)
    offsets = np.zeros(len(found) + 2, np.int32)
    offsets[1:-1] = found - np.arange(len(found))
    offsets[-1] = len(text) - len(found)
    return cut(offsets, text.replace(b"\n", b""))


def indices(coded: Column) -> "np.ndarray[Any, np.dtype[np.int32]]":
    """Which of its dictionary each row has."""
    return np.frombuffer(coded.indices.buffers()[1], np.int32)[: len(coded)]


def as_bytes(column: Column) -> Column:
    """A column of texts as one of bytes."""
    return column.cast(BINARY)


def chosen(values: Iterable[bytes], which: Any) -> Column:
    """Of these few values the one each row has."""
    return pa.array(values, BINARY).take(pa.array(which))
