"""A certificate as it is found in the wild: our own PDF, one saved anew by other programs, and false ones."""

import io
import zlib

import pytest
from pypdf import PdfWriter
from pypdf.generic import StreamObject
from tests.made_log import LOG, body, entries, proof, write_log

from gongbao.kernel.audit.certificate import embedded_files, proof_text
from gongbao.kernel.audit.document import Document, audit_proof, enclosed_document
from gongbao.kernel.audit.log import Question
from gongbao.kernel.audit.report import Verdict
from gongbao.kernel.audit.trust import trust_in_keys
from gongbao.kernel.tlog.compact import codes, pack
from gongbao.kernel.tlog.merkle import ProofError

SIZE = 300
TRUSTED = Question(trust_in_keys([LOG.verifier.vkey]))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return proof(write_log(tmp_path_factory.mktemp("log"), entries(SIZE)), 7, SIZE, payload=body(7))


def pdf(*files, compressed=False):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    for name, content in files:
        writer.add_attachment(name, content)
    if compressed:
        for place, one in enumerate(writer._objects):
            if isinstance(one, StreamObject) and one.get("/Type") == "/EmbeddedFile":
                writer._objects[place] = one.flate_encode()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("compressed", [False, True])
def test_a_pdf_of_another_program(kept, compressed):
    raw = pdf(("note.txt", b"hello"), ("x.tlog-proof", kept.to_text().encode()), compressed=compressed)
    report = audit_proof(raw, Document(), TRUSTED)
    assert report.verdict is Verdict.VERIFIED, report.lines("en")
    assert "compare the printed words" in report.lines("en")[0]
    assert enclosed_document(raw) == body(7)


def test_the_texts_of_its_codes(kept):
    raw = "\n".join(codes(pack(kept))).encode()
    assert audit_proof(raw, Document(), TRUSTED).verdict is Verdict.VERIFIED
    changed = raw[:-2] + (b"00" if raw[-2:] != b"00" else b"11")
    assert audit_proof(changed, Document(), TRUSTED).verdict is Verdict.FAILED


def test_another_document_inside_is_found(kept):
    false = kept.to_text().replace("index 7", "index 8").encode()
    assert audit_proof(pdf(("x", false)), Document(), TRUSTED).verdict is Verdict.FAILED


def test_a_pdf_without_a_proof_or_with_two(kept):
    good = kept.to_text().encode()
    for raw, words in (
        (pdf(), "encloses no proof"),
        (pdf(("a", b"hello")), "encloses no proof"),
        (b"%PDF-1.7\n" + good, "encloses no proof"),
        (pdf(("a", good), ("b", good.replace(b"index 7", b"index 8"))), "more than one"),
    ):
        with pytest.raises(ProofError, match=words):
            proof_text(raw)
    assert proof_text(pdf(("a", good), ("b", good))) == good


def stream(content, filters=b"/Filter/FlateDecode"):
    return b"1 0 obj\n<</Type/EmbeddedFile" + filters + b">>\nstream\n" + content + b"\nendstream\nendobj\n"


def test_what_is_hostile_is_passed_over():
    bomb = zlib.compress(bytes(60_000_000), 9)
    assert list(embedded_files(b"%PDF-1.7\n" + stream(bomb))) == []
    assert list(embedded_files(stream(b"not zlib"))) == []
    assert list(embedded_files(stream(zlib.compress(b"hello")[:-2]))) == []
    assert list(embedded_files(stream(b"x", b"/Filter/LZWDecode"))) == []
    assert list(embedded_files(b"/EmbeddedFile" * 50_000)) == []
    assert len(list(embedded_files(stream(zlib.compress(b"hello")) * 500))) == 32
    assert list(embedded_files(stream(b"hello", b""))) == [b"hello\n"]
