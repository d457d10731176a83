"""Laws that hold for every tree, and readers that refuse any input without doing anything worse."""

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.kernel.tlog import merkle
from gongbao.kernel.tlog.canonical import NotCanonicalError, canonical_json
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.merkle import Frontier, ProofError, leaf_hash
from gongbao.kernel.tlog.note import KeyType, Note, NoteError, Signer, Verifier, open_note, parse
from gongbao.kernel.tlog.opening import Opening, parse_opening
from gongbao.kernel.tlog.policy import PolicyError, parse_policy
from gongbao.kernel.tlog.proof import TlogProof, parse_proof
from gongbao.kernel.tlog.tiles import TileReader, grown_tiles, pack_entries, tiles_of, unpack_entries
from gongbao.kernel.tlog.witness import RequestError, parse_request, request_text

MOST = 1100
HASHES = [leaf_hash(n.to_bytes(2, "big")) for n in range(MOST)]
ROOTS = [Frontier().root()]
_frontier = Frontier()
for _hash in HASHES:
    _frontier.append(_hash)
    ROOTS.append(_frontier.root())
sizes = st.integers(0, MOST)


def content(tile):
    """What a tile must hold, from the definition: slot i of level l is the root over 256**l leaves."""
    span = 256**tile.level
    start = tile.number * 256
    return b"".join(merkle.root_of(HASHES[i * span : (i + 1) * span]) for i in range(start, start + tile.width))


FILES = {}


def read(path):
    if path not in FILES:
        raise FileNotFoundError(path)
    return FILES[path]


def written(size):
    for tile in tiles_of(size):
        FILES.setdefault(tile.path, content(tile))
    return TileReader(size, read)


@settings(max_examples=60, deadline=None)
@given(sizes, st.data())
def test_tiles_frontier_and_definition_agree(size, data):
    tiles = written(size)
    assert merkle.tree_root(size, tiles) == ROOTS[size] == merkle.root_of(HASHES[:size])
    if size:
        index = data.draw(st.integers(0, size - 1))
        proof = merkle.prove_inclusion(index, size, tiles)
        merkle.check_inclusion(proof, index, size, HASHES[index], ROOTS[size])
    old = data.draw(st.integers(0, size))
    merkle.check_consistency(merkle.prove_consistency(old, size, tiles), old, size, ROOTS[old], ROOTS[size])


@settings(deadline=None)
@given(st.lists(sizes, min_size=1, max_size=6))
def test_a_log_grown_in_steps_has_the_files_of_every_step(steps):
    """What `grown_tiles` names along the way is enough to read the tree at every size it stopped at."""
    have, old = set(), 0
    for size in sorted(steps):
        have |= {tile.path for tile in grown_tiles(old, size)}
        old = size
        assert {tile.path for tile in tiles_of(size)} <= have


@settings(deadline=None)
@given(st.integers(1, 300), st.data())
def test_another_leaf_place_size_or_hash_never_passes(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.prove_inclusion(index, size, written(size))
    other = data.draw(st.sampled_from(["leaf", "index", "hash", "cut", "longer"]))
    leaf, place, hashes = HASHES[index], index, list(proof)
    if other == "leaf":
        leaf = HASHES[index + 1]
    elif other == "index":
        place = data.draw(st.integers(0, size - 1).filter(lambda n: n != index)) if size > 1 else 1
    elif other == "hash" and hashes:
        at = data.draw(st.integers(0, len(hashes) - 1))
        hashes[at] = bytes([hashes[at][0] ^ 1]) + hashes[at][1:]
    elif other == "cut" and hashes:
        hashes.pop(data.draw(st.integers(0, len(hashes) - 1)))
    else:
        hashes.append(HASHES[0])
    with pytest.raises(ProofError):
        merkle.check_inclusion(hashes, place, size, leaf, ROOTS[size])


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcXYZ09_-", max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_canonical_json_has_one_spelling(value):
    try:
        spelled = canonical_json(value)
    except ValueError:
        return  # text that is not in NFC
    assert json.loads(spelled) == value
    assert canonical_json(json.loads(spelled)) == spelled
    if isinstance(value, dict):
        assert canonical_json(dict(reversed(value.items()))) == spelled


@given(st.lists(st.text('e\u0301\n"\\\x01<\u0338乡', max_size=6), max_size=5))
def test_text_is_refused_by_itself_wherever_it_stands(said):
    normal = all(unicodedata.is_normalized("NFC", one) for one in said)
    for value in (said, {"a": tuple(said)}, {"b": [{"c": one} for one in said]}):
        if normal:
            assert json.loads(canonical_json(value)) == json.loads(json.dumps(value))
        else:
            with pytest.raises(NotCanonicalError):
                canonical_json(value)


def test_canonical_json_escapes_as_rfc_8785_does():
    every = "".join(map(chr, range(0x20))) + '"\\/\x7f€公\U0001f600'
    assert canonical_json(every).decode() == (
        '"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011'
        "\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f"
        '\\"\\\\/\x7f€公\U0001f600"'
    )
    assert canonical_json({"b": 1, "a": [True, None], "B": {}, "": ""}) == b'{"":"","B":{},"a":[true,null],"b":1}'


@given(st.lists(st.binary(max_size=400), max_size=300))
def test_bundles_give_back_what_went_in(entries):
    assert unpack_entries(pack_entries(entries)) == entries


LOG = Signer("qinglan.example/gongbao", KeyType.ED25519, b"\x01" * 32)
heads = st.builds(Checkpoint, st.just(LOG.name), st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))


@given(heads, st.lists(st.binary(min_size=32, max_size=32), max_size=63), st.integers(0, 2**62), st.binary(max_size=99))
def test_what_is_written_is_read_back(head, hashes, number, extra):
    assert Checkpoint.parse(head.text) == head
    signed = str(Note(head.text, (LOG.sign(head.text),)))
    note, good = open_note(signed, [LOG.verifier])
    assert (str(note), good[0][0]) == (signed, LOG.verifier)
    proof = TlogProof(number, tuple(hashes), signed, extra)
    assert parse_proof(proof.to_text()) == proof
    request = parse_request(request_text(number, hashes, signed).encode())
    assert (request.old, list(request.proof), request.checkpoint) == (number, hashes, head)
    opening = Opening(extra, bytes(32), head.text.encode())
    assert parse_opening(opening.to_bytes()) == opening


SIGNED = str(Note("a\n1\nx\n", (LOG.sign("a\n1\nx\n"),)))
junk = st.text(max_size=200) | st.builds(
    lambda at, size, put: SIGNED[:at] + put + SIGNED[at + size :],
    st.integers(0, len(SIGNED)),
    st.integers(0, 9),
    st.text("\n — +aA=09\x00é", max_size=9),
)
READERS = {
    "note": (parse, NoteError),
    "checkpoint": (Checkpoint.parse, NoteError),
    "vkey": (Verifier.parse, NoteError),
    "policy": (parse_policy, PolicyError),
    "proof": (parse_proof, ProofError),
    "proof after its header": (lambda text: parse_proof("c2sp.org/tlog-proof@v1\n" + text), ProofError),
    "opening": (lambda text: parse_opening(text.encode("utf-8", "surrogatepass")), ProofError),
    "request": (lambda text: parse_request(text.encode("utf-8", "surrogatepass")), RequestError),
    "bundle": (lambda text: unpack_entries(text.encode("utf-8", "surrogatepass")), ValueError),
}


@pytest.mark.parametrize("reader", READERS)
@given(text=junk)
def test_junk_is_read_or_refused_and_nothing_worse(reader, text):
    read_it, refusal = READERS[reader]
    try:
        read_it(text)
    except refusal:
        pass
