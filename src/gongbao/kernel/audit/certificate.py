"""The proof inside what a citizen holds: a proof file, a certificate as PDF, or the texts of its printed codes.

The PDF is not trusted and not understood: its embedded files are looked through for a proof file, and what that proves
is what counts. So a hundred lines less stand between the reader and the proof, and the standard library is enough.
"""

import zlib
from collections.abc import Iterator

from gongbao.kernel.tlog.compact import joined, texts_of, unpack
from gongbao.kernel.tlog.merkle import ProofError
from gongbao.kernel.tlog.proof import HEADER

LARGEST_FILE = 8 * 1024 * 1024
MOST_FILES = 32


def is_certificate(raw: bytes) -> bool:
    """Whether this is a PDF: some put a few bytes before its mark."""
    return b"%PDF-" in raw[:1024]


def proof_text(raw: bytes) -> bytes:
    """The proof file in `raw`, whichever of the three it is. ProofError when a PDF or codes hold none."""
    if is_certificate(raw):
        return _enclosed_proof(raw)
    texts = texts_of(raw)
    return raw if texts is None else unpack(joined(texts)).to_text().encode()


def embedded_files(raw: bytes) -> Iterator[bytes]:
    """The files that lie inside a PDF, inflated, each at most LARGEST_FILE; what cannot be read is passed over."""
    found = 0
    at = 0
    while found < MOST_FILES and (mark := raw.find(b"/EmbeddedFile", at)) >= 0:
        at = mark + len(b"/EmbeddedFile")
        begin = raw.find(b"stream", at, at + 2000)
        if begin < 0 or raw[at : at + 1].isalpha():
            continue
        facts = raw[raw.rfind(b"obj", 0, mark) : begin]
        body = begin + len(b"stream")
        body += 2 if raw[body : body + 2] == b"\r\n" else 1
        content = _content(raw, body, facts)
        if content is not None:
            found += 1
            yield content


def _content(raw: bytes, at: int, facts: bytes) -> bytes | None:
    if b"/Filter" not in facts:
        end = raw.find(b"endstream", at)
        return raw[at:end].rstrip(b"\r\n") + b"\n" if 0 <= end - at <= LARGEST_FILE else None
    if b"/FlateDecode" not in facts:
        return None
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(raw[at : at + LARGEST_FILE], LARGEST_FILE)
    except zlib.error:
        return None
    return content if unpacker.eof else None


def _enclosed_proof(raw: bytes) -> bytes:
    header = HEADER.encode() + b"\n"
    proofs = {content for content in embedded_files(raw) if content.startswith(header)}
    if not proofs:
        raise ProofError("the PDF encloses no proof file")
    if len(proofs) > 1:
        raise ProofError("the PDF encloses more than one proof file")
    return proofs.pop()
