"""One block of a file, cleaned into the text that COPY wants. Runs in processes of their own."""

import gc
import multiprocessing
import os
import signal
import threading
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connections

from gongbao.register.entities.actions.tuples import (
    BEGIN,
    END,
    entity_tuple,
    is_doubtful,
    name_of,
    tuples,
)
from gongbao.register.entities.cleaning import Cleaned, Cleaner, Refused
from gongbao.register.entities.report import Remark
from gongbao.register.entities.sources import Block

if TYPE_CHECKING:
    from gongbao.register.entities.actions.columns import Columns, Reader

_worker: list[tuple[Cleaner, "Reader", bytes]] = []
Found = Cleaned | Refused


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that is taken in: its reserved entity id, line, code and name, and whether it is doubtful."""

    id: int
    line: int
    code: str
    name: str
    doubtful: bool
    entity: bytes
    named: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A block ready for the database: bytes for COPY.

    `entities` and `names` (binary) have each row taken in, numbered from `first_id` on; `codes` (text) has their
    codes, sorted; `old_codes` those of before. `places` are the lines of those rows; line numbers, also of remarks,
    are those within the block.
    """

    read: int
    lines: int
    refused: int
    doubtful: int
    first_id: int
    places: "array[int]"
    entities: bytes | memoryview
    names: bytes | memoryview
    codes: bytes
    old_codes: bytes
    persons: list[tuple[int, str]]
    remarks: list[Remark]

    @property
    def ids(self) -> range:
        return range(self.first_id, self.first_id + len(self.places))

    def taken(self) -> Iterator[Taken]:
        """The rows one by one, for when they must be told apart."""
        owners = {
            int(line.rsplit("\t", 1)[1]): line for line in self.codes.decode().splitlines() if "\told\t" not in line
        }
        rows = zip(self.ids, self.places, tuples(bytes(self.entities)), tuples(bytes(self.names)), strict=True)
        for id_, line, entity, named in rows:
            yield Taken(
                id=id_,
                line=line,
                code=unescape(owners[id_].split("\t", 1)[0]),
                name=name_of(entity),
                doubtful=is_doubtful(entity),
                entity=entity,
                named=named,
            )


def warm_up() -> None:
    """Load what every worker needs, before they part."""
    from gongbao.register.entities import bulk  # noqa: PLC0415 (slow to load)
    from gongbao.register.entities.actions import columns, joining  # noqa: F401, PLC0415 (slow to load)

    bulk.warm_up()


def set_up_worker(cleaner: Cleaner, stamp: bytes) -> None:
    """Give this process its cleaner, and what every entity of this file is stamped with (tuples.stamp)."""
    from gongbao.register.entities.actions.columns import Reader  # noqa: PLC0415 (slow to load)

    gc.disable()  # rows are many and small, and nothing in them refers in circles
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # what the parent does about it was inherited
    _leave_the_database()
    threading.Thread(target=_follow_parent, daemon=True).start()
    _worker[:] = [(cleaner, Reader(cleaner), stamp)]


def _leave_the_database() -> None:
    """Let go of the inherited connection, without a word to the server: it must see when the parent is gone."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for inherited in connections.all(initialized_only=True):
        if inherited.connection is not None and not inherited.connection.closed:
            os.dup2(nowhere, inherited.connection.fileno())


def _follow_parent() -> None:
    """End with the parent, however it ended: nobody else would tell this process that there is no more work."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def prepare(block: Block, first_id: int) -> Prepared:
    """Clean one block; its entities are numbered from `first_id` on."""
    cleaner, reader, stamp = _worker[0]
    made = _Made(first_id, stamp)
    columns = reader.read(block)
    made.add(columns, {at: cleaner.clean(columns.row(at)) for at in columns.apart})
    made.codes.sort()
    return Prepared(
        read=made.read,
        lines=block.lines,
        refused=made.read - len(made.places),
        doubtful=made.doubtful,
        first_id=first_id,
        places=made.places,
        entities=b"".join([BEGIN, *made.entities, END]),
        names=b"".join([BEGIN, *made.names, END]),
        codes="".join(made.codes).encode(),
        old_codes="".join(made.old_codes).encode(),
        persons=made.persons,
        remarks=made.remarks,
    )


@dataclass(slots=True)
class _Made:
    """What has been made of a block so far; `seen` has the codes met, each with its name."""

    first_id: int
    stamp: bytes
    read: int = 0
    doubtful: int = 0
    seen: dict[str, str] = field(default_factory=dict)
    places: "array[int]" = field(default_factory=lambda: array("L"))
    entities: list[bytes | memoryview] = field(default_factory=list)
    names: list[bytes | memoryview] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    old_codes: list[str] = field(default_factory=list)
    persons: list[tuple[int, str]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def add(self, columns: "Columns", careful: Mapping[int, Found]) -> None:
        """The rows of a block: by columns, and those looked at one by one."""
        from gongbao.register.entities.actions.fields import bytes_of, ends  # noqa: PLC0415 (slow to load)
        from gongbao.register.entities.actions.joining import entity_tuples, name_tuples  # noqa: PLC0415 (slow to load)

        self.read = len(columns.lines)
        taken = self._judged(columns, careful)
        if not taken:
            return
        names, codes, regions, called, coded, facts = (
            columns.names,
            columns.codes,
            columns.regions,
            columns.called,
            columns.coded,
            columns.facts,
        )
        self.places.extend(columns.lines if len(taken) == self.read else [columns.lines[at] for at in taken])
        if len(taken) < self.read:
            names, codes, regions = ([column[at] for at in taken] for column in (names, codes, regions))
            called, coded, facts = (column.take(taken) for column in (called, coded, facts))
        ids = range(self.first_id, self.first_id + len(taken))
        entities = entity_tuples(ids, called, coded, facts, self.stamp)
        self.codes = [f"{code}\tuscc\t{id_}\n" for id_, code in zip(ids, codes, strict=True)]
        whole, cuts, begin = bytes_of(entities), ends(entities), 0
        for to, found in self._singly(taken, careful):
            names[to], regions[to] = found.name, found.region
            self.codes[to] = f"{escape(found.code)}\t{found.scheme}\t{ids[to]}\n"
            self.entities += [whole[begin : cuts[to]], entity_tuple(ids[to], found, self.stamp)]
            begin = cuts[to + 1]
        self.entities.append(whole[begin:])
        self.names.append(name_tuples(ids, names, regions))

    @staticmethod
    def _singly(taken: Sequence[int], careful: Mapping[int, Found]) -> list[tuple[int, Cleaned]]:
        """Those looked at one by one, with their place among those taken in."""
        if not careful:
            return []
        return [(to, found) for to, at in enumerate(taken) if isinstance(found := careful.get(at), Cleaned)]

    def _judged(self, columns: "Columns", careful: Mapping[int, Found]) -> Sequence[int]:
        """Which rows are taken in, in turn."""
        if not careful and len(set(columns.codes)) == len(columns.codes):
            return range(len(columns.codes))
        if (taken := self._told_apart(columns, careful)) is not None:
            return taken
        taken = []
        for at, line in enumerate(columns.lines):
            found = careful.get(at)
            if isinstance(found, Refused):
                self.remarks.append((line, "rejected", found.reason, columns.row(at)))
                continue
            name, code = (found.name, found.code) if found else (columns.names[at], columns.codes[at])
            if code in self.seen:
                reason = "repeated" if self.seen[code] == name else "duplicate"
                self.remarks.append((line, "rejected", reason, columns.row(at)))
                continue
            self.seen[code] = name
            if found:
                self._beside(found, line, columns.row(at), self.first_id + len(taken))
            taken.append(at)
        return taken

    def _told_apart(self, columns: "Columns", careful: Mapping[int, Found]) -> list[int] | None:
        """The same where no code is met twice; None where one is."""
        codes = columns.codes.copy()
        for at, found in careful.items():
            codes[at] = "" if isinstance(found, Refused) else found.code
        refused = codes.count("")
        old = [found.old_code for found in careful.values() if isinstance(found, Cleaned) and found.old_code]
        if old or len(set(codes)) < len(codes) - max(refused - 1, 0):
            return None
        taken, before = [at for at, code in enumerate(codes) if code], 0
        for at, found in careful.items():
            line, row = columns.lines[at], columns.row(at)
            if isinstance(found, Refused):
                self.remarks.append((line, "rejected", found.reason, row))
                before += 1
            else:
                self._beside(found, line, row, self.first_id + at - before)
        return taken

    def _beside(self, found: Cleaned, line: int, row: list[str], id_: int) -> None:
        """What only a row looked at by itself can have: doubts, a code of before, a person."""
        self.doubtful += bool(found.doubts)
        self.remarks += [(line, "doubtful", doubt, row) for doubt in found.doubts]
        if found.old_code and found.old_code not in self.seen:
            self.seen[found.old_code] = found.name
            self.old_codes.append(f"{escape(found.old_code)}\tregno\t{id_}\n")
        if found.person:
            self.persons.append((id_, found.person))


def escape(text: str) -> str:
    """Text as COPY reads it; tabs and line ends are gone since the cleaning."""
    return text.replace("\\", "\\\\")


def unescape(text: str) -> str:
    """The text again."""
    return text.replace("\\\\", "\\")
