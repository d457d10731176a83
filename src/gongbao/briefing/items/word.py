"""The text of a Word file, for an item that was written in Word: headings, paragraphs, tables as text, pictures apart.

The file is a stranger's: its kind and its zip are checked by `foundation.files.sniffing` before it is opened, and what
it unpacks to is bounded more tightly here, for it is read into memory. No entity is resolved and no link followed.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from gongbao.briefing.items.rules import MOST_TITLE
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files import sniffing

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
MOST_PICTURES = 9
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = {"image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Imported:
    """What was found: a title, a text, pictures as (name, bytes), and what did not come along."""

    title: str
    body: str
    pictures: list[tuple[str, bytes]] = field(default_factory=list)
    more_pictures: int = 0
    numbered: bool = False
    tables: int = 0


def read_docx(stream: BinaryIO) -> Imported:
    """Read a .docx. Refusal, saying what to do, for .doc, a password, macros, damage, or a bomb."""
    _check(stream)
    try:
        document = Document(stream)
        blocks = list(_blocks(document))
        pictures = list(_pictures(document))
    except (OpcError, SyntaxError, KeyError, ValueError, AttributeError, RecursionError, zipfile.BadZipFile) as error:
        raise _damaged() from error
    lines = [text for text in blocks if text]
    if not lines:
        raise Refusal(
            "word.empty",
            "这个 Word 文件里没有文字。如果内容是扫描图片，请作为附件上传。",
            "There is no text in this Word file. If it is a scan, attach it instead.",
            field="word",
        )
    title = lines[0].replace("\n", " ") if len(lines[0]) <= MOST_TITLE else ""
    return Imported(
        title=title,
        body="\n".join(lines[1:] if title and len(lines) > 1 else lines),
        pictures=pictures[:MOST_PICTURES],
        more_pictures=max(0, len(pictures) - MOST_PICTURES),
        numbered=_numbered(document),
        tables=len(document.tables),
    )


def _check(stream: BinaryIO) -> None:
    stream.seek(0, io.SEEK_END)
    size = stream.tell()
    stream.seek(0)
    if size > MOST_BYTES:
        raise Refusal(
            "word.too-large",
            "Word 文件超过 20 MB。请压缩里面的图片，或把图片作为附件分开上传。",
            "The Word file is larger than 20 MB. Make its pictures smaller, or attach them apart.",
            field="word",
            status=413,
        )
    head = stream.read(4_096)
    if head.startswith(_OLE):
        stream.seek(0)
        raise _locked() if _ENCRYPTED in stream.read() else _old()
    kind = sniffing.kind_of(stream)
    sniffing.require_kind(kind, frozenset({sniffing.DOCX}))
    with zipfile.ZipFile(stream) as archive:
        if any(part.flag_bits & 1 for part in archive.infolist()):
            raise _locked()
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            raise Refusal(
                "word.expands-too-far",
                "这个文件解开后太大，不能安全打开。请另存一份，去掉大图片再传。",
                "The file unpacks too far to be opened safely. Save a copy without its large pictures.",
                field="word",
            )
    stream.seek(0)


def _blocks(document: Any) -> Iterator[str]:
    """Each paragraph's text, and each table as lines of cells."""
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield _text(_element(block))
        elif isinstance(block, Table):
            yield "\n".join(_rows(block))


def _element(paragraph: Paragraph) -> Any:
    return paragraph._p  # noqa: SLF001 (the library has no public name for it)


def _numbered(document: Any) -> bool:
    """Whether a paragraph is numbered by Word, in itself or by its style."""
    return any(
        _element(one).xpath("./w:pPr/w:numPr") or (one.style is not None and one.style.element.xpath(".//w:numPr"))
        for one in document.paragraphs
    )


def _text(element: Any) -> str:
    """What is read on the page: insertions of tracked changes count, deletions and fall-backs of drawings do not."""
    parts = []
    for node in element.xpath(".//w:t | .//w:tab | .//w:br | .//w:cr"):
        if any(above.tag.endswith("}Fallback") for above in node.iterancestors()):
            continue
        parts.append(node.text or "" if node.tag == qn("w:t") else "\n" if node.tag != qn("w:tab") else " ")
    return "".join(parts).strip()


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        seen: list[Any] = []
        cells = []
        for cell in row.cells:
            place = cell._tc  # noqa: SLF001 (as above)
            if place in seen:  # a merged cell comes once for each column it spans
                continue
            seen.append(place)
            cells.append(" ".join(text for one in cell.paragraphs if (text := _text(_element(one)))))
        if any(cells):
            yield " | ".join(cells)


def _pictures(document: Any) -> Iterator[tuple[str, bytes]]:
    for number, relation in enumerate(document.part.rels.values(), 1):
        if relation.is_external or not relation.reltype.endswith("/image"):
            continue
        ending = _PICTURES.get(relation.target_part.content_type)
        if ending:
            yield f"图{number}.{ending}", relation.target_part.blob


def _old() -> Refusal:
    return Refusal(
        "word.old",
        "这是旧格式的 .doc 文件，读不了。请在 Word 或 WPS 里“另存为”.docx 再传。",
        "This is an old .doc file. Save it as .docx in Word or WPS and upload that.",
        field="word",
        status=415,
    )


def _locked() -> Refusal:
    return Refusal(
        "word.locked",
        "这个文件加了密码，打不开。请去掉打开密码再传。",
        "This file is protected by a password. Remove it and upload again.",
        field="word",
        status=415,
    )


def _damaged() -> Refusal:
    return Refusal(
        "word.damaged",
        "这个 Word 文件已损坏，读不了。请重新另存一份再传；着急的话，把文字直接贴到正文里。",
        "This Word file is damaged. Save it again and upload that; if it is urgent, paste the text.",
        field="word",
    )
