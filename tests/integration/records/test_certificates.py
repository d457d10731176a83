"""The certificate of a record: a PDF with its proof inside, and codes that carry the same proof without the file."""

import io
import uuid

import pypdf
import pytest
from click.testing import CliRunner
from django.conf import settings
from django.test import Client
from tests.integration.records.test_publish import BY, firm

from gongbao.cli.audit import audit
from gongbao.foundation.ledger.actions import begin_log, publish_head, sequence_batch
from gongbao.foundation.ledger.selectors import log_key
from gongbao.foundation.typesetting import TypesettingError, fonts_found, pages, typeset
from gongbao.kernel.audit.content import checked
from gongbao.kernel.tlog.compact import unpack
from gongbao.kernel.tlog.proof import parse_proof
from gongbao.kernel.tlog.tiles import unpack_entries
from gongbao.register.records import actions, certificates, presenters, selectors

pytestmark = pytest.mark.django_db


@pytest.fixture
def entity(now):
    begin_log(now=now)
    made = firm(now)
    actions.publish(entity_ids=[made.id], reason="registered", by=BY, now=now)
    return made


def into_the_log(now):
    sequence_batch(now=now, limit=1000)
    publish_head(now=now)


def address(entity, version=1):
    return f"/e/{entity.code}/v/{version}/certificate.pdf"


def test_it_verifies_offline_and_says_what_the_record_says(entity, now, tmp_path):
    into_the_log(now)
    answer = Client().get(address(entity))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    path = tmp_path / "certificate.pdf"
    path.write_bytes(answer.content)
    ran = CliRunner().invoke(audit, [str(path), "--vkey", log_key()])
    assert ran.exit_code == 0, ran.output
    assert f'"name": "{entity.name}"' in ran.output
    other = CliRunner().invoke(audit, [str(path), "--vkey", "elsewhere.example/log+" + log_key().split("+", 1)[1]])
    assert other.exit_code == 2
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    files = {name: content[0] for name, content in reader.attachments.items()}
    assert files[f"{entity.code}-1.json"] == selectors.current(entity.id).body
    assert files[f"{entity.code}-1.tlog-proof"] == Client().get(f"/e/{entity.code}/v/1/record.tlog-proof").content
    text = "".join(page.extract_text() for page in reader.pages)
    assert "登记信息查询证明" in text
    assert entity.name in text.replace(" ", "")
    fonts = {
        str(one.get_object()["/BaseFont"]) for page in reader.pages for one in page["/Resources"]["/Font"].values()
    }
    assert any("NotoSansSC" in font for font in fonts), fonts


def test_the_codes_carry_the_proof_file(entity, now):
    into_the_log(now)
    published = selectors.current(entity.id)
    proof = Client().get(f"/e/{entity.code}/v/1/record.tlog-proof").content
    paper = presenters.certificate(code=entity.code, published=published, proof=proof)
    texts = [text for text, _caption in certificates._codes(parse_proof(proof.decode()))]
    assert unpack(certificates.compact.joined(texts)).to_text().encode() == paper.proof


def test_before_it_is_in_the_log_it_says_so(entity):
    answer = Client().get(address(entity))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert Client().get(address(entity, 9)).status_code == 404


def test_too_many_at_once_are_told_to_come_back(entity, now, monkeypatch):
    into_the_log(now)
    monkeypatch.setattr(pages, "PATIENCE", 0.01)
    for _ in range(pages.AT_ONCE):
        assert pages._places.acquire(timeout=1)
    try:
        assert Client().get(address(entity)).status_code == 503
    finally:
        for _ in range(pages.AT_ONCE):
            pages._places.release()


def test_a_long_document_leaves_the_codes_but_not_the_file(entity, now):
    into_the_log(now)
    noise = "".join(uuid.uuid5(uuid.NAMESPACE_URL, str(n)).hex for n in range(400)).encode()
    kept = parse_proof(Client().get(f"/e/{entity.code}/v/1/record.tlog-proof").content.decode())
    opening = certificates.parse_opening(kept.extra)
    large = type(opening)(opening.entry, opening.salt, noise)
    texts = certificates._codes(type(kept)(kept.index, kept.hashes, kept.checkpoint, large.to_bytes()))
    assert 1 <= len(texts) <= 3


def test_names_cannot_become_markup(now):
    data = {
        "lang": "zh", "title": "#panic()", "number": "*x*", "subject": "]", "issuer": "$x$", "statement": "#sys.inputs",
        "sections": [{"title": "= a", "facts": [("@x", "<y>")], "tables": [], "note": "\\"}], "codes": [],
        "checking": {"title": "", "how": "`", "facts": []}, "limits": "//",
    }  # fmt: skip
    text = pypdf.PdfReader(io.BytesIO(typeset("certificate.typ", data, now=now))).pages[0].extract_text()
    assert "#sys.inputs" in text
    assert "#panic()" in text.replace(" ", "")
    with pytest.raises(TypesettingError):
        typeset("certificate.typ", {}, now=now)


def test_the_fonts_come_with_the_house():
    assert {"Noto Serif SC", "Noto Sans SC"} <= set(fonts_found())


def test_mirrors_get_the_documents_behind_a_bundle(entity, now):
    into_the_log(now)
    raw = Client().get("/ledger/content/000").content
    published = selectors.current(entity.id)
    bundle = (settings.LEDGER_DIR / "tile/entries/000.p/1").read_bytes()
    (found,) = checked(raw, 0, unpack_entries(bundle))
    assert (found.payload, found.salt) == (published.body, published.salt)
    for nothing in ("001", "x001/000"):
        assert Client().get(f"/ledger/content/{nothing}").status_code == 404
