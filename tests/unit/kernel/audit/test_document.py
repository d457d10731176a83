"""The auditor on a proof file: with the document and without, with the log and without, and every lie told once."""

from dataclasses import replace

import pytest
from tests import made_log
from tests.made_log import LOG, SALT, body, entries, head, policy, proof, write_log

from gongbao.kernel.audit.document import Document, audit_proof
from gongbao.kernel.audit.log import Question
from gongbao.kernel.audit.report import Verdict
from gongbao.kernel.audit.source import FolderSource
from gongbao.kernel.audit.state import Memory
from gongbao.kernel.audit.trust import Trust
from gongbao.kernel.tlog.note import KeyType, Signer
from gongbao.kernel.tlog.opening import Opening
from gongbao.kernel.tlog.policy import parse_policy

SIZE, INDEX = 300, 257
GIVEN = Question(Trust(parse_policy(policy()), given=True))
NOTHING = Document()


@pytest.fixture
def log(tmp_path):
    return write_log(tmp_path / "log", entries(SIZE))


def audit(made, document=NOTHING, question=GIVEN, log=None):
    raw = made if isinstance(made, bytes) else made.to_text().encode()
    report = audit_proof(raw, document, question, FolderSource(log) if log else None)
    assert len(report.lines("zh")) == len(report.lines("en"))
    return report


def says(report, verdict, words):
    text = "\n".join(report.lines("en"))
    assert report.verdict is verdict, text
    assert words in text, text


def test_a_proof_with_its_document_verifies(log):
    good = proof(log, INDEX, SIZE, payload=body(INDEX))
    says(audit(good), Verdict.VERIFIED, "document enclosed")
    says(audit(good, Document(body(INDEX))), Verdict.VERIFIED, "document given")


def test_a_bare_proof_verifies_and_says_that_no_document_was_given(log):
    bare = proof(log, INDEX, SIZE)
    says(audit(bare), Verdict.VERIFIED, "No document was given")
    says(audit(bare, Document(body(INDEX))), Verdict.VERIFIED, "document given")
    erased = proof(log, INDEX, SIZE, salt=None)
    says(audit(erased), Verdict.VERIFIED, "stands at 257 of 300")
    says(audit(erased, Document(body(INDEX), SALT)), Verdict.VERIFIED, "document given")


def test_without_a_key_nothing_is_called_verified(log):
    good = proof(log, INDEX, SIZE, payload=body(INDEX))
    says(audit(good, question=Question()), Verdict.UNCHECKED, "Without a key")


def test_with_the_log_at_hand_its_key_and_its_head_are_used(log):
    good = proof(log, INDEX, SIZE, payload=body(INDEX))
    grown = write_log(log, entries(700))
    says(audit(good, question=Question(), log=grown), Verdict.VERIFIED, "(700 entries) contains that of the proof")
    says(audit(good, log=grown), Verdict.VERIFIED, "(700 entries) contains that of the proof")


def test_a_key_remembered_from_an_audit_serves(log, tmp_path):
    memory = Memory(tmp_path / "state")
    memory.keep(LOG.name, LOG.verifier.vkey, head(entries(3)))
    says(audit(proof(log, INDEX, SIZE), question=Question(memory=memory)), Verdict.VERIFIED, "signed by")


def test_a_log_that_forgot_the_proof_is_found(log, tmp_path):
    good = proof(log, INDEX, SIZE)
    stored = entries(400)
    stored[3] = made_log.entry(9_999)
    other = write_log(tmp_path / "other", stored)
    says(audit(good, log=other), Verdict.FAILED, "The past was rewritten")
    shorter = write_log(tmp_path / "short", entries(200))
    says(audit(good, log=shorter), Verdict.FAILED, "has become shorter")
    (other / "tile/0/001.p/144").unlink()
    says(audit(good, log=other), Verdict.FAILED, "missing")


def test_another_log_than_the_proofs_is_said(log, tmp_path):
    foreign = Signer("other.example/log", KeyType.ED25519, b"\x66" * 32)
    other = write_log(tmp_path / "other", entries(3), log=foreign)
    (other / "policy").unlink()
    says(audit(proof(log, 1, SIZE), question=Question(), log=other), Verdict.FAILED, "but the log given is other")
    says(audit(proof(log, 1, SIZE), log=tmp_path / "nowhere"), Verdict.UNCHECKED, "cannot be read")


LIES = [
    "wrong index",
    "swapped hashes",
    "extra hash",
    "missing hash",
    "another entry",
    "another document",
    "another salt",
    "a head of another size",
    "a tampered head",
    "an unknown log",
    "too few witnesses",
    "no witness",
    "another version",
    "no checkpoint",
    "not text",
    "nothing",
]


def lies(log):
    good = proof(log, INDEX, SIZE, payload=body(INDEX))
    stored = entries(SIZE)
    text = good.to_text()
    return {
        "wrong index": replace(good, index=INDEX - 1),
        "swapped hashes": replace(good, hashes=(good.hashes[1], good.hashes[0], *good.hashes[2:])),
        "extra hash": replace(good, hashes=(*good.hashes, bytes(32))),
        "missing hash": replace(good, hashes=good.hashes[:-1]),
        "another entry": replace(good, extra=Opening(stored[0], SALT, body(INDEX)).to_bytes()),
        "another document": replace(good, extra=Opening(stored[INDEX], SALT, body(0)).to_bytes()),
        "another salt": replace(good, extra=Opening(stored[INDEX], bytes(32), body(INDEX)).to_bytes()),
        "a head of another size": replace(good, checkpoint=head(entries(SIZE + 1))),
        "a tampered head": replace(good, checkpoint=good.checkpoint.replace("\n300\n", "\n301\n")),
        "an unknown log": replace(good, checkpoint=head(stored, log=Signer(LOG.name, KeyType.ED25519, b"\x66" * 32))),
        "too few witnesses": replace(good, checkpoint=head(stored, cosigners=made_log.WITNESSES[:1])),
        "no witness": replace(good, checkpoint=head(stored, cosigners=[])),
        "another version": text.replace("@v1", "@v2").encode(),
        "no checkpoint": text.partition("\n\n")[0].encode(),
        "not text": b"\xff\xfe",
        "nothing": b"",
    }


@pytest.mark.parametrize("lie", LIES)
def test_one_lie(log, lie):
    assert set(lies(log)) == set(LIES)
    assert audit(lies(log)[lie]).verdict is Verdict.FAILED


def test_another_document_than_the_enclosed_fails(log):
    says(audit(proof(log, INDEX, SIZE), Document(body(0))), Verdict.FAILED, "not what the entry commits to")
    says(audit(proof(log, INDEX, SIZE, salt=None), Document(body(INDEX))), Verdict.FAILED, "no salt")


def test_a_proof_without_an_entry_cannot_be_checked(log):
    says(audit(replace(proof(log, INDEX, SIZE), extra=None)), Verdict.UNCHECKED, "holds no entry")
