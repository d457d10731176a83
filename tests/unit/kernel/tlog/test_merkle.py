"""RFC 6962's tree: the classic vectors, every pair of small sizes, and one test for each way to break a proof."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.kernel.tlog import merkle
from gongbao.kernel.tlog.merkle import Frontier, ProofError, leaf_hash, node_hash

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]


def mth(hashes: list[bytes]) -> bytes:
    """The definition itself."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1 << ((len(hashes) - 1).bit_length() - 1)
    return node_hash(mth(hashes[:k]), mth(hashes[k:]))


def reader(hashes):
    return lambda wanted: [mth(hashes[i << level : (i + 1) << level]) for level, i in wanted]


@pytest.mark.parametrize("n", range(9))
def test_the_classic_roots(n):
    assert merkle.root_of(HASHES[:n]).hex() == ROOTS[n] == mth(HASHES[:n]).hex()


@given(st.integers(1, 300))
def test_the_frontier_is_the_definition(n):
    hashes = [leaf_hash(bytes([i % 256, i // 256])) for i in range(n)]
    frontier = Frontier()
    for h in hashes:
        frontier.append(h)
    assert frontier.root() == mth(hashes)
    assert Frontier.from_bytes(n, frontier.to_bytes()).root() == mth(hashes)
    assert merkle.tree_root(n, reader(hashes)) == mth(hashes)


MANY = [leaf_hash(bytes([i])) for i in range(64)]


@pytest.mark.parametrize("n", [1, 2, 3, 7, 8, 13, 33, 64])
def test_every_leaf_is_proved(n):
    root = mth(MANY[:n])
    for index in range(n):
        proof = merkle.prove_inclusion(index, n, reader(MANY))
        merkle.check_inclusion(proof, index, n, MANY[index], root)
        assert len(proof) <= (n - 1).bit_length()


def test_every_pair_of_sizes_is_consistent():
    for n in range(65):
        for m in range(n + 1):
            proof = merkle.prove_consistency(m, n, reader(MANY))
            merkle.check_consistency(proof, m, n, mth(MANY[:m]), mth(MANY[:n]))


INDEX, SIZE = 5, 13
PROOF = merkle.prove_inclusion(INDEX, SIZE, reader(MANY))
ROOT = mth(MANY[:SIZE])
BROKEN_INCLUSIONS = {
    "wrong root": (PROOF, INDEX, SIZE, MANY[INDEX], mth(MANY[:12])),
    "wrong leaf": (PROOF, INDEX, SIZE, MANY[6], ROOT),
    "wrong index": (PROOF, 4, SIZE, MANY[INDEX], ROOT),
    "index outside": (PROOF, SIZE, SIZE, MANY[INDEX], ROOT),
    "negative index": (PROOF, -1, SIZE, MANY[INDEX], ROOT),
    "swapped hashes": ([PROOF[1], PROOF[0], *PROOF[2:]], INDEX, SIZE, MANY[INDEX], ROOT),
    "extra hash": ([*PROOF, PROOF[0]], INDEX, SIZE, MANY[INDEX], ROOT),
    "missing hash": (PROOF[:-1], INDEX, SIZE, MANY[INDEX], ROOT),
    "no proof": ([], INDEX, SIZE, MANY[INDEX], ROOT),
    "node passed off as a leaf": (PROOF[1:], INDEX // 2, 7, leaf_hash(MANY[4] + MANY[5]), ROOT),
}


@pytest.mark.parametrize("case", BROKEN_INCLUSIONS)
def test_a_broken_inclusion_proof_is_refused(case):
    with pytest.raises(ProofError):
        merkle.check_inclusion(*BROKEN_INCLUSIONS[case])


OLD = 6
STEPS = merkle.prove_consistency(OLD, SIZE, reader(MANY))
OLD_ROOT = mth(MANY[:OLD])
BROKEN_CONSISTENCIES = {
    "other past": (STEPS, OLD, SIZE, mth(MANY[1:7]), ROOT),
    "other present": (STEPS, OLD, SIZE, OLD_ROOT, mth(MANY[:12])),
    "shortened log": (STEPS, SIZE, OLD, ROOT, OLD_ROOT),
    "missing hash": (STEPS[:-1], OLD, SIZE, OLD_ROOT, ROOT),
    "extra hash": ([*STEPS, STEPS[0]], OLD, SIZE, OLD_ROOT, ROOT),
    "no proof": ([], OLD, SIZE, OLD_ROOT, ROOT),
    "two roots for one size": ([], SIZE, SIZE, mth(MANY[1:14]), ROOT),
    "proof where none is needed": (STEPS, SIZE, SIZE, ROOT, ROOT),
    "a past that was never empty": ([], 0, SIZE, OLD_ROOT, ROOT),
}


@pytest.mark.parametrize("case", BROKEN_CONSISTENCIES)
def test_a_broken_consistency_proof_is_refused(case):
    with pytest.raises(ProofError):
        merkle.check_consistency(*BROKEN_CONSISTENCIES[case])


SHORT = {
    "root": lambda: merkle.check_inclusion([], 0, 1, b"", b""),
    "leaf": lambda: merkle.check_inclusion(PROOF, INDEX, SIZE, MANY[INDEX][:-1], ROOT),
    "inclusion proof": lambda: merkle.check_inclusion([PROOF[0] + PROOF[1]], INDEX, SIZE, MANY[INDEX], ROOT),
    "consistency proof": lambda: merkle.check_consistency([STEPS[0][:-1], *STEPS[1:]], OLD, SIZE, OLD_ROOT, ROOT),
}


@pytest.mark.parametrize("case", SHORT)
def test_hashes_of_another_length_are_refused(case):
    with pytest.raises(ProofError, match="32"):
        SHORT[case]()


@pytest.mark.parametrize("size", [2, 7, 8, 13, 33])
def test_no_single_changed_bit_passes(size):
    root = mth(MANY[:size])
    for index in range(size):
        proof = merkle.prove_inclusion(index, size, reader(MANY))
        for at in range(len(proof)):
            bent = [*proof[:at], bytes([proof[at][0] ^ 1]) + proof[at][1:], *proof[at + 1 :]]
            with pytest.raises(ProofError):
                merkle.check_inclusion(bent, index, size, MANY[index], root)


def test_a_proof_holds_for_no_other_place():
    for index in range(SIZE):
        for other in range(SIZE):
            proof = merkle.prove_inclusion(index, SIZE, reader(MANY))
            if index != other:
                with pytest.raises(ProofError):
                    merkle.check_inclusion(proof, other, SIZE, MANY[index], ROOT)


def test_the_frontier_holds_as_many_hashes_as_its_size_has_ones():
    with pytest.raises(ValueError, match="subtree roots"):
        Frontier(5, [MANY[0]])
    with pytest.raises(ValueError, match="no leaf"):
        merkle.prove_inclusion(5, 5, reader(MANY))
    with pytest.raises(ValueError, match="never had"):
        merkle.prove_consistency(6, 5, reader(MANY))
