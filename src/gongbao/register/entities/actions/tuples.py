"""Names of entities as tuples of a binary COPY: bigrams are then bytes to be copied, not numbers to be written."""

from collections.abc import Iterator
from struct import Struct

from gongbao.register.entities.folding import keys_field

BEGIN = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
END = b"\xff\xff"
COLUMNS = "entity_id, number, name, folded, initials, grams"

# six fields; entity_id and its length; number 0 and its length; the length of the name
_HEAD = Struct(">hiqihi")
_LENGTH = Struct(">i")
_ID_FROM, _ID_TO = 6, 14


def name_tuple(entity: int, name: str, folded: str, initials: str, region: str) -> bytes:
    """One present name, in the order of COLUMNS."""
    name_bytes = name.encode()
    folded_bytes = name_bytes if folded is name else folded.encode()
    length = _LENGTH.pack
    return b"".join(
        (
            _HEAD.pack(6, 8, entity, 2, 0, len(name_bytes)),
            name_bytes,
            length(len(folded_bytes)),
            folded_bytes,
            length(len(initials)),
            initials.encode(),
            keys_field(folded, region),
        )
    )


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
