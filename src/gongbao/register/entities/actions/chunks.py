"""One block of a file, cleaned into the text that COPY wants. Runs in processes of their own."""

import gc
import multiprocessing
import os
import signal
import threading
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connections

from gongbao.register.entities.actions.tuples import BEGIN, END, name_tuple, tuples
from gongbao.register.entities.cleaning import Cleaned, Cleaner, Refused
from gongbao.register.entities.report import Remark
from gongbao.register.entities.sources import Block

_worker: list[tuple[Cleaner, str]] = []
NULL = "\\N"
TOGETHER = 50  # rows cleaned, then written: a fifth faster than one by one or by thousands, the code stays in the cache
Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that is taken in: its reserved entity id, line, code and name, and whether it is doubtful."""

    id: int
    line: int
    code: str
    name: str
    doubtful: bool
    entity: str
    named: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A block ready for the database: bytes for COPY, which travel between processes at no cost.

    `entities` (text) and `names` (binary) have each row taken in, numbered from `first_id` on; `codes` has their
    codes, sorted; `old_codes` those of before. `places` are the lines of those rows; line numbers, also of remarks,
    are those within the block.
    """

    read: int
    lines: int
    refused: int
    doubtful: int
    first_id: int
    places: "array[int]"
    entities: bytes
    names: bytes
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
        entities = self.entities.decode().split("\n")
        for id_, line, entity, named in zip(self.ids, self.places, entities, tuples(self.names), strict=False):
            fields = entity.split("\t")
            yield Taken(
                id=id_,
                line=line,
                code=unescape(owners[id_].split("\t", 1)[0]),
                name=unescape(fields[1]),
                doubtful=fields[16] != "{}",
                entity=entity,
                named=named,
            )


def set_up_worker(cleaner: Cleaner, stamp: str) -> None:
    """Give this process its cleaner, and what every entity of this file is stamped with: source and two instants."""
    gc.disable()  # rows are many and small, and nothing in them refers in circles
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # what the parent does about it was inherited
    _leave_the_database()
    threading.Thread(target=_follow_parent, daemon=True).start()
    _worker[:] = [(cleaner, stamp)]


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
    cleaner, stamp = _worker[0]
    clean = cleaner.clean
    seen: dict[str, str] = {}
    places, doubtful = array("L"), 0
    entities: list[str] = []
    names: list[bytes] = [BEGIN]
    codes: list[str] = []
    old_codes: list[str] = []
    persons: list[tuple[int, str]] = []
    remarks: list[Remark] = []
    id_, read = first_id, 0
    for some in _batches(block.rows()):
        read += len(some)
        for (line, row), found in zip(some, [clean(row) for _, row in some], strict=True):
            if isinstance(found, Refused):
                remarks.append((line, "rejected", found.reason, row))
            elif found.code in seen:
                reason = "repeated" if seen[found.code] == found.name else "duplicate"
                remarks.append((line, "rejected", reason, row))
            else:
                seen[found.code] = found.name
                if found.doubts:
                    doubtful += 1
                    remarks += [(line, "doubtful", doubt, row) for doubt in found.doubts]
                places.append(line)
                codes.append(_write(found, id_, stamp, entities, names))
                if found.old_code and found.old_code not in seen:
                    seen[found.old_code] = found.name
                    old_codes.append(f"{escape(found.old_code)}\tregno\t{id_}\n")
                if found.person:
                    persons.append((id_, found.person))
                id_ += 1
    codes.sort()
    return Prepared(
        read=read,
        lines=block.lines,
        refused=read - len(places),
        doubtful=doubtful,
        first_id=first_id,
        places=places,
        entities="".join(entities).encode(),
        names=b"".join([*names, END]),
        codes="".join(codes).encode(),
        old_codes="".join(old_codes).encode(),
        persons=persons,
        remarks=remarks,
    )


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, TOGETHER)):
        yield some


def _write(c: Cleaned, id_: int, stamp: str, entities: list[str], names: list[bytes]) -> str:
    """Add the lines of an entity and of its name; returns the line of its code."""
    name, kind_text, address, capital_text, scope = c.name, c.kind_text, c.address, c.capital_text, c.scope
    if c.slashed:
        name, kind_text, address = escape(name), escape(kind_text), escape(address)
        capital_text, scope = escape(capital_text), escape(scope)
    code, scheme = c.code, c.scheme
    entities.append(
        f"{id_}\t{name}\t{code if scheme == 'uscc' else ''}\t{c.category}\t{c.kind}\t{kind_text}\t{c.status}"
        f"\t{c.standing}\t{c.established_on or NULL}\t{c.region}\t{address}\t{c.capital or NULL}\t{c.currency}"
        f"\t{capital_text}\t{c.industry}\t{scope}\t{{{','.join(c.doubts)}}}\t{stamp}\n"
    )
    names.append(name_tuple(id_, c.name, c.folded, c.initials, c.region))
    return f"{code if code.isalnum() else escape(code)}\t{scheme}\t{id_}\n"


def escape(text: str) -> str:
    """Text as COPY reads it; tabs and line ends are gone since the cleaning."""
    return text.replace("\\", "\\\\")


def unescape(text: str) -> str:
    """The text again."""
    return text.replace("\\\\", "\\")
