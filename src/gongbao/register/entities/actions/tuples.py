"""Names of entities as tuples of a binary COPY: bigrams are then bytes to be copied, not numbers to be written."""

from collections.abc import Iterator, Sequence
from itertools import chain
from struct import pack

import numpy as np

from gongbao.register.entities.bulk import MOST, Folded

BEGIN = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
END = b"\xff\xff"
COLUMNS = "entity_id, number, name, folded, initials, grams"

# six fields; entity_id and its length; number 0 and its length; the length of the name
_HEAD = np.dtype([("fields", ">i2"), ("l1", ">i4"), ("id", ">i8"), ("l2", ">i4"), ("number", ">i2"), ("l3", ">i4")])
_ID_FROM, _ID_TO = 6, 14
_LENGTHS = [pack(">i", length) for length in range(4 * MOST + 1)]


def name_tuples(ids: range, names: Sequence[str], regions: Sequence[str]) -> bytes:
    """The present names of these entities, in the order of COLUMNS; no name holds a line end or is too long."""
    if not names:
        return b""
    text = "\n".join(names)
    folded = Folded(text)
    name_bytes = text.encode().split(b"\n")
    folded_bytes = name_bytes if folded.text == text else folded.text.encode().split(b"\n")
    initials = folded.initials()
    heads = np.zeros(len(names), _HEAD)
    heads["fields"], heads["l1"], heads["l2"] = 6, 8, 2
    heads["id"], heads["l3"] = ids, list(map(len, name_bytes))
    head, size = heads.tobytes(), _HEAD.itemsize
    length = _LENGTHS.__getitem__
    columns = (
        [head[at : at + size] for at in range(0, len(head), size)],
        name_bytes,
        map(length, map(len, folded_bytes)),
        folded_bytes,
        map(length, map(len, initials)),
        initials,
        *folded.keys(regions),
    )
    return b"".join(chain.from_iterable(zip(*columns, strict=True)))


def tuples(copied: bytes) -> Iterator[bytes]:
    """The tuples of a binary COPY one by one."""
    at = len(BEGIN)
    while copied[at : at + 2] != END:
        begin, at = at, at + 2
        for _ in range(6):
            at += 4 + int.from_bytes(copied[at : at + 4], "big")
        yield copied[begin:at]


def renumbered(entity: int, one: bytes) -> bytes:
    """The same name for another entity."""
    return one[:_ID_FROM] + entity.to_bytes(8, "big") + one[_ID_TO:]
