"""The worked vector: 70,000 leaves, a log key of 32 bytes 0x01, a witness key of 32 bytes 0x02."""

import pytest

from gongbao.kernel.tlog import merkle
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.merkle import ProofError
from gongbao.kernel.tlog.note import KeyType, NoteError, Signer, Verifier, open_note, parse
from gongbao.kernel.tlog.proof import parse_proof
from gongbao.kernel.tlog.tiles import Tile, TileReader, grown_tiles, pack_entries, tiles_of, unpack_entries

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
    "text",
    ["a\n1\n", "\n1\nAAAA\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "a\n1\nAAAA\n", "a\n1\n!\n"]
    + [f"a\n{size}\n{'A' * 43}=\n" for size in ["9" * 5000, 2**63, "１", "1 ", "+1", "0x1"]]
    + [f"a\n1\n{'A' * 43}=\n\n", f"a\n1\n{'A' * 43}=", f"a\n1\n{'A' * 43}=\next\n\nmore\n"],
)
def test_a_malformed_checkpoint_is_refused(text):
    with pytest.raises(NoteError):
        Checkpoint.parse(text)


def test_extension_lines_are_read_over():
    assert Checkpoint.parse(f"a\n0\n{'A' * 43}=\nextension\n").size == 0


NOTES = {
    "no empty line": NOTE.replace("\n\n", "\n"),
    "no last newline": NOTE[:-1],
    "a hyphen for a dash": NOTE.replace("— ", "- "),
    "a control character": NOTE.replace("70000", "70000\x07"),
    "a name with a plus": NOTE.replace("— register.example/log", "— register.example+log"),
    "a name with a space": NOTE.replace("— register.example/log", "— register example/log"),
    "an ideographic space": NOTE.replace("— register.example/log", "— register\u3000example/log"),
    "a cut signature": NOTE[:-80] + "\n",
    "four bytes only": NOTE.split("\n\n", maxsplit=1)[0] + "\n\n— a AAAAAA==\n",
    "a short cosignature": NOTE[: NOTE.index("\n— province")] + "\n— province.example/witness iVaGzwAAAAA=\n",
    "101 signatures": NOTE + "— a AAAAAAAA\n" * 99,
}


@pytest.mark.parametrize("case", NOTES)
def test_a_malformed_note_is_refused(case):
    with pytest.raises(NoteError):
        open_note(NOTES[case], [LOG.verifier, WITNESS.verifier])


VKEYS = [
    "",
    "a",
    "a+b",
    "+35cfcdf5+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
    LOG_VKEY.replace("35cfcdf5", "35cfcdf6"),
    LOG_VKEY.replace("register", "registry"),
    LOG_VKEY[:-4],
    LOG_VKEY.replace("+AY", "+BY"),
]


@pytest.mark.parametrize("vkey", VKEYS)
def test_a_broken_vkey_is_refused(vkey):
    with pytest.raises(NoteError):
        Verifier.parse(vkey)


def test_two_keys_with_one_name_and_id_are_refused(monkeypatch):
    other = Signer(LOG.name, KeyType.ED25519, b"\x03" * 32).verifier
    monkeypatch.setattr(Verifier, "key_id", b"same")
    with pytest.raises(NoteError, match="share"):
        open_note(NOTE, [LOG.verifier, other])


@pytest.mark.parametrize("index", ["007", "-1", "9" * 5000, "１", ""])
def test_an_index_is_a_plain_decimal(index):
    with pytest.raises(ProofError, match="index"):
        parse_proof(f"c2sp.org/tlog-proof@v1\nindex {index}\n\n{NOTE}")


def test_a_proof_of_64_hashes_is_refused():
    with pytest.raises(ProofError, match="63"):
        parse_proof("c2sp.org/tlog-proof@v1\nindex 1\n" + f"{'A' * 43}=\n" * 64 + "\n" + NOTE)


def test_tiles_that_lie_are_found(files):
    proof_of = lambda f: merkle.prove_inclusion(12_345, SIZE, TileReader(SIZE, f.__getitem__))  # noqa: E731
    root = merkle.root_of(HASHES)
    bent = {**files, "tile/0/048": bytes([files["tile/0/048"][0] ^ 1]) + files["tile/0/048"][1:]}
    with pytest.raises(ProofError):
        merkle.check_inclusion(proof_of(bent), 12_345, SIZE, HASHES[12_345], root)
    with pytest.raises(ProofError, match="short"):
        proof_of({**files, "tile/0/048": files["tile/0/048"][:-1]})
    with pytest.raises(ProofError, match="no whole subtree"):
        TileReader(SIZE, files.__getitem__)([(0, SIZE)])
    with pytest.raises(ProofError, match="no tile"):
        TileReader(SIZE, files.__getitem__)([(0, SIZE + 256)])


def test_a_full_tile_stands_in_for_a_partial_one(files):
    def read(path):
        if path not in shrunk:
            raise FileNotFoundError(path)
        return shrunk[path]

    shrunk = {path: stored for path, stored in files.items() if ".p/" not in path}
    shrunk["tile/0/273"] = files["tile/0/273.p/112"] + bytes(32 * 144)
    shrunk["tile/1/001"] = files["tile/1/001.p/17"] + bytes(32 * 239)
    shrunk["tile/2/000"] = files["tile/2/000.p/1"] + bytes(32 * 255)
    assert merkle.tree_root(SIZE, TileReader(SIZE, read)) == merkle.root_of(HASHES)


def test_big_numbers_are_cut_in_threes():
    assert Tile(0, 1_234_067).path == "tile/0/x001/x234/067"
    assert Tile(0, 1_234_067, 5).bundle_path == "tile/entries/x001/x234/067.p/5"
    for width in (0, 257):
        with pytest.raises(ValueError, match="wide"):
            _ = Tile(0, 0, width).path
    with pytest.raises(ValueError, match="count from 0"):
        _ = Tile(0, -1).path
