"""Rows cleaned column by column: most rows of a file hold nothing doubtful, and what a cell means is known from before.

A row in which anything is unusual is left to Cleaner.clean, which alone says what a doubt is.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from gongbao.kernel.statutes.identifiers import are_sound_usccs
from gongbao.register.entities.actions.fields import Column, as_bytes, bytes_of, chosen, ends, indices, joined, lengths
from gongbao.register.entities.actions.tuples import day_field, number_field, text_field
from gongbao.register.entities.capital import NOTHING, read_capital
from gongbao.register.entities.cleaning import HEADER, UNSTATED, Cleaner, implied, is_province, read_day, said
from gongbao.register.entities.sources import Block, Rows

_BLANK = [""] * len(HEADER)
_BUSINESS = frozenset({"91", "92", "93"})
_LONGEST = {0: 300, 5: 20_000, 8: 500}  # bytes of a name, scope and address that surely need not be cut
_MAY_BE_NOTHING = max(len(text.encode()) for text in NOTHING)
_NAMED = [str(place) for place in range(len(HEADER))]
_AS_TEXT = csv.ConvertOptions(
    column_types=dict.fromkeys(_NAMED, pa.string()), check_utf8=False, strings_can_be_null=False
)
_REMEMBERED = 100_000
Mask = "np.ndarray[Any, np.dtype[np.bool_]]"
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class _Known(dict[Key, Value]):
    """What each cell met so far becomes, mostly fields; nothing when it is doubtful."""

    def __init__(self, read: Callable[[Key], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, key: Key) -> Value:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[key] = found = self._read(key)
        return found


@dataclass(frozen=True, slots=True)
class Columns:
    """The rows of a block. `called` and `coded` are its names and codes as bytes, `facts` the fields of an entity from
    its category to its scope, `apart` the rows of which nothing is said here.
    """

    lines: Sequence[int]
    names: list[str]
    codes: list[str]
    regions: list[str]
    called: Column
    coded: Column
    facts: Column
    apart: list[int]
    row: Callable[[int], list[str]]


class Reader:
    """Reads rows by columns as this cleaner would one by one."""

    def __init__(self, cleaner: Cleaner) -> None:
        self._cleaner = cleaner
        self._days = _Known(self._day)
        self._kinds = _Known(self._kind)
        self._capitals = _Known(self._capital)
        self._implied = _Known(implied)
        self._provinces = _Known(self._province)
        self._regions = _Known(self._region)

    def read(self, block: Block) -> Columns:
        """A block by columns."""
        table = _out_of_text(block) or _out_of_rows(block)
        if not table.lines:
            nothing = pa.array([], pa.binary())
            return Columns([], [], [], [], nothing, nothing, nothing, [], table.row)
        called, codes, days, kinds, capitals, scopes, provinces, cities, addresses = columns = [
            _stripped(column) for column in table.columns
        ]
        scopes, addresses, cities = _said(scopes), _said(addresses), _said(cities)
        names, coded = called.to_pylist(), codes.to_pylist()
        regions = self._cleaner.places.find_all(
            [code[2:8] for code in coded], cities.to_pylist(), addresses.to_pylist()
        )
        fit = table.whole
        fit &= [len(name) >= 4 and "\u3400" <= name[0] <= "\u9fff" for name in names]
        fit &= np.array(are_sound_usccs(coded), bool)
        for place, most in _LONGEST.items():
            fit &= np.diff(ends(columns[place])) <= most
        day, capital, region = (
            _read(column, known, fit)
            for column, known in (
                (days, self._days),
                (capitals, self._capitals),
                (pa.array(regions, pa.string()), self._regions),
            )
        )
        _read(provinces, self._provinces, fit)
        kind = self._read_kinds(kinds, codes, called, fit)
        facts = joined(
            kind, day, region, lengths(addresses), as_bytes(addresses), capital, lengths(scopes), as_bytes(scopes)
        )
        apart = np.flatnonzero(~fit).tolist()
        return Columns(table.lines, names, coded, regions, as_bytes(called), as_bytes(codes), facts, apart, table.row)

    def _read_kinds(self, kinds: Column, codes: Column, names: Column, fit: Any) -> Column:
        """The kind may hang on what the name says by how it ends, and on the second character of the code."""
        kind, head, tail = (
            column.dictionary_encode()
            for column in (kinds, pc.utf8_slice_codeunits(codes, 0, 2), pc.utf8_slice_codeunits(names, -6))
        )
        texts, heads = kind.dictionary.to_pylist(), head.dictionary.to_pylist()
        said_by_name = [self._implied[text] for text in tail.dictionary.to_pylist()]
        implications = sorted(set(said_by_name))
        of_tail = np.array([implications.index(one) for one in said_by_name])
        keys = (indices(kind) * len(heads) + indices(head)) * len(implications)
        found, which = np.unique(keys + of_tail[indices(tail)], return_inverse=True)
        fields = []
        for key in found.tolist():
            rest, by_name = divmod(key, len(implications))
            text, by_code = divmod(rest, len(heads))
            fields.append(self._kinds[texts[text], heads[by_code], implications[by_name]])
        fit &= np.array([bool(field) for field in fields])[which]
        return chosen(fields, which)

    def _day(self, text: str) -> bytes:
        day, doubt = read_day(text, self._cleaner.today)
        return b"" if doubt else day_field(day)

    def _kind(self, key: tuple[str, str, str]) -> bytes:
        text, head, by_name = key
        doubts: list[str] = []
        if head not in _BUSINESS:
            return b""
        said_as, kind, category = self._cleaner.kind(text, by_name, head, "uscc", doubts)
        if doubts or said_as is None or (said_as and not kind):
            return b""
        return b"".join(map(text_field, (category, kind, said_as[:100], *UNSTATED)))

    @staticmethod
    def _province(text: str) -> bytes:
        return b"so" if is_province(text) else b""

    @staticmethod
    def _capital(text: str) -> bytes:
        capital, currency, doubt = read_capital(text)
        return b"" if doubt else number_field(capital) + b"".join(map(text_field, (currency, said(text)[:100], "")))

    @staticmethod
    def _region(code: str) -> bytes:
        return text_field(code) if code else b""


@dataclass(frozen=True, slots=True)
class _Table:
    """A block's rows as columns of text; of those not `whole` a cell may be anything. `row` is a row as it was read."""

    lines: Sequence[int]
    columns: list[Column]
    whole: Any
    row: Callable[[int], list[str]]


def _out_of_text(block: Block) -> _Table | None:
    """Text in which every line is a row and quotes stand around whole cells, as almost all is; else nothing."""
    if block.cells or block.columns or block.encoding != "utf-8":
        return None
    content = block.text.replace(b"\r", b"") if b"\r" in block.text else block.text
    if block.first:
        header, _, content = content.partition(b"\n")
        if header != ",".join(HEADER).encode():
            return None
    content = content.removesuffix(b"\n")
    if not content or content.startswith(b"\xef\xbb\xbf") or not _quoted_plainly(content):
        return None
    try:
        text = content.decode()
        table = csv.read_csv(
            pa.BufferReader(content),
            csv.ReadOptions(use_threads=False, block_size=len(content) + 1, column_names=_NAMED),
            convert_options=_AS_TEXT,
        )
    except (UnicodeDecodeError, pa.ArrowInvalid):
        return None
    begin, bare = 2 if block.first else 1, text.replace("\n", "")
    lines = range(begin, begin + len(text) - len(bare) + 1)
    if table.num_rows != len(lines):
        return None
    whole = np.ones(len(lines), bool)
    if not bare.isprintable() or "\ufffd" in bare:
        whole &= [line.isprintable() and "\ufffd" not in line for line in text.split("\n")]
    columns = [column.combine_chunks() for column in table.columns]
    return _Table(lines, columns, whole, lambda at: [column[at].as_py() for column in columns])


def _quoted_plainly(content: bytes) -> bool:
    """Whether every quote opens at the beginning of a cell or closes at its end, on one line, with none between."""
    outside = content.split(b'"')
    inside = outside[1::2]
    outside = outside[::2]
    return (
        len(outside) == len(inside) + 1
        and all(text[-1:] in {b",", b"\n"} for text in outside[1:-1])
        and all(text[:1] in {b",", b"\n"} for text in outside[1:-1])
        and (not inside or (outside[0][-1:] in {b"", b",", b"\n"} and outside[-1][:1] in {b"", b",", b"\n"}))
        and not any(b"\n" in text for text in inside)
    )


def _out_of_rows(block: Block) -> _Table:
    lines, rows = [], []
    for line, row in block.rows():
        lines.append(line)
        rows.append(row)
    whole = np.array([_is_whole(row) for row in rows], bool)
    told: Rows = [row if fits else _BLANK for row, fits in zip(rows, whole, strict=True)]
    columns = [pa.array([row[place] for row in told], pa.string()) for place in range(len(HEADER))]
    return _Table(lines, columns, whole, rows.__getitem__)


def _is_whole(row: Sequence[str]) -> bool:
    text = "".join(row)
    return len(row) == len(HEADER) and text.isprintable() and "\ufffd" not in text


def _stripped(column: Column) -> Column:
    """Cells without blanks around them; what else is blank is not printable, and such a row is not whole."""
    return pc.ascii_trim(column, " ") if b" " in bytes(bytes_of(column)) else column


def _said(column: Column) -> Column:
    """said() of each; only short texts can be one of the ways to say nothing."""
    short = np.flatnonzero(np.diff(ends(column)) <= _MAY_BE_NOTHING)
    nothing = [at for at in short.tolist() if not said(column[at].as_py())]
    if not nothing:
        return column
    mask = np.zeros(len(column), bool)
    mask[nothing] = True
    return pc.if_else(pa.array(mask), "", column)


def _read(column: Column, known: _Known[str, bytes], fit: Any) -> Column:
    """The field of each; rows where there is none are unfit."""
    coded = column.dictionary_encode()
    fields = list(map(known.__getitem__, coded.dictionary.to_pylist()))
    which = indices(coded)
    fit &= np.array([bool(field) for field in fields], bool)[which]
    return chosen(fields, which)
