"""A citizen's proof file, whole and in every broken way."""

from dataclasses import replace

import pytest

from gongbao.kernel.tlog import merkle
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.commitment import commit
from gongbao.kernel.tlog.leaf import Leaf
from gongbao.kernel.tlog.merkle import ProofError, leaf_hash
from gongbao.kernel.tlog.note import KeyType, Note, NoteError, Signer
from gongbao.kernel.tlog.opening import Opening, parse_opening, verify
from gongbao.kernel.tlog.proof import TlogProof, parse_proof

LOG = Signer("qinglan.example/gongbao", KeyType.ED25519, b"\x05" * 32)
SALT, BODY = b"\x07" * 32, '{"name":"青岚明远茶业有限公司"}'.encode()


def leaf(number, register=LOG.name, body=BODY):
    return Leaf(
        register=register,
        record=f"00000000-0000-0000-0000-{number:012d}",
        version=1,
        kind="publish",
        time="2026-06-29T02:00:00Z",
        commitment=commit(SALT, body).hex(),
    )


def proof_of(index, entries, origin=LOG.name, signer=LOG, opening=None):
    hashes = [leaf_hash(e) for e in entries]

    def read(wanted):
        return [merkle.root_of(hashes[i << level : (i + 1) << level]) for level, i in wanted]

    text = Checkpoint(origin, len(entries), merkle.root_of(hashes)).text
    note = Note(text, (signer.sign(text),))
    extra = (opening or Opening(entries[index], SALT, BODY)).to_bytes()
    return TlogProof(index, tuple(merkle.prove_inclusion(index, len(entries), read)), str(note), extra)


ENTRIES = [leaf(n).to_bytes() for n in range(11)]
GOOD = proof_of(4, ENTRIES)


def test_a_whole_file_says_what_it_proves():
    found = verify(parse_proof(GOOD.to_text()), [LOG.verifier])
    assert (found.index, found.checkpoint.size, found.payload) == (4, 11, BODY)
    assert found.leaf == leaf(4)
    assert [key.name for key, _ in found.signatures] == [LOG.name]


def test_a_file_without_the_document_is_held_against_one_at_hand():
    bare = replace(GOOD, extra=Opening(ENTRIES[4], SALT).to_bytes())
    assert verify(bare, [LOG.verifier]).payload is None
    assert verify(bare, [LOG.verifier], payload=BODY).payload == BODY
    with pytest.raises(ProofError, match="commits to"):
        verify(bare, [LOG.verifier], payload=BODY + b" ")


other = Signer("somebody.else/log", KeyType.ED25519, b"\x06" * 32)
BROKEN = {
    "another leaf's place": replace(GOOD, index=5),
    "a hash taken away": replace(GOOD, hashes=GOOD.hashes[1:]),
    "an edited document": replace(GOOD, extra=Opening(ENTRIES[4], SALT, BODY.replace(b"name", b"Name")).to_bytes()),
    "another salt": replace(GOOD, extra=Opening(ENTRIES[4], bytes(32), BODY).to_bytes()),
    "no salt": replace(GOOD, extra=Opening(ENTRIES[4], None, BODY).to_bytes()),
    "another entry": replace(GOOD, extra=Opening(ENTRIES[5], SALT, BODY).to_bytes()),
    "no entry": replace(GOOD, extra=None),
    "an extra of somebody else": replace(GOOD, extra=b"{}"),
    "an extra that is not JSON": replace(GOOD, extra=b"\xff"),
    "signed by somebody unknown": proof_of(4, ENTRIES, signer=other),
    "a leaf of another register": proof_of(0, [leaf(0, register="other.example/log").to_bytes()]),
    "an entry that is no leaf": proof_of(0, [b"hello"], opening=Opening(b"hello")),
    "a checkpoint moved on": replace(GOOD, checkpoint=proof_of(4, [*ENTRIES, ENTRIES[0]]).checkpoint),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused(case):
    with pytest.raises((ProofError, NoteError)):
        verify(BROKEN[case], [LOG.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v2\nindex 1\n\nx",
        GOOD.to_text().replace("index 4", "index -4"),
        "c2sp.org/tlog-proof@v1\n\n",
    ],
)
def test_what_is_no_proof_file_is_refused(text):
    with pytest.raises(ProofError):
        parse_proof(text)


def test_another_document_beside_the_files_own_is_refused():
    with pytest.raises(ProofError, match="not the one"):
        verify(GOOD, [LOG.verifier], payload=b"something else")
    assert parse_opening(GOOD.extra).salt == SALT
