"""What is taken, and every refusal: the bytes decide."""

import io
import os
import zipfile

import pytest
import xlsxwriter

from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files import sniffing

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 40
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


def xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write("A1", "青岚县")
    return out.getvalue()


def packed(parts: dict[str, bytes], base: bytes | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if base is not None:
            with zipfile.ZipFile(io.BytesIO(base)) as old:
                for name in old.namelist():
                    archive.writestr(name, old.read(name))
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx() -> bytes:
    types = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.x"/></Types>'
    return packed({"[Content_Types].xml": types, "word/document.xml": b"<w/>"})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, sniffing.PNG),
        (JPEG, sniffing.JPEG),
        (PDF, sniffing.PDF),
        (xlsx(), sniffing.XLSX),
        (docx(), sniffing.DOCX),
        ("名称,代码\n甲,1\n".encode(), sniffing.CSV),
        ("\ufeff名称\t代码\n甲\t1\n".encode(), sniffing.CSV),
        ("名称,代码\n乙,2\n".encode("gb18030"), sniffing.CSV),
        ("情况说明：一切正常。\n".encode(), sniffing.TEXT),
    ],
    ids=["png", "jpeg", "pdf", "xlsx", "docx", "csv", "tabs", "gb18030", "text"],
)
def test_the_bytes_say_what_it_is(content, kind):
    stream = io.BytesIO(content)
    assert sniffing.kind_of(stream) == kind
    assert stream.tell() == 0


def active(name: bytes) -> bytes:
    return PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S " + name + b" >>")


def overlapping() -> bytes:
    """Two names for the same bytes of the archive."""
    content = bytearray(packed({"a": b"x" * 100, "b": b"x" * 100}))
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = (0).to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "kind-not-taken"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", "kind-not-taken"),
        (b"<!DOCTYPE html><p>x", "kind-not-taken"),
        (b"\n<b>x</b>", "kind-not-taken"),
        (b"MZ\x90\0" + b"\0" * 60, "kind-not-taken"),
        (b"\x7fELF" + b"\0" * 60, "kind-not-taken"),
        (b"GIF89a" + b"\0" * 60, "kind-not-taken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "kind-not-taken"),
        (b"text with \x00 in it", "kind-not-taken"),
        (packed({"readme.txt": b"x"}), "kind-not-taken"),
        (packed({"xl/vbaProject.bin": b"x"}, xlsx()), "has-macros"),
        (packed({"word/vbaProject.bin": b"x"}, docx()), "has-macros"),
        (packed({"xl/renamed.bin": b"x"}, xlsx()), "has-macros"),
        (packed({"xl/macrosheets/sheet1.xml": b"x"}, xlsx()), "has-macros"),
        (
            packed({"[Content_Types].xml": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xl/a": b""}),
            "has-macros",
        ),
        (packed({"xl/media/bomb": b"\0" * 5_000_000}, xlsx()), "expands-too-far"),
        (packed({f"xl/{n}": b"" for n in range(2_001)}, xlsx()), "expands-too-far"),
        (overlapping(), "expands-too-far"),
        (xlsx()[:-40], "damaged"),
        (b"PK\x03\x04" + b"\0" * 50, "damaged"),
        (active(b"/JavaScript"), "active-content"),
        (active(b"/Java#53cript"), "active-content"),
        (active(b"/Launch"), "active-content"),
        (PDF.replace(b"/Catalog", b"/Catalog /Names << /EmbeddedFiles 3 0 R >>"), "active-content"),
    ],
)
def test_what_is_refused(content, code):
    with pytest.raises(Refusal, match=f"^file.{code}:"):
        sniffing.kind_of(io.BytesIO(content))


def test_bytes_in_a_pdfs_stream_are_only_bytes():
    body = b"<< /Length 9 >>\nstream\n /JS (no) \nendstream"
    assert sniffing.kind_of(io.BytesIO(PDF.replace(b"%%EOF", body + b"\n%%EOF"))) == sniffing.PDF


def test_a_part_that_lies_about_its_size_is_not_read_on():
    content = packed({"[Content_Types].xml": os.urandom(1_500_000)}, None)
    with pytest.raises(Refusal, match=r"^file\.expands-too-far:"):
        sniffing.kind_of(io.BytesIO(content))


def test_only_what_a_place_takes():
    sniffing.require_kind(sniffing.CSV, frozenset({sniffing.TEXT}))
    with pytest.raises(Refusal, match=r"^file\.kind-not-taken:") as caught:
        sniffing.require_kind(sniffing.XLSX, frozenset({sniffing.PDF, sniffing.PNG}))
    assert "PDF、PNG" in caught.value.zh
