"""A proof file small enough for printed codes (ledger-and-draw.md A15): bytes, and their split over several QR codes.

Nothing is lost but what can be computed: the root (from entry and path) and the entry's spelling (from its fields).
Layout `gongbao/compact/v1`, integers as LEB128 unless a width is given:

    1         the version, 0x01
    1         flags: 1 previous, 2 salt, 4 document
    1 + n     origin, UTF-8 with its length
              size, index
    16        record; version; 1 kind (its place in KINDS sorted); time (Unix seconds)
    32 (+32)  commitment, previous
    1 + 32·n  path
    1         signatures; each: 1 + n name (empty: the origin), 4 key id, length, the rest
    32        salt
              document: its length, then raw DEFLATE to the end

Codes: `GB1/<6 hex>/<part>.<of>/<Base45>` (RFC 9285), all in QR's alphanumeric set; the six digits are the first of the
SHA-256 of the whole, so that parts of two proofs never mix.
"""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.leaf import KINDS, Leaf, LeafError, parse_leaf
from gongbao.kernel.tlog.merkle import ProofError, leaf_hash, root_from_path
from gongbao.kernel.tlog.note import Note, NoteError, Signature, parse
from gongbao.kernel.tlog.opening import Opening, parse_opening
from gongbao.kernel.tlog.proof import MOST_HASHES, TlogProof

VERSION = 1
PREVIOUS, SALT, DOCUMENT = 1, 2, 4
LARGEST_DOCUMENT = 1024 * 1024
PART_BYTES = 420
MOST_PARTS = 16
_KINDS = sorted(KINDS - {"erase"})
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_PLACES = {c: i for i, c in enumerate(_ALPHABET)}


def pack(proof: TlogProof, *, document: bool = True) -> bytes:
    """A proof file as compact bytes; without `document` the salt stays and the document is left out.

    ProofError when the file holds no entry, or one that this form does not know (an erasure, other formats).
    """
    if proof.extra is None:
        raise ProofError("the proof file holds no entry")
    opening = parse_opening(proof.extra)
    note = parse(proof.checkpoint)
    checkpoint = Checkpoint.parse(note.text)
    try:
        leaf = parse_leaf(opening.entry)
    except LeafError as error:
        raise ProofError(str(error)) from error
    if leaf.erasure or _seconds(leaf) < 0 or leaf.register != checkpoint.origin or note.text != checkpoint.text:
        raise ProofError("this proof has no compact form")
    payload = opening.payload if document else None
    flags = (PREVIOUS if leaf.previous else 0) | (SALT if opening.salt else 0) | (0 if payload is None else DOCUMENT)
    parts = [
        bytes([VERSION, flags]),
        _named(checkpoint.origin),
        _number(checkpoint.size),
        _number(proof.index),
        _leaf_bytes(leaf),
        bytes([len(proof.hashes)]),
        *proof.hashes,
        bytes([len(note.signatures)]),
        *(_signature_bytes(one, checkpoint.origin) for one in note.signatures),
        opening.salt or b"",
    ]
    if payload is not None:
        parts += [_number(len(payload)), _deflated(payload)]
    return b"".join(parts)


def unpack(data: bytes) -> TlogProof:
    """The proof file that was packed, its root recomputed; ProofError when the bytes are none."""
    reader = _Reader(data)
    version, flags = reader.take(2)
    if version != VERSION or flags & ~7:
        raise ProofError(f"the compact proof is of version {version}")
    origin = reader.named()
    size, index = reader.number(), reader.number()
    leaf = _read_leaf(reader, origin, bool(flags & PREVIOUS))
    count = reader.byte()
    if count > MOST_HASHES:
        raise ProofError(f"a proof has at most {MOST_HASHES} hashes")
    hashes = tuple(reader.take(32) for _ in range(count))
    signatures = tuple(_read_signature(reader, origin) for _ in range(reader.byte()))
    salt = reader.take(32) if flags & SALT else None
    payload = _inflated(reader.number(), reader.rest()) if flags & DOCUMENT else None
    if reader.rest():
        raise ProofError("the compact proof has more than it says")
    try:
        entry = leaf.to_bytes()
    except LeafError as error:
        raise ProofError(str(error)) from error
    root = root_from_path(hashes, index, size, leaf_hash(entry))
    note = str(Note(Checkpoint(origin, size, root).text, signatures))
    try:
        parse(note)
    except NoteError as error:
        raise ProofError(str(error)) from error
    return TlogProof(index, hashes, note, Opening(entry, salt, payload).to_bytes())


def codes(data: bytes, *, part_bytes: int = PART_BYTES) -> list[str]:
    """The texts of the codes to print, parts of about equal length. ValueError when there would be more than 16."""
    count = -(-len(data) // part_bytes)
    if count > MOST_PARTS:
        raise ValueError(f"at most {MOST_PARTS} codes")
    step = -(-len(data) // count)
    name = hashlib.sha256(data).hexdigest()[:6].upper()
    return [f"GB1/{name}/{n + 1}.{count}/{base45(data[n * step : (n + 1) * step])}" for n in range(count)]


def joined(texts: Iterable[str]) -> bytes:
    """The bytes behind all codes of one proof, in any order; ProofError when one is missing, strange or damaged."""
    parts: dict[int, bytes] = {}
    names: set[tuple[str, str]] = set()
    for text in texts:
        words = text.strip("\r\n").split("/", 3)
        if len(words) != 4 or words[0] != "GB1":
            raise ProofError("a code does not begin with GB1/")
        part, _, count = words[2].partition(".")
        if not (part.isdigit() and count.isdigit() and 1 <= int(part) <= int(count) <= MOST_PARTS):
            raise ProofError("a code does not say which part it is")
        names.add((words[1], count))
        parts[int(part)] = unbase45(words[3])
    if len(names) != 1:
        raise ProofError("the codes are not all of one proof")
    ((name, count),) = names
    if len(parts) != int(count):
        raise ProofError(f"of {count} codes there are {len(parts)}")
    data = b"".join(parts[n] for n in sorted(parts))
    if hashlib.sha256(data).hexdigest()[:6].upper() != name:
        raise ProofError("the codes are damaged")
    return data


def base45(data: bytes) -> str:
    """RFC 9285."""
    out = []
    for at in range(0, len(data) - 1, 2):
        value = data[at] * 256 + data[at + 1]
        out += [value % 45, value // 45 % 45, value // 2025]
    if len(data) % 2:
        out += [data[-1] % 45, data[-1] // 45]
    return "".join(_ALPHABET[digit] for digit in out)


def unbase45(text: str) -> bytes:
    """RFC 9285; ProofError for anything it does not write."""
    out = bytearray()
    try:
        digits = [_PLACES[c] for c in text]
    except KeyError as error:
        raise ProofError("a code is not Base45") from error
    for at in range(0, len(digits), 3):
        group = digits[at : at + 3]
        value = sum(digit * 45**place for place, digit in enumerate(group))
        width = len(group) - 1
        if width < 1 or value >= 256**width:
            raise ProofError("a code is not Base45")
        out += value.to_bytes(width, "big")
    return bytes(out)


def _number(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _named(name: str) -> bytes:
    encoded = name.encode()
    if len(encoded) > 255:
        raise ProofError("this proof has no compact form")
    return bytes([len(encoded)]) + encoded


def _leaf_bytes(leaf: Leaf) -> bytes:
    return b"".join(
        [
            UUID(leaf.record).bytes,
            _number(leaf.version),
            bytes([_KINDS.index(leaf.kind)]),
            _number(_seconds(leaf)),
            bytes.fromhex(leaf.commitment),
            bytes.fromhex(leaf.previous or ""),
        ]
    )


def _seconds(leaf: Leaf) -> int:
    return int(datetime.fromisoformat(leaf.time).timestamp())


def _read_leaf(reader: "_Reader", origin: str, follows: bool) -> Leaf:
    record, version = reader.take(16), reader.number()
    kind, seconds = reader.byte(), reader.number()
    if kind >= len(_KINDS):
        raise ProofError("the compact proof is damaged")
    try:
        return Leaf(
            register=origin,
            record=str(UUID(bytes=record)),
            version=version,
            kind=_KINDS[kind],
            time=datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            commitment=reader.take(32).hex(),
            previous=reader.take(32).hex() if follows else None,
        )
    except (LeafError, ValueError, OverflowError, OSError) as error:
        raise ProofError("the compact proof is damaged") from error


def _signature_bytes(signature: Signature, origin: str) -> bytes:
    name = "" if signature.name == origin else signature.name
    return _named(name) + signature.key_id + _number(len(signature.raw)) + signature.raw


def _read_signature(reader: "_Reader", origin: str) -> Signature:
    name = reader.named() or origin
    return Signature(name, reader.take(4), reader.take(reader.number()))


def _deflated(payload: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(payload) + packer.flush()


def _inflated(length: int, packed: bytes) -> bytes:
    if length > LARGEST_DOCUMENT:
        raise ProofError("the document in the codes is too long")
    unpacker = zlib.decompressobj(-15)
    try:
        payload = unpacker.decompress(packed, length + 1)
    except zlib.error as error:
        raise ProofError("the compact proof is damaged") from error
    if len(payload) != length or not unpacker.eof or unpacker.unused_data:
        raise ProofError("the compact proof is damaged")
    return payload


class _Reader:
    """Takes bytes from the front; ProofError when there are not enough."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) != count:
            raise ProofError("the compact proof is cut off")
        self._at += count
        return taken

    def rest(self) -> bytes:
        return self.take(len(self._data) - self._at)

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        value = 0
        for shift in range(0, 63, 7):
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise ProofError("the compact proof is damaged")

    def named(self) -> str:
        try:
            return self.take(self.byte()).decode()
        except UnicodeDecodeError as error:
            raise ProofError("the compact proof is damaged") from error


def texts_of(raw: bytes) -> Sequence[str] | None:
    """The codes in a text somebody scanned into a file, one a line; None if it is no such text."""
    lines = [line for line in raw.decode("ascii", "replace").splitlines() if line.strip()]
    return lines if lines and all(line.startswith("GB1/") for line in lines) else None
