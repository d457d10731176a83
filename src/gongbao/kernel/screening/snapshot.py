"""A version of the list as bytes: one line of canonical JSON for the whole, then one for each listed party.

The version is the root of the Merkle tree over the lines (RFC 6962), so one number names the list to the last byte,
and whoever holds the file can tell what it says, and what it does not say.
"""

import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongbao.kernel.names.lexicon import Lexicon, extended
from gongbao.kernel.screening.parties import Party
from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.kernel.tlog.merkle import leaf_hash, root_of

FORMAT = "gongbao/listed/v1"
MOST_BYTES = 4 * 1024**3
Division = tuple[str, str]


class SnapshotError(ValueError):
    """A file that is no list of ours; the message says where it fails."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the list is: whose, listed on which day, known at which instant (UTC), and the places names are read by."""

    register: str
    as_of: date
    known: str
    divisions: Sequence[Division] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A list with its version."""

    head: Head
    parties: Sequence[Party]
    version: str

    def lexicon(self) -> Lexicon:
        """The words with which names are read against this list."""
        return extended(self.head.divisions)


def lines_of(head: Head, parties: Iterable[Party]) -> Iterator[bytes]:
    """The list's lines. Parties stand by code, then name, so that the same list is the same bytes."""
    ordered = sorted(parties, key=lambda party: (sorted(party.codes)[:1] or ["~"], party.name, party.id))
    yield canonical_json(
        {
            "as_of": head.as_of.isoformat(),
            "divisions": [list(division) for division in head.divisions],
            "format": FORMAT,
            "known": head.known,
            "parties": len(ordered),
            "register": head.register,
        }
    )
    for party in ordered:
        yield canonical_json(
            {
                "codes": sorted(party.codes),
                "distinct": sorted(party.distinct),
                "entries": list(party.entries),
                "former": list(party.former),
                "id": party.id,
                "name": party.name,
            }
        )


def version_of(lines: Iterable[bytes]) -> str:
    """The root over the lines, in hex."""
    return root_of(leaf_hash(line) for line in lines).hex()


def write(head: Head, parties: Iterable[Party]) -> tuple[str, bytes]:
    """(version, file): the file is gzip of the lines, the same bytes for the same list."""
    lines = list(lines_of(head, parties))
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, compresslevel=6) as out:
        out.writelines(line + b"\n" for line in lines)
    return version_of(lines), packed.getvalue()


def read(data: bytes) -> Snapshot:
    """The list in a file, packed or plain. SnapshotError when it is none; its version is computed, never believed."""
    try:
        if data[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                data = packed.read(MOST_BYTES)
        lines = data.removesuffix(b"\n").split(b"\n")
        top = json.loads(lines[0])
        if not isinstance(top, dict) or top.get("format") != FORMAT:
            raise SnapshotError(f"not a list: the first line should say {FORMAT}")
        head = Head(
            top["register"],
            date.fromisoformat(top["as_of"]),
            top["known"],
            tuple((str(name), str(around)) for name, around in top["divisions"]),
        )
        parties = [_party(json.loads(line)) for line in lines[1:]]
    except (OSError, EOFError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise SnapshotError(f"not a list of ours: {error}") from error
    if top.get("parties") != len(parties):
        raise SnapshotError("the list is cut off: it names another number of parties than it holds")
    return Snapshot(head, parties, version_of(lines))


def _party(value: dict[str, Any]) -> Party:
    return Party(
        id=str(value["id"]),
        name=str(value["name"]),
        former=tuple(value["former"]),
        codes=tuple(value["codes"]),
        entries=tuple(value["entries"]),
        distinct=tuple(value["distinct"]),
    )
