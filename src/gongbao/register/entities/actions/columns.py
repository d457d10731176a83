"""Rows cleaned column by column: most rows of a file hold nothing doubtful, and what a cell means is known from before.

A row in which anything is unusual is left to Cleaner.clean, which alone says what a doubt is.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from gongbao.kernel.statutes.identifiers import are_sound_usccs
from gongbao.register.entities.actions.tuples import day_field, encoded, lengths, number_field, text_field
from gongbao.register.entities.capital import NOTHING, read_capital
from gongbao.register.entities.cleaning import HEADER, UNSTATED, Cleaner, implied, is_province, read_day, said
from gongbao.register.entities.sources import Batch, Rows

_BLANK = [""] * len(HEADER)
_BUSINESS = frozenset({"91", "92", "93"})
_SHORT = 1 + max(map(len, NOTHING))
_REMEMBERED = 100_000
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
    """Rows of a batch; `facts` are pieces of an entity's fields from its category to its scope, by columns, `apart` the
    rows of which nothing is said here.
    """

    names: list[str]
    codes: list[str]
    regions: list[str]
    facts: list[list[bytes]]
    apart: list[int]


class Reader:
    """Reads rows by columns as this cleaner would one by one."""

    def __init__(self, cleaner: Cleaner) -> None:
        self._cleaner = cleaner
        self._days = _Known(self._day)
        self._kinds = _Known(self._kind)
        self._capitals = _Known(self._capital)
        self._implied = _Known(implied)
        self._provinces = _Known(self._province)
        self._regions = _Known(text_field)

    def read(self, batches: Sequence[Batch]) -> Iterator[Columns]:
        """Each batch by columns. Places are looked for in all of them together."""
        tidied = [_tidied(batch) for batch in batches]
        addresses = [_cut(_said(columns[8]), 500) for columns in tidied]
        regions = self._cleaner.places.find_all(
            [code[2:8] for columns in tidied for code in columns[1]],
            _said([city for columns in tidied for city in columns[7]]),
            [address for some in addresses for address in some],
        )
        begin = 0
        for columns, some in zip(tidied, addresses, strict=True):
            end = begin + len(some)
            yield self._read(columns, some, regions[begin:end])
            begin = end

    def _read(self, columns: Rows, addresses: list[str], regions: list[str]) -> Columns:
        called, codes, days, kinds, capitals, scopes, provinces, _, _ = columns
        names, sound = _cut(called, 300), are_sound_usccs(codes)
        # The kind may hang on what the name says by how it ends, and on the second character of the code.
        by_name = map(self._implied.__getitem__, [name[-6:] for name in names])
        keys = zip(kinds, [code[:2] for code in codes], by_name, strict=True)
        kind = list(map(self._kinds.__getitem__, keys))
        day = list(map(self._days.__getitem__, days))
        capital = list(map(self._capitals.__getitem__, capitals))
        apart = {at for at, name in enumerate(names) if len(name) < 4 or not "\u3400" <= name[0] <= "\u9fff"}
        for column in (sound, kind, day, capital, regions, list(map(self._provinces.__getitem__, provinces))):
            if not all(column):
                apart.update(at for at, one in enumerate(column) if not one)
        address, scope = encoded(addresses), encoded(_cut(_said(scopes), 20_000))
        region = list(map(self._regions.__getitem__, regions))
        facts = [kind, day, region, list(lengths(address)), address, capital, list(lengths(scope)), scope]
        return Columns(names, codes, regions, facts, sorted(apart))

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


def _tidied(batch: Batch) -> Rows:
    """Columns of cells without blanks around them; a row that is not what it should be is blank, so that its name is
    missed.
    """
    columns = batch.columns
    texts = ["".join(column) for column in columns]
    if not texts or not all(map(str.isprintable, texts)) or any("\ufffd" in text for text in texts):
        rows = [row if _is_whole(row) else _BLANK for row in batch.rows or zip(*columns, strict=True)]
        columns = [list(column) for column in zip(*rows, strict=True)]
        texts = ["".join(column) for column in columns]
    return [
        [cell.strip() for cell in column] if " " in text else column
        for column, text in zip(columns, texts, strict=True)
    ]


def _is_whole(row: Sequence[str]) -> bool:
    text = "".join(row)
    return len(row) == len(HEADER) and text.isprintable() and "\ufffd" not in text


def _said(column: Sequence[str]) -> list[str]:
    """said() of each; only short texts can be one of the ways to say nothing."""
    return [said(text) if len(text) < _SHORT else text for text in column]


def _cut(column: Sequence[str], longest: int) -> list[str]:
    return [text[:longest] for text in column] if max(map(len, column)) > longest else list(column)
