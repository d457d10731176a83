"""The entries of our log: canonical JSON of who, what, which version, when and the commitment. Never personal data."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from gongbao.kernel.tlog.canonical import NotCanonicalError, canonical_json
from gongbao.kernel.tlog.tiles import ENTRY_LIMIT

FORMAT = "gongbao/leaf/v1"
KINDS = frozenset(
    {"publish", "amend", "withdraw", "erase", "decision", "draw-manifest", "draw-reveal", "checkpoint-of"}
)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_LARGEST = 2**53 - 1
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

    def __post_init__(self) -> None:
        if type(self.target) is not int or not 0 <= self.target <= _LARGEST:
            raise LeafError("an erasure names the index of a leaf")
        if not all(isinstance(text, str) and text for text in (self.ground, self.authority)):
            raise LeafError("an erasure names its legal ground and the authority")


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
                ("register", isinstance(self.register, str) and 0 < len(self.register) <= 255),
                ("record", bool(_UUID.fullmatch(self.record))),
                ("version", type(self.version) is int and 1 <= self.version <= _LARGEST),
                ("kind", self.kind in KINDS),
                ("time", _is_instant(self.time)),
                ("commitment", bool(_HASH.fullmatch(self.commitment))),
                ("previous", self.previous is None or bool(_HASH.fullmatch(self.previous))),
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
def _is_instant(text: str) -> bool:
    """A second of UTC that exists, in the one spelling; many entries share one."""
    if not _TIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=64)
def _quoted(register: str) -> str:
    return canonical_json(register).decode()


def parse_leaf(entry: bytes) -> Leaf:
    """Read an entry strictly: unknown or missing fields, or any other spelling of the same value, are refused."""
    try:
        value = json.loads(entry)
    except (ValueError, RecursionError) as error:
        raise LeafError("the entry is not JSON") from error
    if not isinstance(value, dict) or value.pop("format", None) != FORMAT:
        raise LeafError(f"the entry is not {FORMAT}")
    expected = _FIELDS - {"format"} | (_ERASURE if value.get("kind") == "erase" else set())
    if set(value) != expected:
        raise LeafError("the entry has other fields than its format says")
    erasure = None
    try:
        if value["kind"] == "erase":
            erasure = Erasure(target=value.pop("target"), ground=value.pop("ground"), authority=value.pop("authority"))
        leaf = Leaf(**value, erasure=erasure)
        spelled = leaf.to_bytes()
    except TypeError as error:
        raise LeafError("a field of the entry has the wrong type") from error
    except NotCanonicalError as error:
        raise LeafError(str(error)) from error
    if spelled != entry:
        raise LeafError("the entry is not in canonical form")
    return leaf
