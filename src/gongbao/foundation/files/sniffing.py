"""What a file is, told from its bytes alone, and whether it is safe to keep and hand on.

Nothing is ever opened by a program of ours that would run what is inside; zip parts are counted before they are read.
"""

import re
import zipfile
import zlib
from typing import BinaryIO

import filetype

from gongbao.foundation.files import refusals

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
CSV = "text/csv"
TEXT = "text/plain"

#: What each kind is called when a person is told what is taken.
WORDS = {XLSX: "Excel (.xlsx)", DOCX: "Word (.docx)", PDF: "PDF", PNG: "PNG", JPEG: "JPG", CSV: "CSV", TEXT: "TXT"}
EVERY_KIND = frozenset(WORDS)

MOST_PARTS = 2_000
MOST_UNPACKED = 512 * 1024 * 1024
MOST_RATIO = 200  # of a part's unpacked to packed size; real worksheets stay below 60
SMALL_PART = 64 * 1024  # parts this small may be packed as tightly as they like
_HEAD = 8192
_MACRO = re.compile(r"(vbaProject|vbaData|macrosheets/|activeX/|\.(bin|exe|dll|js|vbs|ps1)$)", re.IGNORECASE)
_HARMLESS_BIN = re.compile(r"(printerSettings\d*|/?customProperty\d*|calcChain)\.bin$", re.IGNORECASE)
_MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_MARKUP = re.compile(r"^\s*(<\?xml|<!doctype|<html|<svg|<script|<!--|<[a-z!?/])", re.IGNORECASE)
# A name may be written with #xx escapes (ISO 32000-1, 7.3.5); the checks run on the decoded text, without the
# streams' bodies, in which such bytes occur by chance.
_PDF_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|XFA)(?=[\s(<\[/>]|$)")
_PDF_STREAM = re.compile(rb"(>>\s*stream\r?\n).*?endstream", re.DOTALL)
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def kind_of(stream: BinaryIO) -> str:
    """The media type of the stream's bytes, among those of `WORDS`. Refusal if it is none of them or not safe.

    The stream is seekable and is left at its start.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    if not head:
        raise refusals.empty()
    guess = filetype.guess(head)  # type: ignore[no-untyped-call]  # the library has no types
    mime = guess.mime if guess else ""
    try:
        if head.startswith(b"PK\x03\x04"):
            return _office_kind(stream)
        if mime == PDF:
            return _pdf(stream)
        if mime in {PNG, JPEG}:
            return str(mime)
        if guess is None:
            return _text_kind(stream)
    finally:
        stream.seek(0)
    raise refusals.kind_not_taken(_words(EVERY_KIND))


def _words(kinds: frozenset[str]) -> str:
    return "、".join(WORDS[kind] for kind in WORDS if kind in kinds)


def require_kind(found: str, allowed: frozenset[str]) -> None:
    """Refusal, naming what is taken, unless the kind is allowed here. CSV and plain text count as one."""
    same = {CSV, TEXT}
    if found not in allowed and not (found in same and allowed & same):
        raise refusals.kind_not_taken(_words(allowed))


def _office_kind(stream: BinaryIO) -> str:
    """An Excel or Word file without macros that does not unpack without end."""
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            names = {part.filename for part in parts}
            if any(_MACRO.search(name) and not _HARMLESS_BIN.search(name) for name in names):
                raise refusals.has_macros()
            if "[Content_Types].xml" not in names:
                raise refusals.kind_not_taken(_words(EVERY_KIND))
            types = _read_part(archive, "[Content_Types].xml")
            if _MACRO_TYPE.search(types):
                raise refusals.has_macros()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise refusals.damaged() from error
    if any(name.startswith("xl/") for name in names) and b"spreadsheetml" in types:
        return XLSX
    if any(name.startswith("word/") for name in names) and b"wordprocessingml" in types:
        return DOCX
    raise refusals.kind_not_taken(_words(EVERY_KIND))


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    tight = any(part.file_size > SMALL_PART and part.file_size > MOST_RATIO * part.compress_size for part in parts)
    # Two parts at one place of the file: the trick of the overlapping bomb.
    overlapping = len({part.header_offset for part in parts}) != len(parts)
    if len(parts) > MOST_PARTS or total > MOST_UNPACKED or tight or overlapping:
        raise refusals.bomb()


def _read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small part, read no further than it may be, whatever its header claims."""
    with archive.open(name) as part:
        content = part.read(1024 * 1024 + 1)
    if len(content) > 1024 * 1024:
        raise refusals.bomb()
    return content


def _pdf(stream: BinaryIO) -> str:
    content = stream.read()
    outside = _PDF_STREAM.sub(rb"\1endstream", content)
    decoded = _PDF_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), outside)
    if _PDF_ACTIVE.search(decoded):
        raise refusals.active_content()
    return PDF


def _text_kind(stream: BinaryIO) -> str:
    """Text in UTF-8 or GB 18030 without control characters, that no browser would take for a page."""
    content = stream.read()
    text = _decoded(content)
    if text is None or _MARKUP.match(text.lstrip("\ufeff")) or re.search("[\x00-\x08\x0e-\x1a\x1c-\x1f]", text):
        raise refusals.kind_not_taken(_words(EVERY_KIND))
    lines = [line for line in text[:65_536].splitlines()[:20] if line.strip()]
    for mark in (",", "\t", ";"):
        counts = [line.count(mark) for line in lines]
        if counts and counts[0] > 0 and min(counts) > 0:
            return CSV
    return TEXT


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
