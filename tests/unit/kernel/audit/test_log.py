"""The auditor on a whole log: sound, and broken in one way a test."""

import subprocess
import sys

import pytest
from tests import made_log
from tests.made_log import LOG, WITNESSES, entries, head, policy, write_log

from gongbao.kernel.audit.log import Question, audit_log
from gongbao.kernel.audit.report import Verdict
from gongbao.kernel.audit.source import FolderSource
from gongbao.kernel.audit.state import Memory
from gongbao.kernel.audit.trust import Trust, trust_in_keys
from gongbao.kernel.tlog.note import KeyType, Signer
from gongbao.kernel.tlog.policy import parse_policy

SIZE = 600
GIVEN = Question(Trust(parse_policy(policy()), given=True))


@pytest.fixture
def log(tmp_path):
    return write_log(tmp_path / "log", entries(SIZE))


def audit(log, question=GIVEN):
    return audit_log(FolderSource(log), question)


def failed_with(report, words):
    assert report.verdict is Verdict.FAILED
    text = "\n".join(report.lines("en"))
    assert words in text, text


def test_a_sound_log_verifies_and_the_report_says_what_was_checked(log):
    report = audit(log)
    assert report.verdict is Verdict.VERIFIED
    text = "\n".join(report.lines("en"))
    for said in ("signed by qinglan.example/gongbao", "2 of 2 cosigned; enough", "Read 600 entries", "publish 400"):
        assert said in text
    assert "All 4 tiles compared" in text
    assert "trust on first use" not in text
    assert len(report.lines("zh")) == len(report.lines("en"))
    assert report.lines("zh")[-1] == "验证通过。"


def test_without_a_key_it_says_that_it_trusts_on_first_use(log):
    report = audit(log, Question())
    assert report.verdict is Verdict.VERIFIED
    assert any("trust on first use" in line for line in report.lines("en"))
    assert any("首次使用即信任" in line for line in report.lines("zh"))


def test_an_empty_log_verifies(tmp_path):
    assert audit(write_log(tmp_path, [])).verdict is Verdict.VERIFIED


def test_progress_is_told(log):
    told = []
    audit_log(FolderSource(log), GIVEN, lambda done, total: told.append((done, total)))
    assert told == [(256, 600), (512, 600), (600, 600)]


def change(path, edit):
    path.write_bytes(edit(path.read_bytes()))


def flip(at):
    return lambda stored: stored[:at] + bytes([stored[at] ^ 1]) + stored[at + 1 :]


BUNDLE, TILE, UPPER = "tile/entries/000", "tile/0/000", "tile/1/000.p/2"
ATTACKS = {
    "a letter of an entry changed": (lambda log: change(log / BUNDLE, flip(200)), "tile/0/000 is not what"),
    "a hash in a tile changed": (lambda log: change(log / TILE, flip(100)), "tile/0/000 is not what"),
    "a hash in an upper tile changed": (lambda log: change(log / UPPER, flip(33)), "tile/1/000.p/2 is not what"),
    "a bundle cut off": (lambda log: change(log / BUNDLE, lambda s: s[:-1]), "cut off"),
    "the last entry left out": (lambda log: change(log / "tile/entries/002.p/88", drop_last), "holds 87 entries"),
    "a bundle missing": (lambda log: (log / BUNDLE).unlink(), "tile/entries/000 is missing"),
    "a tile missing": (lambda log: (log / TILE).unlink(), "tile/0/000 is missing"),
    "an upper tile missing": (lambda log: (log / UPPER).unlink(), "tile/1/000.p/2 is missing"),
    "a tile cut off": (lambda log: change(log / "tile/0/002.p/88", lambda s: s[:-32]), "is not what"),
    "a signature changed": (lambda log: change(log / "checkpoint", bend_signature), "does not stand"),
    "another size": (lambda log: change(log / "checkpoint", lambda s: s.replace(b"600", b"599")), "does not stand"),
    "a checkpoint in another encoding": (lambda log: change(log / "checkpoint", lambda s: b"\xff" + s), "not text"),
}


def bend_signature(note):
    at = note.index("— qinglan".encode()) + 60
    return flip(at)(note) if note[at : at + 1].isalpha() else flip(at + 1)(note)


def drop_last(bundle):
    from gongbao.kernel.tlog.tiles import pack_entries, unpack_entries  # noqa: PLC0415 (only here)

    return pack_entries(unpack_entries(bundle)[:-1])


@pytest.mark.parametrize("attack", ATTACKS)
def test_one_attack_on_the_files(log, attack):
    do, words = ATTACKS[attack]
    do(log)
    failed_with(audit(log), words)


def test_an_entry_replaced_with_its_tiles_gives_another_root(log, tmp_path):
    stored = entries(SIZE)
    stored[5] = made_log.entry(9_999)
    forged = write_log(tmp_path / "forged", stored)
    (forged / "checkpoint").write_bytes((log / "checkpoint").read_bytes())
    failed_with(audit(forged), "was signed")


def test_an_entry_that_is_no_leaf_is_named(tmp_path):
    stored = [*entries(3), b"hello", made_log.entry(4, register="other.example/log")]
    failed_with(audit(write_log(tmp_path, stored)), "2 entries are not of the log's format, such as: 3 (")


def test_an_erasure_of_what_comes_later_is_no_leaf(tmp_path):
    erase = made_log.entry(1).replace(b'"publish"', b'"erase"')
    erase = erase.replace(b'{"commitment"', b'{"authority":"x","commitment"').replace(b'"kind"', b'"ground":"g","kind"')
    erase = erase.replace(b'"time"', b'"target":2,"time"')
    failed_with(audit(write_log(tmp_path / "a", [*entries(2), erase, *entries(3)])), "2 (the entry erases")
    assert audit(write_log(tmp_path / "b", [*entries(3), erase])).verdict is Verdict.VERIFIED


def test_a_log_signed_by_another_key_fails(tmp_path):
    other = Signer(LOG.name, KeyType.ED25519, b"\x66" * 32)
    failed_with(audit(write_log(tmp_path, entries(3), log=other)), "no trusted log")


def test_too_few_witnesses_fail_only_when_the_policy_was_given(log):
    (log / "checkpoint").write_text(head(entries(SIZE), cosigners=WITNESSES[:1]))
    failed_with(audit(log), "1 of 2 cosigned; not enough (2 of (w1, w2))")
    own = audit(log, Question())
    assert own.verdict is Verdict.VERIFIED
    assert any("not yet what the log itself asks for" in line for line in own.lines("en"))


def test_a_witness_key_given_must_have_cosigned(log):
    keys = [LOG.verifier.vkey, Signer("absent.example", KeyType.COSIGNATURE, b"\x01" * 32).verifier.vkey]
    failed_with(audit(log, Question(trust_in_keys(keys))), "0 of 1 cosigned")
    assert audit(log, Question(trust_in_keys([LOG.verifier.vkey]))).verdict is Verdict.VERIFIED


def test_a_log_that_grew_is_consistent_with_an_earlier_checkpoint(log, tmp_path):
    for size in (0, 1, 255, 256, 257, 599, 600):
        report = audit(log, Question(GIVEN.trust, since=head(entries(size))))
        assert report.verdict is Verdict.VERIFIED
        assert any(f"{600 - size:,} were added, none changed" in line for line in report.lines("en"))


def test_a_rewritten_past_is_found(log):
    stored = entries(300)
    stored[7] = made_log.entry(9_999)
    failed_with(audit(log, Question(GIVEN.trust, since=head(stored))), "The past was rewritten")


def test_two_heads_of_one_size_are_found(log):
    stored = entries(SIZE)
    stored[-1] = made_log.entry(9_999)
    failed_with(audit(log, Question(GIVEN.trust, since=head(stored))), "The past was rewritten")


def test_a_shortened_log_is_found(log):
    failed_with(audit(log, Question(GIVEN.trust, since=head(entries(601)))), "has become shorter")


def test_an_earlier_checkpoint_must_be_of_this_log_and_signed(log):
    other = Signer("other.example/log", KeyType.ED25519, b"\x66" * 32)
    failed_with(audit(log, Question(GIVEN.trust, since=head(entries(3), log=other))), "does not stand")
    failed_with(audit(log, Question(GIVEN.trust, since="hello\n")), "does not stand")
    two = trust_in_keys([LOG.verifier.vkey, other.verifier.vkey])
    failed_with(audit(log, Question(two, since=head(entries(3), log=other, cosigners=[]))), "is of the log other")


def test_the_auditor_remembers(tmp_path):
    memory = Memory(tmp_path / "state")
    question = Question(memory=memory)
    log = write_log(tmp_path / "log", entries(300))
    assert audit(log, question).verdict is Verdict.VERIFIED
    assert audit(write_log(log, entries(310)), question).verdict is Verdict.VERIFIED
    shorter = audit(write_log(tmp_path / "short", entries(305)), question)
    failed_with(shorter, "has become shorter")
    assert memory.checkpoint(LOG.name) == head(entries(310)), "a failed audit is not remembered"
    other = write_log(tmp_path / "other", entries(320), log=Signer(LOG.name, KeyType.ED25519, b"\x66" * 32))
    failed_with(audit(other, question), "at the first audit it was")


OWN_WORDS = {
    "no key published": (lambda log: (log / "log.vkey").unlink(), Verdict.UNCHECKED),
    "a broken key": (lambda log: change(log / "log.vkey", flip(3)), Verdict.FAILED),
    "no policy": (lambda log: (log / "policy").unlink(), Verdict.VERIFIED),
    "a broken policy": (lambda log: (log / "policy").write_text("quorum w\n"), Verdict.FAILED),
    "a policy without its own log": (lambda log: (log / "policy").write_text("quorum none\n"), Verdict.FAILED),
    "no checkpoint": (lambda log: (log / "checkpoint").unlink(), Verdict.UNCHECKED),
    "a checkpoint without end": (lambda log: (log / "checkpoint").write_bytes(b"a" * 300_000), Verdict.UNCHECKED),
}


@pytest.mark.parametrize("case", OWN_WORDS)
def test_what_the_log_says_of_itself(log, case):
    do, verdict = OWN_WORDS[case]
    do(log)
    report = audit(log, Question())
    assert report.verdict is verdict
    assert len(report.lines("zh")) == len(report.lines("en"))


def test_the_auditor_needs_nothing_but_the_kernel():
    code = """
import sys
import gongbao.kernel.audit.log, gongbao.kernel.audit.document
ours = {m for m in sys.modules if m.split('.')[0] == 'gongbao'}
assert not [m for m in ours if m not in {'gongbao', 'gongbao.kernel'} and not m.startswith('gongbao.kernel.')], ours
own = {'gongbao', 'cryptography', '__main__'}
foreign = {m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names) - own
print(*sorted(m for m in foreign if not m.startswith('_')))
"""
    ran = subprocess.run([sys.executable, "-S", "-c", NO_SITE + code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert set(ran.stdout.split()) <= {"cffi"}


NO_SITE = f"import sys; sys.path[:0] = {[p for p in sys.path if p]!r}\n"
