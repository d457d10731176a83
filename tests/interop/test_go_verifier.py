"""An independent implementation reads what ours wrote: Go's checksum-database library, from Debian, unpatched."""

import subprocess
from dataclasses import replace

import pytest
from tests import made_log
from tests.made_log import LOG, WITNESSES, body, entries, head, proof, write_log

from gongbao.kernel.audit.log import Question, audit_log
from gongbao.kernel.audit.source import FolderSource
from gongbao.kernel.audit.trust import trust_in_keys
from gongbao.kernel.tlog.note import KeyType, Signer
from gongbao.kernel.tlog.opening import Opening
from gongbao.kernel.tlog.tiles import pack_entries, unpack_entries

pytestmark = pytest.mark.interop
SIZE = 70_000
KEYS = ["-vkey", LOG.verifier.vkey, *[word for one in WITNESSES for word in ("-witness", one.verifier.vkey)]]


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    return write_log(tmp_path_factory.mktemp("big"), entries(SIZE))


@pytest.fixture
def small(tmp_path):
    return write_log(tmp_path / "log", entries(600))


def run(verifier, *arguments):
    ran = subprocess.run([verifier, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120)
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


def test_a_log_of_seventy_thousand_verifies(verifier, big, tmp_path):
    (tmp_path / "old").write_text(head(entries(65_000)))
    code, said = run(verifier, *KEYS, "-old", tmp_path / "old", big)
    assert code == 0, said
    assert "every entry and every tile" in said
    assert "inclusion of entry 23333 proved from tiles, 17 hashes" in said
    assert "consistent with 65000 earlier entries, 15 hashes" in said
    assert said.endswith("VERIFIED\n")


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 600])
def test_logs_of_awkward_sizes_verify(verifier, tmp_path, size):
    (tmp_path / "old").write_text(head(entries(size // 2)))
    log = write_log(tmp_path / "log", entries(size))
    assert run(verifier, *KEYS, "-old", tmp_path / "old", log)[0] == 0


def test_a_full_tile_in_the_place_of_a_partial_one(verifier, small):
    for partial, full in (("tile/0/002.p/88", "tile/0/002"), ("tile/1/000.p/2", "tile/1/000")):
        (small / full).write_bytes((small / partial).read_bytes().ljust(8192, b"\1"))
        (small / partial).unlink()
    bundle = (small / "tile/entries/002.p/88").read_bytes()
    (small / "tile/entries/002").write_bytes(bundle + pack_entries([b"later"] * 168))
    (small / "tile/entries/002.p/88").unlink()
    assert run(verifier, *KEYS, small)[0] == 0


@pytest.mark.parametrize("index", [0, 12_345, SIZE - 1])
def test_a_proof_verifies_with_its_document_and_its_log(verifier, big, tmp_path, index):
    kept, record = tmp_path / "one.tlog-proof", tmp_path / "record.json"
    kept.write_text(proof(big, index, SIZE).to_text())
    record.write_bytes(body(index))
    code, said = run(verifier, *KEYS, "-record", record, "-log", big, kept)
    assert code == 0, said
    assert "is what the entry commits to" in said
    code, said = run(verifier, "-log", big, kept)
    assert code == 0
    assert "trusting the key the log itself shows" in said


def flip(path, at):
    stored = bytearray(path.read_bytes())
    stored[at] ^= 1
    path.write_bytes(stored)


def rewrite(log, **changes):
    stored = entries(600)
    for index, entry in changes.items():
        stored[int(index[1:])] = entry
    before = (log / "checkpoint").read_bytes()
    write_log(log, stored)
    (log / "checkpoint").write_bytes(before)


def shorten_bundle(log):
    path = log / "tile/entries/002.p/88"
    path.write_bytes(pack_entries(unpack_entries(path.read_bytes())[:-1]))


def resign(folder, **how):
    (folder / "checkpoint").write_text(head(entries(600), **how))


STRANGER = Signer(LOG.name, KeyType.ED25519, b"\x66" * 32)
ELSEWHERE = Signer("other.example/log", KeyType.ED25519, b"\x05" * 32)
ATTACKS = {
    "a letter of an entry": lambda log: flip(log / "tile/entries/000", 200),
    "a hash in a tile": lambda log: flip(log / "tile/0/000", 100),
    "a hash in an upper tile": lambda log: flip(log / "tile/1/000.p/2", 40),
    "an entry and its tiles": lambda log: rewrite(log, _5=made_log.entry(9_999)),
    "an entry left out of its bundle": shorten_bundle,
    "a bundle gone": lambda log: (log / "tile/entries/001").unlink(),
    "a tile gone": lambda log: (log / "tile/0/001").unlink(),
    "a tile cut off": lambda log: (log / "tile/0/001").write_bytes(bytes(32)),
    "the size": lambda log: (log / "checkpoint").write_text(head(entries(600)).replace("\n600\n", "\n599\n")),
    "a signature by somebody else": lambda log: resign(log, log=STRANGER),
    "another origin": lambda log: resign(log, log=ELSEWHERE),
    "a witness missing": lambda log: resign(log, cosigners=WITNESSES[:1]),
    "a checkpoint that is no note": lambda log: (log / "checkpoint").write_text("hello\n"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_go_refuses_a_tampered_log_and_so_do_we(verifier, small, attack):
    ATTACKS[attack](small)
    code, said = run(verifier, *KEYS, small)
    assert code == 1, said
    ours = Question(trust_in_keys([LOG.verifier.vkey, *(one.verifier.vkey for one in WITNESSES)]))
    assert audit_log(FolderSource(small), ours).verdict == 1


@pytest.mark.parametrize("case", ["rewritten", "shortened"])
def test_go_refuses_another_past(verifier, small, tmp_path, case):
    stored = entries(601 if case == "shortened" else 300)
    if case == "rewritten":
        stored[7] = made_log.entry(9_999)
    (tmp_path / "old").write_text(head(stored))
    code, said = run(verifier, *KEYS, "-old", tmp_path / "old", small)
    assert code == 1
    assert ("rewritten" if case == "rewritten" else "shorter") in said


LIES = ["wrong index", "swapped hashes", "missing hash", "extra hash", "another document", "another salt", "moved head"]


@pytest.mark.parametrize("lie", LIES)
def test_go_refuses_a_false_proof(verifier, small, tmp_path, lie):
    good = proof(small, 5, 600, payload=body(5))
    hashes, entry = good.hashes, entries(6)[5]
    told = {
        "wrong index": replace(good, index=4),
        "swapped hashes": replace(good, hashes=(hashes[1], hashes[0], *hashes[2:])),
        "missing hash": replace(good, hashes=hashes[:-1]),
        "extra hash": replace(good, hashes=(*hashes, hashes[0])),
        "another document": replace(good, extra=Opening(entry, made_log.SALT, body(6)).to_bytes()),
        "another salt": replace(good, extra=Opening(entry, bytes(32), body(5)).to_bytes()),
        "moved head": replace(good, checkpoint=head(entries(601))),
    }[lie]
    kept = tmp_path / "one.tlog-proof"
    kept.write_text(told.to_text())
    assert run(verifier, *KEYS, kept)[0] == 1
    kept.write_text(good.to_text())
    assert run(verifier, *KEYS, kept)[0] == 0


def test_what_cannot_be_read_is_not_called_false(verifier, tmp_path):
    assert run(verifier, *KEYS, tmp_path)[0] == 2
    assert run(verifier, *KEYS, "http://127.0.0.1:1/")[0] == 2
    assert run(verifier, "-vkey", "nonsense", tmp_path)[0] == 2
