"""Entities and their names as tuples of a binary COPY: nothing to be escaped here or read as text there, and bigrams
are bytes to be copied, not numbers to be written.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from struct import pack

from psycopg.types.datetime import DatetimeBinaryDumper
from psycopg.types.numeric import DecimalBinaryDumper

from gongbao.register.entities.cleaning import Cleaned

BEGIN = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
END = b"\xff\xff"
NAME = "entity_id, number, name, folded, initials, grams"
ENTITY = (
    "id, name, code, category, kind, kind_text, status, standing, established_on, region, address, capital, currency,"
    " capital_text, industry, scope, doubts, source, recorded_at, changed_at"
)
NULL = pack(">i", -1)
CERTAIN = pack(">iiii", 12, 0, 0, 1043)  # no doubts: an empty varchar[]
_NAME_AT, _DOUBTS_AT = 1, 16
ENTITY_FIELDS = len(ENTITY.split(","))
_ID_FROM, _ID_TO = 6, 14
_DAY_ZERO = date(2000, 1, 1)


def text_field(text: str) -> bytes:
    """A text as a field."""
    field = text.encode()
    return pack(">i", len(field)) + field


def day_field(day: str) -> bytes:
    """An ISO day, or nothing, as a field."""
    return pack(">ii", 4, (date.fromisoformat(day) - _DAY_ZERO).days) if day else NULL


def number_field(number: str) -> bytes:
    """A decimal number, or nothing, as a field."""
    if not number:
        return NULL
    field = bytes(DecimalBinaryDumper(Decimal).dump(Decimal(number)) or b"")
    return pack(">i", len(field)) + field


def stamp(source: str, now: datetime) -> bytes:
    """The last fields of every entity of a file: where it is from, when it was recorded and when changed."""
    instant = bytes(DatetimeBinaryDumper(datetime).dump(now) or b"")
    return text_field(source) + (pack(">i", len(instant)) + instant) * 2


def entity_tuple(id_: int, c: Cleaned, stamped: bytes) -> bytes:
    """One entity, doubtful or not."""
    code = c.code if c.scheme == "uscc" else ""
    texts = (c.name, code, c.category, c.kind, c.kind_text, c.status, c.standing)
    doubts = [text_field(doubt) for doubt in c.doubts]
    size = sum(map(len, doubts))
    doubtful = pack(">iiiiii", 20 + size, 1, 0, 1043, len(doubts), 1) + b"".join(doubts) if doubts else CERTAIN
    return b"".join(
        (
            pack(">hiq", ENTITY_FIELDS, 8, id_),
            *map(text_field, texts),
            day_field(c.established_on),
            *map(text_field, (c.region, c.address)),
            number_field(c.capital),
            *map(text_field, (c.currency, c.capital_text, c.industry, c.scope)),
            doubtful,
            stamped,
        )
    )


def name_of(entity: bytes) -> str:
    """The name in an entity's tuple."""
    return fields(entity)[_NAME_AT].decode()


def is_doubtful(entity: bytes) -> bool:
    """Whether an entity's tuple has doubts."""
    return fields(entity)[_DOUBTS_AT] != CERTAIN[4:]


def tuples(copied: bytes) -> Iterator[bytes]:
    """The tuples of a binary COPY one by one."""
    at = len(BEGIN)
    while copied[at : at + 2] != END:
        begin = at
        at += 2
        for _ in range(int.from_bytes(copied[begin:at], "big")):
            at += 4 + max(int.from_bytes(copied[at : at + 4], "big", signed=True), 0)
        yield copied[begin:at]


def fields(one: bytes) -> list[bytes]:
    """The fields of a tuple; one that is null is empty."""
    found, at = [], 2
    for _ in range(int.from_bytes(one[:2], "big")):
        size = max(int.from_bytes(one[at : at + 4], "big", signed=True), 0)
        found.append(one[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def renumbered(entity: int, one: bytes) -> bytes:
    """The same entity or name with another entity's id."""
    return one[:_ID_FROM] + entity.to_bytes(8, "big") + one[_ID_TO:]
