"""Entities and their names as tuples of a binary COPY: nothing to be escaped here or read as text there, and bigrams
are bytes to be copied, not numbers to be written.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, repeat
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
_ENTITY_FIELDS = len(ENTITY.split(","))
# six fields; entity_id and its length; number 0 and its length; the length of the name
_NAME_HEAD = [("fields", ">i2"), ("l1", ">i4"), ("id", ">i8"), ("l2", ">i4"), ("number", ">i2"), ("l3", ">i4")]
# as many fields as there are; id and its length; the length of the name
_ENTITY_HEAD = [("fields", ">i2"), ("l1", ">i4"), ("id", ">i8"), ("l3", ">i4")]
_ID_FROM, _ID_TO = 6, 14
_DAY_ZERO = date(2000, 1, 1)


class _Lengths(dict[int, bytes]):
    """Lengths as fields begin with."""

    def __missing__(self, length: int) -> bytes:
        self[length] = packed = pack(">i", length)
        return packed


_length = _Lengths().__getitem__


def lengths(fields: Iterable[bytes]) -> Iterator[bytes]:
    """What stands before each."""
    return map(_length, map(len, fields))


def encoded(column: Sequence[str]) -> list[bytes]:
    """Each of these texts, which hold no line ends, as UTF-8."""
    return "\n".join(column).encode().split(b"\n")


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


def entity_pieces(
    ids: range, names: Sequence[str], codes: Sequence[str], facts: Sequence[Sequence[bytes]], stamped: bytes
) -> Iterator[tuple[bytes, ...]]:
    """Entities without a doubt, each in pieces to be joined, in the order of ENTITY; `facts` are pieces of the fields
    from category to scope, by columns.
    """
    name_bytes, code_bytes = encoded(names), encoded(codes)
    heads = _heads(_ENTITY_HEAD, fields=_ENTITY_FIELDS, l1=8, id=ids, l3=list(map(len, name_bytes)))
    rest = repeat(CERTAIN + stamped, len(ids))
    return zip(heads, name_bytes, lengths(code_bytes), code_bytes, *facts, rest, strict=True)


def entity_tuple(id_: int, c: Cleaned, stamped: bytes) -> bytes:
    """One entity, doubtful or not."""
    code = c.code if c.scheme == "uscc" else ""
    texts = (c.name, code, c.category, c.kind, c.kind_text, c.status, c.standing)
    doubts = [text_field(doubt) for doubt in c.doubts]
    size = sum(map(len, doubts))
    doubtful = pack(">iiiiii", 20 + size, 1, 0, 1043, len(doubts), 1) + b"".join(doubts) if doubts else CERTAIN
    return b"".join(
        (
            pack(">hiq", _ENTITY_FIELDS, 8, id_),
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


def name_tuples(ids: range, names: Sequence[str], regions: Sequence[str]) -> bytes:
    """The present names of these entities, in the order of NAME; none holds a line end or is too long."""
    if not names:
        return b""
    from gongbao.register.entities.bulk import Folded  # noqa: PLC0415 (slow to load)

    text = "\n".join(names)
    folded = Folded(text)
    name_bytes = encoded(names)
    folded_bytes = name_bytes if folded.text == text else folded.text.encode().split(b"\n")
    initials = folded.initials()
    columns = (
        _heads(_NAME_HEAD, fields=6, l1=8, id=ids, l2=2, l3=list(map(len, name_bytes))),
        name_bytes,
        lengths(folded_bytes),
        folded_bytes,
        lengths(initials),
        initials,
        *folded.keys(regions),
    )
    return b"".join(chain.from_iterable(zip(*columns, strict=True)))


def _heads(shape: list[tuple[str, str]], *, id: range, **parts: int | list[int]) -> list[bytes]:  # noqa: A002 (as the column)
    """The beginning of each tuple: these parts, those not named nought."""
    import numpy as np  # noqa: PLC0415 (slow to load)

    heads = np.zeros(len(id), shape)
    heads["id"] = id
    for name, part in parts.items():
        heads[name] = part
    packed, size = heads.tobytes(), heads.itemsize
    return [packed[at : at + size] for at in range(0, len(packed), size)]


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
