"""The entries of our log: canonical JSON of who, what, which version, when and the commitment. Never personal data."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache

from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.kernel.tlog.tiles import ENTRY_LIMIT

FORMAT = "gongbao/leaf/v1"
KINDS = frozenset(
    {"publish", "amend", "withdraw", "erase", "decision", "draw-manifest", "draw-reveal", "checkpoint-of"}
)
_UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
_HASH = re.compile(r"^[0-9a-f]{64}$")
_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
_FIELDS = {"commitment", "format", "kind", "previous", "record", "register", "time", "version"}
_ERASURE = {"authority", "ground", "target"}


class LeafError(ValueError):
    """An entry that is not one of ours; the message says why."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an `erase` leaf says besides: which leaf's content is gone, on what legal ground, by which authority."""

    target: int
    ground: str
    authority: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry. `record` is an opaque UUID; `commitment` and `previous` are 32 bytes in hex; `time` is UTC seconds."""

    register: str
    record: str
    version: int
    kind: str
    time: str
    commitment: str
    previous: str | None = None
    erasure: Erasure | None = None

    def __post_init__(self) -> None:
        wrong = [
            name
            for name, fine in (
                ("register", bool(self.register)),
                ("record", bool(_UUID.match(self.record))),
                ("version", type(self.version) is int and self.version >= 1),
                ("kind", self.kind in KINDS),
                ("time", bool(_TIME.match(self.time))),
                ("commitment", bool(_HASH.match(self.commitment))),
                ("previous", self.previous is None or bool(_HASH.match(self.previous))),
                ("erasure", (self.kind == "erase") == (self.erasure is not None)),
            )
            if not fine
        ]
        if wrong:
            raise LeafError(f"wrong in the entry: {', '.join(wrong)}")

    def to_bytes(self) -> bytes:
        """The entry's bytes, at most 65,535."""
        if self.erasure is None:
            return self._plain()
        entry = canonical_json(
            {
                "authority": self.erasure.authority,
                "commitment": self.commitment,
                "format": FORMAT,
                "ground": self.erasure.ground,
                "kind": self.kind,
                "previous": self.previous,
                "record": self.record,
                "register": self.register,
                "target": self.erasure.target,
                "time": self.time,
                "version": self.version,
            }
        )
        if len(entry) > ENTRY_LIMIT:
            raise LeafError(f"an entry has at most {ENTRY_LIMIT} bytes")
        return entry

    def _plain(self) -> bytes:
        """Canonical JSON written out by hand, three times as fast: only `register` may need escaping."""
        previous = f'"{self.previous}"' if self.previous else "null"
        return (
            f'{{"commitment":"{self.commitment}","format":"{FORMAT}","kind":"{self.kind}","previous":{previous},'
            f'"record":"{self.record}","register":{_quoted(self.register)},"time":"{self.time}","version":{self.version}}}'
        ).encode()


@lru_cache(maxsize=64)
def _quoted(register: str) -> str:
    return canonical_json(register).decode()


def parse_leaf(entry: bytes) -> Leaf:
    """Read an entry strictly: unknown or missing fields, or any other spelling of the same value, are refused."""
    try:
        value = json.loads(entry)
    except ValueError as error:
        raise LeafError("the entry is not JSON") from error
    if not isinstance(value, dict) or value.pop("format", None) != FORMAT:
        raise LeafError(f"the entry is not {FORMAT}")
    expected = _FIELDS - {"format"} | (_ERASURE if value.get("kind") == "erase" else set())
    if set(value) != expected:
        raise LeafError("the entry has other fields than its format says")
    erasure = None
    if value["kind"] == "erase":
        erasure = Erasure(target=value.pop("target"), ground=value.pop("ground"), authority=value.pop("authority"))
    try:
        leaf = Leaf(**value, erasure=erasure)
    except TypeError as error:
        raise LeafError("a field of the entry has the wrong type") from error
    if leaf.to_bytes() != entry:
        raise LeafError("the entry is not in canonical form")
    return leaf
