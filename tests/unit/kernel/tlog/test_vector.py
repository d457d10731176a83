"""The worked vector: 70,000 leaves, a log key of 32 bytes 0x01, a witness key of 32 bytes 0x02."""

import pytest

from gongbao.kernel.tlog import merkle
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.note import KeyType, NoteError, Signer, Verifier, open_note, parse
from gongbao.kernel.tlog.tiles import TileReader, grown_tiles, pack_entries, tiles_of, unpack_entries

LOG = Signer("register.example/log", KeyType.ED25519, b"\x01" * 32)
WITNESS = Signer("province.example/witness", KeyType.COSIGNATURE, b"\x02" * 32)
LOG_VKEY = "register.example/log+35cfcdf5+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
WITNESS_VKEY = "province.example/witness+895686cf+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"
NOTE = """register.example/log
70000
25Wlw4AqrnlkUtIrNNU+dJybwG++mtIplU2A2Oqj7hY=

— register.example/log Nc/N9bFmf7CWL1aSyat+9Pw2LEpaB316/U0bKDAPRSRWbJsX5sZAWJ5IDI9AqsvKRH/u7oA0yG+WfIvcGyRyJ7eN3Q0=
— province.example/witness \
iVaGzwAAAABqGKUA3ofpMGIkWuSYdkCQODl6R30ZotFITl62ZUpGvS7HFmBf5jJ24dSJGlq5/alAwahCYT0vHZxE7ceCS011CkWYBQ==
"""
SIZE = 70_000
HASHES = [merkle.leaf_hash(f"record {i}".encode()) for i in range(SIZE)]


@pytest.fixture(scope="module")
def files():
    made = {}
    rows = [HASHES]
    while len(rows[-1]) >= 256:
        below = rows[-1]
        rows.append([merkle.root_of(below[i : i + 256]) for i in range(0, len(below) // 256 * 256, 256)])
    for tile in tiles_of(SIZE):
        made[tile.path] = b"".join(rows[tile.level][tile.number * 256 : tile.number * 256 + tile.width])
    return made


def test_keys_are_those_of_the_vector():
    assert LOG.verifier.vkey == LOG_VKEY
    assert WITNESS.verifier.vkey == WITNESS_VKEY
    assert (
        Verifier.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").name
        == "example.com/foo"
    )


def test_the_checkpoint_is_that_of_the_vector():
    checkpoint = Checkpoint(LOG.name, SIZE, merkle.root_of(HASHES))
    signed = parse(NOTE).__class__(
        checkpoint.text, (LOG.sign(checkpoint.text), WITNESS.cosign(checkpoint.text, 1_780_000_000))
    )
    assert str(signed) == NOTE
    note, keys = open_note(NOTE, [LOG.verifier, WITNESS.verifier])
    assert [k.name for k, _ in keys] == [LOG.name, WITNESS.name]
    assert Checkpoint.parse(note.text) == checkpoint
    assert keys[1][1].time == 1_780_000_000


def test_tiles_of_the_vector(files):
    assert len(files) == 277
    assert "tile/0/273.p/112" in files
    assert "tile/1/001.p/17" in files
    assert "tile/2/000.p/1" in files
    read = TileReader(SIZE, files.__getitem__)
    proof = merkle.prove_inclusion(12_345, SIZE, read)
    assert len(proof) == 17
    merkle.check_inclusion(proof, 12_345, SIZE, HASHES[12_345], merkle.root_of(HASHES))
    steps = merkle.prove_consistency(65_000, SIZE, read)
    assert len(steps) == 15
    merkle.check_consistency(steps, 65_000, SIZE, merkle.root_of(HASHES[:65_000]), merkle.root_of(HASHES))
    assert merkle.tree_root(SIZE, read) == merkle.root_of(HASHES)


def test_growing_writes_only_what_changed():
    grown = [t.path for t in grown_tiles(69_900, SIZE)]
    assert grown == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"][: len(grown)]
    assert grown[0] == "tile/0/273.p/112"
    assert list(grown_tiles(0, 0)) == []
    assert [t.path for t in tiles_of(256)] == ["tile/0/000", "tile/1/000.p/1"]


def test_bundles_keep_entries_apart():
    entries = [b"", b"a", b"x" * 65_535]
    assert unpack_entries(pack_entries(entries)) == entries
    with pytest.raises(ValueError, match="65"):
        pack_entries([b"x" * 65_536])
    with pytest.raises(ValueError, match="cut off"):
        unpack_entries(pack_entries(entries)[:-1])


TAMPERED = {
    "another size": NOTE.replace("70000", "70001"),
    "another origin": NOTE.replace("register.example/log\n7", "register.example/lag\n7"),
    "a signature of another text": NOTE.replace("— register.example/log Nc/N9bFm", "— register.example/log Nc/N9bFn"),
    "no signature at all": NOTE.split("\n\n", maxsplit=1)[0] + "\n\n",
}


@pytest.mark.parametrize("case", TAMPERED)
def test_a_tampered_note_is_refused(case):
    with pytest.raises(NoteError):
        open_note(TAMPERED[case], [LOG.verifier, WITNESS.verifier])


def test_an_unknown_signature_is_ignored_and_nothing_known_is_refused():
    other = Signer("somebody.else/log", KeyType.ED25519, b"\x03" * 32)
    assert len(open_note(NOTE, [LOG.verifier, other.verifier])[1]) == 1
    with pytest.raises(NoteError, match="no known key"):
        open_note(NOTE, [other.verifier])


@pytest.mark.parametrize(
    "text", ["a\n1\n", "\n1\nAAAA\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "a\n1\nAAAA\n", "a\n1\n!\n"]
)
def test_a_malformed_checkpoint_is_refused(text):
    with pytest.raises(NoteError):
        Checkpoint.parse(text)
