"""The public documents behind a log's entries: `content/<N>` under the log's address, one file beside each bundle.

A file has one JSON object a line, in the order of the log: `index`, `salt` (hex) and `payload` (the document's text).
Entries whose document is not public, or was erased by law, have no line. Unlike tiles these files change: they grow
with the bundle, and lose lines by erasure.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongbao.kernel.tlog.commitment import opens
from gongbao.kernel.tlog.leaf import Leaf, LeafError, parse_leaf
from gongbao.kernel.tlog.tiles import WIDTH, Tile

CONTENT_LIMIT = 64 * 1024 * 1024


class ContentError(ValueError):
    """A content file that is not what it should be; the message says where."""


@dataclass(frozen=True, slots=True)
class Document:
    """One public document with the salt that opens its entry's commitment."""

    index: int
    salt: bytes
    payload: bytes

    def line(self) -> bytes:
        value = {"index": self.index, "payload": self.payload.decode(), "salt": self.salt.hex()}
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def content_path(number: int) -> str:
    """Where the documents of bundle `number` lie."""
    return "content/" + Tile(0, number).bundle_path.removeprefix("tile/entries/")


def written(documents: Iterable[Document]) -> bytes:
    """A content file."""
    return b"".join(one.line() for one in documents)


def checked(raw: bytes, number: int, entries: Sequence[bytes]) -> list[Document]:
    """The documents of a content file, each held against its entry in the bundle. ContentError at the first that fails.

    Documents of entries that came after the bundle was read are passed over.
    """
    found: list[Document] = []
    first = number * WIDTH
    for place, line in enumerate(raw.split(b"\n")[:-1] if raw else [], 1):
        one = _document(line, f"{content_path(number)}:{place}")
        if one.index <= (found[-1].index if found else first - 1) or one.index >= first + WIDTH:
            raise ContentError(f"{content_path(number)}:{place}: entry {one.index} out of place")
        if one.index - first < len(entries):
            found.append(_fitting(one, entries[one.index - first]))
    return found


def leaf_of(entry: bytes) -> Leaf | None:
    """The entry as a leaf of our format, None for any other."""
    try:
        return parse_leaf(entry)
    except LeafError:
        return None


def _fitting(one: Document, entry: bytes) -> Document:
    leaf = leaf_of(entry)
    if leaf is None or not opens(bytes.fromhex(leaf.commitment), one.salt, one.payload):
        raise ContentError(f"the document of entry {one.index} is not what the entry commits to")
    return one


def _document(line: bytes, where: str) -> Document:
    try:
        value = json.loads(line)
        index, salt, payload = value["index"], bytes.fromhex(value["salt"]), value["payload"].encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ContentError(f"{where}: not a document") from error
    if type(index) is not int or set(value) != {"index", "payload", "salt"}:
        raise ContentError(f"{where}: not a document")
    return Document(index, salt, payload)
