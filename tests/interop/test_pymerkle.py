"""A second tree by other hands: pymerkle must give our roots."""

import pytest
from pymerkle import InmemoryTree

from gongbao.kernel.tlog import merkle
from gongbao.kernel.tlog.merkle import leaf_hash


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 255, 256, 257, 1000])
def test_the_roots_agree(size):
    stored = [f"record {n}".encode() for n in range(size)]
    tree = InmemoryTree(algorithm="sha256")
    for entry in stored:
        tree.append_entry(entry)
    assert tree.get_root() == merkle.root_of(leaf_hash(entry) for entry in stored)
    assert tree.get_leaf(1) == leaf_hash(stored[0])
